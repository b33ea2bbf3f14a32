"""How a scripted member takes part in the floor: waits for the piece, speaks, hands it on; or does it badly."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any
from uuid import uuid4

import requests

from samepath.rehearsal.ledger import Ledger
from samepath.rehearsal.member import MAIN, Gone, Member
from samepath.rehearsal.relay import PATHS, Gate, try_gate

SPEAKS_S = (4.0, 8.0)
AWAY_S = 25.0  # longer than the piece is kept for somebody whose line is lost
LOOK_S = 1.0
SOMETIMES = 0.04
HAND_S = 8.0


class Manner(StrEnum):
    """How somebody behaves."""

    ORDINARY = "ordinary"
    MONOPOLIST = "monopolist"
    SILENT = "silent"
    PASSER = "passer"
    DISCLOSER = "discloser"
    DROPPER = "dropper"
    REFUSER = "refuser"


NEEDS_THE_LEADER = frozenset({Manner.MONOPOLIST, Manner.SILENT})


class Part:
    """One member's part in a session."""

    def __init__(
        self, member: Member, manner: Manner = Manner.ORDINARY, *, ledger: Ledger | None = None,
        speaks_s: tuple[float, float] = SPEAKS_S,
    ) -> None:  # fmt: skip
        self.member, self.manner, self.speaks_s = member, manner, speaks_s
        self.ledger = ledger or Ledger()
        self.scripted = ledger is not None
        self.failures: list[str] = []
        self._taken: tuple[int, int] = (0, 0)
        self._passed = self._voted = 0
        self._dropped = self._helped = False
        member.stubborn = manner == Manner.REFUSER
        if ledger is not None:
            member.watch = ledger.saw

    async def live(self) -> None:
        """Heed the floor until cancelled."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.member.fresh.wait(), LOOK_S)
            news = self.member.fresh.is_set()
            self.member.fresh.clear()
            with contextlib.suppress(requests.RequestException):
                if self.member.ended and self.member.stubborn:
                    await self._wake_up()
                elif news and self.member.floor and self.member.media:
                    await self._heed(self.member.floor)

    async def _heed(self, floor: dict[str, Any]) -> None:
        here = floor["round"]
        self.member.voice.open = voice_of(here, self.manner)
        for ask in floor["me"]["asks"]:
            await self.member.command("answer_ask", ask=ask["ask"])
        if here is not None:
            await self._round(here)
        if not self.scripted:
            await self._be_lively(floor)

    async def _round(self, here: dict[str, Any]) -> None:
        if (
            self.manner == Manner.PASSER
            and here["mine"] == "waiting"
            and self._passed < here["round"]
        ):
            await self._pass(here)
        turn = (here["round"], here["turn"])
        if here["mine"] == "speaking" and turn > self._taken:
            self._taken = turn
            await BADLY.get(self.manner, Part._speak)(self, here)

    async def _speak(self, here: dict[str, Any]) -> None:
        """Some seconds, then hand the piece on. Whoever was given on meanwhile just stops."""
        await asyncio.sleep(random.uniform(*self.speaks_s))
        numbers = {"round": here["round"], "turn": here["turn"]}
        answer = await self.member.command("done", **numbers)
        if answer.status_code == 200 and self.member.floor is not None:
            self.ledger.spoke(here["round"], self.member.floor["me"]["who"])
        self.member.voice.open = voice_of((self.member.floor or {}).get("round"), self.manner)

    async def _hold(self, here: dict[str, Any]) -> None:
        """Keeps the piece: the leader gives it on."""

    async def _pass(self, here: dict[str, Any]) -> None:
        """Not now; and a moment later, once the others had theirs."""
        self._passed = here["round"]
        answer = await self.member.command("pass", round=here["round"], turn=here["turn"])
        self._expect(answer, 200, "passing")
        await asyncio.sleep(1)
        answer = await self.member.command("come_back", round=here["round"])
        self._expect(answer, 200, "coming back to the round")

    async def _drop(self, here: dict[str, Any]) -> None:
        """Lose the line with the piece in hand, once."""
        if self._dropped:
            await self._speak(here)
            return
        self._dropped = True
        await asyncio.sleep(1)
        await self.member.lose_the_line(AWAY_S)

    async def _ask_for_help(self, here: dict[str, Any]) -> None:
        """Press Help in one's own turn, once; and go on."""
        if not self._helped:
            self._helped = True
            form = {
                "command_id": str(uuid4()), "csrfmiddlewaretoken": self.member.browser.csrf,
            }  # fmt: skip
            self._expect(await self.member.call("/help", data=form), 201, "Help")
        await self._speak(here)

    async def _wake_up(self) -> None:
        """A browser that slept in a small room: its old tickets are shut, the way to the group is open."""
        await self.member.drop()
        for ticket in self.member.apart_tickets:
            for path in PATHS:
                gate = await try_gate(
                    self.member.origin, ticket, self.member.browser.cookie, in_query=True, path=path
                )
                if gate != Gate.REFUSED:
                    self.failures.append(f"an old ticket of a small room {gate.value} at {path}")
        try:
            await self.member.come_back()
        except Gone as gone:
            self.failures.append(f"the refuser did not get back to the group: {gone.reason}")
        if self.member.room != MAIN:
            self.failures.append(f"the refuser came to {self.member.room}")

    def _expect(self, answer: requests.Response, status: int, what: str) -> None:
        if answer.status_code != status:
            self.failures.append(f"{what} was answered with {answer.status_code}")

    async def _be_lively(self, floor: dict[str, Any]) -> None:
        """What members of the demonstration do now and then."""
        vote = floor["vote"]
        if vote and not vote["closed"] and vote["mine"] is None and vote["vote"] != self._voted:
            self._voted = vote["vote"]
            option = random.randrange(len(vote["options"]))
            await self.member.command("ballot", vote=vote["vote"], option=option)
        if self.member.staff or floor["pause"] or random.random() > SOMETIMES:
            return
        if random.random() < 0.5:
            await self.member.command("react", what=random.choice(list(floor["reaction_words"])))
        elif not floor["me"]["hand"]:
            await self.member.command("hand", up=True)
            await asyncio.sleep(HAND_S)
            await self.member.command("hand", up=False)


BADLY: dict[Manner, Callable[[Part, dict[str, Any]], Awaitable[None]]] = {
    Manner.MONOPOLIST: Part._hold,
    Manner.SILENT: Part._hold,
    Manner.DROPPER: Part._drop,
    Manner.DISCLOSER: Part._ask_for_help,
}


def voice_of(here: dict[str, Any] | None, manner: Manner) -> bool | None:
    """Whether one speaks: in a round who holds the piece does; without one the clock says."""
    if manner == Manner.MONOPOLIST:
        return True
    if manner == Manner.SILENT:
        return False
    if here is None or here["over"]:
        return None
    return bool(here["mine"] == "speaking")
