"""The scripted staff: a console that answers, a host who lets people in."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any

import requests

from samepath.rehearsal.browser import Somebody, bans
from samepath.rehearsal.member import Member

BEAT_S = 5
FORGOTTEN_S = 180  # a visitor who took the watch and left


class Console:
    """The supervisor's console: says it is close by and answers every five seconds."""

    def __init__(self, origin: str, who: Somebody, session: str) -> None:
        self.member = Member(origin, who, place=0, staff=True)
        self.session = session
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Sign in, take the watch unless it is held, and keep answering."""
        await asyncio.to_thread(self.member.browser.sign_in, self.member.who)
        await asyncio.to_thread(self.member.browser.get, "/console")
        await self.take_the_watch()
        self._task = asyncio.create_task(self._answer())

    async def take_the_watch(self) -> None:
        """Declare that one is close by."""
        await self.member.call(f"/console/{self.session}/watch", data={"state": "on_call"})

    async def _answer(self) -> None:
        while True:
            with contextlib.suppress(requests.RequestException):
                await self.member.call("/console/beat", accept="text/html")
            await asyncio.sleep(BEAT_S)

    async def let_back(self, name: str) -> bool:
        """Lift the ban of one person. False when there is none."""
        page = await asyncio.to_thread(self.member.browser.get, f"/clinic/{self.session}")
        ban = bans(page.text).get(name)
        if ban is None:
            return False
        answer = await self.member.call(
            f"/clinic/{self.session}/lift", data={"ban": ban}, accept="text/html"
        )
        return answer.ok

    async def close(self) -> None:
        """Stop answering."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        await self.member.close()


async def hold_the_door(host: Member, *, after_s: float = 0) -> None:
    """The host lets in whoever waits, as a person at the panel would."""
    first_seen: dict[str, float] = {}
    while True:
        for waiting in host.state.get("waiting") or []:
            wait = waiting["wait"]
            if time.monotonic() >= first_seen.setdefault(wait, time.monotonic()) + after_s:
                with contextlib.suppress(requests.RequestException):
                    await host.call(host.at("admit"), data={"wait": wait})
        await asyncio.sleep(1)


def supervision_is_forgotten(state: dict[str, Any], since: float, now: float) -> bool:
    """Whether somebody took the watch away from the script and has gone.

    True when the declared state is not ours, its person is not in the room, and that for three minutes.
    """
    watch = state.get("supervision") or {}
    if watch.get("state", "on_call") == "on_call" or now - since < FORGOTTEN_S:
        return False
    return not any(
        person["name"] == watch.get("name") and person["here"] for person in state["people"]
    )
