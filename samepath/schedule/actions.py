"""What happens with the schedule: sessions are planned, changed, cancelled; people are expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from samepath.audit import trail
from samepath.guides import actions as guides
from samepath.guides.models import Version
from samepath.lib.time import instant
from samepath.lib.time import now as right_now
from samepath.notices import actions as notices
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.programs import queries as programs
from samepath.programs.models import Group, Program
from samepath.schedule import queries, rules
from samepath.schedule.errors import (
    AlreadyOver,
    BadLength,
    ChangedMeanwhile,
    Clash,
    EnrolledHere,
    InThePast,
    SamePerson,
    TooMany,
    WrongGroup,
    WrongPerson,
)
from samepath.schedule.models import Expected, Session

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
    def parts(self) -> dict[str, Person]:
        """Who has which part."""
        held = {"guide": self.guide, "host": self.host, "supervisor": self.supervisor}
        return {part: person for part, person in held.items() if person is not None}

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
    group: Group | None = None,
    guide: Person | None = None,
    host: Person | None = None,
    supervisor: Person | None = None,
    expected: Iterable[Person] = (),
) -> Session:
    """Put a session on the schedule. Gaps are allowed: the office finds them first on its page.

    Raises a ScheduleError that carries what a page needs to explain it. About 20 queries.
    """
    wanted = Plan(
        kind, title, on, at, minutes, zone or program.zone, group, guide, host, supervisor
    )
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
    current = _hold(session)
    if current.cancelled_at or current.ends_at < right_now():
        raise AlreadyOver
    if seen is not None and current.changed_at != seen:
        raise ChangedMeanwhile
    moved = wanted.span != (current.starts_at, current.ends_at)
    if wanted.span[0] < right_now() - JUST_NOW and wanted.span[0] != current.starts_at:
        raise InThePast
    changed = _write(current, wanted, by, (), "schedule.change")
    if moved:
        _tell_everyone(changed, "moved")
    return changed


def _hold(session: Session) -> Session:
    """The session as it is now, kept from other writers until this transaction ends."""
    return (
        Session.objects.select_for_update(of=("self",)).select_related("program").get(pk=session.pk)
    )


def _write(
    session: Session, wanted: Plan, by: Person | None, expected: Iterable[Person], act: str
) -> Session:
    _check_shape(session.program, wanted)
    _check_parts(session.program, wanted)
    start, fold = instant(wanted.on, wanted.at, wanted.zone)
    session.kind, session.title, session.group = wanted.kind, wanted.title, wanted.group
    session.on_date, session.at_time, session.zone = wanted.on, wanted.at, wanted.zone
    session.fold, session.minutes = fold, wanted.minutes
    session.starts_at, session.ends_at = start, start + timedelta(minutes=wanted.minutes)
    session.guide, session.host, session.supervisor = wanted.guide, wanted.host, wanted.supervisor
    _check_clashes(session, wanted.parts)
    session.save()
    trail.did(act, by=by, about=session, program=session.program_id, session=session.pk)
    _expect(session, expected, by)
    return session


def _check_shape(program: Program, wanted: Plan) -> None:
    if not rules.SHORTEST <= wanted.minutes <= rules.LONGEST:
        raise BadLength(rules.SHORTEST, rules.LONGEST)
    group = wanted.group
    if group is not None and (group.program_id != program.pk or group.closed_at):
        raise WrongGroup


def _check_parts(program: Program, wanted: Plan) -> None:
    """Each part is another person, with a live place in the program in a role that fits."""
    needed = {
        "guide": frozenset({rules.guide_role(wanted.kind)}),
        "host": rules.host_roles(wanted.kind),
        "supervisor": frozenset({Role.CLINICIAN.value}),
    }
    taken: set[Person] = set()
    for part, person in wanted.parts.items():
        if person in taken:
            raise SamePerson(part, person)
        taken.add(person)
        if programs.enrolment_of(person, program):
            raise EnrolledHere(person)
        fitting = programs.staff_of(program, *map(Role, needed[part]))
        if not fitting.filter(pk=person.pk).exists():
            raise WrongPerson(part, person)


def _check_clashes(session: Session, parts: dict[str, Person]) -> None:
    """Leaders are in one place; a supervisor stands behind a few rooms at once, never more (H03, H22).

    Two planners at once cannot both win: the people concerned are held until one of them is done (D02).
    """
    keys = sorted(str(person.pk) for person in parts.values())
    list(Person.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    others = queries.overlapping(session)
    for part, person in parts.items():
        leading = Q(guide=person) | Q(host=person)
        if part != "supervisor":
            leading |= Q(supervisor=person)
        busy = others.filter(leading).first()
        if busy is not None:
            raise Clash(part, person, busy)
        behind = list(others.filter(supervisor=person)) if part == "supervisor" else []
        if len(behind) >= session.program.rooms_a_supervisor:
            raise Clash(part, person, behind[0])


@transaction.atomic
def hand_supervision(session: Session, *, to: Person, by: Person) -> None:
    """Another clinician stands behind a session from now on. Refused like a plan would be (H03, H22)."""
    current = _hold(session)
    list(Person.objects.select_for_update().filter(pk=to.pk))
    queries.check_supervisor(current, to)
    current.supervisor = to
    current.save(update_fields=["supervisor", "changed_at"])
    session.supervisor = to
    trail.did(
        "schedule.hand_supervision", by=by, about=to, program=session.program_id, session=session.pk
    )


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
    """Undo a cancellation while the session still lies ahead and its people are still free."""
    current = _hold(session)
    if current.starts_at < right_now():
        raise AlreadyOver
    if current.cancelled_at is None:
        return
    held = {part: getattr(current, part) for part in ("guide", "host", "supervisor")}
    _check_clashes(current, {part: person for part, person in held.items() if person})
    current.cancelled_at, current.cancelled_by = None, None
    current.save(update_fields=["cancelled_at", "cancelled_by", "changed_at"])
    _check_expected(current)
    session.refresh_from_db()
    trail.did(
        "schedule.restore", by=by, about=session, program=session.program_id, session=session.pk
    )
    _tell_everyone(session, "restored")


def _tell_everyone(session: Session, what: str) -> None:
    concerned = {
        *queries.expected_people(session), session.guide, session.host, session.supervisor,
    } - {None}  # fmt: skip
    for person in concerned:
        assert person is not None
        notices.post(
            to=person.email, template="update",
            key=f"{what}:{session.changed_at.isoformat()}:{session.pk}:{person.pk}",
            context={"link": "/"}, expires_at=session.ends_at,
        )  # fmt: skip


@transaction.atomic
def release(person: Person, *, program: Program, by: Person) -> int:
    """Take somebody off the coming sessions whose parts they no longer fit, so that the office sees the gaps.

    Returns how many. For whoever ends a seat or a role; 3 queries, and 1 for each session.
    """
    released = 0
    coming = Session.objects.select_for_update().filter(
        program=program, ends_at__gt=right_now(), cancelled_at__isnull=True
    )
    fits = {
        role.value: programs.staff_of(program, role).filter(pk=person.pk).exists()
        for role in (Role.PEER_LEADER, Role.CLINICIAN)
    }
    mine = Q(guide=person) | Q(host=person) | Q(supervisor=person)
    for session in coming.filter(mine):
        needed = {
            "guide": {rules.guide_role(session.kind)},
            "host": rules.host_roles(session.kind),
            "supervisor": {Role.CLINICIAN.value},
        }
        lost = [
            part
            for part, roles in needed.items()
            if getattr(session, f"{part}_id") == person.pk and not any(fits[role] for role in roles)
        ]
        for part in lost:
            setattr(session, part, None)
            trail.did(
                "schedule.release", by=by, about=person, program=program.pk, session=session.pk,
                part=part,
            )  # fmt: skip
        if lost:
            session.save(update_fields=[*lost, "changed_at"])
            released += 1
    return released


@transaction.atomic
def expect(session: Session, *, people: Iterable[Person], by: Person | None) -> None:
    """Expect these people too. Only those enrolled in the program; never more than the largest group."""
    current = _hold(session)
    if current.cancelled_at or current.ends_at < right_now():
        raise AlreadyOver
    _expect(current, people, by)


def _expect(session: Session, people: Iterable[Person], by: Person | None) -> None:
    for person in people:
        if not programs.enrolment_of(person, session.program):
            raise WrongPerson("expected", person)
        _, made = Expected.objects.get_or_create(session=session, person=person)
        if made:
            trail.did(
                "schedule.expect", by=by, about=person, program=session.program_id,
                session=session.pk,
            )  # fmt: skip
    _check_expected(session)


def _check_expected(session: Session) -> None:
    """Everybody expected has a seat, and nobody is expected in two places at once (H22)."""
    limit = rules.most_expected(session.kind, session.program.capacity_hard)
    if queries.expected_people(session).count() > limit:
        raise TooMany(limit)
    elsewhere = queries.expected_elsewhere(session)
    if elsewhere is not None:
        raise Clash("expected", *elsewhere)


@transaction.atomic
def unexpect(session: Session, *, person: Person, by: Person) -> None:
    """No longer expect somebody who was named for this session."""
    gone, _ = Expected.objects.filter(session=session, person=person).delete()
    if gone:
        trail.did(
            "schedule.unexpect", by=by, about=person, program=session.program_id,
            session=session.pk,
        )  # fmt: skip


@transaction.atomic
def choose_guide(session: Session, version: Version | None, *, by: Person) -> None:
    """Lead a session that is not over from these words, or, with None, from none. Raises a GuideError.

    From then on the version stays as it is, so that the session remembers what it was led from.
    """
    current = _hold(session)
    if current.cancelled_at or current.ends_at < right_now():
        raise AlreadyOver
    if version is not None:
        guides.use(version, program=current.program, by=by)
    current.guide_version = version
    current.save(update_fields=["guide_version"])
    session.guide_version = version
    trail.did(
        "schedule.choose_guide", by=by, about=session, program=session.program_id, session=session.pk,
        version=str(version.pk) if version else None,
    )  # fmt: skip
