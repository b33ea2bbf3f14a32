"""What the door and the gate ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from samepath.consent import queries as consent
from samepath.consent.rules import NEEDED
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.programs.models import Enrolment, Program, Seat
from samepath.rooms.models import Admission, Ban, CheckIn, Room, Wait, Watch
from samepath.rooms.rules import LEADING, Answers, Arrival, Door, Limits, door
from samepath.schedule import queries as schedule
from samepath.schedule.models import Kind, Session


def limits_of(program: Program) -> Limits:
    """The program's own numbers for its doors."""
    return Limits(
        opens=timedelta(minutes=program.door_opens_min),
        leaders_early=timedelta(minutes=program.leaders_early_min),
        late_grace=timedelta(minutes=program.late_grace_min),
        stay_after=timedelta(minutes=program.stay_after_min),
        location_fresh=timedelta(minutes=program.location_fresh_min),
        answered_within=timedelta(seconds=program.answered_within_s),
        capacity=program.capacity_hard,
    )


def part_in(session: Session, person: Person, hat: Role | None) -> str:
    """The part somebody has in a session with the hat they wear; empty for none. At most 2 queries.

    Certificates will be asked here too once leaders hold them; until then the hat (a live role) and a
    live seat in the program qualify.
    """
    if hat == Role.PARTICIPANT:
        enrolled = Enrolment.objects.filter(
            program=session.program_id, person=person, ended_at__isnull=True
        ).exists()
        return "participant" if enrolled else ""
    if hat not in {Role.PEER_LEADER, Role.CLINICIAN}:
        return ""
    seat = Seat.objects.filter(
        program=session.program_id, person=person, role=hat, until__isnull=True
    ).first()
    if seat is None:
        return ""
    if session.guide_id == person.pk and (hat == Role.PEER_LEADER) == (session.kind == Kind.PEER):
        return "guide"
    if session.host_id == person.pk:
        return "host"
    if hat == Role.CLINICIAN:
        # Any clinician of the program may stand in, and is always visible (V06).
        return "supervisor" if session.supervisor_id == person.pk else "clinician"
    return ""


@dataclass(frozen=True)
class Company:
    """Who of the staff answers right now in one session."""

    leader: bool
    supervisor: bool
    inside: int


def company_in(session: Session, limits: Limits, now: datetime) -> Company:
    """Whether a leader and the supervisor answer, and how many participants are inside. 2 queries."""
    fresh = now - limits.answered_within
    live = Admission.objects.filter(
        room__session=session, room__purpose=Room.Purpose.MAIN, ended_at__isnull=True
    ).values_list("role", "beat_at", "admitted_at")
    leader, inside = False, 0
    for role, beat_at, admitted_at in live:
        if role in LEADING:
            leader = leader or (beat_at or admitted_at) >= fresh
        elif role == "participant":
            inside += 1
    watched = (
        Watch.objects.filter(session=session, answered_at__gte=fresh)
        .exclude(state=Watch.State.AWAY)
        .exists()
    )
    return Company(leader=leader, supervisor=watched, inside=inside)


def answers_of(check_in: CheckIn | None) -> Answers:
    """The door's view of a check-in."""
    if check_in is None:
        return Answers()
    complete = all(
        (
            check_in.located_at,
            check_in.call_back_at,
            check_in.privacy,
            check_in.arriving_at,
            check_in.safe,
        )
    )
    cleared = bool(
        check_in.cleared_at and check_in.safe_at and check_in.cleared_at >= check_in.safe_at
    )
    return Answers(
        complete=complete,
        safe=check_in.safe,
        cleared=cleared,
        located_at=check_in.located_at,
        state=check_in.location_state,
    )


def arrival(session: Session, person: Person, hat: Role | None, now: datetime) -> Arrival:
    """Gather all the door needs to know. At most 11 queries for a participant, 3 for staff."""
    limits = limits_of(session.program)
    part = part_in(session, person, hat)
    facts: dict[str, Any] = {
        "now": now,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "kind": session.kind,
        "role": part,
        "limits": limits,
        "cancelled": session.cancelled_at is not None,
        "kept_out": Ban.objects.filter(
            session=session, person=person, lifted_at__isnull=True
        ).exists(),
    }
    if part == "participant":
        facts |= _participant_facts(session, person, limits, now)
    return Arrival(**facts)


def _participant_facts(
    session: Session, person: Person, limits: Limits, now: datetime
) -> dict[str, Any]:
    wait = Wait.objects.filter(session=session, person=person).first()
    company = company_in(session, limits, now)
    check_in = CheckIn.objects.filter(session=session, person=person).first()
    kept = now - timedelta(minutes=session.program.seat_kept_min)
    return {
        "expected": schedule.expected_people(session).filter(pk=person.pk).exists(),
        "consents_missing": len(consent.missing(person, NEEDED[session.kind])),
        "answers": answers_of(check_in),
        "states": tuple(session.program.states),
        "leader_here": company.leader,
        "supervisor_answers": company.supervisor,
        "inside": company.inside,
        "let_in_by_host": bool(
            wait and wait.state == Wait.State.ADMITTED and wait.decided_by_id is not None
        ),
        "kept_out": bool(wait and wait.state == Wait.State.DENIED)
        or Ban.objects.filter(session=session, person=person, lifted_at__isnull=True).exists(),
        "rejoining": Admission.objects.filter(
            room__session=session, room__purpose=Room.Purpose.MAIN, person=person
        )
        .filter(Q(ended_at__isnull=True) | Q(ended_at__gte=kept))
        .exists(),
        "clinician_in_private": clinician_in_private(session, person, now, limits),
    }


def clinician_in_private(session: Session, person: Person, now: datetime, limits: Limits) -> bool:
    """Whether a clinician is in this person's private room. 1 query."""
    return Admission.objects.filter(
        room__session=session,
        room__purpose=Room.Purpose.PRIVATE,
        room__for_person=person,
        room__closed_at__isnull=True,
        role="clinician",
        ended_at__isnull=True,
        beat_at__gte=now - limits.answered_within,
    ).exists()


def door_of(session: Session, person: Person, hat: Role | None, now: datetime) -> Door:
    """What the door answers this person now."""
    return door(arrival(session, person, hat, now))


def door_now(facts: Arrival) -> Door:
    """What the door answers to facts already gathered. No query."""
    return door(facts)


def live_admission(*, person: Person, session: Session, browser: str) -> Admission | None:
    """The live admission of this browser in this session's rooms, with room and session. 1 query."""
    return (
        Admission.objects.select_related("room__session__program")
        .filter(person=person, room__session=session, browser=browser, ended_at__isnull=True)
        .first()
    )


def may_connect(*, room: str, identity: str, browser: str) -> Room | None:
    """The gate's question: is this identity still admitted to this room, for this browser? 1 query (V03)."""
    found = (
        Admission.objects.select_related("room")
        .filter(
            room__name=room,
            room__closed_at__isnull=True,
            identity=identity,
            browser=browser,
            ended_at__isnull=True,
            person__is_active=True,
        )
        .first()
    )
    return found.room if found else None


def still_admitted(identities: set[str]) -> set[str]:
    """Of these identities, those whose admission is live. 1 query for any number."""
    return set(
        Admission.objects.filter(
            identity__in=identities,
            ended_at__isnull=True,
            room__closed_at__isnull=True,
            person__is_active=True,
        ).values_list("identity", flat=True)
    )
