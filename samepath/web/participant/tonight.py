"""Tonight: one big thing, and what is around it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from samepath.consent import queries as consent
from samepath.consent.rules import NEEDED
from samepath.debriefs import queries as debriefs
from samepath.lib.time import in_zone, week_start
from samepath.lib.time import now as right_now
from samepath.people.permissions import Permission
from samepath.rooms import queries as rooms
from samepath.schedule import queries as schedule
from samepath.schedule.models import Kind, Session
from samepath.web.doors import SignedInRequest, door


def greeting(moment: datetime) -> str:
    """By the time on one's own wall."""
    hour = moment.hour
    if hour < 5:
        return _("Good night")
    if hour < 12:
        return _("Good morning")
    return _("Good afternoon") if hour < 17 else _("Good evening")


@door(Permission.SEE_TONIGHT)
@require_GET
def show(request: SignedInRequest) -> HttpResponse:
    """The next session large, the rest of the week beside it."""
    now = right_now()
    coming = list(schedule.upcoming(request.user, request.hat, now)[:12])
    first = next((one for one in coming if one.cancelled_at is None), None)
    soon = now + timedelta(days=7)
    called_off = [one for one in coming if one.cancelled_at is not None and one.starts_at < soon]
    context: dict[str, Any] = {
        "greeting": greeting(in_zone(now, request.user.zone)),
        "now": now,
        "first": first,
        "called_off": called_off,
        "how_was_it": debriefs.to_check_out(request.user, request.hat),
        "rest": [one for one in coming if one.cancelled_at is None and one != first][:6],
        **(_about(request, first, now) if first else {}),
    }
    return render(request, "participant/tonight.html", context)


def _about(request: SignedInRequest, session: Session, now: datetime) -> dict[str, Any]:
    opens = session.starts_at - timedelta(minutes=session.program.door_opens_min)
    return {
        "opens": opens,
        "open": opens <= now,
        "running": session.starts_at <= now,
        "other_zone": session.zone if session.zone != request.user.zone else "",
        "to_sign": consent.missing(request.user, NEEDED[session.kind]),
        "led_by": [
            (
                session.guide,
                _("leads, has walked this path") if session.kind == "peer" else _("leads"),
            ),
            (session.host, _("host, keeps the door")),
            (session.supervisor, _("licensed clinician, close by all the time")),
        ],
    }


@door(Permission.SEE_OWN_PROGRAM)
@require_GET
def week(request: SignedInRequest) -> HttpResponse:
    """One week in two lanes, with one's own minutes where it is past."""
    zone, now = request.user.zone, right_now()
    monday = week_start(_asked_day(request.GET.get("from", "")) or in_zone(now, zone).date())
    sessions = schedule.week_of(request.user, request.hat, monday, zone)
    context = {
        "lanes": _lanes(sessions, rooms.minutes_of(request.user, sessions), now),
        "monday": monday,
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
    }
    return render(request, "participant/week.html", context)


def _lanes(
    sessions: Sequence[Session], minutes: dict[UUID, int], now: datetime
) -> list[dict[str, Any]]:
    """Care and peers side by side; each session that has begun with one's own minutes."""
    named = [
        ("care", _("Care"), _("With clinicians: individual therapy and skills groups.")),
        ("peer", _("Peers"), _("With people who have walked this path.")),
    ]
    lanes: list[dict[str, Any]] = []
    for lane, words, about in named:
        rows: list[dict[str, Any]] = [
            {"session": one, "minutes": minutes.get(one.pk, 0), "past": one.ends_at <= now}
            for one in sessions
            if (one.kind == Kind.PEER) == (lane == "peer")
        ]
        total = sum(row["minutes"] for row in rows)
        lanes.append({"lane": lane, "words": words, "about": about, "rows": rows, "minutes": total})
    return lanes


def _asked_day(text: str) -> date | None:
    """The day somebody asked for, within a lifetime; anything else is this week."""
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        return None
    return asked if 2000 <= asked.year <= 2100 else None
