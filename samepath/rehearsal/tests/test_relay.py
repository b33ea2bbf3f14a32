"""The relay lends the browser's cookie, and keeps every ticket that comes by."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request

from samepath.rehearsal.relay import Gate, Relay, gate_address, tickets_in, try_gate

TICKET = "eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl"


class FakeGate:
    """Stands where the product's gate is; notes what it was asked and answers as told."""

    def __init__(self, status: HTTPStatus | None = None) -> None:
        self.status = status
        self.asked: list[Request] = []

    def check(self, connection, request):
        self.asked.append(request)
        return connection.respond(self.status, "") if self.status else None

    async def talk(self, connection):
        await connection.send(b"\x0a\x10" + TICKET.encode() + b"\x12")
        async for message in connection:
            await connection.send(message)

    async def __aenter__(self) -> str:
        self.server = await serve(self.talk, "127.0.0.1", 0, process_request=self.check)
        port = next(iter(self.server.sockets)).getsockname()[1]
        return f"http://127.0.0.1:{port}"

    async def __aexit__(self, *_):
        self.server.close()
        await self.server.wait_closed()


def through_relay(gate, talk):
    async def run():
        async with gate as origin:
            relay = Relay(origin, lambda: "samepath=abc")
            try:
                await talk(await relay.open())
            finally:
                await relay.close()
            return origin, relay

    return asyncio.run(run())


def test_cookie_origin_and_ticket_reach_the_gate_and_words_pass_both_ways():
    gate, said = FakeGate(), []

    async def talk(address):
        headers = {"Authorization": "Bearer t", "Cookie": "not=mine"}
        async with connect(f"{address}/rtc?sdk=python", additional_headers=headers) as line:
            said.append(await line.recv())
            await line.send(b"hello")
            said.append(await line.recv())

    origin, relay = through_relay(gate, talk)
    asked = gate.asked[0]
    assert asked.path == "/rtc?sdk=python"
    assert asked.headers.get_all("Cookie") == ["samepath=abc"]
    assert asked.headers["Origin"] == origin
    assert asked.headers["Authorization"] == "Bearer t"
    assert said[1] == b"hello"
    assert relay.tickets == {TICKET}


@pytest.mark.parametrize("act", ["cut", "refused"])
def test_a_lost_or_refused_line_ends_the_clients_too(act):
    gate = FakeGate(HTTPStatus.FORBIDDEN if act == "refused" else None)
    ended = []

    async def run():
        async with gate as origin:
            relay = Relay(origin, lambda: "")
            async with connect(await relay.open() + "/rtc") as line:
                try:
                    if act == "cut":
                        await line.recv()
                        relay.cut()
                    await asyncio.wait_for(line.recv(), 5)
                except ConnectionClosed:
                    ended.append(True)
            await relay.close()

    asyncio.run(run())
    assert ended


@pytest.mark.safety("V03")
@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (None, Gate.OPENED),
        (HTTPStatus.FORBIDDEN, Gate.REFUSED),
        (HTTPStatus.UNAUTHORIZED, Gate.REFUSED),
        (HTTPStatus.NOT_FOUND, Gate.SILENT),
        (HTTPStatus.BAD_GATEWAY, Gate.SILENT),
    ],
)
def test_only_a_refusal_counts_as_one(status, answer):
    gate = FakeGate(status)

    async def run():
        async with gate as origin:
            return [
                await try_gate(origin, TICKET, "samepath=abc", in_query=here)
                for here in (True, False)
            ]

    assert asyncio.run(run()) == [answer, answer]
    in_query, in_header = gate.asked
    assert f"access_token={TICKET}" in in_query.path
    assert "Authorization" not in in_query.headers
    assert in_header.headers["Authorization"] == f"Bearer {TICKET}"


def test_nobody_there_is_not_a_refusal():
    answer = asyncio.run(try_gate("http://127.0.0.1:9", TICKET, "", in_query=True))
    assert answer == Gate.SILENT


def test_tickets_are_found_in_binary_messages_only():
    assert tickets_in(b"..\x0a" + TICKET.encode() + b"\x12..") == {TICKET}
    assert tickets_in("plain words") == set()


def test_a_safe_origin_has_a_safe_gate():
    assert gate_address("https://example.test", "/rtc") == "wss://example.test/rtc"
