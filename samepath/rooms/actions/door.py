"""At the door: answers, the press, the way in and back in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid5

from django.db import transaction
from django.db.models import Q

from samepath.audit import trail
from samepath.lib.ids import new_secret
from samepath.lib.time import now as right_now
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.rooms import livekit
from samepath.rooms.actions.inside import end_admission
from samepath.rooms.errors import NotYours
from samepath.rooms.models import Admission, CheckIn, Placement, Room, Wait
from samepath.rooms.queries.door import (
    AtTheDoor,
    answered,
    at_the_door,
    check_in_of,
    part_in,
    seats_held,
)
from samepath.rooms.queries.state import Company
from samepath.rooms.rules import INSIDE, LEADING, STAFF, WAITING, Door
from samepath.safety import actions as safety
from samepath.safety.models import Concern
from samepath.schedule.models import Session

WHEN = {
    "place": "located_at",
    "location": "located_at",
    "location_state": "located_at",
    "call_back": "call_back_at",
    "privacy": "privacy_at",
    "arriving": "arriving_at",
    "safe": "safe_at",
}
NOT_SAFE = frozenset({CheckIn.Safe.NO, CheckIn.Safe.NOT_SURE})
STAFF_SEATS = 6  # guide, host, supervisor and those who may step in, beyond the group's seats
HELD = timedelta(seconds=15)  # a seat whose page was heard within this is in use


@dataclass(frozen=True)
class Entry:
    """What the door answered, and the way in when it opened."""

    door: Door
    admission: Admission | None = None
    ticket: str = ""
    company: Company | None = None


@transaction.atomic
def answer(session: Session, *, by: Person, **answers: Any) -> CheckIn:
    """Keep answers given at the door, each with its moment. Unknown fields raise KeyError.

    "Not sure" or "no" to being safe raises a concern and tells people in the same transaction (H15);
    while that concern is open the same person's answers at this door raise no second one (H17).
    Values have been checked by the door's form.
    """
    now = right_now()
    check_in = _keep(session, by, answers, now)
    if answers.get("safe") in NOT_SAFE:
        _call_someone(session, by, check_in, now)
    trail.did(
        "rooms.answer", by=by, session=session.pk, program=session.program_id, steps=len(answers)
    )
    return check_in


def _keep(session: Session, person: Person, answers: dict[str, Any], now: datetime) -> CheckIn:
    """Write the answers down. 1 read, 1 write; of two first presses at once neither loses anything."""
    found = check_in_of(session, person)
    check_in = found or CheckIn(session=session, person=person)
    if check_in.cleared_at is not None and answers.get("safe") == check_in.safe:
        # A clinician has spoken about this very answer; the form that still shows it says nothing new.
        answers.pop("safe")
    for name, value in answers.items():
        setattr(check_in, name, value)
        setattr(check_in, WHEN[name], now)
    fields = [*answers, *{WHEN[name] for name in answers}]
    if found:
        check_in.save(update_fields=fields)
    else:
        CheckIn.objects.bulk_create(
            [check_in],
            update_conflicts=True,
            update_fields=fields,
            unique_fields=["session", "person"],
        )
    return check_in


def _call_someone(session: Session, person: Person, check_in: CheckIn, now: datetime) -> None:
    already = Concern.objects.filter(
        session=session, person=person, origin=Concern.Origin.DOOR, closed_at__isnull=True
    )
    if not already.exists():
        command = uuid5(check_in.pk, now.isoformat())
        safety.ask_for_help(
            by=person, command_id=command, session=session, origin=Concern.Origin.DOOR
        )
    here = at_the_door(session, person, Role.PARTICIPANT, now, check_in)
    _note_wait(session, person, here, Door.PRIVATE_WAIT, now)


@transaction.atomic
def enter(
    session: Session,
    *,
    by: Person,
    hat: Role | None,
    browser: str,
    answers: dict[str, Any] | None = None,
    identity: str = "",
    take_over: bool = False,
) -> Entry:
    """The press at the door, and every way back in: keep what the form carried, ask the rules, let in or note the wait.

    One transaction: answers, admission or waiting row, trail. A door that stays shut is an answer, not an
    error, so that nothing given is lost with it. `identity` names the seat the page believes it holds
    (after a lost line); with it the same seat is kept. All checks run every time (V01, R05).
    12 queries for a participant whom the door lets in.
    """
    now = right_now()
    check_in = _keep(session, by, answers, now) if answers else None
    if answers and answers.get("safe") in NOT_SAFE and check_in:
        _call_someone(session, by, check_in, now)
    here = at_the_door(session, by, hat, now, check_in)
    entry = Entry(answered(here))
    if entry.door in INSIDE:
        private = entry.door == Door.PRIVATE_OPEN
        purpose = Room.Purpose.PRIVATE if private else Room.Purpose.MAIN
        known = None if private else here.main
        room = known or _open_room(session, purpose, by if private else None, now)
        if room.apart:
            room = _where_placed(session, by, now) or room
        room.session = session
        entry = _seat(room, by, here.facts.role, entry.door, browser, identity, take_over, now)
        entry = _with_company(entry, here)
    if here.facts.role not in STAFF:
        _note_wait(session, by, here, entry.door, now)
    trail.did(
        "rooms.enter", by=by, session=session.pk, program=session.program_id, steps=len(answers or {}),
        outcome="ok" if entry.admission else entry.door.value, part=here.facts.role,
    )  # fmt: skip
    return entry


def _with_company(entry: Entry, here: AtTheDoor) -> Entry:
    """Who is in the room, from what was read at the door, so that the answer need not ask again."""
    seat = entry.admission
    if seat is None or here.facts.role in STAFF:
        return entry
    others = (
        one
        for one in here.seats
        if one.room_id == seat.room_id and one.ended_at is None and one.person_id != seat.person_id
    )
    return replace(entry, company=Company((*others, seat), here.watch))


@transaction.atomic
def go_to(
    session: Session,
    person: Person,
    *,
    by: Person,
    hat: Role | None,
    browser: str,
    identity: str = "",
) -> Entry:
    """A clinician goes into the private room of somebody who is not safe, and so opens it to them."""
    now = right_now()
    if part_in(session, by, hat) not in {"supervisor", "clinician"}:
        raise NotYours("only a clinician of the program")
    room = _open_room(session, Room.Purpose.PRIVATE, person, now)
    room.session = session
    entry = _seat(
        room, by, "clinician", Door.PRIVATE_OPEN, browser, identity, take_over=True, now=now
    )
    trail.did("rooms.go_to", by=by, about=person, session=session.pk, program=session.program_id)
    return entry


@transaction.atomic
def go_away(session: Session, *, by: Person) -> None:
    """Somebody who waited leaves the door."""
    gone = Wait.objects.filter(session=session, person=by, state=Wait.State.WAITING).update(
        state=Wait.State.LEFT, decided_at=right_now()
    )
    if gone:
        trail.did("rooms.go_away", by=by, session=session.pk, program=session.program_id)


def _where_placed(session: Session, person: Person, now: datetime) -> Room | None:
    """The room beside the main one that somebody belongs in now. 1 query, asked only while there is one."""
    placed = Placement.objects.filter(
        Q(until__isnull=True) | Q(until__gt=now),
        session=session, person=person, ended_at__isnull=True, room__closed_at__isnull=True,
    )  # fmt: skip
    found = placed.select_related("room").first()
    return found.room if found else None


def _open_room(
    session: Session, purpose: Room.Purpose, whose: Person | None, now: datetime
) -> Room:
    """The open room for this purpose, made when the first person is let in. Name: >= 128 random bits (V02)."""
    seats = session.program.capacity_hard + STAFF_SEATS if purpose == Room.Purpose.MAIN else 4
    room, _ = Room.objects.get_or_create(
        session=session,
        purpose=purpose,
        for_person=whose,
        closed_at=None,
        defaults={"name": new_secret(), "seats": seats, "opened_at": now},
    )
    return room


def _seat(
    room: Room,
    person: Person,
    role: str,
    opened: Door,
    browser: str,
    identity: str,
    take_over: bool,
    now: datetime,
) -> Entry:
    """One live seat a person: the page that holds it keeps it, another must ask to take over (V14, H05)."""
    for held in seats_held(person):
        if role == "supervisor" and held.room.session_id != room.session_id:
            continue  # One clinician may stand behind several rooms.
        # A seat that no page has spoken for yet belongs to whichever of this browser's asks: it pressed before the script
        # was ready, or the answer to its press was lost.
        same_page = held.browser == browser and (held.identity == identity or held.beat_at is None)
        if held.room_id == room.pk and held.role == role and same_page:
            held.room = room
            return Entry(opened, held, _ticket(held))
        in_use = (held.beat_at or held.admitted_at) >= now - HELD
        moved_by_us = held.room.session_id == room.session_id and held.room_id != room.pk
        if in_use and not take_over and not moved_by_us and not same_page:
            return Entry(Door.ELSEWHERE)
        end_admission(held, Admission.End.MOVED, by=person, at=now)
    admission = Admission.objects.create(
        room=room, person=person, role=role, identity=new_secret(), browser=browser, admitted_at=now
    )
    return Entry(opened, admission, _ticket(admission))


def _ticket(admission: Admission) -> str:
    sources = ["camera", "microphone"]
    if admission.role in LEADING:
        sources += ["screen_share", "screen_share_audio"]
    return livekit.ticket(room=admission.room.name, identity=admission.identity, sources=sources)


def _wait_state(said: Door) -> Wait.State | None:
    if said == Door.OPEN:
        return Wait.State.ADMITTED
    if said in {Door.PRIVATE_OPEN, Door.PRIVATE_WAIT}:
        return Wait.State.PRIVATE
    return Wait.State.WAITING if said in WAITING else None


def _note_wait(
    session: Session, person: Person, here: AtTheDoor, said: Door, now: datetime
) -> None:
    """Keep who waits, since when, and how it ended (V04). What the host decided stays the host's. 1 write.

    Who was sent out stays so until somebody who holds the session, or a clinician, lets them in (H12).
    """
    state = _wait_state(said)
    if state is None:
        return
    since = {"asked_at": now} if here.waited in {"", Wait.State.LEFT} else {}
    decided = now if state == Wait.State.ADMITTED else None
    fields = since | {
        "seen_at": now,
        "state": state,
        "reason": said.value,
        "decided_at": decided,
        "decided_by": None,
    }
    kept = {state, Wait.State.DENIED}
    if said == Door.WAIT_CLEARED:
        kept.add(Wait.State.OUTSIDE)
    if here.facts.let_in_by_host or here.waited in kept:
        fields = {"seen_at": now}
    if here.waited:
        Wait.objects.filter(session=session, person=person).update(**fields)
        return
    # Of two first presses at once the second only says again what the first said.
    Wait.objects.bulk_create(
        [Wait(session=session, person=person, **fields)],
        update_conflicts=True, update_fields=["seen_at"], unique_fields=["session", "person"],
    )  # fmt: skip
