"""An evening led by script: two rounds and small rooms in between, and whether all of it went right."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from samepath.rehearsal.browser import DoorShut
from samepath.rehearsal.ledger import Ledger
from samepath.rehearsal.manners import NEEDS_THE_LEADER, Manner, Part
from samepath.rehearsal.member import MAIN, Member
from samepath.rehearsal.report import Report, spread

TURN_S = (1.0, 1.5)
PATIENCE_S = 16.0  # held for less is not yet a turn
ROUND_S = 150.0
MOVED_S = 20.0
AWAKE_S = 40.0  # a browser that slept is back by then
SEEN_S = 10.0
APART_S = 20.0
LOOK_S = 0.1


@dataclass(frozen=True)
class Change:
    """One command of the leader: the version it made, when its answer came, and who was inside."""

    version: int
    at: float
    inside: tuple[Member, ...]


class Evening:
    """The scripted guide's evening. All through the product's own doors, as that person."""

    def __init__(
        self, group: list[Member], leads: list[Member], manners: list[Manner], report: Report
    ) -> None:
        if not leads:
            raise DoorShut("an evening needs somebody who leads")
        self.lead, self.group, self.leads, self.report = leads[0], group, leads, report
        self.ledger, self.changes = Ledger(), list[Change]()
        ways = manners + [Manner.ORDINARY] * (len(group) - len(manners))
        self.parts = [
            Part(one, way, ledger=self.ledger, speaks_s=TURN_S)
            for one, way in zip(
                [*leads, *group], [Manner.ORDINARY] * len(leads) + ways, strict=True
            )
        ]
        self.first_frames: list[float] = []

    async def play(self, seconds: float) -> None:
        """Start, next, a round, small rooms, together, a round."""
        tasks = [asyncio.create_task(part.live()) for part in self.parts]
        try:
            await self._until(
                lambda: self.lead.floor is not None, SEEN_S, "the leader has no floor"
            )
            for _ in range(2):
                await self.next_segment()
            rounds = [await self.one_round()]
            apart = await self.small_rooms(min(APART_S, seconds / 3))
            rounds.append(await self.one_round())
            await asyncio.sleep(1)
        finally:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
        self._sum_up(ended, all(rounds), apart)

    async def command(self, kind: str, **args: Any) -> dict[str, Any]:
        """One press of the leader, remembered with the moment of its answer."""
        inside = tuple(one for one in [*self.group, *self.leads[1:]] if one.media is not None)
        answer = await self.lead.command(kind, **args)
        if answer.status_code != 200:
            raise DoorShut(f"{kind} was answered with {answer.status_code} {answer.text[:120]}")
        floor: dict[str, Any] = answer.json()["floor"]
        self.changes.append(Change(floor["version"], time.monotonic(), inside))
        return floor

    async def next_segment(self) -> None:
        """On to the next part of the evening."""
        now = self._floor["show"]["now"]
        await self.command("next", **{"from": now["key"] if now else ""})

    @property
    def _floor(self) -> dict[str, Any]:
        assert self.lead.floor is not None
        return self.lead.floor

    async def one_round(self) -> bool:
        """A round to its end; the piece is given on for whoever never would."""
        number = (await self.command("round", order="arrival"))["round"]["round"]
        late = time.monotonic() + ROUND_S
        while time.monotonic() < late:
            await asyncio.sleep(LOOK_S)
            here = self._floor["round"]
            if here is None or here["round"] != number:
                break
            if here["over"]:
                # The leader can know that a round is over before the last speaker has the answer to handing on.
                await self._until(partial(self.ledger.has_all, here), SEEN_S)
                self.ledger.close(here)
                return self._droppers_came_back(number)
            await self._give_on(here)
        self.report.fail(f"round {number} came to no end")
        return False

    def _droppers_came_back(self, number: int) -> bool:
        for part in self.parts:
            if part.manner == Manner.DROPPER and number == 1 and part.member.floor:
                who = part.member.floor["me"]["who"]
                if self.ledger.times_held(number, who) < 2:
                    self.report.fail("the dropper did not get the piece again")
                    return False
        return True

    async def _give_on(self, here: dict[str, Any]) -> None:
        slow = {
            part.member.floor["me"]["who"]
            for part in self.parts
            if part.manner in NEEDS_THE_LEADER and part.member.floor
        }
        if here["holder"] not in slow:
            return
        await asyncio.sleep(PATIENCE_S)
        await self.command("give", round=here["round"], turn=here["turn"])
        self.ledger.spoke(here["round"], here["holder"])

    async def small_rooms(self, seconds: float) -> bool:
        """Everybody apart, and everybody together again."""
        floor = await self.command("split", size=2, minutes=1)
        began = self.changes[-1].at
        went = await self._all_are(self.group, self._apart, "went to the small rooms")
        self._frames(self.group, began)
        await asyncio.sleep(seconds)
        await self.command("gather", split=floor["split"]["split"])
        began = self.changes[-1].at
        willing = [one for one in self.group if not one.stubborn]
        came = await self._all_are(willing, self._together, "came back from the small rooms")
        self._frames(willing, began)
        awake = await self._until(
            lambda: all(one.room == MAIN and one.media for one in self.group), AWAKE_S,
            "a sleeper did not come back",
        )  # fmt: skip
        return went and came and awake

    async def _all_are(
        self, people: list[Member], well: Callable[[Member], bool], what: str
    ) -> bool:
        if await self._until(lambda: all(map(well, people)), MOVED_S):
            return True
        names = ", ".join(f"{one.name} ({one.whereabouts})" for one in people if not well(one))
        self.report.fail(f"not everybody {what}: {names}")
        return False

    def _apart(self, one: Member) -> bool:
        """In one's own small room, seeing somebody, with all of that room and nobody else of us."""
        place = one.floor["me"]["place"] if one.floor else MAIN
        mates = {other.identity for other in self.group if other.room == one.room} - {one.identity}
        others = {other.identity for other in self.group if other.room != one.room}
        return bool(
            place == one.room != MAIN and sees(one) and mates
            and mates <= listed(one) and not others & listed(one)
        )  # fmt: skip

    def _together(self, one: Member) -> bool:
        here = [other for other in [*self.group, *self.leads] if not other.stubborn and other.media]
        return bool(
            one.room == MAIN and sees(one)
            and {other.identity for other in here} - {one.identity} <= listed(one)
        )  # fmt: skip

    def _frames(self, people: list[Member], began: float) -> None:
        self.first_frames += [
            one.media.seen_at - began for one in people if one.media and sees(one)
        ]

    async def _until(self, well: Callable[[], bool], seconds: float, words: str = "") -> bool:
        late = time.monotonic() + seconds
        while not well():
            if time.monotonic() > late:
                if words:
                    self.report.fail(words)
                return False
            await asyncio.sleep(LOOK_S)
        return True

    def lags_ms(self) -> list[float]:
        """From each answer to the leader until each member inside knew; fails for whoever never did."""
        found = []
        for change in self.changes:
            for one in change.inside:
                seen = next((at for version, at in one.versions if version >= change.version), None)
                until = seen if seen is not None else time.monotonic()
                if any(gone <= until and back >= change.at for gone, back in one.absences):
                    continue
                if seen is None:
                    self.report.fail(f"{one.name} never saw version {change.version}")
                else:
                    found.append(max(0.0, (seen - change.at) * 1000))
        return found

    def _sum_up(self, ended: list[BaseException | None], rounds: bool, apart: bool) -> None:
        report = self.report
        for part, outcome in zip(self.parts, ended, strict=True):
            if isinstance(outcome, Exception):
                report.fail(f"{part.member.name}: {type(outcome).__name__} {outcome}")
            for words in part.failures:
                report.fail(f"{part.member.name}: {words}")
            if part.member.ended:
                report.fail(f"{part.member.name} is no longer inside")
        for words in self.ledger.faults:
            report.fail(words)
        report.rounds_ok = rounds and not self.ledger.faults
        report.splits_ok = apart
        report.split_first_frame_s = spread(self.first_frames)
        report.state_lag_ms = spread(self.lags_ms())
        report.reconnects_ok = sum(len(one.absences) for one in self.group)
        report.frames_received = sum(
            m.frames + (m.media.frames if m.media else 0) for m in self.group
        )


def sees(one: Member) -> bool:
    """Whether a picture of somebody else came over the line one has now."""
    return one.media is not None and one.media.seen.is_set()


def listed(one: Member) -> set[str]:
    """Who else is in the same room, by the media server's list."""
    return set(one.media.room.remote_participants) if one.media else set()
