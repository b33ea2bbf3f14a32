"""What those who hold a session do: let in, keep out, remove, watch, end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from uuid import uuid5

from django.db import transaction

from samepath.audit import trail
from samepath.lib.time import now as right_now
from samepath.notices import actions as notices
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.rooms import livekit
from samepath.rooms.actions.inside import end_admission
from samepath.rooms.errors import CareFirst, NotYours
from samepath.rooms.models import Admission, Ban, CheckIn, Placement, Room, Wait, Watch
from samepath.rooms.queries.door import part_in
from samepath.rooms.rules import LEADING, STAFF
from samepath.rooms.tell import all_to_look
from samepath.safety import actions as safety
from samepath.safety.models import Concern
from samepath.safety.queries import has_open_concern
from samepath.schedule.models import Session

AFTER_THE_END = timedelta(minutes=20)


def _must_hold(session: Session, by: Person, hat: Role | None, parts: Iterable[str]) -> str:
    part = part_in(session, by, hat)
    if part not in parts:
        raise NotYours(part)
    return part


@transaction.atomic
def admit(wait: Wait, *, by: Person, hat: Role | None) -> None:
    """Let somebody in who waits. Idempotent; the person's page comes in by itself."""
    _must_hold(wait.session, by, hat, STAFF)
    _decide(wait, Wait.State.ADMITTED, by, "")


@transaction.atomic
def deny(wait: Wait, *, by: Person, hat: Role | None, why: str) -> None:
    """Do not let somebody in tonight. Lasts until staff let them in after all (V04)."""
    _must_hold(wait.session, by, hat, STAFF)
    _decide(wait, Wait.State.DENIED, by, why)


def _decide(wait: Wait, state: Wait.State, by: Person, why: str) -> None:
    wait.state, wait.decided_by, wait.decided_at, wait.why = state, by, right_now(), why[:200]
    wait.save(update_fields=["state", "decided_by", "decided_at", "why"])
    trail.did(
        f"rooms.{'admit' if state == Wait.State.ADMITTED else 'deny'}", by=by, about=wait.person,
        session=wait.session_id, program=wait.session.program_id,
    )  # fmt: skip
    all_to_look(wait.session)


@transaction.atomic
def remove(admission: Admission, *, by: Person, hat: Role | None, reason: str) -> Ban:
    """Put somebody out, and keep them out of this session until staff lift it (V03, H07, H26).

    Leaders do not put out somebody who waits for a clinician; a clinician may. Whoever is put out is looked
    after today. The ban is a row first; LiveKit is told after commit; the gate and the roll call enforce it. The
    supervisor is told at once. Staff cannot be removed this way.
    """
    session = admission.room.session
    part = _must_hold(session, by, hat, STAFF)
    if admission.role in STAFF or admission.person_id == by.pk:
        raise NotYours("staff are not removed")
    if part in LEADING and has_open_concern(admission.person):
        raise CareFirst
    now = right_now()
    ban, made = Ban.objects.get_or_create(
        session=session,
        person=admission.person,
        lifted_at=None,
        defaults={"reason": reason, "banned_at": now, "banned_by": by},
    )
    Placement.objects.filter(session=session, person=admission.person, ended_at=None).update(
        ended_at=now
    )
    if admission.ended_at is None:
        end_admission(admission, Admission.End.REMOVED, by=by, at=now)
    if made:
        safety.follow_up(
            admission.person, by=by, session=session, command_id=uuid5(ban.pk, "follow-up")
        )
    trail.did_come_what_may(
        "rooms.remove",
        by=by,
        about=admission.person,
        session=session.pk,
        program=session.program_id,
    )
    if session.supervisor is not None:
        notices.post(
            to=session.supervisor.email,
            channel="mail",
            template="look-now",
            key=f"removed:{ban.pk}",
            context={"link": "/console"},
        )
    return ban


@transaction.atomic
def reach_out(
    session: Session, person: Person, *, by: Person, hat: Role | None, next_step: str
) -> Concern:
    """Call somebody who has a seat in this session and whose line was lost. Only a clinician or the supervisor may."""
    _must_hold(session, by, hat, {"supervisor", "clinician"})
    return safety.reach_out(person, by=by, session=session, next_step=next_step)


@transaction.atomic
def lift_ban(ban: Ban, *, by: Person, hat: Role | None) -> None:
    """Let somebody who was removed come back to the door. Only a clinician or the supervisor may."""
    _must_hold(ban.session, by, hat, {"supervisor", "clinician"})
    Ban.objects.filter(pk=ban.pk, lifted_at__isnull=True).update(
        lifted_at=right_now(), lifted_by=by
    )
    trail.did("rooms.lift_ban", by=by, about=ban.person, session=ban.session_id)


@transaction.atomic
def clear(session: Session, person: Person, *, by: Person, hat: Role | None) -> None:
    """A clinician has spoken with somebody who was not safe and opens the group to them."""
    _must_hold(session, by, hat, {"supervisor", "clinician"})
    now = right_now()
    CheckIn.objects.filter(session=session, person=person).update(cleared_at=now, cleared_by=by)
    Wait.objects.filter(session=session, person=person).update(
        state=Wait.State.ADMITTED, decided_by=by, decided_at=now, reason="cleared"
    )
    trail.did("rooms.clear", by=by, about=person, session=session.pk, program=session.program_id)
    all_to_look(session)


@transaction.atomic
def watch(session: Session, *, by: Person, hat: Role | None, state: str) -> Watch:
    """The supervisor declares where they are. Everybody in the room reads it in words (V06).

    Any clinician of the program may take the watch; the trail shows from whom.
    """
    _must_hold(session, by, hat, {"supervisor", "clinician", "guide"})
    now = right_now()
    before = Watch.objects.filter(session=session).first()
    if before and before.person_id == by.pk and before.state == state:
        Watch.objects.filter(pk=before.pk).update(answered_at=now)
        return before
    kept, _ = Watch.objects.update_or_create(
        session=session,
        defaults={"person": by, "state": state, "since": now, "answered_at": now},
    )
    trail.did("rooms.watch", by=by, session=session.pk, program=session.program_id, state=state)
    all_to_look(session)
    return kept


def answer_console(*, by: Person) -> int:
    """The console of somebody who watches answers for every session that is not over. 1 query, no trail line.

    Returns how many. Whoever said that they are away stays away.
    """
    now = right_now()
    mine = Watch.objects.filter(person=by, session__ends_at__gte=now - AFTER_THE_END)
    return mine.exclude(state=Watch.State.AWAY).update(answered_at=now)


@transaction.atomic
def close(session: Session, *, by: Person, hat: Role | None) -> None:
    """End a session for everybody in it. The host may too: the guide's line can be lost at the end (H11)."""
    _must_hold(session, by, hat, STAFF)
    close_rooms(session, by=by)


@transaction.atomic
def close_all(session: Session, *, by: Person | None) -> None:
    """End a session that was called off or is over."""
    close_rooms(session, by=by)


def close_rooms(session: Session, *, by: Person | None) -> None:
    """End every open room of a session. Must run inside a transaction."""
    now = right_now()
    Placement.objects.filter(session=session, ended_at=None).update(ended_at=now)
    for room in Room.objects.filter(session=session, closed_at__isnull=True):
        for admission in room.admissions.filter(ended_at__isnull=True).select_related(
            "room", "person"
        ):
            end_admission(admission, Admission.End.CLOSED, by=by, at=now)
        Room.objects.filter(pk=room.pk).update(closed_at=now)
        trail.did("rooms.close", by=by or "clock", session=session.pk, program=session.program_id)
        transaction.on_commit(partial(livekit.close, room.name))
