"""The gate before the media server: four paths, one ticket in one place, and nothing of it in an address (V12)."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from websockets.datastructures import Headers
from websockets.exceptions import InvalidStatus
from websockets.http11 import Response

from samepath.rooms import livekit
from samepath.rooms.models import Room
from samepath.web.room import gate

pytestmark = pytest.mark.safety("V12")

ELSEWHERE = [
    "/twirp/livekit.RoomService/ListRooms", "/twirp/livekit.Egress/StartRoomCompositeEgress", "/whip", "/whip/v1",
    "/agent", "/debug/pprof", "/debug/goroutine", "/rtc/v2", "/rtc/v1/../../twirp", "/rtc/twirp", "/rtcx", "//rtc/v1",
    "/rtc%2fv1", "/rtc/", "/rtc/v1/validate/", "/RTC/v1/validate",
]  # fmt: skip


@pytest.fixture
def asked(monkeypatch):
    """What reaches the media server; each request of this browser's is admitted."""
    seen: list[tuple[str, dict[str, str]]] = []

    class Http:
        def __init__(self, **_: Any) -> None:
            pass

        async def __aenter__(self):
            return self

        async def __aexit__(self, *_: object) -> None:
            pass

        def get(self, address, headers):
            seen.append((address, headers))
            raise TimeoutError

    async def dial(address, additional_headers, **_: Any):
        seen.append((address, additional_headers))
        raise OSError

    async def made(*_: Any, **__: Any) -> None:
        pass

    monkeypatch.setattr(gate.aiohttp, "ClientSession", Http)
    monkeypatch.setattr(gate, "connect", dial)
    monkeypatch.setattr(livekit, "ensure_room_now", made)
    monkeypatch.setattr(gate, "_may_connect", lambda *_: Room(name="r", seats=4))
    return seen


def ticket():
    return livekit.ticket(room="r", identity="p", sources=["camera"])


def knocks(path, query="", *, kind="http", **headers):
    """Come to the gate; the messages it sent back."""
    sent: list[Any] = []

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message)

    given = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": kind, "path": path, "raw_path": path.encode(), "query_string": query.encode(), "headers": given,
    }  # fmt: skip
    async_to_sync(gate.serve)(scope, receive, send)
    return sent


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("path", ELSEWHERE)
def test_no_other_path_reaches_the_media_server(asked, path, kind):
    sent = knocks(path, f"access_token={ticket()}", kind=kind, origin=settings.ORIGIN)
    refusal = {"http": ("status", 403), "websocket": ("code", 4403)}[kind]
    assert sent[0][refusal[0]] == refusal[1]
    assert asked == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", [one for one in ELSEWHERE if not one.lstrip("/").startswith("rtc")]
)
def test_what_is_not_the_gate_s_is_a_page_that_is_not_there(client, path):
    assert not gate.guards({"type": "http", "path": path})
    assert client.get(path).status_code in {302, 404}
    assert client.post(path).status_code in {302, 403, 404}


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/rtc", "websocket"), ("/rtc/v1", "websocket"), ("/rtc/validate", "http"), ("/rtc/v1/validate", "http")],
)  # fmt: skip
def test_the_ticket_goes_on_in_a_header_and_never_in_an_address(asked, path, kind):
    secret = ticket()
    query = f"access_token={secret}&sdk=js&publish=other&room=elsewhere&name=x"
    knocks(path, query, kind=kind, origin=settings.ORIGIN)
    ((address, headers),) = asked
    assert headers == {"Authorization": f"Bearer {secret}"}
    assert "access_token" not in address
    assert secret not in address
    assert address.endswith(f"{path}?sdk=js")


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("", {}),
        ("access_token={one}&access_token={one}", {}),
        ("access_token={one}", {"authorization": "Bearer {one}"}),
        ("", {"authorization": "Basic {one}"}),
        ("access_token=not-a-ticket", {}),
    ],
)
def test_anything_but_one_ticket_in_one_place_is_refused(asked, query, headers):
    one = ticket()
    headers = {name: value.format(one=one) for name, value in headers.items()}
    query = query.format(one=one)
    sent = knocks("/rtc/v1", query, kind="websocket", origin=settings.ORIGIN, **headers)
    assert sent[0]["code"] == 4403
    assert asked == []


@pytest.mark.safety("W02")
@pytest.mark.parametrize("origin", [{}, {"origin": "https://elsewhere.example"}])
def test_a_socket_from_another_origin_is_refused(asked, origin):
    sent = knocks("/rtc/v1", f"access_token={ticket()}", kind="websocket", **origin)
    assert sent[0]["code"] == 4403
    assert asked == []


@pytest.mark.parametrize(("said", "asks"), [(404, 2), (500, 1)])
def test_a_room_that_the_media_server_forgot_is_made_and_asked_for_again(
    asked, monkeypatch, said, asks
):
    made: list[str] = []

    async def make(name, *, seats):
        made.append(name)

    async def dial(address, additional_headers, **_: Any):
        asked.append((address, additional_headers))
        raise InvalidStatus(Response(said, "", Headers()))

    monkeypatch.setattr(gate, "connect", dial)
    monkeypatch.setattr(livekit, "ensure_room_now", make)
    sent = knocks("/rtc", f"access_token={ticket()}", kind="websocket", origin=settings.ORIGIN)
    assert sent[0]["code"] == 1013
    assert len(asked) == asks
    assert made == ["r"] * (asks - 1)
