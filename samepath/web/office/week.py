"""The week of a program: gaps first, then every session with who holds it."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from samepath.lib.time import in_zone, week_start
from samepath.lib.time import now as right_now
from samepath.people.permissions import Permission
from samepath.schedule import queries as schedule
from samepath.web.doors import SignedInRequest, door
from samepath.web.office.common import program_of, programs_of


@door(Permission.SEE_SCHEDULE)
@require_GET
def show(request: SignedInRequest) -> HttpResponse:
    """One week. 4 queries at any size."""
    program = program_of(request)
    today = in_zone(right_now(), program.zone).date()
    monday = week_start(_day(request.GET.get("from", "")) or today)
    sessions = [
        (one, schedule.coverage_of(one)) for one in schedule.sessions_of_week(program, monday)
    ]
    days = []
    for offset in range(7):
        day = monday + timedelta(days=offset)
        held = [(s, c) for s, c in sessions if in_zone(s.starts_at, program.zone).date() == day]
        days.append({"day": day, "today": day == today, "sessions": held})
    gaps = [(one, schedule.coverage_of(one)) for one in schedule.gaps(program)]
    context = {
        "program": program,
        "programs": programs_of(request),
        "monday": monday,
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "days": days,
        "count": len(sessions),
        "gaps": gaps,
    }
    return render(request, "office/week.html", context)


@door(Permission.SEE_SCHEDULE)
@require_POST
def choose_program(request: SignedInRequest) -> HttpResponseBase:
    """Keep another of one's programs."""
    wanted = request.POST.get("program", "")
    if any(str(one.pk) == wanted for one in programs_of(request)):
        request.session["program"] = wanted
    return redirect("office:week")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
