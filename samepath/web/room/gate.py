"""The gate before LiveKit, in our own origin: every connect and reconnect is asked for (V03, V12, V14, W02).

LiveKit checks a signature and a date; only we know who is still admitted. So the gate takes exactly one
ticket from exactly one place, asks our tables whether its identity is admitted *for this browser*, and builds the
request to LiveKit anew from what it checked. Refusals are 403, never 404: the client would try another path.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode

import aiohttp
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from samepath.lib.ids import hash_secret
from samepath.people.sessions import SessionStore
from samepath.rooms import livekit
from samepath.rooms import queries as rooms
from samepath.rooms.errors import MediaUnreachable, TicketRefused
from samepath.rooms.models import Room

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

SOCKETS = frozenset({"/rtc", "/rtc/v1"})
CHECKS = frozenset({"/rtc/validate", "/rtc/v1/validate"})
# What livekit clients say about themselves; nothing else passes. `publish` would make a second, unseen person.
PASSED_ON = frozenset(
    {
        "auto_subscribe", "sdk", "version", "protocol", "reconnect", "sid", "reconnect_reason", "os",
        "os_version", "device_model", "browser", "browser_version", "network", "adaptive_stream",
        "client_protocol", "join_request", "capabilities",
    }
)  # fmt: skip
LARGEST = 1024 * 1024
ASK_AGAIN_S = 1.0
# A media server that died closes its sockets; one that hangs is asked and does not answer. Together these stay
# under the 10 seconds in which a room says that the line is away (R07); clients alone take 15.
ASK_MEDIA_S = 2.5
MEDIA_SILENT_S = 5.0

_open: dict[int, tuple[str, asyncio.Task[None]]] = {}
_keeper: asyncio.Task[None] | None = None


@dataclass(frozen=True)
class Asked:
    """A request at the gate that may pass."""

    path: str
    query: str
    token: str
    identity: str
    room: Room


class Refused(Exception):
    """The gate stays shut."""


async def serve(scope: Scope, receive: Receive, send: Send) -> None:
    """ASGI: the four paths of the media server's signalling, and nothing else under /rtc."""
    try:
        asked = await _ask(scope)
    except Refused:
        await _refuse(scope, receive, send)
        return
    if scope["type"] == "http":
        await _validate(asked, send)
    else:
        await _carry(asked, receive, send)


def guards(scope: Scope) -> bool:
    """Whether a request belongs to the gate: anything that could reach signalling, however it is spelt."""
    path: str = scope.get("path", "")
    return scope["type"] == "websocket" or path.lstrip("/").startswith("rtc")


async def _ask(scope: Scope) -> Asked:
    path = scope["raw_path"].decode("latin-1").partition("?")[0]
    allowed = SOCKETS if scope["type"] == "websocket" else CHECKS
    if path not in allowed:
        raise Refused
    headers = scope["headers"]
    if scope["type"] == "websocket" and _only(headers, b"origin") != settings.ORIGIN:
        raise Refused
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    token = _one_token(headers, query)
    try:
        ticket = livekit.read_ticket(token)
    except TicketRefused:
        raise Refused from None
    browser = _browser(headers)
    room = await sync_to_async(_may_connect)(ticket, browser)
    if room is None:
        raise Refused
    passed = urlencode([(name, value) for name, value in query if name in PASSED_ON])
    return Asked(path, passed, token, ticket.identity, room)


def _only(headers: list[tuple[bytes, bytes]], name: bytes) -> str:
    """The one value of a header; refuses two."""
    values = [value for key, value in headers if key.lower() == name]
    if len(values) > 1:
        raise Refused
    return values[0].decode("latin-1") if values else ""


def _one_token(headers: list[tuple[bytes, bytes]], query: list[tuple[str, str]]) -> str:
    """Exactly one ticket in exactly one place: LiveKit itself would take the first of several."""
    bearer = _only(headers, b"authorization")
    found = [value for name, value in query if name == "access_token"]
    if bearer:
        scheme, _, value = bearer.partition(" ")
        if scheme.lower() != "bearer":
            raise Refused
        found.append(value)
    if len(found) != 1:
        raise Refused
    return found[0]


def _browser(headers: list[tuple[bytes, bytes]]) -> str:
    """The session key of the browser that asks, from its cookie."""
    cookies = SimpleCookie()
    with contextlib.suppress(Exception):
        cookies.load("; ".join(v.decode("latin-1") for k, v in headers if k.lower() == b"cookie"))
    morsel = cookies.get(settings.SESSION_COOKIE_NAME)
    return morsel.value if morsel else ""


def _may_connect(ticket: livekit.Ticket, session_key: str) -> Room | None:
    """The web session is live, and its admission is. 2 queries."""
    close_old_connections()
    if not session_key or not SessionStore().exists(session_key):
        return None
    return rooms.may_connect(
        room=ticket.room, identity=ticket.identity, browser=hash_secret(session_key)
    )


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        await send(
            {
                "type": "http.response.start",
                "status": 403,
                "headers": [(b"cache-control", b"no-store")],
            }
        )
        await send({"type": "http.response.body", "body": b"not admitted"})
        return
    await receive()
    await send({"type": "websocket.close", "code": 4403, "reason": "not admitted"})


async def _validate(asked: Asked, send: Send) -> None:
    """Pass the client's own question on to LiveKit, with the ticket in the header only."""
    status, body = 502, b""
    with contextlib.suppress(aiohttp.ClientError, TimeoutError):
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as http,
            http.get(
                f"{settings.LIVEKIT_URL}{asked.path}?{asked.query}",
                headers={"Authorization": f"Bearer {asked.token}"},
            ) as answer,
        ):
            status, body = answer.status, await answer.content.read(4096)
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"cache-control", b"no-store")],
        }
    )
    await send({"type": "http.response.body", "body": body})


async def _carry(asked: Asked, receive: Receive, send: Send) -> None:
    """Carry one signalling connection until either side ends it or the admission does."""
    try:
        upstream = await _upstream(asked)
    except (MediaUnreachable, WebSocketException, OSError, TimeoutError):
        await receive()
        await send({"type": "websocket.close", "code": 1013, "reason": "media server away"})
        return
    await receive()
    await send({"type": "websocket.accept"})
    await _pump(asked.identity, upstream, receive, send)


async def _upstream(asked: Asked) -> ClientConnection:
    """The line to LiveKit. Its room is made when it is not there: for whoever comes first, and after a restart."""
    try:
        return await _connect(asked)
    except InvalidStatus as refusal:
        if refusal.response.status_code != HTTPStatus.NOT_FOUND:
            raise
    await livekit.ensure_room_now(asked.room.name, seats=asked.room.seats)
    return await _connect(asked)


async def _connect(asked: Asked) -> ClientConnection:
    return await connect(
        settings.LIVEKIT_URL.replace("http", "ws", 1) + f"{asked.path}?{asked.query}",
        additional_headers={"Authorization": f"Bearer {asked.token}"},
        compression=None,
        max_size=LARGEST,
        open_timeout=5,
        ping_interval=ASK_MEDIA_S,
        ping_timeout=MEDIA_SILENT_S,
        close_timeout=1,
    )


async def _pump(identity: str, upstream: ClientConnection, receive: Receive, send: Send) -> None:
    tasks = [
        asyncio.create_task(_outward(upstream, receive)),
        asyncio.create_task(_inward(upstream, send)),
    ]
    carried = asyncio.create_task(_first_of(tasks))
    _open[id(carried)] = (identity, carried)
    _keep_watch()
    try:
        await carried
    except asyncio.CancelledError:
        if (current := asyncio.current_task()) and current.cancelling():
            raise
    finally:
        _open.pop(id(carried), None)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with contextlib.suppress(
            Exception
        ):  # first: a media server that hangs does not say goodbye
            await send({"type": "websocket.close", "code": 1000})
        await upstream.close()


async def _first_of(tasks: list[asyncio.Task[None]]) -> None:
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)


async def _outward(upstream: ClientConnection, receive: Receive) -> None:
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        data = message.get("bytes")
        await upstream.send(data if data is not None else message["text"])


async def _inward(upstream: ClientConnection, send: Send) -> None:
    with contextlib.suppress(ConnectionClosed):
        async for data in upstream:
            kind = "text" if isinstance(data, str) else "bytes"
            await send({"type": "websocket.send", kind: data})


def _keep_watch() -> None:
    global _keeper
    if _keeper is None or _keeper.done():
        _keeper = asyncio.create_task(_watch())


async def _watch() -> None:
    """Every second while sockets are open: close those whose admission has ended, whoever ended it (Z05)."""
    while _open:
        await asyncio.sleep(ASK_AGAIN_S)
        asked = {identity for identity, _ in _open.values()}
        try:
            live = await sync_to_async(_still_admitted)(asked)
        except Exception:  # a database that rests for a second must not end the watch  # noqa: BLE001, S112
            continue
        for identity, task in list(_open.values()):
            if identity in asked and identity not in live:
                task.cancel()


def _still_admitted(identities: set[str]) -> set[str]:
    close_old_connections()
    return rooms.still_admitted(identities)
