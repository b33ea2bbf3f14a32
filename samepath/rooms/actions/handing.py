"""A room goes from one clinician to another, and is nobody's at no moment (H03)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from samepath.audit import trail
from samepath.lib.time import now as right_now
from samepath.notices import actions as notices
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.rooms.errors import AlreadyOver, LineTooLong, NoLine, NotOffered, NotYours
from samepath.rooms.models import Watch
from samepath.rooms.queries.door import is_over, part_in
from samepath.rooms.rules import HAND_OVER_LASTS, still_offered
from samepath.rooms.tell import all_to_look
from samepath.schedule import actions as schedule
from samepath.schedule.models import HandOver, Session
from samepath.schedule.queries import check_supervisor

CLINICAL = frozenset({"supervisor", "clinician"})
LONGEST = 200


@transaction.atomic
def hand_over(session: Session, *, to: Person, by: Person, hat: Role | None, line: str) -> HandOver:
    """Offer a room to another clinician of the program. It stays with whoever offers until that one answers.

    Raises what the schedule raises for somebody who cannot stand behind it. A second offer takes the first back.
    """
    now, words = right_now(), line.strip()
    if part_in(session, by, hat) not in CLINICAL or not _stands_behind(session, by):
        raise NotYours("hand over")
    if to.pk == by.pk:
        raise NotYours("to oneself")
    if not words:
        raise NoLine
    if len(words) > LONGEST:
        raise LineTooLong(LONGEST)
    if is_over(session, now):
        raise AlreadyOver
    check_supervisor(session, to)
    _end(HandOver.objects.filter(session=session), HandOver.State.UNDONE, now)
    offered = HandOver.objects.create(session=session, by=by, to=to, line=words, asked_at=now)
    notices.post(
        to=to.email, channel="mail", template="look-now", key=f"hand-over:{offered.pk}",
        context={"link": "/console"},
    )  # fmt: skip
    trail.did("rooms.hand_over", by=by, about=to, session=session.pk, program=session.program_id)
    return offered


@transaction.atomic
def take_over(offered: HandOver, *, by: Person, hat: Role | None) -> None:
    """The incoming console answers: from this moment it stands behind the room, and the other is released.

    Everybody in the room reads whose it is now, and since when. Raises NotOffered when it was taken back or is too old.
    """
    session, now = offered.session, right_now()
    if offered.to_id != by.pk or part_in(session, by, hat) not in CLINICAL:
        raise NotYours("take over")
    if not still_offered(offered.asked_at, now):
        raise NotOffered
    if not _end(HandOver.objects.filter(pk=offered.pk), HandOver.State.TAKEN, now):
        raise NotOffered
    if session.supervisor_id != by.pk:
        schedule.hand_supervision(session, to=by, by=by)
    Watch.objects.update_or_create(
        session=session,
        defaults={
            "person": by, "state": Watch.State.ON_CALL, "since": now, "answered_at": now,
        },
    )  # fmt: skip
    trail.did(
        "rooms.take_over", by=by, about=offered.by, session=session.pk, program=session.program_id
    )
    all_to_look(session)


@transaction.atomic
def undo_hand_over(offered: HandOver, *, by: Person) -> None:
    """Keep the room after all, while nobody has taken it."""
    if offered.by_id != by.pk:
        raise NotYours("undo")
    if not _end(HandOver.objects.filter(pk=offered.pk), HandOver.State.UNDONE, right_now()):
        raise NotOffered
    trail.did(
        "rooms.undo_hand_over", by=by, about=offered.to, session=offered.session_id,
        program=offered.session.program_id,
    )  # fmt: skip


@transaction.atomic
def let_lapse(offered: HandOver, *, by: Person | None) -> None:
    """Nobody answered in time: the room stays where it was."""
    now = right_now()
    if now - offered.asked_at <= HAND_OVER_LASTS:
        return
    if _end(HandOver.objects.filter(pk=offered.pk), HandOver.State.LATE, now):
        trail.did(
            "rooms.let_lapse", by=by or "clock", about=offered.to, session=offered.session_id,
            program=offered.session.program_id,
        )  # fmt: skip


def _stands_behind(session: Session, person: Person) -> bool:
    """Whose room it is: the planned supervisor's, or of whoever took the watch."""
    watched = Watch.objects.filter(session=session, person=person).exists()
    return session.supervisor_id == person.pk or watched


def _end(offers: QuerySet[HandOver], state: HandOver.State, now: datetime) -> int:
    """Of these, end what still waits. One conditional update: of two presses at once one wins."""
    return offers.filter(state=HandOver.State.ASKED).update(state=state, ended_at=now)
