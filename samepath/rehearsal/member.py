"""One scripted member: signs in, answers at the door, waits, enters, is seen and heard, drops, returns, leaves."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import time
from collections import deque
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import requests
from livekit import rtc

from samepath.rehearsal.browser import BY_ITSELF, Browser, DoorShut, Somebody
from samepath.rehearsal.client import MediaClient, Voice
from samepath.rehearsal.relay import Relay

BEAT_S = 5
WAIT_S = 2
MAIN = "main"
REMEMBERED = 500  # versions of the floor
ANSWERS = {
    "place": "usual", "call_back": "+1 603-555-0123", "privacy": "alone", "arriving": "6", "safe": "yes",
}  # fmt: skip
PROMISES = re.compile(r'name="agreements" value="([^"]+)"')


class Gone(Exception):
    """The seat is no longer ours; `reason` as the server says."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LineLost(Exception):
    """The media server let go of us without a reason of ours."""


class Member:
    """A person of the rehearsal, with their own browser and media client."""

    def __init__(
        self, origin: str, who: Somebody, *, place: int, speakers: int = 8, staff: bool = False
    ) -> None:
        self.browser, self.who, self.staff = Browser(origin), who, staff
        self.place, self.speakers = place, speakers
        self.origin = origin
        self.relay = Relay(origin, lambda: self.browser.cookie)
        self.session = ""
        self.identity = ""
        self.tickets: list[str] = []
        self.state: dict[str, Any] = {}
        self.join_s: float | None = None
        self.frames = 0
        self.media: MediaClient | None = None
        self.room = ""
        self.apart_tickets: list[str] = []
        self.stubborn = False  # a browser that slept: does not come back to the group by itself
        self.voice = Voice()
        self.looked, self.fresh = asyncio.Event(), asyncio.Event()
        self.watch: Callable[[dict[str, Any]], None] = lambda _: None
        self.versions: deque[tuple[int, float]] = deque(maxlen=REMEMBERED)
        self.absences: list[tuple[float, float]] = []
        self._moving = False
        self._inside_s = 0.0
        self._since: float | None = None
        self._beating: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        """As the attendance page has it, in lower case."""
        return self.who.name.lower()

    @property
    def seconds_inside(self) -> float:
        """One's own clock of being inside."""
        now = time.monotonic()
        return self._inside_s + (now - self._since if self._since is not None else 0.0)

    async def call(self, path: str, **more: Any) -> requests.Response:
        """Send something as this person's page would."""
        more.setdefault("accept", "application/json")
        return await asyncio.to_thread(self.browser.post, path, **more)

    @property
    def floor(self) -> dict[str, Any] | None:
        """The floor as this person's page was told last."""
        found: dict[str, Any] | None = self.state.get("floor")
        return found

    async def command(self, kind: str, **args: Any) -> requests.Response:
        """One press on the floor, with an id of its own."""
        sent = {"command": str(uuid4()), "kind": kind, "args": args}
        answer = await self.call(self.at("floor"), json=sent)
        if answer.status_code == 200:
            self._told(self.state | {"floor": answer.json()["floor"]})
        return answer

    def _told(self, state: dict[str, Any]) -> None:
        """A whole new state; an overtaken one is dropped, as by the page."""
        floor, before = state.get("floor"), self.floor
        if state.get("now", "") < self.state.get("now", ""):
            return
        if floor and before and floor["version"] < before["version"]:
            return
        self.state = state
        if floor:
            if not before or floor["version"] > before["version"]:
                self.versions.append((floor["version"], time.monotonic()))
            self.watch(floor)
        self.fresh.set()

    def at(self, page: str) -> str:
        return f"/session/{self.session}/{page}"

    async def sign_in(self, session: str = "") -> None:
        """Sign in and find tonight's session on one's own page, unless it is named."""
        await asyncio.to_thread(self.browser.sign_in, self.who)
        self.session = session or await asyncio.to_thread(self.browser.open_session)
        if not self.session:
            raise DoorShut(f"{self.who.name} finds no session on the first page")

    async def go_in(self, *, within_s: float = 60, take_over: bool = False) -> None:
        """Through the door: page, answers with the press, waiting page, ticket, media.

        Keeps the time from the press that opened to the first picture of somebody else.
        `take_over` goes on in a seat that another browser of the same person holds.
        """
        page = await asyncio.to_thread(self.browser.get, self.at("door"))
        await self._agree(page.text)
        body = {} if self.staff else dict(ANSWERS)
        late = time.monotonic() + within_s
        while True:
            pressed = time.monotonic()
            answer = await self.call(self.at("enter"), data=body)
            if answer.status_code == 200:
                await self._join(answer.json(), pressed)
                return
            body = self._next_press(answer, take_over)
            if answer.status_code == 202:
                await self.wait_at_the_door(late - time.monotonic())

    async def _agree(self, page: str) -> None:
        """Say yes to the promises of the group, when the door shows them."""
        if asked := PROMISES.search(page):
            data = {"agreements": asked[1], "csrfmiddlewaretoken": self.browser.csrf}
            await self.call(self.at("agree"), data=data)

    def _next_press(self, answer: requests.Response, take_over: bool) -> dict[str, str]:
        if answer.status_code == 409 and take_over:
            return {"take_over": "yes"}
        if answer.status_code == 202:
            return {"take_over": "yes"} if take_over else {}
        if answer.status_code == 409:
            raise Gone("elsewhere")
        raise DoorShut(f"{self.who.name} at the door: {answer.status_code} {answer.text[:160]}")

    async def wait_at_the_door(self, within_s: float) -> None:
        """Look at the waiting page as a browser does, until the door is open or asks for answers."""
        late, tag = time.monotonic() + within_s, ""
        while True:
            look = {"Accept": "application/json", **BY_ITSELF} | (
                {"If-None-Match": tag} if tag else {}
            )
            answer = await asyncio.to_thread(self.browser.get, self.at("waiting"), **look)
            if answer.status_code == 200 and _worth_a_press(answer.json()):
                return
            if answer.status_code not in {200, 304}:
                raise DoorShut(f"{self.who.name} waiting: {answer.status_code}")
            if time.monotonic() > late:
                raise DoorShut(f"{self.who.name} still waits after {within_s:.0f} s")
            tag = answer.headers.get("ETag", tag)
            await asyncio.sleep(WAIT_S * random.uniform(0.85, 1.15))

    async def come_back(self) -> None:
        """A new ticket for the same seat, after a lost line."""
        pressed = time.monotonic()
        answer = await self.call(self.at("ticket"), json={"identity": self.identity})
        if answer.status_code != 200:
            raise Gone(answer.json().get("reason", "?"))
        await self._join(answer.json(), pressed)

    async def _join(self, said: dict[str, Any], pressed: float) -> None:
        await self._connect(said, pressed)
        await self.beat()
        self._beating = asyncio.create_task(self._beat_on())

    async def _connect(self, said: dict[str, Any], pressed: float) -> None:
        self.identity = said["identity"]
        self._told(said["state"])
        self.tickets.append(said["token"])
        room = said.get("room", MAIN)
        if room != MAIN:
            self.apart_tickets.append(said["token"])
        client = MediaClient(self.place, self.place, self.speakers, self.voice, self.looked.set)

        def saw() -> None:
            if self.join_s is None:
                self.join_s = time.monotonic() - pressed

        try:
            await client.join(await self.relay.open(), said["token"], saw)
        except BaseException:
            await client.end()
            raise
        self.media, self.room = client, room
        if self._since is None:
            self._since = client.connected_at

    async def _beat_on(self) -> None:
        """Every five seconds, and at once when told to look; then go where one belongs."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.looked.wait(), BEAT_S)
            self.looked.clear()
            with contextlib.suppress(requests.ConnectionError, requests.Timeout):
                await self.beat()
                if self._misplaced():
                    await self._move()

    def _misplaced(self) -> bool:
        if self.media is None:
            return True
        place = self.floor["me"]["place"] if self.floor else self.room
        return place != self.room and not (self.stubborn and place == MAIN)

    async def _move(self) -> None:
        """A new ticket for the room one belongs in. What fails is tried again with the next beat."""
        self._moving = True
        pressed = time.monotonic()
        answer = await self.call(self.at("ticket"), json={"identity": self.identity})
        if answer.status_code >= 500:
            return
        if answer.status_code != 200:
            raise Gone(answer.json().get("reason", "?"))
        client, self.media = self.media, None
        ending = asyncio.create_task(self._let_go(client))
        try:
            with contextlib.suppress(rtc.ConnectError):
                await self._connect(answer.json(), pressed)
                self._moving = False
        finally:
            await ending

    async def _let_go(self, client: MediaClient | None) -> None:
        if client is not None:
            self.frames += client.frames
            await client.end()

    async def beat(self) -> None:
        """Say that one is there, as the page does. Raises Gone."""
        body = {
            "identity": self.identity, "sid": self.media.sid if self.media else "",
            "media": "connected" if self.media else "reconnecting", "mic": True, "camera": True,
            "spoke_s": self.voice.take(),
        }  # fmt: skip
        answer = await self.call(self.at("beat"), json=body)
        if answer.status_code == 410:
            raise Gone(answer.json()["reason"])
        if answer.status_code in {401, 403} or "login" in answer.url:
            raise Gone("signed-out")
        if answer.status_code == 200:
            self._told(answer.json())

    @property
    def ended(self) -> bool:
        """Whether the page has stopped by itself: the seat is gone."""
        return self._beating is not None and self._beating.done()

    @property
    def whereabouts(self) -> str:
        """Where one is and belongs, for a report of what went wrong."""
        place = self.floor["me"]["place"] if self.floor else "?"
        beating = self._beating
        trouble = (
            beating.exception() if beating and beating.done() and not beating.cancelled() else None
        )
        line = "on a line" if self.media is not None else "without a line"
        return f"in {self.room}, {line}, belongs in {place}" + (f", {trouble!r}" if trouble else "")

    async def stay(self, seconds: float) -> None:
        """Be there. Ends early with Gone when the seat is taken, with LineLost when the media server is."""
        if self._beating is None or (self.media is None and not self._moving):
            raise LineLost(f"{self.who.name} is not inside")
        late = time.monotonic() + seconds
        while True:
            await self._stay_here(max(0, late - time.monotonic()))
            if time.monotonic() >= late:
                return

    async def _stay_here(self, seconds: float) -> None:
        """Until the time is over, or this line is: by a move, or for good."""
        assert self._beating is not None
        media = self.media
        waits = media.lost.wait() if media and not self._moving else asyncio.sleep(0.2, True)
        lost = asyncio.create_task(waits)
        try:
            done, _ = await asyncio.wait(
                [self._beating, lost], timeout=seconds, return_when=asyncio.FIRST_COMPLETED
            )
            if self._beating in done:
                await self._beating
            if lost in done and not self._moving and media is not None and self.media is media:
                await self._why_lost()
        finally:
            lost.cancel()

    async def _why_lost(self) -> None:
        """The page tells why: removed, ended, elsewhere; else it was the line."""
        with contextlib.suppress(requests.RequestException):
            await self.beat()
        if self._moving:
            return
        raise LineLost(f"{self.who.name}: the media server let go of the line")

    def forget(self, seconds: float) -> None:
        """Take time off one's own clock in which one only seemed to be inside."""
        self._inside_s -= seconds

    async def lose_the_line(self, seconds: float) -> None:
        """Away for so long, then back with a new ticket."""
        since = time.monotonic()
        await self.drop()
        await asyncio.sleep(seconds)
        await self.come_back()
        self.absences.append((since, time.monotonic()))

    async def drop(self) -> None:
        """Lose the line: no word to the product, none over the media server's signalling."""
        self._moving = False
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)
            self._beating = None
        if self._since is not None:
            self._inside_s += time.monotonic() - self._since
            self._since = None
        if self.media is not None:
            client, self.media = self.media, None
            self.relay.cut()
            await self._let_go(client)

    async def leave(self) -> None:
        """Leave as the button does."""
        if not self.identity:
            return
        data = {"identity": self.identity, "csrfmiddlewaretoken": self.browser.csrf}
        await self.call(self.at("leave"), data=data)
        await self.drop()

    async def close(self) -> None:
        """End everything of this member."""
        await self.drop()
        await self.relay.close()
        self.browser.close()


def _worth_a_press(said: dict[str, Any]) -> bool:
    return bool(said["open"]) or str(said.get("door", "")).startswith("ask")
