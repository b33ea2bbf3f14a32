"""What is asked about calls for help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case, F, QuerySet, When

from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.programs import queries as programs
from samepath.programs.models import Enrolment, Program, Seat
from samepath.safety.models import Concern
from samepath.safety.rules import Pace, Responder, Rung, responders, routing
from samepath.schedule.models import Kind, Session


def open_calls(person: Person, hat: Role | None) -> QuerySet[Concern]:
    """Calls a clinician can answer or has in hand. 1 query (and 1 for told).

    Unanswered first; of these whoever waits for a person now before those to speak with today; then oldest first.
    """
    later_today = When(origin=Concern.Origin.REMOVED, then=1)
    return (
        Concern.objects.visible_to(person, hat)
        .filter(closed_at__isnull=True)
        .exclude(person=person)
        .select_related("person", "session", "answered_by", "program")
        .prefetch_related("told__person")
        .order_by(F("answered_at").asc(nulls_first=True), Case(later_today, default=0), "asked_at")
    )


def has_open_concern(person: Person) -> bool:
    """Whether somebody waits for a clinician, or one has their call in hand. 1 query."""
    return Concern.objects.filter(person=person, closed_at__isnull=True).exists()


def program_of(person: Person, session: Session | None) -> Program | None:
    """The program a call belongs to: the session's, else where the person is enrolled or works. At most 2 queries."""
    if session is not None:
        return session.program
    enrolment = (
        Enrolment.objects.filter(person=person, ended_at__isnull=True)
        .select_related("program")
        .first()
    )
    if enrolment is not None:
        return enrolment.program
    place = Seat.objects.filter(person=person, until__isnull=True).select_related("program").first()
    return place.program if place else None


def who_to_tell(
    person: Person, program: Program | None, session: Session | None
) -> list[Responder[Person]]:
    """Who is told of this person's call. Never empty. At most 4 queries.

    Whoever has left, or lost the role, is not told: a message that nobody reads must not stand for help.
    Where a clinician leads the session, the guide is one of those who can answer.
    """
    treating = [] if session is None or session.kind == Kind.PEER else [session.guide]
    holding = [] if session is None else [session.guide, session.host]
    supervisor = _still(Role.CLINICIAN, [session.supervisor], program) if session else []
    return responders(
        supervisor=supervisor[0] if supervisor else None,
        care_team=[
            *_still(Role.CLINICIAN, treating, program),
            *(programs.care_team(person, program) if program else []),
        ],
        on_call=programs.on_call(program) if program else [],
        leaders=_still(Role.PEER_LEADER, holding, program),
        asker=person,
    )


def ladder_of(
    person: Person, program: Program | None, session: Session | None
) -> dict[Rung, list[Responder[Person]]]:
    """Whom each rung of this person's call reaches. At most 5 queries."""
    clinicians = list(programs.staff_of(program, Role.CLINICIAN)) if program else []
    told = who_to_tell(person, program, session)
    return routing(told, clinicians=clinicians, asker=person)


def pace_of(program: Program | None) -> Pace:
    """A program's own numbers; the usual ones for a call that belongs to none."""
    if program is None:
        return Pace()
    return Pace(
        again=timedelta(seconds=program.help_again_s),
        second=timedelta(seconds=program.help_second_s),
        everyone=timedelta(seconds=program.help_everyone_s),
        outcome=timedelta(minutes=program.help_outcome_min),
    )


@dataclass(frozen=True)
class WasTold:
    """Somebody who was told, first and last; the same moment when once."""

    person: Person | None
    as_what: str
    first_at: datetime
    last_at: datetime


def who_was_told(concern: Concern) -> list[WasTold]:
    """Everybody who was told of a call, once, in the order they were told. 1 query, 2 without prefetch."""
    found: dict[UUID | None, WasTold] = {}
    for one in concern.told.all():
        known = found.get(one.person_id)
        if known is None:
            found[one.person_id] = WasTold(one.person, one.as_what, one.told_at, one.told_at)
        else:
            found[one.person_id] = replace(known, last_at=one.told_at)
    return list(found.values())


def _still(role: Role, people: Sequence[Person | None], program: Program | None) -> list[Person]:
    """Those of them who work in the program in this role now. 1 query, none without people."""
    wanted = [one for one in people if one is not None]
    if not wanted or program is None:
        return []
    there = set(
        programs.staff_of(program, role)
        .filter(pk__in=[one.pk for one in wanted])
        .values_list("pk", flat=True)
    )
    return [one for one in wanted if one.pk in there]
