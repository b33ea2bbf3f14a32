"""How soon everybody knows, and how soon everybody sees somebody in another room.

Eight members are told of twenty changes of the floor; ten go into five pairs and back, four times. All are real media clients
that come in through the product's own doors, led by its own floor. Members, leaders and the server share this machine.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.common import Goal, environment, percentile, settle, summary, write
from samepath.rehearsal.cli import cast
from samepath.rehearsal.evening import Evening
from samepath.rehearsal.manners import Manner
from samepath.rehearsal.script import rehearse
from tests.live.house import Running, fill, samepath

KNOWING, CHANGES, BETWEEN_S = 8, 20, 0.8
MOVING, APART_S, SPLITS, SETTLED_S = 10, 4.0, 4, 3.0
# Tonight's group has nine members, eight of them scripted; for five pairs two more are expected.
TWO_MORE = """
from samepath.lib.time import now
from samepath.people.models import Person
from samepath.schedule import actions as schedule
from samepath.schedule.models import Session
tonight = Session.objects.get(guide__email="heron@demo.invalid", starts_at__lte=now(), ends_at__gt=now())
two = Person.objects.filter(email__in=["swift@demo.invalid", "ember@demo.invalid"])
schedule.expect(tonight, people=two, by=Person.objects.get(email="priya@demo.invalid"))
"""
LAGS: list[float] = []
FRAMES: list[float] = []


class Changes(Evening):
    """The leader opens and closes typing, twenty times."""

    async def play(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        for number in range(CHANGES):
            await self.command("typing", open=number % 2 == 0)
            await asyncio.sleep(BETWEEN_S)
        await asyncio.sleep(3)
        LAGS.extend(self.lags_ms())


class Pairs(Evening):
    """Five pairs, and everybody together, four times: of twenty moves the 95th in a hundred would be the slowest."""

    async def play(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        for _ in range(SPLITS):
            await self.small_rooms(APART_S)
            await asyncio.sleep(SETTLED_S)
        FRAMES.extend(self.first_frames)


def main() -> bool:
    """Measure both, one after the other."""
    home = Path(tempfile.mkdtemp(prefix="samepath-bench-"))
    env = fill(environment(home))
    done = samepath(env, "manage", "shell", "-v0", "-c", TWO_MORE)
    if done.returncode:
        raise SystemExit(done.stderr)
    settle(env)
    for name in ("livekit", "websockets"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    load = os.getloadavg()[0]
    running = Running(env, "up")
    running.wait_until_ready()
    try:
        failures = asyncio.run(_both(running.origin))
    finally:
        running.end()
    if failures or not LAGS or not FRAMES:
        sys.stdout.write("".join(f"       state   {words}\n" for words in failures))
        return False
    return _say(load)


async def _both(origin: str) -> list[str]:
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(32))
    failures = []
    for members, evening in ((KNOWING, Changes), (MOVING, Pairs)):
        report = await rehearse(
            origin, cast(None, members), minutes=0.05, manners=[Manner.ORDINARY], evening=evening
        )
        failures += report.failures
    return failures


def _say(load: float) -> bool:
    raw = {
        "state_lag_ms": [round(ms, 1) for ms in LAGS],
        "split_first_frame_s": [round(s, 3) for s in FRAMES],
        "load_before": round(load, 2),
    }
    sys.stdout.write(
        f"       state   lag {summary(LAGS)} ms, {len(LAGS)} times; first frame {summary(FRAMES)} s, "
        f"{len(FRAMES)} moves; load before {load:.1f}\n"
    )
    goals = [
        Goal("leader's answer to a member's page, p95 ms", round(percentile(LAGS, 0.95), 1), at_most=500),
        Goal("split and back, first frame, p95 s", round(percentile(FRAMES, 0.95), 3), at_most=3),
    ]  # fmt: skip
    return write("state", raw, goals)


if __name__ == "__main__":
    raise SystemExit(not main())
