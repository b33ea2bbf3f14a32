"""Lends a media client the browser's cookie: the gate asks for both, and the client can carry only its ticket."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable

from websockets.asyncio.client import connect
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.typing import Origin

TICKET = re.compile(rb"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+")


class Relay:
    """A WebSocket on loopback that passes everything on to the product's own gate."""

    def __init__(self, origin: str, cookie: Callable[[], str]) -> None:
        self.origin, self.cookie = origin, cookie
        self.tickets: set[str] = set()
        self._server: Server | None = None

    async def __aenter__(self) -> str:
        self._server = await serve(
            self._carry, "127.0.0.1", 0, compression=None, max_size=None, ping_interval=None
        )
        port = next(iter(self._server.sockets)).getsockname()[1]
        return f"ws://127.0.0.1:{port}"

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _carry(self, client: ServerConnection) -> None:
        assert client.request is not None
        headers = {"Cookie": self.cookie()}
        if "Authorization" in client.request.headers:
            headers["Authorization"] = client.request.headers["Authorization"]
        try:
            gate = await connect(
                self.origin.replace("http", "ws", 1) + client.request.path, additional_headers=headers,
                origin=Origin(self.origin), compression=None, max_size=None, ping_interval=None,
            )  # fmt: skip
        except (InvalidStatus, WebSocketException, OSError):
            await client.close(4403)
            return
        tasks = [
            asyncio.create_task(self._pass(client, gate)),
            asyncio.create_task(self._pass(gate, client, True)),
        ]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await gate.close()
        await client.close()

    async def _pass(self, source: object, sink: object, keep: bool = False) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for message in source:  # type: ignore[attr-defined]
                if keep and isinstance(message, bytes):
                    self.tickets |= {found.decode() for found in TICKET.findall(message)}
                await sink.send(message)  # type: ignore[attr-defined]


async def gate_opens(origin: str, ticket: str, cookie: str, *, in_query: bool) -> bool:
    """Try a ticket at the gate; whether it opened and LiveKit answered."""
    query = f"?access_token={ticket}&auto_subscribe=1" if in_query else "?auto_subscribe=1"
    headers = {"Cookie": cookie} if cookie else {}
    if not in_query:
        headers["Authorization"] = f"Bearer {ticket}"
    address = origin.replace("http", "ws", 1) + "/rtc" + query
    try:
        async with connect(
            address, additional_headers=headers, origin=Origin(origin), open_timeout=5
        ) as line:
            await asyncio.wait_for(line.recv(), 3)
            return True
    except (WebSocketException, OSError, TimeoutError):
        return False
