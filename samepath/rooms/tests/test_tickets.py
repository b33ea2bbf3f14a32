"""Tickets and webhooks, to the letter (V01, V08)."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from django.conf import settings

from samepath.rooms import livekit
from samepath.rooms.errors import HookRefused, TicketRefused

NOW = datetime.now(UTC)


@pytest.mark.safety("V01", "V02")
def test_a_ticket_says_this_and_nothing_else():
    token = livekit.ticket(room="r" * 32, identity="i" * 32, sources=["camera", "microphone"])
    claims = jwt.decode(token, settings.LIVEKIT_SECRET, algorithms=["HS256"])
    assert claims["exp"] - claims["nbf"] <= 120
    assert claims["sub"] == "i" * 32
    assert claims["video"] == {
        "roomJoin": True, "room": "r" * 32, "canPublish": True, "canSubscribe": True,
        "canPublishData": False, "canPublishSources": ["camera", "microphone"],
        "canUpdateOwnMetadata": False, "roomCreate": False, "roomList": False, "roomRecord": False,
        "roomAdmin": False, "hidden": False, "recorder": False, "agent": False,
    }  # fmt: skip
    assert not {"name", "metadata", "attributes"} & {k for k, v in claims.items() if v}


def signed(claims, *, key=None, secret=None, algorithm="HS256"):
    base = {
        "iss": key or settings.LIVEKIT_KEY, "sub": "me", "nbf": NOW - timedelta(seconds=1),
        "exp": NOW + timedelta(seconds=60), "video": {"roomJoin": True, "room": "x"},
    }  # fmt: skip
    return jwt.encode(
        base | claims, settings.LIVEKIT_SECRET if secret is None else secret, algorithm=algorithm
    )


@pytest.mark.safety("V01", "V08")
@pytest.mark.parametrize(
    "token",
    [
        "",
        "not.a.token",
        signed({}, secret="another secret of more than forty-eight characters, really"),
        signed({}, key="another"),
        signed({}, secret="", algorithm="none"),
        signed({"exp": NOW - timedelta(minutes=3)}),
        signed({"video": {"room": "x"}}),
        signed({"video": {"roomJoin": True}}),
        signed({"sub": ""}),
        signed({"video": {"roomJoin": True, "room": "x", "roomAdmin": True}}),
        signed({"video": {"roomJoin": True, "room": "x", "hidden": True}}),
    ],
)
def test_a_ticket_that_is_not_ours_is_refused(token):
    with pytest.raises(TicketRefused):
        livekit.read_ticket(token)


def hook(body: bytes, *, key=None, secret=None, digest=None, age=0) -> str:
    claims = {
        "iss": key or settings.HOOK_KEY, "nbf": NOW - timedelta(seconds=1), "exp": NOW + timedelta(hours=2),
        "sha256": digest or base64.b64encode(hashlib.sha256(body).digest()).decode(),
    }  # fmt: skip
    return jwt.encode(claims, secret or settings.HOOK_SECRET, algorithm="HS256")


def event(**more) -> bytes:
    base = {"event": "participant_joined", "id": "EV_1", "createdAt": str(int(NOW.timestamp()))}
    return json.dumps(base | more).encode()


def test_a_true_webhook_is_read():
    body = event(
        room={"name": "r"}, participant={"identity": "i", "sid": "PA_1", "joinedAtMs": "1000"}
    )
    told = livekit.read_hook(body, hook(body), now=NOW)
    assert (told.kind, told.room, told.identity, told.sid) == (
        "participant_joined",
        "r",
        "i",
        "PA_1",
    )


@pytest.mark.safety("V08")
@pytest.mark.parametrize(
    ("body", "authorization"),
    [
        (event(), ""),
        (event(), "Bearer x"),
        (event(), hook(event(), key=settings.LIVEKIT_KEY, secret=settings.LIVEKIT_SECRET)),
        (event(), hook(event(), secret="x" * 40)),
        (event(), hook(event(id="EV_2"))),
        (event() + b" ", hook(event())),
        (event(createdAt=str(int(NOW.timestamp()) - 301)), None),
        (event(createdAt=str(int(NOW.timestamp()) + 60)), None),
        (event(id=""), None),
        (b"[]", None),
        (b"not json", None),
    ],
    ids=[
        "unsigned",
        "not a token",
        "the other key",
        "a wrong secret",
        "of another body",
        "a body with more",
        "old",
        "from the future",
        "without an id",
        "a list",
        "not json",
    ],
)
def test_a_webhook_that_is_not_ours_or_old_is_refused(body, authorization):
    with pytest.raises(HookRefused):
        livekit.read_hook(body, hook(body) if authorization is None else authorization, now=NOW)
