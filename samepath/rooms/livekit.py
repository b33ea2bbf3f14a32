"""The only file that speaks to LiveKit: tickets, rooms, removals, the roll, and its webhooks.

Nothing here knows a name: LiveKit sees random room names and random identities. It has no way to record,
relay or phone anybody (V07).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import aiohttp
from asgiref.sync import async_to_sync
from django.conf import settings
from livekit import api

from samepath.rooms.courier import Courier
from samepath.rooms.errors import HookRefused, MediaUnreachable, TicketRefused

T = TypeVar("T")

TICKET_LIFE = timedelta(seconds=120)  # V01
HOOK_FRESH = timedelta(minutes=5)  # V08
HOOK_AHEAD = timedelta(seconds=30)
courier = Courier()
ANSWER_WITHIN = aiohttp.ClientTimeout(total=2)
LOOK = "look"  # topic: "ask the server now"; carries nothing else


@dataclass(frozen=True)
class Ticket:
    """What a ticket says."""

    room: str
    identity: str


@dataclass(frozen=True)
class Inside:
    """One connection on LiveKit's own list. `joined_at` is UTC."""

    identity: str
    sid: str
    joined_at: datetime
    active: bool
    open_microphones: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heard:
    """One webhook, checked. Times are UTC; strings are empty where LiveKit sent none."""

    event_id: str
    kind: str
    room: str
    identity: str
    sid: str
    reason: str
    made_at: datetime
    joined_at: datetime | None


def ticket(*, room: str, identity: str, sources: Sequence[str]) -> str:
    """A signed ticket for one identity in one room, good for 120 s, with every right written out (V01)."""
    grants = api.VideoGrants(
        room_join=True,
        room=room,
        can_publish=bool(sources),
        can_publish_sources=list(sources),
        can_subscribe=True,
        can_publish_data=False,
        can_update_own_metadata=False,
        room_create=False,
        room_list=False,
        room_record=False,
        room_admin=False,
        hidden=False,
        recorder=False,
        agent=False,
    )
    token = api.AccessToken(settings.LIVEKIT_KEY, settings.LIVEKIT_SECRET)
    return token.with_identity(identity).with_ttl(TICKET_LIFE).with_grants(grants).to_jwt()


def read_ticket(token: str) -> Ticket:
    """What a ticket of ours says. Raises TicketRefused for anything we would not have signed.

    LiveKit signs the tickets it renews with any of its keys, so a renewed one may bear the hook's.
    """
    claims = _verified(token, settings.LIVEKIT_KEY, settings.LIVEKIT_SECRET) or _verified(
        token, settings.HOOK_KEY, settings.HOOK_SECRET
    )
    if claims is None:
        raise TicketRefused("signature, issuer or time")
    video = claims.video
    if video is None or not video.room_join or not video.room or not claims.identity:
        raise TicketRefused("no room or no identity")
    if video.room_admin or video.room_create or video.hidden or video.room_record or video.recorder:
        raise TicketRefused("more than we grant")
    return Ticket(room=video.room, identity=claims.identity)


def _verified(token: str, key: str, secret: str) -> api.access_token.Claims | None:
    try:
        return api.TokenVerifier(key, secret).verify(token)
    except Exception:  # the package raises a dozen kinds, all meaning "not ours"  # noqa: BLE001
        return None


def ensure_room(name: str, *, seats: int) -> None:
    """Make the room if it is not there (LiveKit forgets rooms when it restarts)."""
    _ask(lambda lk: lk.room.create_room(_room(name, seats)))


async def ensure_room_now(name: str, *, seats: int) -> None:
    """The same from inside an event loop."""
    await _call(lambda lk: lk.room.create_room(_room(name, seats)))


def _room(name: str, seats: int) -> api.CreateRoomRequest:
    return api.CreateRoomRequest(
        name=name, empty_timeout=900, departure_timeout=600, max_participants=seats
    )


def remove(*, room: str, identity: str) -> None:
    """Put somebody out of a room soon. Nobody waits for it: the gate closes their socket within a second (V03)."""
    one = api.RoomParticipantIdentity(room=room, identity=identity)
    courier.run(lambda: _call(lambda lk: lk.room.remove_participant(one)))


def close(room: str) -> None:
    """End a room for everybody in it, soon."""
    one = api.DeleteRoomRequest(room=room)
    courier.run(lambda: _call(lambda lk: lk.room.delete_room(one)))


def tell_to_look(*rooms: str) -> None:
    """Ask every browser in these rooms to fetch the state, soon. Best effort: browsers ask by themselves too.

    Several asked for at once are one. LiveKit says nothing for seconds about a room that nobody is in.
    """
    for room in rooms:
        one = api.SendDataRequest(room=room, data=b"{}", topic=LOOK, kind=api.DataPacket.RELIABLE)
        courier.run(partial(_call, partial(_send, one)), once_as=f"look:{room}")


async def _send(one: api.SendDataRequest, lk: api.LiveKitAPI) -> None:
    await lk.room.send_data(one)


def inside(room: str) -> list[Inside]:
    """LiveKit's own list of who is connected to a room."""
    listed = _ask(lambda lk: lk.room.list_participants(api.ListParticipantsRequest(room=room)))
    return [_inside(one) for one in listed.participants] if listed else []


def _inside(one: api.ParticipantInfo) -> Inside:
    microphones = tuple(
        track.sid
        for track in one.tracks
        if track.source == api.TrackSource.MICROPHONE and not track.muted
    )
    joined = one.joined_at_ms / 1000 if one.joined_at_ms else one.joined_at
    return Inside(
        identity=one.identity,
        sid=one.sid,
        joined_at=datetime.fromtimestamp(joined, UTC),
        active=one.state == api.ParticipantInfo.State.ACTIVE,
        open_microphones=microphones,
    )


def shut_microphone(*, room: str, identity: str, track: str) -> None:
    """Mute one open microphone. Nobody can open somebody else's again: the server refuses it."""
    _ask(
        lambda lk: lk.room.mute_published_track(
            api.MuteRoomTrackRequest(room=room, identity=identity, track_sid=track, muted=True)
        )
    )


def read_hook(body: bytes, authorization: str, *, now: datetime) -> Heard:
    """Check a webhook: our hook key, its time, and the hash of the body as it came (V08).

    Raises HookRefused. Unknown kinds are returned like any other.
    """
    try:
        claims = api.TokenVerifier(settings.HOOK_KEY, settings.HOOK_SECRET).verify(authorization)
    except Exception as refusal:  # as in read_ticket
        raise HookRefused("signature, issuer or time") from refusal
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    if not claims.sha256 or not hmac.compare_digest(claims.sha256, digest):
        raise HookRefused("body")
    try:
        heard = _heard(json.loads(body))
    except (ValueError, TypeError, AttributeError) as refusal:
        raise HookRefused("shape") from refusal
    if not -HOOK_AHEAD <= now - heard.made_at <= HOOK_FRESH:
        raise HookRefused("time")
    return heard


def _heard(event: dict[str, Any]) -> Heard:
    person = event.get("participant") or {}
    joined_ms = int(person.get("joinedAtMs") or 0)
    event_id = str(event.get("id") or "")
    if not event_id or len(event_id) > 64:
        raise ValueError("an event has an id")
    return Heard(
        event_id=event_id,
        kind=str(event.get("event") or "")[:40],
        room=str((event.get("room") or {}).get("name") or "")[:64],
        identity=str(person.get("identity") or "")[:80],
        sid=str(person.get("sid") or "")[:40],
        reason=str(person.get("disconnectReason") or "")[:40],
        made_at=datetime.fromtimestamp(int(event.get("createdAt") or 0), UTC),
        joined_at=datetime.fromtimestamp(joined_ms / 1000, UTC) if joined_ms else None,
    )


def _ask(call: Callable[[api.LiveKitAPI], Awaitable[T]]) -> T | None:
    return async_to_sync(_call)(call)


async def _call(call: Callable[[api.LiveKitAPI], Awaitable[T]]) -> T | None:
    """One request, one client: a client is bound to its event loop. None means "not there"."""
    try:
        async with api.LiveKitAPI(
            settings.LIVEKIT_URL,
            settings.LIVEKIT_KEY,
            settings.LIVEKIT_SECRET,
            timeout=ANSWER_WITHIN,
        ) as lk:
            return await call(lk)
    except api.TwirpError as refusal:
        if refusal.code == "not_found":
            return None
        raise MediaUnreachable(refusal.code) from refusal
    except (aiohttp.ClientError, TimeoutError, OSError) as silence:
        raise MediaUnreachable(type(silence).__name__) from silence
