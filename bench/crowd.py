"""A crowd for the benches, written in bulk: people, groups, and three years of sessions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from samepath.consent import actions as consent
from samepath.consent.models import Consent, Purpose
from samepath.lib.ids import new_secret
from samepath.lib.time import now as right_now
from samepath.people.models import Contact, Person, RoleGrant
from samepath.people.permissions import Role
from samepath.programs.actions import start_program
from samepath.programs.models import Enrolment, Group, Membership, Program, Seat
from samepath.rooms.models import Admission, Presence, Room
from samepath.schedule.models import Kind, Session

DRAWN = ("fern", "moon", "wave", "hill", "oak", "sun")


def people(count: int, role: Role, prefix: str) -> list[Person]:
    """Accounts without passwords, with contact data and a role."""
    now = right_now()
    made = [
        Person(
            email=f"{prefix}{n}@bench.invalid", alias=f"{prefix.title()} {n}", alias_skeleton=f"{prefix}{n}",
            password="!", drawing=DRAWN[n % 6],
        )
        for n in range(count)
    ]  # fmt: skip
    Person.objects.bulk_create(made, batch_size=500)
    Contact.objects.bulk_create(
        [
            Contact(person=p, legal_name=p.alias, phone="+1 603-555-0100", usual_address="1 Elm, Keene", usual_state="NH")
            for p in made
        ],
        batch_size=500,
    )  # fmt: skip
    RoleGrant.objects.bulk_create(
        [RoleGrant(person=p, role=role, granted_at=now) for p in made], batch_size=500
    )
    return made


def program(participants: int, *, groups: int, weeks: int) -> dict[str, Any]:
    """A program with its staff, its people in groups of ten, and weekly sessions of `weeks` weeks back."""
    now = right_now()
    made: Program = start_program(
        name=f"Bench {uuid4()}",
        zone="America/New_York",
        states=["NH"],
        duty_email="duty@bench.invalid",
        by=None,
    )
    texts = [consent.publish(purpose=p, title=str(p), body="words", by=None) for p in Purpose]
    members = people(participants, Role.PARTICIPANT, "member")
    leaders = people(groups * 2, Role.PEER_LEADER, "leader")
    clinicians = people(max(1, groups // 4), Role.CLINICIAN, "clinician")
    office = people(1, Role.COORDINATOR, "office")
    staff = [(leaders, Role.PEER_LEADER), (clinicians, Role.CLINICIAN), (office, Role.COORDINATOR)]
    Seat.objects.bulk_create(
        [Seat(program=made, person=p, role=role, since=now) for held, role in staff for p in held],
        batch_size=500,
    )
    enrolments = [Enrolment(program=made, person=p, started_at=now) for p in members]
    Enrolment.objects.bulk_create(enrolments, batch_size=500)
    Consent.objects.bulk_create(
        [
            Consent(person=p, text=t, text_sha256=t.sha256, signed_name="x", given_at=now)
            for p in members
            for t in texts
        ],
        batch_size=500,
    )  # fmt: skip
    circles = [Group(program=made, name=f"Circle {n}") for n in range(groups)]
    Group.objects.bulk_create(circles)
    Membership.objects.bulk_create(
        [Membership(group=circles[n // 10], enrolment=e, since=now) for n, e in enumerate(enrolments[: groups * 10])],
        batch_size=500,
    )  # fmt: skip
    sessions = _sessions(made, circles, leaders, clinicians, weeks)
    _past(sessions, members)
    return {
        "program": made, "members": members, "leaders": leaders, "clinicians": clinicians, "office": office[0],
        "groups": circles, "now": sessions[-1],
    }  # fmt: skip


def _sessions(
    made: Program, circles: list[Group], leaders: list[Person], clinicians: list[Person], weeks: int
) -> list[list[Session]]:
    now = right_now().replace(second=0, microsecond=0)
    rows = []
    for week in range(weeks, -1, -1):
        start = now - timedelta(weeks=week, minutes=2)
        rows.append(
            [
                Session(
                    program=made, group=circle, kind=Kind.PEER, title=circle.name, on_date=start.date(),
                    at_time=start.time(), zone="UTC", minutes=90, starts_at=start,
                    ends_at=start + timedelta(minutes=90), guide=leaders[2 * n], host=leaders[2 * n + 1],
                    supervisor=clinicians[n % len(clinicians)],
                )
                for n, circle in enumerate(circles)
            ]
        )  # fmt: skip
    Session.objects.bulk_create([s for row in rows for s in row], batch_size=500)
    return rows


def _past(rows: list[list[Session]], members: list[Person]) -> None:
    for row in rows[:-1]:
        rooms = [
            Room(session=s, name=new_secret(), seats=18, opened_at=s.starts_at, closed_at=s.ends_at)
            for s in row
        ]
        Room.objects.bulk_create(rooms, batch_size=500)
        came = [
            Admission(
                room=room, person=person, role="participant", identity=new_secret(),
                admitted_at=room.session.starts_at, ended_at=room.session.ends_at, end="left",
            )
            for n, room in enumerate(rooms)
            for person in members[n * 10 : n * 10 + 10]
        ]  # fmt: skip
        Admission.objects.bulk_create(came, batch_size=500)
        Presence.objects.bulk_create(
            [
                Presence(
                    session=a.room.session, admission=a, person=a.person, sid=new_secret(), source="hook",
                    joined_at=a.admitted_at, seen_at=a.room.session.ends_at, left_at=a.room.session.ends_at,
                )
                for a in came
            ],
            batch_size=500,
        )  # fmt: skip
