"""The state of a room as one browser receives it (docs/room-protocol.md). Aliases only, never a legal name (P06)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samepath.rooms.models import Admission, CheckIn, Room, Wait, Watch
from samepath.rooms.queries.live import role_words
from samepath.rooms.rules import STAFF, who_in
from samepath.schedule.models import Session

STALE = timedelta(seconds=15)
FOR_LEADERS = (Wait.State.WAITING, Wait.State.OUTSIDE)
AT_THE_DOOR = timedelta(minutes=2)  # somebody whose page was heard of this lately still waits


@dataclass(frozen=True)
class Company:
    """Who is admitted to one room, in the order they came, and who watches over its session."""

    people: tuple[Admission, ...]
    watch: Watch | None


def company_of(room: Room) -> Company:
    """Read it. 2 queries."""
    live = Admission.objects.filter(room=room, ended_at__isnull=True).select_related("person")
    watch = Watch.objects.select_related("person").filter(session=room.session_id).first()
    return Company(tuple(live.order_by("admitted_at")), watch)


def state_for(
    admission: Admission, now: datetime, company: Company | None = None, *, waits: bool = True
) -> dict[str, Any]:
    """Everything the browser of one admission may know now.

    2 queries for participants, 3 for staff; 2 fewer for a caller who has just read who is there, and none for who
    is at the door where the caller knows that nobody `waits`.
    """
    room = admission.room
    session = room.session
    company = company or company_of(room)
    watch = company.watch
    return {
        "version": room.version,
        "now": now.isoformat(),
        "title": session.title,
        "kind": session.kind,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "hold": _hold(room, session),
        "stay": _stay(room, session, now),
        "me": {
            "identity": admission.identity,
            "who": who_in(session.pk, admission.person_id),
            "role": admission.role,
            "can": _can(admission.role),
        },
        "people": [_one(one, room, watch, now) for one in company.people],
        # In a room for two it is the clinician who is in it that counts, not who stands behind the group.
        "supervision": None
        if room.purpose == Room.Purpose.PRIVATE
        else _supervision(session, watch, now),
        "waiting": _waiting(session, now, ask=waits) if admission.role in STAFF else None,
    }


def _can(role: str) -> list[str]:
    return ["admit", "remove", "close", "clear"] if role in STAFF else []


def _hold(room: Room, session: Session) -> dict[str, str] | None:
    if room.held_since is None:
        return None
    return {
        "words": _("The group is resting for a moment. Nobody from the team is in the room right now. "
                   "Someone is being called. Your microphones are off."),
        "crisis": session.program.crisis_number,
        "emergency": session.program.emergency_number,
    }  # fmt: skip


def _stay(room: Room, session: Session, now: datetime) -> str:
    """After the end: that it is over, and for how long one may stay. Empty before, and in a room for two."""
    left = session.ends_at + timedelta(minutes=session.program.stay_after_min) - now
    if now < session.ends_at or room.purpose == Room.Purpose.PRIVATE:
        return ""
    minutes = max(1, -(-int(left.total_seconds()) // 60))
    return ngettext(
        "The group is over. Whoever likes may stay one more minute.",
        "The group is over. Whoever likes may stay up to %(n)s more minutes.",
        minutes,
    ) % {"n": minutes}


def _one(one: Admission, room: Room, watch: Watch | None, now: datetime) -> dict[str, Any]:
    here = one.beat_at is not None and one.beat_at >= now - STALE
    arriving = one.beat_at is None and one.admitted_at >= now - STALE
    words = role_words(one.role)
    if one.role == "supervisor" and watch is not None:
        words = f"{words}, {watch.get_state_display()}"
    return {
        "identity": one.identity,
        "who": who_in(room.session_id, one.person_id),
        "name": one.person.alias,
        "drawing": one.person.drawing,
        "role": one.role,
        "role_words": words,
        "here": here,
        "since": (one.beat_at or one.admitted_at).isoformat(),
        "note": "" if here else _("coming in") if arriving else _("back in a moment"),
    }


def _supervision(session: Session, watch: Watch | None, now: datetime) -> dict[str, str] | None:
    if watch is None:
        if session.supervisor_id is None:
            return None
        return {
            "name": "",
            "state": Watch.State.AWAY.value,
            "words": _("The clinician is not here yet"),
            "since": now.isoformat(),
        }
    state = Watch.State(watch.state)
    if watch.answered_at < now - timedelta(seconds=session.program.answered_within_s):
        state = Watch.State.AWAY
    name = watch.person.alias
    words = {
        Watch.State.IN_ROOM: _("%(name)s is in the room"),
        Watch.State.LISTENING: _("%(name)s listens"),
        Watch.State.ON_CALL: _("%(name)s is close by"),
        Watch.State.AWAY: _("%(name)s is away"),
    }[state] % {"name": name}
    return {"name": name, "state": state.value, "words": words, "since": watch.since.isoformat()}


def waits_at(session: UUID, since: datetime) -> QuerySet[Wait]:
    """Who waits at the door, and has been heard of since. No query of its own."""
    return Wait.objects.filter(session=session, state__in=FOR_LEADERS, seen_at__gte=since)


def _waiting(session: Session, now: datetime, *, ask: bool) -> list[dict[str, Any]]:
    if not ask:
        return []
    answers = CheckIn.objects.filter(session=session, person=OuterRef("person"))
    waits = (
        waits_at(session.pk, now - AT_THE_DOOR)
        .annotate(arriving=Subquery(answers.values("arriving")))
        .select_related("person")
        .order_by("asked_at")
    )
    return [
        {
            "wait": str(wait.pk),
            "name": wait.person.alias,
            "drawing": wait.person.drawing,
            "since": wait.asked_at.isoformat(),
            "arriving": wait.arriving,
            "words": _wait_words(wait),
        }
        for wait in waits
    ]


def _wait_words(wait: Wait) -> str:
    if wait.state == Wait.State.OUTSIDE:
        return _("was inside before the room was cleared")
    return (
        _("late, or not on tonight’s list") if wait.reason == "wait-host" else _("ready to come in")
    )
