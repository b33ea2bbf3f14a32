"""Company for the demonstration: leader, host, clinician and members who stay, and step aside for a visitor."""

from __future__ import annotations

import asyncio
import contextlib
import time
from datetime import datetime

import requests

from samepath.rehearsal.browser import DoorShut, Somebody
from samepath.rehearsal.manners import Part
from samepath.rehearsal.member import Gone, LineLost, Member
from samepath.rehearsal.staff import Console, hold_the_door, supervision_is_forgotten

LOOK_S = 10
FREE_S = 30  # a visitor's page silent for so long has gone for good
REST_S = {"ended": 120.0}  # somebody closed the session: let them see that it is closed
TROUBLE = (Gone, DoorShut, LineLost, requests.RequestException, OSError)


class Company:
    """Everybody of the demonstration who is not a visitor."""

    def __init__(
        self, origin: str, leads: list[Somebody], members: list[Somebody], clinician: Somebody
    ) -> None:
        speakers = len(leads) + len(members)
        self.leads = [
            Member(origin, who, place=n, speakers=speakers, staff=True)
            for n, who in enumerate(leads)
        ]
        self.group = [
            Member(origin, who, place=len(leads) + n, speakers=speakers)
            for n, who in enumerate(members)
        ]
        self.console = Console(origin, clinician, "")

    async def keep(self) -> None:
        """Until cancelled: everybody is there; whoever's seat a visitor takes waits and comes back."""
        await self._sign_in_first()
        self.console.session = self.leads[0].session
        await self.console.open()
        tasks = [asyncio.create_task(self._be_there(lead, 0)) for lead in self.leads]
        tasks += [
            asyncio.create_task(self._be_there(one, 1 + 0.4 * n))
            for n, one in enumerate(self.group)
        ]
        tasks += [asyncio.create_task(Part(one).live()) for one in [*self.leads, *self.group]]
        tasks.append(asyncio.create_task(hold_the_door(self.leads[-1], after_s=6)))
        tasks.append(asyncio.create_task(self._stand_behind()))
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.gather(*(_say_goodbye(one) for one in [*self.leads, *self.group]))
            await self.console.close()

    async def _sign_in_first(self) -> None:
        while True:
            try:
                await self.leads[0].sign_in()
                return
            except (DoorShut, requests.RequestException) as reason:
                print(f"not yet: {reason}", flush=True)
                await asyncio.sleep(2)

    async def _be_there(self, member: Member, after: float) -> None:
        await asyncio.sleep(after)
        while True:
            rest = float(LOOK_S)
            try:
                await self._one_stay(member)
            except TROUBLE as reason:
                if isinstance(reason, LineLost):
                    rest = 1
                if isinstance(reason, Gone):
                    rest = REST_S.get(reason.reason, LOOK_S)
                    if reason.reason == "signed-out":
                        member.session = ""
                print(f"{member.name}: {type(reason).__name__} {reason}", flush=True)
            except Exception as trouble:  # one member's trouble must not empty the room  # noqa: BLE001
                print(f"{member.name}: {type(trouble).__name__} {trouble}", flush=True)
            await member.drop()
            await self._rest(member, rest)

    async def _rest(self, member: Member, seconds: float) -> None:
        """Wait, but no longer than until the first page leads to another session."""
        over = time.monotonic() + seconds
        while (left := over - time.monotonic()) > 0:
            await asyncio.sleep(min(left, LOOK_S))
            if left > LOOK_S and member.session:
                with contextlib.suppress(requests.RequestException):
                    found = await asyncio.to_thread(member.browser.open_session)
                    if found and found != member.session:
                        return

    async def _one_stay(self, member: Member) -> None:
        """Into the seat and there until something ends it."""
        if not member.session:
            await member.sign_in()
        else:
            await self._look_for_the_session(member)
        if self.visitor_has(member):
            return
        if not member.staff:
            await member.wait_at_the_door(3600)
        await member.go_in(within_s=3600)
        await member.stay(10**6)

    async def _look_for_the_session(self, member: Member) -> None:
        """The next session, once the one we know is over."""
        found = await asyncio.to_thread(member.browser.open_session)
        if found and found != member.session and member is self.leads[0]:
            self.console.session = found
            await self.console.take_the_watch()
        member.session = found or member.session

    def visitor_has(self, member: Member) -> bool:
        """Whether a visitor goes on in this member's seat, as the others in the room see it."""
        for other in [*self.leads, *self.group]:
            if other.media is None or other is member or other.session != member.session:
                continue
            for person in other.state.get("people", []):
                if person["name"].lower() == member.name and person["identity"] != member.identity:
                    return bool(person["here"]) or not _silent(person, other.state["now"])
            return False
        return False

    async def _stand_behind(self) -> None:
        """When a visitor took the watch and has gone, the script stands close by again."""
        since, last = time.monotonic(), ""
        while True:
            await asyncio.sleep(LOOK_S)
            state = next((m.state for m in [*self.leads, *self.group] if m.media), None)
            if state is None:
                continue
            told = str((state.get("supervision") or {}).get("since", ""))
            if told != last:
                since, last = time.monotonic(), told
            if supervision_is_forgotten(state, since, time.monotonic()):
                with contextlib.suppress(requests.RequestException):
                    await self.console.take_the_watch()


def _silent(person: dict[str, object], now: str) -> bool:

    gone = datetime.fromisoformat(now) - datetime.fromisoformat(str(person["since"]))
    return gone.total_seconds() > FREE_S


async def _say_goodbye(member: Member) -> None:
    with contextlib.suppress(requests.RequestException, OSError):
        await asyncio.wait_for(member.leave(), 3)
    await member.close()
