"""Lends a media client the browser's cookie: the gate asks for both, and the client can carry only its ticket."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable
from enum import Enum

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.http11 import Request
from websockets.typing import Origin

TICKET = re.compile(rb"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+")
PATHS = ("/rtc", "/rtc/v1")


class Relay:
    """A WebSocket on loopback that passes everything on to the product's own gate.

    Keeps every ticket the server hands out on the way, renewed ones too: whoever is removed will try them all.
    """

    def __init__(self, origin: str, cookie: Callable[[], str]) -> None:
        self.origin, self.cookie = origin, cookie
        self.tickets: set[str] = set()
        self._server: Server | None = None
        self._lines: set[ServerConnection] = set()

    async def open(self) -> str:
        """Listen on a free port of this machine; the address for the media client."""
        if self._server is None:
            self._server = await serve(
                self._carry, "127.0.0.1", 0, compression=None, max_size=None, ping_interval=None
            )
        port = next(iter(self._server.sockets)).getsockname()[1]
        return f"ws://127.0.0.1:{port}"

    def cut(self) -> None:
        """Lose the line as a cable does: nobody gets a word of it."""
        for line in self._lines:
            line.transport.abort()

    async def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def _carry(self, client: ServerConnection) -> None:
        assert client.request is not None
        try:
            gate = await connect(
                gate_address(self.origin, client.request.path),
                additional_headers=headers(client.request, self.cookie()),
                origin=Origin(self.origin), compression=None, max_size=None, ping_interval=None,
            )  # fmt: skip
        except (WebSocketException, OSError):
            await client.close(4403)
            return
        self._lines.add(client)
        try:
            await self._both_ways(client, gate)
        finally:
            self._lines.discard(client)
            await gate.close()
            await client.close()

    async def _both_ways(self, client: ServerConnection, gate: ClientConnection) -> None:
        tasks = [
            asyncio.create_task(self._pass(client, gate)),
            asyncio.create_task(self._pass(gate, client, keep=True)),
        ]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _pass(
        self, source: ClientConnection | ServerConnection, sink: ClientConnection | ServerConnection,
        keep: bool = False,
    ) -> None:  # fmt: skip
        with contextlib.suppress(ConnectionClosed):
            async for message in source:
                if keep:
                    self.tickets |= tickets_in(message)
                await sink.send(message)


def gate_address(origin: str, path: str) -> str:
    """Where the gate listens: the product's own origin, as a WebSocket."""
    return origin.replace("http", "ws", 1) + path


def headers(request: Request, cookie: str) -> dict[str, str]:
    """What the gate gets: this browser's cookie and the media client's ticket, nothing else."""
    kept = {"Cookie": cookie} if cookie else {}
    if "Authorization" in request.headers:
        kept["Authorization"] = request.headers["Authorization"]
    return kept


def tickets_in(message: str | bytes) -> set[str]:
    """Tickets inside a message of the media server."""
    if isinstance(message, str):
        return set()
    return {found.decode() for found in TICKET.findall(message)}


class Gate(Enum):
    """What the gate did with a ticket."""

    OPENED = "opened"
    REFUSED = "refused"
    SILENT = "did not answer as a gate"


async def try_gate(
    origin: str, ticket: str, cookie: str, *, in_query: bool, path: str = "/rtc"
) -> Gate:
    """Show a ticket at the gate, with or without a cookie; whether the media server answered."""
    query = f"?access_token={ticket}&auto_subscribe=1" if in_query else "?auto_subscribe=1"
    sent = {"Cookie": cookie} if cookie else {}
    if not in_query:
        sent["Authorization"] = f"Bearer {ticket}"
    try:
        async with connect(
            gate_address(origin, path + query), additional_headers=sent, origin=Origin(origin),
            open_timeout=5,
        ) as line:  # fmt: skip
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(line.recv(), 3)
            return Gate.OPENED
    except InvalidStatus as answer:
        refused = answer.response.status_code in {401, 403}
        return Gate.REFUSED if refused else Gate.SILENT
    except ConnectionClosed:
        return Gate.REFUSED
    except (WebSocketException, OSError, TimeoutError):
        return Gate.SILENT
