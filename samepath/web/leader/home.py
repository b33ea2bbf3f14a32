"""What a leader leads: now, next, and afterwards for a day (Z04)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from samepath.audit import trail
from samepath.debriefs import queries as debriefs
from samepath.debriefs.account import account_of
from samepath.debriefs.rules import names_people
from samepath.lib.time import now as right_now
from samepath.people.permissions import Permission
from samepath.rooms import queries as rooms
from samepath.schedule import queries as schedule
from samepath.schedule.models import Session
from samepath.web.doors import SignedInRequest, door

BEFORE, AFTER = timedelta(minutes=15), timedelta(hours=24)
LISTED = timedelta(days=14)  # how long a session stays on the list of what is over


@door(Permission.LEAD_SESSIONS)
@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    """The session that is on or comes next large, then the list; the last day's below."""
    now = right_now()
    coming = list(schedule.upcoming(request.user, request.hat, now)[:10])
    first = next((one for one in coming if one.cancelled_at is None), None)
    early = timedelta(minutes=first.program.leaders_early_min) if first else timedelta()
    context = {
        "now": now,
        "first": first,
        "open": first is not None and first.starts_at - early <= now,
        "opens": first.starts_at - early if first else None,
        "coverage": schedule.coverage_of(first) if first else None,
        "my_part": "guide" if first and first.guide_id == request.user.pk else "host",
        "expected": list(schedule.expected_people(first))
        if first and first.starts_at - BEFORE <= now
        else None,
        "rest": [one for one in coming if one != first],
        "to_write": list(debriefs.owed_by(request.user, request.hat, now)[:5]),
        "signed": list(debriefs.signed_lately(request.user, now)[:3]),
        "over": Session.objects.visible_to(request.user, request.hat)
        .filter(ends_at__lte=now, ends_at__gt=now - LISTED, cancelled_at__isnull=True)
        .order_by("-starts_at")[:8],
    }
    return render(request, "leader/home.html", context)


@door(Permission.LEAD_SESSIONS)
@require_GET
def session(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """How a session went. Who was there and how long shows from 15 minutes before to 24 hours after (Z04)."""
    found = get_object_or_404(
        Session.objects.visible_to(request.user, request.hat).select_related(
            "program", "group", "guide", "host", "supervisor", "guide_version"
        ),
        pk=session_id,
    )
    now = right_now()
    if now < found.starts_at - BEFORE:
        raise Http404
    context = {"session": found, "legal": False} | account_of(found, now, clinical=False)
    context["my_debrief"] = (
        found.starts_at <= now
        and debriefs.owes(found)
        and bool(debriefs.part_of(found, request.user))
    )
    if names_people(now=now, starts_at=found.starts_at, ends_at=found.ends_at):
        trail.saw("attendance", by=request.user, session=found.pk, program=found.program_id)
        context |= {"names": True, "attended": rooms.attendance(found)}
    return render(request, "leader/session.html", context)
