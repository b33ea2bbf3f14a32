"""Fills an installation with the fictional program, through the same verbs that real people use."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from django.db import transaction

from samepath.consent import actions as consent
from samepath.consent import queries as consent_queries
from samepath.demo.cast import AGREEMENTS, MEMBERS, OTHERS, STAFF, TONIGHT, Figure
from samepath.lib.time import in_zone
from samepath.lib.time import now as right_now
from samepath.people import actions as people
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.programs import actions as programs
from samepath.programs.models import Enrolment, Group, Program
from samepath.rooms import actions as rooms
from samepath.schedule import actions as schedule
from samepath.schedule.models import Kind, Session

PROGRAM = "Alder Street Evening Program"
OTHER = "Harbor Morning Program"
WEEKS = 8
dice = random.Random(2026)  # the same past every time  # noqa: S311


@transaction.atomic
def fill() -> None:
    """Everything, once; a fresh open session each time there is none."""
    program = Program.objects.filter(name=PROGRAM).first()
    if program is None:
        for purpose, (title, body) in AGREEMENTS.items():
            consent.publish(purpose=purpose, title=title, body=body, by=None)
        program = _program(PROGRAM, "America/New_York", ["NH", "VT", "MA"], STAFF, MEMBERS)
        _program(OTHER, "America/Chicago", ["IL"], OTHERS[1:], OTHERS[:1])
        circle = programs.add_group(program, name="Evening Circle", lane="peer", by=_who("priya"))
        skills = programs.add_group(program, name="Skills group", lane="care", by=_who("priya"))
        _join(circle, TONIGHT)
        _join(skills, ("fern", "moon", "swift", "ember", "tide", "oak"))
        _past(program, circle, skills)
        _week_ahead(program, circle, skills)
    _open_now(program)


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
        weeks = dice.randint(3, WEEKS)
        enrolment = programs.enrol(
            person, program=program, by=by, at=right_now() - timedelta(weeks=weeks)
        )
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


def _past(program: Program, circle: Group, skills: Group) -> None:
    today = in_zone(right_now(), program.zone).date()
    for weeks in range(WEEKS, 0, -1):
        _one_past(program, circle, today - timedelta(weeks=weeks), Kind.PEER)
        _one_past(
            program,
            skills,
            today - timedelta(weeks=weeks, days=-1 if weeks > 1 else 1),
            Kind.CLINICAL,
        )


def _one_past(program: Program, group: Group, on: date, kind: Kind) -> None:
    peer = kind == Kind.PEER
    wanted = schedule.Plan(
        kind=kind, title=group.name, on=on, at=time(18) if peer else time(13), minutes=90, zone=program.zone,
        group=group, guide=_who("heron" if peer else "ada"), host=_who("lantern") if peer else None,
        supervisor=_who("ada") if peer else None,
    )  # fmt: skip
    session = schedule.record_past(program=program, by=_who("priya"), wanted=wanted)
    held = [("guide", wanted.guide), ("host", wanted.host), ("supervisor", wanted.supervisor)]
    for role, person in held:
        if person is not None:
            _stayed(session, person, role, early=dice.randint(60, 400), late=0)
    for membership in group.memberships.select_related("enrolment__person"):
        if dice.random() < 0.85:
            person = membership.enrolment.person
            _stayed(
                session,
                person,
                "participant",
                early=-dice.randint(0, 500),
                late=dice.randint(0, 200),
            )


def _stayed(session: Session, person: Person, role: str, *, early: int, late: int) -> None:
    start = session.starts_at - timedelta(seconds=early)
    end = session.ends_at - timedelta(seconds=late)
    intervals: list[tuple[datetime, datetime]] = [(start, end)]
    if role == "participant" and dice.random() < 0.2:
        drop = start + timedelta(seconds=dice.randint(900, 3000))
        intervals = [(start, drop), (drop + timedelta(seconds=dice.randint(8, 70)), end)]
    rooms.record_past(session, person, role=role, intervals=intervals, by=_who("priya"))


def _week_ahead(program: Program, circle: Group, skills: Group) -> None:
    """The days to come, with two gaps for the office to find."""
    today = in_zone(right_now(), program.zone).date()
    ada, by = _who("ada"), _who("priya")
    plans = [
        (1, time(10), Kind.CLINICAL, "Skills group", skills, {"guide": ada}),
        (2, time(18, 30), Kind.PEER, "First Steps", None, {"guide": _who("willow"), "supervisor": _who("reyes")}),
        (3, time(19), Kind.PEER, "Weekend Ahead", None, {"guide": _who("finch"), "host": _who("willow")}),
        (4, time(9, 30), Kind.PEER, "Newcomers’ coffee", circle,
         {"guide": _who("heron"), "host": _who("lantern"), "supervisor": ada}),
        (7, time(18), Kind.PEER, "Evening Circle", circle,
         {"guide": _who("heron"), "host": _who("lantern"), "supervisor": ada}),
    ]  # fmt: skip
    for days, at, kind, title, group, held in plans:
        schedule.plan(
            program=program,
            kind=kind,
            title=title,
            on=today + timedelta(days=days),
            at=at,
            by=by,
            group=group,
            guide=held.get("guide"),
            host=held.get("host"),
            supervisor=held.get("supervisor"),
        )
    schedule.plan(
        program=program, kind=Kind.INDIVIDUAL, title="Ada and you", on=today + timedelta(days=2), at=time(11),
        minutes=50, guide=ada, expected=[_who("fern")], by=by,
    )  # fmt: skip


def _open_now(program: Program) -> None:
    now = right_now()
    circle = Group.objects.get(program=program, name="Evening Circle")
    open_one = Session.objects.filter(
        program=program, group=circle, cancelled_at__isnull=True, starts_at__lte=now,
        ends_at__gt=now + timedelta(minutes=75),
    )  # fmt: skip
    if open_one.exists():
        return
    soon = now + timedelta(minutes=90)
    in_the_way = Session.objects.filter(
        program=program, cancelled_at__isnull=True, starts_at__lt=soon, ends_at__gt=now
    )
    for old in in_the_way:
        schedule.cancel(old, by=_who("priya"))
        rooms.close_all(old, by=None)
    wall = in_zone(now - timedelta(minutes=3), program.zone)
    schedule.plan(
        program=program, kind=Kind.PEER, title=f"{wall:%A} Circle", on=wall.date(),
        at=wall.time().replace(second=0, microsecond=0), minutes=90, group=circle, guide=_who("heron"),
        host=_who("lantern"), supervisor=_who("ada"), by=_who("priya"),
    )  # fmt: skip
