"""What happens in a rehearsal, and the report of it."""

from __future__ import annotations

import asyncio
import contextlib
import re
import statistics
import time
from dataclasses import dataclass, field
from typing import Any

from samepath.rehearsal.browser import Browser, Somebody, attendance
from samepath.rehearsal.member import Gone, Member
from samepath.rehearsal.relay import gate_opens

DEMO_MEMBERS = (
    "moon",
    "wave",
    "ridge",
    "oak",
    "sun",
    "leaf",
    "pebble",
    "cedar",
    "swift",
    "ember",
    "tide",
)
DEMO_STAFF = ("heron", "lantern")
ALLOWED_ERROR_S = 15.0


@dataclass
class Report:
    """What was seen; `failures` in words, empty when all went right."""

    members: int
    joined: int = 0
    join_s: dict[str, float] = field(default_factory=dict)
    frames_received: int = 0
    reconnects_ok: int = 0
    attendance_error_s: float | None = None
    removed_came_back: bool | None = None
    failures: list[str] = field(default_factory=list)

    def timed(self, seconds: list[float]) -> None:
        """Keep p50, p95 and the longest."""
        if seconds:
            ordered = sorted(seconds)
            self.join_s = {
                "p50": round(statistics.median(ordered), 3),
                "p95": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 3),
                "max": round(ordered[-1], 3),
            }


class Console:
    """The supervisor's console: says it is close by and answers every five seconds."""

    def __init__(self, origin: str, who: Somebody, session: str) -> None:
        self.member, self.session = Member(origin, who, seed=0, staff=True), session
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Sign in, take the watch, and keep answering."""
        await asyncio.to_thread(self.member.browser.sign_in, self.member.who)
        await asyncio.to_thread(self.member.browser.get, "/console")
        await self.member.call(
            f"/console/{self.session}/watch", data={"state": "on_call"}, accept="application/json"
        )
        self._task = asyncio.create_task(self._answer())

    async def _answer(self) -> None:
        while True:
            with contextlib.suppress(OSError):
                await self.member.call("/console/beat")
            await asyncio.sleep(5)

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)


async def hold_the_door(host: Member) -> None:
    """The host lets in whoever waits, as a person at the panel would."""
    while True:
        for waiting in host.state.get("waiting") or []:
            await host.call(
                host.at("admit"), data={"wait": waiting["wait"]}, accept="application/json"
            )
        await asyncio.sleep(2)


async def rehearse(
    origin: str, members: list[Somebody], staff: list[Somebody], clinician: Somebody | None, minutes: float,
    session: str = "",
) -> Report:  # fmt: skip
    """Everybody comes, stays, drops once and returns; one is removed and tries to come back; all leave."""
    report = Report(members=len(members))
    leads = [Member(origin, who, seed=20 + n, staff=True) for n, who in enumerate(staff)]
    group = [Member(origin, who, seed=n) for n, who in enumerate(members)]
    async with contextlib.AsyncExitStack() as afterwards:
        for one in [*group, *leads]:
            afterwards.push_async_callback(_gone, one)
        try:
            session = await _open(origin, leads, clinician, session, afterwards)
            await _play(group, leads, session, minutes, report)
            if clinician is not None:
                await _let_back(origin, clinician, session)
        except Exception as trouble:  # the report must say what went wrong, whatever it is  # noqa: BLE001
            report.failures.append(f"{type(trouble).__name__}: {trouble}")
    return report


async def _open(
    origin: str, leads: list[Member], clinician: Somebody | None, session: str,
    afterwards: contextlib.AsyncExitStack,
) -> str:  # fmt: skip
    """The staff come first: the door waits for them. Returns the session's id."""
    for lead in leads:
        await lead.sign_in(session)
    session = session or leads[0].session
    if clinician is not None:
        console = Console(origin, clinician, session)
        await console.open()
        afterwards.push_async_callback(console.close)
    for lead in leads:
        await lead.go_in(take_over=True)
    if leads:
        door = asyncio.create_task(hold_the_door(leads[-1]))
        afterwards.callback(door.cancel)
    return session


async def _play(
    group: list[Member], leads: list[Member], session: str, minutes: float, report: Report
) -> None:
    before = await _read_clocks(group, leads[0]) if leads else Clocks({}, {})
    await _come(group, session, report)
    joined = await _read_clocks(group, leads[0]) if leads else before
    await _live(group, minutes * 60, report)
    await _remove_one(group, leads, report)
    for member in group[:-1] if leads else group:
        await member.leave()
    await asyncio.sleep(2)
    if leads:
        await _compare(group, leads[0], before, joined, report)


async def _let_back(origin: str, clinician: Somebody, session: str) -> None:
    """The clinician lifts what the rehearsal's removal left behind."""
    browser = Browser(origin)
    await asyncio.to_thread(browser.sign_in, clinician)
    page = await asyncio.to_thread(browser.get, f"/clinic/{session}")
    for ban in re.findall(r'name="ban" value="([^"]+)"', page.text):
        await asyncio.to_thread(browser.post, f"/clinic/{session}/lift", {"ban": ban})


async def _gone(member: Member) -> None:
    with contextlib.suppress(Exception):
        await member.leave()
    await member.close()


async def _come(group: list[Member], session: str, report: Report) -> None:
    async def one(member: Member, number: int) -> None:
        await asyncio.sleep(0.4 * number)
        await member.sign_in(session)
        await member.go_in(take_over=True)
        report.joined += 1

    came = await asyncio.gather(*(one(m, n) for n, m in enumerate(group)), return_exceptions=True)
    report.failures += [f"did not come in: {e}" for e in came if isinstance(e, BaseException)]
    report.timed([member.join_s for member in group if member.join_s is not None])
    unseeing = [m.alias for m in group if m.room is not None and m.join_s is None]
    report.failures += [f"{alias} saw no picture of anybody" for alias in unseeing]


async def _live(group: list[Member], seconds: float, report: Report) -> None:
    """Each member drops once, somewhere in the middle, and comes back."""

    async def one(member: Member, number: int) -> None:
        before = seconds * (0.25 + 0.5 * number / max(1, len(group)))
        began = time.monotonic()
        await member.stay(before)
        await member.drop()
        await asyncio.sleep(4 + number % 3)
        await member.come_back()
        report.reconnects_ok += 1
        await member.stay(max(2.0, seconds - (time.monotonic() - began)))

    inside = [member for member in group if member.room is not None]
    lived = await asyncio.gather(*(one(m, n) for n, m in enumerate(inside)), return_exceptions=True)
    report.failures += [
        f"while inside: {type(e).__name__} {e}" for e in lived if isinstance(e, BaseException)
    ]
    report.frames_received = sum(member.frames for member in group)


async def _remove_one(group: list[Member], leads: list[Member], report: Report) -> None:
    """The last member is removed and tries every way back in (V03, AS1)."""
    if not leads or not group:
        return
    member = group[-1]
    answer = await leads[0].call(
        leads[0].at("remove"), data={"identity": member.identity, "reason": "rehearsal"}, accept="application/json",
    )  # fmt: skip
    if answer.status_code != 200:
        report.failures.append(f"removal answered {answer.status_code}")
    member_left = time.time()
    try:
        await member.stay(8)
        report.failures.append("the removed member was not told within 8 s")
    except Gone as gone:
        if gone.reason != "removed":
            report.failures.append(f"the removed member was told {gone.reason}")
    member.inside_s -= max(0.0, time.time() - member_left)
    await member.drop()
    report.removed_came_back = await _tries_everything(member)
    if report.removed_came_back:
        report.failures.append("the removed member came back")


async def _tries_everything(member: Member) -> bool:
    tickets = {*member.tickets, *member.relay.tickets}
    came = []
    for ticket in tickets:
        for cookie in (member.browser.cookie, ""):
            for in_query in (True, False):
                came.append(await gate_opens(member.origin, ticket, cookie, in_query=in_query))
    for page, body in (("ticket", {"take_over": True}), ("ticket", {"identity": member.identity})):
        answer = await member.call(member.at(page), json=body, accept="application/json")
        came.append(answer.status_code == 200)
    answer = await member.call(member.at("enter"), data={"safe": "yes"}, accept="application/json")
    came.append(answer.status_code == 200)
    return any(came)


async def _shown(lead: Member) -> dict[str, int]:
    page = await asyncio.to_thread(lead.browser.get, f"/leading/{lead.session}")
    return {name.lower(): seconds for name, seconds in attendance(page.text).items()}


@dataclass(frozen=True)
class Clocks:
    """The attendance page beside everybody's own clock, at one moment."""

    shown: dict[str, int]
    own: dict[str, float]


async def _read_clocks(group: list[Member], lead: Member) -> Clocks:
    own = {member.alias: member.seconds_so_far for member in group}
    return Clocks(await _shown(lead), own)


async def _compare(
    group: list[Member], lead: Member, before: Clocks, joined: Clocks, report: Report
) -> None:
    """Hold the attendance page against everybody's own clock.

    Whoever had been there before this rehearsal (company in the demonstration) is measured from the moment
    all had joined; everybody else from the door.
    """
    after = await _read_clocks(group, lead)
    errors = []
    for member in group:
        name = member.alias.lower()
        if name not in after.shown:
            report.failures.append(f"{member.alias} is not on the attendance page")
            continue
        start = joined if before.shown.get(name) else Clocks({}, {})
        shown = after.shown[name] - start.shown.get(name, 0)
        errors.append(abs(shown - (after.own[member.alias] - start.own.get(member.alias, 0.0))))
    report.attendance_error_s = round(max(errors), 2) if errors else None
    if errors and max(errors) > ALLOWED_ERROR_S:
        report.failures.append(f"attendance is {max(errors):.1f} s off")


def as_json(report: Report) -> dict[str, Any]:
    """The report as plain data."""
    return dict(vars(report))
