"""Clearing a room in which something happens that must stop now (H12)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from samepath.audit import trail
from samepath.lib.time import now as right_now
from samepath.notices import actions as notices
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.rooms.actions.inside import end_admission
from samepath.rooms.errors import NotYours, TooLate
from samepath.rooms.models import Admission, Clearing, Placement, Room, Wait
from samepath.rooms.queries.door import part_in
from samepath.rooms.rules import STAFF
from samepath.rooms.tell import all_to_look
from samepath.schedule.models import Session

UNDO = timedelta(minutes=2)  # a press by mistake; later they are let in one by one


def _must_hold(session: Session, by: Person, hat: Role | None) -> None:
    if part_in(session, by, hat) not in STAFF:
        raise NotYours


@transaction.atomic
def clear_room(session: Session, *, by: Person, hat: Role | None, why: str = "") -> Clearing:
    """Everybody but staff goes back to the door at once, and comes in again by a leader's word, one by one.

    Rows first: with the seats end all microphones and cameras, for LiveKit is told after commit and the gate and
    the roll call do the rest, whatever a page does. Nobody is banned by this. Whoever is with a clinician in a
    private room stays there. The record of it opens itself, the supervisor is told at once, and each person finds
    a note afterwards. Pressed again at once it is the same clearing.
    """
    _must_hold(session, by, hat)
    now = right_now()
    seats = list(
        Admission.objects.filter(room__session=session, role="participant", ended_at__isnull=True)
        .exclude(room__purpose=Room.Purpose.PRIVATE)
        .select_related("room", "person")
    )
    last = Clearing.objects.filter(session=session, undone_at__isnull=True).last()
    if last is not None and not seats and now - last.cleared_at < UNDO:
        return last
    clearing = Clearing.objects.create(
        session=session, cleared_at=now, cleared_by=by, why=why[:500], sent_out=len(seats)
    )
    for seat in seats:
        end_admission(seat, Admission.End.CLEARED, by=by, at=now)
        notices.post(
            to=seat.person.email, template="update", key=f"cleared:{clearing.pk}:{seat.person_id}",
            context={"link": "/"},
        )  # fmt: skip
    _send_out(session, seats, now=now)
    trail.did_come_what_may(
        "rooms.clear_room", by=by, session=session.pk, program=session.program_id, people=len(seats)
    )
    if session.supervisor is not None and session.supervisor_id != by.pk:
        notices.post(
            to=session.supervisor.email, channel="mail", template="look-now",
            key=f"cleared:{clearing.pk}", context={"link": "/console"},
        )  # fmt: skip
    all_to_look(session)
    return clearing


def _send_out(session: Session, seats: list[Admission], *, now: object) -> None:
    """Whoever was let in tonight, also who is away just now, waits for a leader's word."""
    Placement.objects.filter(session=session, ended_at__isnull=True).update(ended_at=now)
    Room.objects.filter(session=session, purpose=Room.Purpose.MAIN, closed_at=None).update(
        apart=False
    )
    outside = {
        "state": Wait.State.OUTSIDE, "reason": "wait-cleared", "decided_at": None, "decided_by": None,
    }  # fmt: skip
    Wait.objects.filter(session=session, state=Wait.State.ADMITTED).update(**outside)
    for seat in seats:
        Wait.objects.update_or_create(
            session=session, person=seat.person,
            defaults=outside | {"seen_at": now}, create_defaults=outside | {"asked_at": now, "seen_at": now},
        )  # fmt: skip


@transaction.atomic
def undo_clear_room(session: Session, *, by: Person, hat: Role | None) -> None:
    """It was a mistake: everybody it sent out may come in. Raises TooLate after two minutes. Idempotent."""
    _must_hold(session, by, hat)
    now = right_now()
    last = Clearing.objects.filter(session=session).last()
    if last is None or now - last.cleared_at > UNDO:
        raise TooLate
    if last.undone_at is not None:
        return
    Clearing.objects.filter(pk=last.pk).update(undone_at=now, undone_by=by)
    back = Wait.objects.filter(session=session, state=Wait.State.OUTSIDE)
    back.update(state=Wait.State.ADMITTED, decided_at=now, decided_by=by)
    trail.did("rooms.undo_clear_room", by=by, session=session.pk, program=session.program_id)
    all_to_look(session)
