"""The week of a program: gaps first, then every session with who holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from samepath.lib.time import in_zone, week_start
from samepath.lib.time import now as right_now
from samepath.people.permissions import Permission
from samepath.programs.models import Program
from samepath.programs.queries import programs_of
from samepath.schedule import queries as schedule
from samepath.schedule.models import Session
from samepath.web.doors import SignedInRequest, door
from samepath.web.office.common import in_program

MISSING: dict[str, str | Promise] = {
    "guide": gettext_lazy("no guide"),
    "host": gettext_lazy("no host"),
    "supervisor": gettext_lazy("no clinician"),
}


@dataclass(frozen=True)
class Slot:
    """A session on the grid: its parts as dots, and what is missing in words."""

    session: Session
    parts: tuple[tuple[str, bool], ...]
    missing: list[str]
    over: bool

    @property
    def gap(self) -> bool:
        """Whether somebody is still needed."""
        return bool(self.missing) and not self.over and not self.session.cancelled_at

    @property
    def words(self) -> str:
        """What is missing: no host, no clinician."""
        return ", ".join(self.missing) or _("covered")


@door(Permission.SEE_SCHEDULE)
@require_GET
@in_program
def show(request: SignedInRequest, program: Program) -> HttpResponse:
    """One week. The same number of queries at any size."""
    now = right_now()
    today = in_zone(now, program.zone).date()
    monday = week_start(_day(request.GET.get("from", "")) or today)
    slots = [_slot(one, now) for one in schedule.sessions_of_week(program, monday)]
    soon = [_slot(one, now) for one in schedule.gaps(program)]
    this_week = monday == week_start(today)
    context = {
        "program": program,
        "programs": programs_of(request.user, request.hat),
        "monday": monday,
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "days": _days(slots, monday, today, program.zone),
        "count": len(slots),
        "gap_count": sum(slot.gap for slot in slots),
        # Beside this week's sessions stands whatever needs somebody in the next seven days.
        "gaps": soon if this_week else [slot for slot in slots if slot.gap],
    }
    return render(request, "office/week.html", context)


def _slot(session: Session, now: datetime) -> Slot:
    covered = schedule.coverage_of(session)
    missing = [str(MISSING[part]) for part in covered.gaps]
    return Slot(session, covered.parts, missing, session.ends_at <= now)


def _days(slots: list[Slot], monday: date, today: date, zone: str) -> list[dict[str, Any]]:
    days = [monday + timedelta(days=offset) for offset in range(7)]
    return [
        {
            "day": day,
            "today": day == today,
            "slots": [s for s in slots if in_zone(s.session.starts_at, zone).date() == day],
        }
        for day in days
    ]


@door(Permission.SEE_SCHEDULE)
@require_POST
def choose_program(request: SignedInRequest) -> HttpResponseBase:
    """Keep another of one's programs."""
    wanted = request.POST.get("program", "")
    if any(str(one.pk) == wanted for one in programs_of(request.user, request.hat)):
        request.session["program"] = wanted
    return redirect("office:week")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
