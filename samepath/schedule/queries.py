"""What is asked about the schedule."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from samepath.lib.prepared import PreparedModels
from samepath.lib.time import instant
from samepath.lib.time import now as right_now
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.programs import queries as programs
from samepath.programs.models import Enrolment, Membership, Program
from samepath.schedule.errors import Clash, EnrolledHere, SamePerson, WrongPerson
from samepath.schedule.models import Expected, HandOver, Session
from samepath.schedule.rules import Coverage, coverage

WITH_PEOPLE = ("program", "group", "guide", "host", "supervisor", "guide_version")


def find(session_id: UUID, person: Person, hat: Role | None) -> Session | None:
    """The session, with its program, if this person may know about it with this hat (Z02). 1 query.

    Every page in a live room asks this at every beat, so it is a prepared question.
    """
    asked = _KNOWN.get(hat) if hat else None
    if asked is None:
        visible = Session.objects.visible_to(person, hat).select_related("program")
        return visible.filter(pk=session_id).first()
    return asked.first(session_id=session_id, person_id=person.pk)


def _known(hat: Role, *, session_id: UUID, person_id: UUID) -> QuerySet[Session]:
    return (
        Session.objects.visible_to(person_id, hat).filter(pk=session_id).select_related("program")
    )


_KNOWN = {
    hat: PreparedModels[Session](partial(_known, hat), session_id=UUID, person_id=UUID)
    for hat in (Role.PARTICIPANT, Role.PEER_LEADER, Role.CLINICIAN)
}


def expected_people(session: Session) -> QuerySet[Person]:
    """Who is expected: named for this session, or at home in its group, and enrolled while it lasts. 1 query.

    What ended before does not count, what ended later does: the past keeps whom it expected.
    """
    moment = moment_of(session)
    lasting = Q(ended_at__isnull=True) | Q(ended_at__gt=moment)
    # Asked for each of the few people found, never for a whole program.
    enrolled = Enrolment.objects.filter(lasting, program=session.program_id, person=OuterRef("pk"))
    wanted = Q(pk__in=Expected.objects.filter(session=session).values("person"))
    if session.group_id is not None:
        members = _members(session.group_id, moment, session.ends_at).filter(
            enrolment__program=session.program_id
        )
        wanted |= Q(pk__in=members.values("enrolment__person"))
    return Person.objects.filter(wanted, Exists(enrolled), is_active=True).order_by("alias")


def expects(session_id: UUID, group_id: UUID, moment: datetime, ends_at: datetime) -> Q:
    """The same asked of one lasting enrolment: a condition for a query on enrolments, no query of its own.

    `moment` is `moment_of` the session.
    """
    named = Expected.objects.filter(session=session_id, person=OuterRef("person"))
    at_home = _members(group_id, moment, ends_at).filter(enrolment=OuterRef("pk"))
    return Q(Exists(named)) | Q(Exists(at_home))


def moment_of(session: Session) -> datetime:
    """The moment whose members a session expects: now, within the session's own time."""
    return min(max(session.starts_at, right_now()), session.ends_at)


def _members(group_id: UUID, moment: datetime, ends_at: datetime) -> QuerySet[Membership]:
    return Membership.objects.filter(
        Q(until__isnull=True) | Q(until__gt=moment), group=group_id, since__lte=ends_at
    )


def next_session(person: Person, hat: Role | None, at: datetime | None = None) -> Session | None:
    """The session somebody is in or comes to next with this hat. 1 query."""
    return upcoming(person, hat, at).first()


def upcoming(person: Person, hat: Role | None, at: datetime | None = None) -> QuerySet[Session]:
    """Sessions that are not over, soonest first; cancelled ones stay until their time has passed."""
    return (
        Session.objects.visible_to(person, hat)
        .filter(ends_at__gt=at or right_now())
        .select_related(*WITH_PEOPLE)
        .order_by("starts_at")
    )


def week_of(person: Person, hat: Role | None, monday: date, zone: str) -> list[Session]:
    """A person's sessions of a week that begins on a Monday in their zone. 1 query."""
    start, end = _week(monday, zone)
    return list(
        Session.objects.visible_to(person, hat)
        .filter(starts_at__gte=start, starts_at__lt=end)
        .select_related(*WITH_PEOPLE)
        .order_by("starts_at")
    )


def sessions_of_week(program: Program, monday: date) -> list[Session]:
    """All sessions of a program's week, in the program's zone. 1 query."""
    start, end = _week(monday, program.zone)
    of_week = program.sessions.filter(starts_at__gte=start, starts_at__lt=end)
    return list(of_week.order_by("starts_at"))


def _week(monday: date, zone: str) -> tuple[datetime, datetime]:
    start, _ = instant(monday, time(0), zone)
    end, _ = instant(monday + timedelta(days=7), time(0), zone)
    return start, end


def overlapping(session: Session) -> QuerySet[Session]:
    """Other sessions that take place in a part of the same time. Touching ends do not."""
    return Session.objects.filter(
        starts_at__lt=session.ends_at, ends_at__gt=session.starts_at, cancelled_at__isnull=True
    ).exclude(pk=session.pk)


def check_supervisor(session: Session, person: Person) -> None:
    """Whether somebody could stand behind a session: raises what planning would raise (H03, H22). At most 6 queries."""
    fitting = programs.staff_of(session.program, Role.CLINICIAN)
    if not fitting.filter(pk=person.pk).exists():
        raise WrongPerson("supervisor", person)
    if programs.enrolment_of(person, session.program):
        raise EnrolledHere(person)
    if person.pk in {session.guide_id, session.host_id}:
        raise SamePerson("supervisor", person)
    others = overlapping(session)
    leads = others.filter(Q(guide=person) | Q(host=person)).first()
    if leads is not None:
        raise Clash("supervisor", person, leads)
    # What was offered to them and waits for an answer counts: a colleague hands several over at once.
    offered = Q(hand_overs__to=person, hand_overs__state=HandOver.State.ASKED)
    behind = list(others.filter(Q(supervisor=person) | offered).distinct())
    if len(behind) >= session.program.rooms_a_supervisor:
        raise Clash("supervisor", person, behind[0])


def expected_elsewhere(session: Session) -> tuple[Person, Session] | None:
    """Somebody expected here and at another session in the same time, and that session. 2 queries, and 1 for each such session."""
    others = overlapping(session)
    if not others.exists():
        return None
    for other in others:
        both = expected_people(other).filter(pk__in=expected_people(session).values("pk")).first()
        if both is not None:
            return both, other
    return None


def coverage_of(session: Session) -> Coverage:
    """Which of the people it needs a session has. No query."""
    return coverage(
        kind=session.kind,
        guide=session.guide_id is not None,
        host=session.host_id is not None,
        supervisor=session.supervisor_id is not None,
    )


def gaps(program: Program, at: datetime | None = None, days: int = 7) -> list[Session]:
    """Sessions of the next days that lack somebody, soonest first. 1 query."""
    start = at or right_now()
    soon = program.sessions.filter(
        Q(guide__isnull=True) | Q(host__isnull=True) | Q(supervisor__isnull=True),
        cancelled_at__isnull=True, ends_at__gt=start,
        # No session lasts a day: with both ends given the index is asked, not three years of rows.
        starts_at__gt=start - timedelta(days=1), starts_at__lt=start + timedelta(days=days),
    )  # fmt: skip
    return [one for one in soon.order_by("starts_at") if not coverage_of(one).full]
