"""What happens with the schedule: sessions are planned, changed, cancelled; people are expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from samepath.audit import trail
from samepath.lib.time import instant
from samepath.lib.time import now as right_now
from samepath.notices import actions as notices
from samepath.people.models import Person
from samepath.programs.models import Enrolment, Group, Program, Seat
from samepath.schedule.errors import (
    AlreadyOver,
    ChangedMeanwhile,
    Clash,
    EnrolledHere,
    InThePast,
    SamePerson,
    TooMany,
    WrongPerson,
)
from samepath.schedule.models import Expected, Kind, Session
from samepath.schedule.queries import expected_people
from samepath.schedule.rules import guide_role, host_roles

JUST_NOW = timedelta(minutes=15)  # an open door may still be written into the schedule


@dataclass(frozen=True)
class Plan:
    """What a session is to be. Wall time in `zone`."""

    kind: str
    title: str
    on: date
    at: time
    minutes: int
    zone: str
    group: Group | None = None
    guide: Person | None = None
    host: Person | None = None
    supervisor: Person | None = None

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Start and end, UTC."""
        start, _ = instant(self.on, self.at, self.zone)
        return start, start + timedelta(minutes=self.minutes)


@transaction.atomic
def plan(
    *,
    program: Program,
    by: Person | None,
    kind: str,
    title: str,
    on: date,
    at: time,
    minutes: int = 90,
    zone: str | None = None,
    expected: Iterable[Person] = (),
    **people: Person | Group | None,
) -> Session:
    """Put a session on the schedule. `people` may hold group, guide, host, supervisor.

    Raises a ScheduleError that carries what a page needs to explain it. About 10 queries.
    """
    wanted = Plan(kind, title, on, at, minutes, zone or program.zone, **people)  # type: ignore[arg-type]
    if wanted.span[0] < right_now() - JUST_NOW:
        raise InThePast
    return _write(Session(program=program), wanted, by, expected, "schedule.plan")


@transaction.atomic
def record_past(
    *, program: Program, by: Person, wanted: Plan, expected: Iterable[Person] = ()
) -> Session:
    """Write down a session that is over, for a program that moves in with its history."""
    if wanted.span[1] > right_now():
        raise AlreadyOver
    return _write(Session(program=program), wanted, by, expected, "schedule.record_past")


@transaction.atomic
def change(session: Session, *, by: Person, wanted: Plan, seen: datetime | None = None) -> Session:
    """Change a session that is not over. `seen` is the `changed_at` of the page that was edited."""
    current = Session.objects.select_for_update().get(pk=session.pk)
    if current.cancelled_at or current.ends_at < right_now():
        raise AlreadyOver
    if seen is not None and current.changed_at != seen:
        raise ChangedMeanwhile
    if wanted.span[0] < right_now() - JUST_NOW and wanted.span[0] != current.starts_at:
        raise InThePast
    moved = wanted.span[0] != current.starts_at
    changed = _write(current, wanted, by, (), "schedule.change")
    if moved:
        _tell_everyone(changed, f"moved:{changed.starts_at.isoformat()}")
    return changed


def _write(
    session: Session, wanted: Plan, by: Person | None, expected: Iterable[Person], act: str
) -> Session:
    _check_parts(session.program, wanted)
    _check_clashes(session, wanted)
    start, fold = instant(wanted.on, wanted.at, wanted.zone)
    session.kind, session.title, session.group = wanted.kind, wanted.title, wanted.group
    session.on_date, session.at_time, session.zone = wanted.on, wanted.at, wanted.zone
    session.fold, session.minutes = fold, wanted.minutes
    session.starts_at, session.ends_at = start, start + timedelta(minutes=wanted.minutes)
    session.guide, session.host, session.supervisor = wanted.guide, wanted.host, wanted.supervisor
    session.save()
    trail.did(act, by=by, about=session, program=session.program_id, session=session.pk)
    expect(session, people=expected, by=by)
    return session


def _check_parts(program: Program, wanted: Plan) -> None:
    if wanted.group is not None and wanted.group.program_id != program.pk:
        raise WrongPerson("group", wanted.guide)  # type: ignore[arg-type]
    if wanted.guide is not None and wanted.guide == wanted.host:
        raise SamePerson
    needed = {
        "guide": (wanted.guide, frozenset({guide_role(wanted.kind)})),
        "host": (wanted.host, host_roles(wanted.kind)),
        "supervisor": (wanted.supervisor, frozenset({"clinician"})),
    }
    for part, (person, roles) in needed.items():
        if person is None:
            continue
        if Enrolment.objects.filter(program=program, person=person, ended_at__isnull=True).exists():
            raise EnrolledHere(person)
        seated = Seat.objects.filter(
            program=program, person=person, role__in=roles, until__isnull=True
        )
        if not seated.exists():
            raise WrongPerson(part, person)


def _check_clashes(session: Session, wanted: Plan) -> None:
    """Leaders are in one place; a supervisor stands behind a few rooms at once, never more (H03, H22)."""
    start, end = wanted.span
    others = Session.objects.filter(
        starts_at__lt=end, ends_at__gt=start, cancelled_at__isnull=True
    ).exclude(pk=session.pk)
    for part, person in (("guide", wanted.guide), ("host", wanted.host)):
        if person is None:
            continue
        busy = others.filter(Q(guide=person) | Q(host=person) | Q(supervisor=person)).first()
        if busy is not None:
            raise Clash(part, person, busy)
    if wanted.supervisor is None:
        return
    leading = others.filter(Q(guide=wanted.supervisor) | Q(host=wanted.supervisor)).first()
    behind = list(others.filter(supervisor=wanted.supervisor))
    if leading is not None:
        raise Clash("supervisor", wanted.supervisor, leading)
    if len(behind) >= session.program.rooms_a_supervisor:
        raise Clash("supervisor", wanted.supervisor, behind[0])


@transaction.atomic
def cancel(session: Session, *, by: Person) -> None:
    """Call a session off and tell everybody concerned, in neutral words."""
    now = right_now()
    if session.ends_at < now:
        raise AlreadyOver
    called_off = Session.objects.filter(pk=session.pk, cancelled_at__isnull=True).update(
        cancelled_at=now, cancelled_by=by, changed_at=now
    )
    if called_off:
        session.refresh_from_db()
        trail.did(
            "schedule.cancel", by=by, about=session, program=session.program_id, session=session.pk
        )
        _tell_everyone(session, "cancelled")


@transaction.atomic
def restore(session: Session, *, by: Person) -> None:
    """Undo a cancellation while the session still lies ahead."""
    if session.starts_at < right_now():
        raise AlreadyOver
    Session.objects.filter(pk=session.pk).update(
        cancelled_at=None, cancelled_by=None, changed_at=right_now()
    )
    session.refresh_from_db()
    trail.did(
        "schedule.restore", by=by, about=session, program=session.program_id, session=session.pk
    )
    _tell_everyone(session, f"restored:{session.changed_at.isoformat()}")


def _tell_everyone(session: Session, what: str) -> None:
    concerned = {*expected_people(session), session.guide, session.host, session.supervisor} - {
        None
    }
    for person in concerned:
        assert person is not None
        notices.post(
            to=person.email, template="update", key=f"{what}:{session.pk}:{person.pk}",
            context={"link": "/"}, expires_at=session.ends_at,
        )  # fmt: skip


@transaction.atomic
def expect(session: Session, *, people: Iterable[Person], by: Person | None) -> None:
    """Expect these people too. Only those enrolled in the program; never more than the largest group."""
    people = list(people)
    for person in people:
        if not Enrolment.objects.filter(
            program=session.program, person=person, ended_at__isnull=True
        ).exists():
            raise WrongPerson("expected", person)
        _, made = Expected.objects.get_or_create(session=session, person=person)
        if made:
            trail.did("schedule.expect", by=by, about=person, session=session.pk)
    limit = 1 if session.kind == Kind.INDIVIDUAL else session.program.capacity_hard
    if people and expected_people(session).count() > limit:
        raise TooMany(limit)


@transaction.atomic
def unexpect(session: Session, *, person: Person, by: Person) -> None:
    """No longer expect somebody who was named for this session."""
    gone, _ = Expected.objects.filter(session=session, person=person).delete()
    if gone:
        trail.did("schedule.unexpect", by=by, about=person, session=session.pk)
