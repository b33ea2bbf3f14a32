"""What happens in a rehearsal, in order."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

import requests

from samepath.rehearsal.browser import Browser, DoorShut, Somebody, attendance
from samepath.rehearsal.evening import Evening
from samepath.rehearsal.manners import Manner
from samepath.rehearsal.member import Gone, LineLost, Member
from samepath.rehearsal.relay import PATHS, Gate, try_gate
from samepath.rehearsal.report import ALLOWED_ERROR_S, Clocks, Report, largest_error, spread
from samepath.rehearsal.staff import Console, hold_the_door

TOLD_WITHIN_S = 8.0  # a removed person's page knows at its next beat


@dataclass(frozen=True)
class Cast:
    """Who takes part: members, those who lead (guide first), and the clinician who stands behind."""

    members: list[Somebody]
    leads: list[Somebody]
    clinician: Somebody | None


async def rehearse(
    origin: str, cast: Cast, *, minutes: float, session: str = "", manners: Sequence[Manner] = (),
    evening: type[Evening] = Evening,
) -> Report:  # fmt: skip
    """Everybody comes, stays, drops once and returns; one is removed and tries to come back; all leave.

    With manners, for the first members, there is an evening with rounds and small rooms instead.
    """
    speakers = len(cast.leads) + len(cast.members)
    leads = [
        Member(origin, who, place=n, speakers=speakers, staff=True)
        for n, who in enumerate(cast.leads)
    ]
    group = [
        Member(origin, who, place=len(leads) + n, speakers=speakers)
        for n, who in enumerate(cast.members)
    ]
    report = Report(members=len(group))
    async with contextlib.AsyncExitStack() as afterwards:
        for one in [*group, *leads]:
            afterwards.push_async_callback(_gone, one)
        try:
            console = await _open(origin, leads, cast.clinician, session, afterwards)
            if manners:
                await _come(group, leads, report)
                await evening(group, leads, list(manners), report).play(minutes * 60)
            else:
                await _play(group, leads, console, minutes, report)
        except (DoorShut, requests.RequestException, OSError, LineLost, Gone) as trouble:
            report.fail(f"{type(trouble).__name__}: {trouble}")
    return report


async def _gone(member: Member) -> None:
    with contextlib.suppress(requests.RequestException, OSError):
        await member.leave()
    await member.close()


async def _open(
    origin: str, leads: list[Member], clinician: Somebody | None, session: str,
    afterwards: contextlib.AsyncExitStack,
) -> Console | None:  # fmt: skip
    """The staff come first: the door waits for them."""
    for lead in leads:
        await lead.sign_in(session)
        session = session or lead.session
        lead.session = session
    console = None
    if clinician is not None:
        console = Console(origin, clinician, session)
        await console.open()
        afterwards.push_async_callback(console.close)
    for lead in leads:
        with contextlib.suppress(Gone):  # somebody leads already; their hands are as good as ours
            await lead.go_in()
    if leads:
        door = asyncio.create_task(hold_the_door(leads[-1]))
        afterwards.callback(door.cancel)
    return console


async def _play(
    group: list[Member], leads: list[Member], console: Console | None, minutes: float,
    report: Report,
) -> None:  # fmt: skip
    before = await _read_clocks([], leads)
    await _come(group, leads, report)
    inside = [member for member in group if member.media is not None]
    settled = await _read_clocks(inside, leads)
    await _live(inside, minutes * 60, report)
    if leads and inside:
        await _remove_one(inside[-1], leads[0], report)
    await asyncio.gather(*(one.leave() for one in inside[:-1] if one.media is not None))
    await asyncio.sleep(1)
    if leads:
        _compare(before, settled, await _read_clocks(inside, leads), report)
    if leads and inside and console is not None and not await console.let_back(inside[-1].name):
        report.fail("the clinician could not let the removed member come back")


async def _come(group: list[Member], leads: list[Member], report: Report) -> None:
    session = leads[0].session if leads else ""

    async def come(member: Member, number: int) -> None:
        await asyncio.sleep(0.4 * number)
        await member.sign_in(session)
        await member.go_in(take_over=True)
        report.joined += 1
        if member.media is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(member.media.seen.wait(), 10)

    await _all(report, "did not come in", [come(m, n) for n, m in enumerate(group)])
    report.join_s = spread([member.join_s for member in group if member.join_s is not None])
    for member in group:
        if member.media is not None and member.join_s is None:
            report.fail(f"{member.who.name} saw no picture of anybody")


async def _all(report: Report, what: str, doings: list[Coroutine[Any, Any, None]]) -> None:
    """All at once; whoever fails is named, the others go on."""
    for outcome in await asyncio.gather(*doings, return_exceptions=True):
        if isinstance(outcome, BaseException):
            report.fail(f"{what}: {type(outcome).__name__} {outcome}")


async def _live(inside: list[Member], seconds: float, report: Report) -> None:
    """Each member drops once, somewhere in the middle, and comes back."""

    async def live(member: Member, number: int) -> None:
        end = time.monotonic() + seconds
        await member.stay(seconds * (0.25 + 0.5 * number / len(inside)))
        await member.drop()
        await asyncio.sleep(2 + number % 3)
        await member.come_back()
        report.reconnects_ok += 1
        await member.stay(max(2.0, end - time.monotonic()))

    await _all(report, "while inside", [live(m, n) for n, m in enumerate(inside)])
    report.frames_received = sum(m.frames + (m.media.frames if m.media else 0) for m in inside)


async def _remove_one(member: Member, lead: Member, report: Report) -> None:
    """One member is removed and tries every way back in (V03, AS1)."""
    answer = await lead.call(
        lead.at("remove"), data={"identity": member.identity, "reason": "rehearsal"}
    )
    if answer.status_code != 200:
        report.fail(f"the removal was answered with {answer.status_code}")
        return
    removed = time.monotonic()
    try:
        await member.stay(TOLD_WITHIN_S)
        report.fail(f"the removed member was not told within {TOLD_WITHIN_S:g} s")
    except Gone as gone:
        if gone.reason != "removed":
            report.fail(f"the removed member was told “{gone.reason}”")
    except LineLost:
        report.fail("the removed member lost the line without a word")
    # The right to be inside ended with the answer; what the page noticed later is not attendance.
    member.forget(time.monotonic() - removed)
    await member.drop()
    report.removed_came_back = await _tries_everything(member, report)
    if report.removed_came_back:
        report.fail("the removed member came back")


async def _tries_everything(member: Member, report: Report) -> bool:
    """Every ticket ever held, with and without the cookie, in either place; then the doors, also freshly signed in."""
    tickets = sorted({*member.tickets, *member.relay.tickets})
    report.tickets_tried = len(tickets)
    fresh = Browser(member.origin)
    await _sign_in_again(fresh, member.who)
    came = False
    for ticket in tickets:
        for cookie in (member.browser.cookie, fresh.cookie, ""):
            came |= await _opens(member.origin, ticket, cookie, report)
    for browser in (member.browser, fresh):
        came |= await asyncio.to_thread(_doors_open, member, browser)
    fresh.close()
    return came


async def _sign_in_again(browser: Browser, who: Somebody) -> None:
    """A code is good once: with a second factor the next one may have to be waited for."""
    try:
        await asyncio.to_thread(browser.sign_in, who)
    except DoorShut:
        if not who.totp:
            raise
        await asyncio.sleep(31)
        await asyncio.to_thread(browser.sign_in, who)


async def _opens(origin: str, ticket: str, cookie: str, report: Report) -> bool:
    came = False
    for path in PATHS:
        for in_query in (True, False):
            gate = await try_gate(origin, ticket, cookie, in_query=in_query, path=path)
            came |= gate == Gate.OPENED
            if gate == Gate.SILENT:
                report.fail(f"{path} {gate.value}")
    return came


def _doors_open(member: Member, browser: Browser) -> bool:
    """Whether the ticket's page or the door lets the removed person in. Blocks."""
    browser.get(member.at("door"))
    seats = ({"take_over": True}, {"identity": member.identity}, {"identity": ""})
    answers = [
        browser.post(member.at("ticket"), json=seat, accept="application/json") for seat in seats
    ]
    answers.append(
        browser.post(member.at("enter"), data={"safe": "yes"}, accept="application/json")
    )
    return any(answer.status_code == 200 for answer in answers)


async def _read_clocks(inside: list[Member], leads: list[Member]) -> Clocks:
    """The page and everybody's own clock at once; a beat first, so that the page knows of this moment."""
    if not leads:
        return Clocks({}, {})
    await asyncio.gather(*(m.beat() for m in inside if m.media is not None))
    own = {member.name: member.seconds_inside for member in inside}
    lead = leads[0]
    page = await asyncio.to_thread(lead.browser.get, f"/leading/{lead.session}")
    shown = {name.lower(): seconds for name, seconds in attendance(page.text).items()}
    return Clocks(shown, own)


def _compare(before: Clocks, settled: Clocks, after: Clocks, report: Report) -> None:
    error, missing = largest_error(before, settled, after)
    report.attendance_error_s = error
    for name in missing:
        report.fail(f"{name} is not on the attendance page")
    if error is not None and error > ALLOWED_ERROR_S:
        report.fail(f"attendance is {error:.1f} s off")
