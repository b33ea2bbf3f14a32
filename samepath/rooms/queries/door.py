"""What the door and the gate ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, Q, QuerySet, Subquery, When

from samepath.consent import queries as consent
from samepath.consent.rules import NEEDED
from samepath.guides import queries as guides
from samepath.lib.prepared import Prepared, PreparedModels
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.programs.models import Enrolment, Program, Seat
from samepath.rooms.models import Admission, Ban, CheckIn, Room, Wait, Watch
from samepath.rooms.rules import LEADING, STAFF, Answers, Arrival, Door, Limits, door
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


def stands_behind(session: Session, person: Person) -> bool:
    """Whether somebody is responsible for a session now: its supervisor, who watches it, who sits in it. At most 2 queries."""
    if session.supervisor_id == person.pk:
        return True
    seats = Admission.objects.filter(room__session=session, person=person, ended_at__isnull=True)
    return (
        Watch.objects.filter(session=session, person=person).exists()
        or seats.filter(role__in=STAFF).exists()
    )


def is_over(session: Session, now: datetime) -> bool:
    """Whether a session has ended and none of its rooms is open. 1 query after its time."""
    return now >= session.ends_at and not session.rooms.filter(closed_at__isnull=True).exists()


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


@dataclass(frozen=True)
class AtTheDoor:
    """One person at one door: the facts for the rules, and the rows they were read from."""

    facts: Arrival
    check_in: CheckIn | None = None
    waited: str = ""  # how waiting stood: a `Wait.State`, empty when there was none
    watch: Watch | None = None
    seats: tuple[Admission, ...] = ()

    @property
    def main(self) -> Room | None:
        """The room of the session, when somebody is in it."""
        return next((s.room for s in self.seats if _is_open(s.room, Room.Purpose.MAIN)), None)


def arrival(session: Session, person: Person, hat: Role | None, now: datetime) -> Arrival:
    """All the door needs to know. 4 queries for a participant, 2 for staff."""
    return at_the_door(session, person, hat, now).facts


def at_the_door(
    session: Session,
    person: Person,
    hat: Role | None,
    now: datetime,
    check_in: CheckIn | None = None,
) -> AtTheDoor:
    """Gather all the door needs to know; `check_in` when the caller holds it already. Costs as `arrival`.

    This is asked two hundred times in the minute before the full hour, so each table is asked once
    (`bench/storm.py`).
    """
    standing = _standing(session, person) if hat == Role.PARTICIPANT else None
    part = "participant" if standing else part_in(session, person, hat)
    facts: dict[str, Any] = {
        "now": now,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "kind": session.kind,
        "role": part,
        "limits": limits_of(session.program),
        "cancelled": session.cancelled_at is not None,
    }
    if standing is None:
        return AtTheDoor(Arrival(**facts, kept_out=_bans(session.pk, person.pk).exists()))
    check_in = check_in or check_in_of(session, person)
    seats = _seats(session, person, now)
    watch = _WATCH.first(session=session.pk)
    facts |= _inside(seats, person, facts["limits"], now) | {
        "expected": standing.expected,
        "kept_out": standing.banned or standing.waited == Wait.State.DENIED,
        "let_in_by_host": standing.by_host and standing.waited == Wait.State.ADMITTED,
        "supervisor_answers": watch is not None and _answers(watch, facts["limits"], now),
        "consents_missing": standing.unsigned,
        "promises_missing": standing.unpromised and session.kind != Kind.INDIVIDUAL,
        "answers": answers_of(check_in),
        "states": tuple(session.program.states),
    }
    return AtTheDoor(Arrival(**facts), check_in, standing.waited, watch, seats)


@dataclass(frozen=True)
class Standing:
    """What is yes or no about an enrolled person at one door; `waited` is a `Wait.State` or empty."""

    expected: bool
    banned: bool
    by_host: bool
    unsigned: bool
    unpromised: bool
    waited: str


def _standing(session: Session, person: Person) -> Standing | None:
    """How somebody with a live place in the program stands at this door; None without one. 1 query."""
    found = _STANDING[session.kind](
        session=session.pk, program=session.program_id, group_id=session.group_id, person=person.pk,
        moment=schedule.moment_of(session), ends_at=session.ends_at,
    )  # fmt: skip
    if not found:
        return None
    expected, banned, by_host, unsigned, unpromised, waited = found[0]
    return Standing(
        bool(expected), bool(banned), bool(by_host), bool(unsigned), bool(unpromised), waited or ""
    )


def _ask_standing(
    kind: str, *, person: UUID, program: UUID, session: UUID, group_id: UUID, **when: Any
) -> QuerySet[Enrolment, Any]:
    waits = Wait.objects.filter(session=session, person=person)
    lasting = Enrolment.objects.filter(program=program, person=person, ended_at__isnull=True)
    return lasting.values_list(
        Case(When(schedule.expects(session, group_id=group_id, **when), then=True), default=False),
        Exists(_bans(session, person)),
        Exists(waits.filter(decided_by__isnull=False)),
        Exists(consent.unsigned(person, NEEDED[kind])),
        Exists(guides.unpromised(person, group_id)),
        Subquery(waits.values("state")),
    )


_STANDING = {
    kind: Prepared(
        partial(_ask_standing, kind),
        session=UUID, program=UUID, group_id=UUID, person=UUID, moment=datetime, ends_at=datetime,
    )
    for kind in NEEDED
}  # fmt: skip


def _answers(watch: Watch, limits: Limits, now: datetime) -> bool:
    return watch.state != Watch.State.AWAY and watch.answered_at >= now - limits.answered_within


def _bans(session_id: UUID, person_id: UUID) -> QuerySet[Ban]:
    return Ban.objects.filter(session=session_id, person=person_id, lifted_at__isnull=True)


def _seats(session: Session, person: Person, now: datetime) -> tuple[Admission, ...]:
    """Who is admitted to the session's rooms, and this person's own seats that are still kept. 1 query."""
    kept = now - timedelta(minutes=session.program.seat_kept_min)
    return tuple(_SEATS.all(session=session.pk, person=person.pk, kept=kept))


def check_in_of(session: Session, person: Person) -> CheckIn | None:
    """What somebody answered at this door. 1 query, prepared."""
    return _CHECK_IN.first(session=session.pk, person=person.pk)


def seats_held(person: Person) -> list[Admission]:
    """The live seats of somebody in any room, with the rooms. 1 query, prepared."""
    return _HELD.all(person=person.pk)


# A room shows a name and a drawing; the rest of a person stays where it is.
UNSEEN = tuple(
    f"person__{field.name}"
    for field in Person._meta.concrete_fields
    if field.name not in {"id", "alias", "drawing"}
)


def _ask_seats(*, session: UUID, person: UUID, kept: datetime) -> QuerySet[Admission]:
    here = Q(ended_at__isnull=True) | Q(person=person, ended_at__gte=kept)
    found = Admission.objects.filter(here, room__session=session).select_related("room", "person")
    return found.defer(*UNSEEN).order_by("admitted_at")


def _ask_check_in(*, session: UUID, person: UUID) -> QuerySet[CheckIn]:
    return CheckIn.objects.filter(session=session, person=person)


def _ask_watch(*, session: UUID) -> QuerySet[Watch]:
    return Watch.objects.filter(session=session).select_related("person").defer(*UNSEEN)


def _ask_held(*, person: UUID) -> QuerySet[Admission]:
    return Admission.objects.filter(person=person, ended_at__isnull=True).select_related("room")


_SEATS = PreparedModels[Admission](_ask_seats, session=UUID, person=UUID, kept=datetime)
_CHECK_IN = PreparedModels[CheckIn](_ask_check_in, session=UUID, person=UUID)
_WATCH = PreparedModels[Watch](_ask_watch, session=UUID)
_HELD = PreparedModels[Admission](_ask_held, person=UUID)


def _is_open(room: Room, purpose: Room.Purpose) -> bool:
    return room.purpose == purpose and room.closed_at is None


def _inside(
    seats: tuple[Admission, ...], person: Person, limits: Limits, now: datetime
) -> dict[str, Any]:
    """What the seats say: a leader who answers, how many are inside, one's own seat, one's own clinician."""
    fresh = now - limits.answered_within
    group = [seat for seat in seats if seat.room.purpose != Room.Purpose.PRIVATE]
    live = [seat for seat in group if seat.ended_at is None]
    mine = [
        seat
        for seat in seats
        if _is_open(seat.room, Room.Purpose.PRIVATE) and seat.room.for_person_id == person.pk
    ]
    return {
        "leader_here": any(
            seat.role in LEADING and (seat.beat_at or seat.admitted_at) >= fresh for seat in live
        ),
        "inside": sum(seat.role == "participant" for seat in live),
        "rejoining": any(seat.person_id == person.pk for seat in group),
        "comes_back": any(
            seat.person_id == person.pk and seat.room.purpose in Room.APART for seat in live
        ),
        "clinician_in_private": any(
            seat.role == "clinician" and seat.ended_at is None and _beats_since(seat, fresh)
            for seat in mine
        ),
    }


def _beats_since(seat: Admission, fresh: datetime) -> bool:
    return seat.beat_at is not None and seat.beat_at >= fresh


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
    """What the door answers this person now. Costs as `at_the_door`."""
    return answered(at_the_door(session, person, hat, now))


def answered(here: AtTheDoor) -> Door:
    """What it answers to what was gathered already. No query."""
    return door(here.facts, sent_out=here.waited == Wait.State.OUTSIDE)


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
