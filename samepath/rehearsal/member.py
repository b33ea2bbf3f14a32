"""One scripted member: signs in, answers at the door, waits, enters, is seen and heard, drops, returns, leaves."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import time
from typing import Any

import requests

from samepath.rehearsal.browser import BY_ITSELF, Browser, DoorShut, Somebody
from samepath.rehearsal.client import MediaClient
from samepath.rehearsal.relay import Relay

BEAT_S = 5
WAIT_S = 2
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
            await asyncio.sleep(WAIT_S * random.uniform(0.85, 1.15))  # noqa: S311

    async def come_back(self) -> None:
        """A new ticket for the same seat, after a lost line."""
        pressed = time.monotonic()
        answer = await self.call(self.at("ticket"), json={"identity": self.identity})
        if answer.status_code != 200:
            raise Gone(answer.json().get("reason", "?"))
        await self._join(answer.json(), pressed)

    async def _join(self, said: dict[str, Any], pressed: float) -> None:
        self.identity, self.state = said["identity"], said["state"]
        self.tickets.append(said["token"])
        client = MediaClient(self.place, self.place, self.speakers)

        def saw() -> None:
            if self.join_s is None:
                self.join_s = time.monotonic() - pressed

        try:
            await client.join(await self.relay.open(), said["token"], saw)
        except Exception:
            await client.end()
            raise
        self.media, self._since = client, client.connected_at
        await self.beat()
        self._beating = asyncio.create_task(self._beat_on())

    async def _beat_on(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            with contextlib.suppress(requests.ConnectionError, requests.Timeout):
                await self.beat()

    async def beat(self) -> None:
        """Say that one is there, as the page does. Raises Gone."""
        sid = self.media.sid if self.media else ""
        body = {
            "identity": self.identity, "sid": sid, "media": "connected", "mic": True, "camera": True,
        }  # fmt: skip
        answer = await self.call(self.at("beat"), json=body)
        if answer.status_code == 410:
            raise Gone(answer.json()["reason"])
        if answer.status_code in {401, 403} or "login" in answer.url:
            raise Gone("signed-out")
        if answer.status_code == 200:
            self.state = answer.json()

    async def stay(self, seconds: float) -> None:
        """Be there. Ends early with Gone when the seat is taken, with LineLost when the media server is."""
        if self._beating is None or self.media is None:
            raise LineLost(f"{self.who.name} is not inside")
        lost = asyncio.create_task(self.media.lost.wait())
        try:
            done, _ = await asyncio.wait(
                [self._beating, lost], timeout=max(0, seconds),
                return_when=asyncio.FIRST_COMPLETED,
            )  # fmt: skip
            if self._beating in done:
                await self._beating
            if lost in done:
                await self._why_lost()
        finally:
            lost.cancel()

    async def _why_lost(self) -> None:
        """The page tells why: removed, ended, elsewhere; else it was the line."""
        with contextlib.suppress(requests.RequestException):
            await self.beat()
        raise LineLost(f"{self.who.name}: the media server let go of the line")

    def forget(self, seconds: float) -> None:
        """Take time off one's own clock in which one only seemed to be inside."""
        self._inside_s -= seconds

    async def drop(self) -> None:
        """Lose the line: no word to the product, none over the media server's signalling."""
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)
            self._beating = None
        if self._since is not None:
            self._inside_s += time.monotonic() - self._since
            self._since = None
        if self.media is not None:
            client, self.media = self.media, None
            self.frames += client.frames
            self.relay.cut()
            await client.end()

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
