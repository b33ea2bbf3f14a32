"""Fills an installation with the fictional program, through the same verbs that real people use."""

from __future__ import annotations

import contextlib
import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction

from samepath.consent import actions as consent
from samepath.consent import queries as consent_queries
from samepath.demo.afterwards import tell_afterwards
from samepath.demo.cast import (
    AGREEMENTS,
    FIRST_STEPS,
    MEMBERS,
    OTHERS,
    SKILLS,
    STAFF,
    TONIGHT,
    WEEKEND,
    Figure,
)
from samepath.guides import actions as guides
from samepath.guides import queries as guide_queries
from samepath.lib.time import in_zone
from samepath.lib.time import now as right_now
from samepath.people import actions as people
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.programs import actions as programs
from samepath.programs.models import Enrolment, Group, Program
from samepath.rooms import actions as rooms
from samepath.schedule import actions as schedule
from samepath.schedule.errors import ScheduleError
from samepath.schedule.models import Kind, Session

PROGRAM = "Alder Street Evening Program"
OTHER = "Harbor Morning Program"
WEEKS = 8
STAYS_OPEN = timedelta(
    minutes=75
)  # so much of the open session must be left when the demonstration starts
MINUTES = 90


@dataclass(frozen=True)
class Weekly:
    """A group that meets every week: who holds it, who comes, when."""

    name: str
    lane: str
    members: tuple[str, ...]
    guide: str
    host: str | None
    supervisor: str | None
    days_after: int  # after tonight's weekday
    at: time

    @property
    def kind(self) -> Kind:
        return Kind.PEER if self.lane == "peer" else Kind.CLINICAL


CIRCLE = Weekly("Evening Circle", "peer", TONIGHT, "heron", "lantern", "ada", 0, time(18))
GROUPS = (
    CIRCLE,
    Weekly("Skills group", "care", SKILLS, "ada", None, None, 2, time(13)),
    Weekly("First Steps", "peer", FIRST_STEPS, "willow", "finch", "reyes", 1, time(18, 30)),
    Weekly("Weekend Ahead", "peer", WEEKEND, "finch", "willow", "ada", 3, time(17)),
)


@transaction.atomic
def fill() -> None:
    """Everything, once; a fresh open session and days ahead each time they run out."""
    guides.load_shipped()
    program = Program.objects.filter(name=PROGRAM).first()
    if program is None:
        program = _begin()
    if _left_open(program) < STAYS_OPEN:
        _open_now(program)
    if not Session.objects.filter(
        program=program, starts_at__gt=right_now() + timedelta(days=1)
    ).exists():
        _week_ahead(program)


def keep_open() -> None:
    """When the open session is over, the next one begins: whoever tries it comes when they come."""
    program = Program.objects.filter(name=PROGRAM).first()
    if program is not None and not _left_open(program):
        with transaction.atomic():
            _open_now(program)


def _begin() -> Program:
    for purpose, (title, body) in AGREEMENTS.items():
        consent.publish(purpose=purpose, title=title, body=body, by=None)
    dice = random.Random(2026)  # the same past every time
    program = _program(PROGRAM, "America/New_York", ["NH", "VT", "MA"], STAFF, MEMBERS)
    _program(OTHER, "America/Chicago", ["IL"], OTHERS[1:], OTHERS[:1])
    for weekly in GROUPS:
        group = programs.add_group(program, name=weekly.name, lane=weekly.lane, by=_who("priya"))
        guides.begin_promises(by=_who("priya"), program=program)
        _join(group, weekly.members)
        _past(program, group, weekly, dice)
    return program


def _program(
    name: str, zone: str, states: list[str], staff: tuple[Figure, ...], members: tuple[Figure, ...]
) -> Program:
    program = programs.start_program(
        name=name, zone=zone, states=states, duty_email="duty@demo.invalid", by=None
    )
    for figure in staff:
        person, role = _person(figure, zone), Role(figure.role)
        people.grant_role(role, to=person, by=None)
        programs.seat(
            person, program=program, role=role, by=None, on_call=figure.key in {"ada", "sato"}
        )
    keeper = next(f for f in staff if f.role == "coordinator")
    by = _who(keeper.key)
    # The demonstration has no evening: whoever tries it comes when they come.
    programs.change_settings(program, by=by, late_grace_min=60)
    clinician = next(f for f in staff if f.role == "clinician")
    for number, figure in enumerate(members):
        person = _person(figure, zone, number, states[0])
        people.grant_role(Role.PARTICIPANT, to=person, by=by)
        since = right_now() - timedelta(weeks=WEEKS + 1 - number % WEEKS)
        enrolment = programs.enrol(person, program=program, by=by, at=since)
        programs.tie(_who(clinician.key), enrolment=enrolment, by=by)
        for text in consent_queries.current_texts().values():
            consent.agree(text, by=person, signed_name=figure.legal_name)
    return program


def _person(figure: Figure, zone: str, number: int = 99, state: str = "") -> Person:
    address = f"{number + 12} Alder Street, Keene" if state else ""
    return people.add_person(
        email=figure.email, alias=figure.alias, drawing=figure.drawing, zone=zone, by=None,
        legal_name=figure.legal_name, phone=f"+1 603-555-01{number:02d}" if state else "",
        usual_address=address, usual_state=state,
    )  # fmt: skip


def _who(key: str) -> Person:
    return Person.objects.get(email=f"{key}@demo.invalid")


def _join(group: Group, keys: tuple[str, ...]) -> None:
    for key in keys:
        enrolment = Enrolment.objects.get(person=_who(key), program=group.program)
        programs.join_group(group, enrolment=enrolment, by=_who("priya"), at=enrolment.started_at)
        promises = guide_queries.promises_of(group.pk)
        assert promises is not None  # begun with the group
        guides.accept_promises(promises, by=_who(key))


def _past(program: Program, group: Group, weekly: Weekly, dice: random.Random) -> None:
    today = in_zone(right_now(), program.zone).date()
    members = list(
        group.memberships.select_related("enrolment__person").order_by("enrolment__person__email")
    )
    for weeks in range(WEEKS, 0, -1):
        on = today - timedelta(days=7 * weeks - weekly.days_after)
        wanted = schedule.Plan(
            kind=weekly.kind, title=weekly.name, on=on, at=weekly.at, minutes=MINUTES, zone=program.zone,
            group=group, **_held(weekly),
        )  # fmt: skip
        session = schedule.record_past(program=program, by=_who("priya"), wanted=wanted)
        for role, person in wanted.parts.items():
            _stayed(session, person, role, _evening(session, dice, early=dice.randint(60, 400)))
        for enrolment in (membership.enrolment for membership in members):
            if enrolment.started_at <= session.starts_at and dice.random() < 0.85:
                late = _evening(session, dice, early=-dice.randint(0, 500), drops=True)
                _stayed(session, enrolment.person, "participant", late)
        tell_afterwards(session, dice, newest=weeks == 1)


def _held(weekly: Weekly) -> dict[str, Person]:
    parts = {"guide": weekly.guide, "host": weekly.host, "supervisor": weekly.supervisor}
    return {part: _who(key) for part, key in parts.items() if key}


def _evening(
    session: Session, dice: random.Random, *, early: int, drops: bool = False
) -> list[tuple[datetime, datetime]]:
    """When somebody came and went; now and then the line was lost for a moment."""
    start = session.starts_at - timedelta(seconds=early)
    end = session.ends_at - timedelta(seconds=dice.randint(0, 200) if drops else 0)
    if not drops or dice.random() > 0.2:
        return [(start, end)]
    drop = start + timedelta(seconds=dice.randint(900, 3000))
    return [(start, drop), (drop + timedelta(seconds=dice.randint(8, 70)), end)]


def _stayed(
    session: Session, person: Person, role: str, intervals: list[tuple[datetime, datetime]]
) -> None:
    rooms.record_past(session, person, role=role, intervals=intervals, by=_who("priya"))


def _week_ahead(program: Program) -> None:
    """The days to come, with two gaps for the office to find."""
    today = in_zone(right_now(), program.zone).date()
    groups = {group.name: group for group in Group.objects.filter(program=program)}
    gaps = {"First Steps": ("host", "supervisor"), "Weekend Ahead": ("supervisor",)}
    for weekly in GROUPS:
        held = {p: w for p, w in _held(weekly).items() if p not in gaps.get(weekly.name, ())}
        on = today + timedelta(days=weekly.days_after or 7)
        _put(program, schedule.Plan(
            weekly.kind, weekly.name, on, weekly.at, MINUTES, program.zone, groups[weekly.name], **held,
        ))  # fmt: skip
    coffee = today + timedelta(days=4)
    _put(program, schedule.Plan(
        Kind.PEER, "Newcomers’ coffee", coffee, time(9, 30), MINUTES, program.zone, groups[CIRCLE.name],
        **_held(CIRCLE),
    ))  # fmt: skip
    alone = today + timedelta(days=2)
    _put(program, schedule.Plan(
        Kind.INDIVIDUAL, "Ada and you", alone, time(11), 50, program.zone, guide=_who("ada"),
    ), "fern")  # fmt: skip


def _put(program: Program, wanted: schedule.Plan, *expected: str) -> None:
    """Onto the schedule, unless a visitor has given its people something else to do."""
    with contextlib.suppress(ScheduleError):
        session = schedule.plan(
            program=program, by=_who("priya"), kind=wanted.kind, title=wanted.title, on=wanted.on,
            at=wanted.at, minutes=wanted.minutes, group=wanted.group, guide=wanted.guide,
            host=wanted.host, supervisor=wanted.supervisor, expected=[_who(key) for key in expected],
        )  # fmt: skip
        if wanted.kind != Kind.INDIVIDUAL and wanted.guide is not None:
            _choose_guide(session, wanted.guide)


def _choose_guide(session: Session, leader: Person) -> None:
    """The next guide of the row that fills the session: a group that meets every week is not bored."""
    fitting = guide_queries.for_program(session.program, approved_only=True).filter(
        minutes=session.minutes
    )
    before = Session.objects.filter(group=session.group, guide_version__isnull=False).count()
    if versions := list(fitting):
        schedule.choose_guide(session, versions[before % len(versions)], by=leader)


def _left_open(program: Program) -> timedelta:
    """How long the open circle still lasts; zero when none is open."""
    now = right_now()
    last = Session.objects.filter(
        program=program, kind=Kind.PEER, group__name=CIRCLE.name, cancelled_at__isnull=True,
        starts_at__lte=now, ends_at__gt=now,
    ).order_by("-ends_at").first()  # fmt: skip
    return last.ends_at - now if last else timedelta(0)


def _open_now(program: Program) -> None:
    """A circle that began three minutes ago, or when the last one ended. What else was planned makes way."""
    now = right_now()
    start = now - timedelta(minutes=3)
    just_over = Session.objects.filter(
        program=program, cancelled_at__isnull=True, ends_at__gt=start, ends_at__lte=now
    )
    wall = in_zone(max([start, *just_over.values_list("ends_at", flat=True)]), program.zone)
    wanted = schedule.Plan(
        kind=Kind.PEER, title=f"{wall:%A} Circle", on=wall.date(), at=wall.time().replace(second=0, microsecond=0),
        minutes=MINUTES, zone=program.zone, group=Group.objects.get(program=program, name=CIRCLE.name),
        **_held(CIRCLE),
    )  # fmt: skip
    in_the_way = Session.objects.filter(
        program=program, cancelled_at__isnull=True, starts_at__lt=wanted.span[1], ends_at__gt=now
    )
    for old in in_the_way:
        schedule.cancel(old, by=_who("priya"))
        rooms.close_all(old, by=None)
    _put(program, wanted)
