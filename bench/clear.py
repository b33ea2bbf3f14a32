"""How soon nobody is seen or heard any more once somebody who leads clears the room (H12).

Twelve members, two leaders and a console: a full room. Each is a real media client that came in through the product's
own doors. Counted from the press until the leader's media client has lost sight of that member, which is when the media
server has put them out; when their page knew why is written down beside it. Members, leaders and the server share this machine.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from livekit import rtc

from bench.common import Goal, environment, percentile, settle, summary, write
from samepath.rehearsal.browser import Somebody
from samepath.rehearsal.cli import cast
from samepath.rehearsal.evening import Evening
from samepath.rehearsal.manners import Manner
from samepath.rehearsal.member import Gone, LineLost, Member
from samepath.rehearsal.script import Cast, rehearse
from tests.live.house import Running, fill, samepath

MEMBERS, ROUNDS, STAY_S, LATE_S, LOOK_S = 12, 5, 8.0, 20.0, 0.02
# Tonight's group has nine members; a full room has three more.
THREE_MORE = """
from samepath.lib.time import now
from samepath.people.models import Person
from samepath.schedule import actions as schedule
from samepath.schedule.models import Session
tonight = Session.objects.get(guide__email="heron@demo.invalid", starts_at__lte=now(), ends_at__gt=now())
more = Person.objects.filter(email__in=["swift@demo.invalid", "ember@demo.invalid", "tide@demo.invalid"])
schedule.expect(tonight, people=more, by=Person.objects.get(email="priya@demo.invalid"))
"""
DOWN: list[float] = []
TOLD: list[float] = []
ANSWERS: list[float] = []


class Clearings(Evening):
    """The room is cleared, everybody may come back, and again."""

    async def play(self, seconds: float) -> None:
        for number in range(ROUNDS):
            await asyncio.sleep(STAY_S)
            await self._clear(number)
            await self.lead.call(self.lead.at("undo-clear"))
            for one in self.group:
                await one.drop()
            await asyncio.gather(*(one.go_in(take_over=True) for one in self.group))

    async def _clear(self, number: int) -> None:
        missing = [one.name for one in self.group if one.media is None]
        if missing:
            self.report.fail(f"clearing {number}: not inside before: {', '.join(missing)}")
        assert self.lead.media is not None
        room = self.lead.media.room
        pressed = time.monotonic()
        ends = [asyncio.create_task(_told(one, pressed)) for one in self.group]
        ends.append(asyncio.create_task(_out(room, {one.identity for one in self.group}, pressed)))
        answer = await self.lead.call(self.lead.at("clear"))
        ANSWERS.append(time.monotonic() - pressed)
        if answer.status_code != 200:
            self.report.fail(f"clearing {number} was answered with {answer.status_code}")
        for outcome in await asyncio.gather(*ends, return_exceptions=True):
            if isinstance(outcome, BaseException):
                self.report.fail(f"clearing {number}: {type(outcome).__name__} {outcome}")


async def _out(room: rtc.Room, members: set[str], pressed: float) -> None:
    """Until the media server has put each of them out, as the leader's client sees it."""
    late = pressed + LATE_S
    while members and time.monotonic() < late:
        gone = members - set(room.remote_participants)
        DOWN.extend([time.monotonic() - pressed] * len(gone))
        members = members - gone
        await asyncio.sleep(LOOK_S)
    if members:
        raise TimeoutError(f"{len(members)} are still seen")


async def _told(one: Member, pressed: float) -> None:
    """Until the page has the word that the room was cleared."""
    try:
        with suppress(LineLost):
            await one.stay(LATE_S)
        await one.beat()
    except Gone as gone:
        if gone.reason != "cleared":
            raise
        TOLD.append(time.monotonic() - pressed)


def main() -> bool:
    """Fill the room, clear it five times."""
    home = Path(tempfile.mkdtemp(prefix="samepath-bench-"))
    env = fill(environment(home))
    done = samepath(env, "manage", "shell", "-v0", "-c", THREE_MORE)
    if done.returncode:
        raise SystemExit(done.stderr)
    settle(env)
    for name in ("livekit", "websockets"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    load = os.getloadavg()[0]
    running = Running(env, "up")
    running.wait_until_ready()
    try:
        failures = asyncio.run(_rounds(running.origin))
    finally:
        running.end()
    if failures or len(DOWN) < MEMBERS * ROUNDS:
        sys.stdout.write("".join(f"       clear   {words}\n" for words in failures))
        return False
    return _say(load)


async def _rounds(origin: str) -> list[str]:
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(48))
    named = cast(None, MEMBERS - 1)
    full = Cast([*named.members, Somebody("fern")], named.leads, named.clinician)
    report = await rehearse(origin, full, minutes=0, manners=[Manner.ORDINARY], evening=Clearings)
    return list(report.failures)


def _say(load: float) -> bool:
    raw = {
        "out_s": [round(s, 3) for s in DOWN],
        "page_told_s": [round(s, 3) for s in TOLD],
        "answer_s": [round(s, 3) for s in ANSWERS],
        "clients": MEMBERS + 3,
        "load_before": round(load, 2),
    }
    sys.stdout.write(
        f"       clear   out {summary(DOWN)} s, page told {summary(TOLD)} s, {len(DOWN)} members, "
        f"answer {summary(ANSWERS)} s; load before {load:.1f}\n"
    )
    goal = Goal(
        "room of 15 cleared, member out, p95 s", round(percentile(DOWN, 0.95), 3), at_most=2
    )
    return write("clear", raw, [goal])


if __name__ == "__main__":
    raise SystemExit(not main())
