"""Who is inside, as LiveKit tells us: webhooks, and the roll call that makes up for lost ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from samepath.audit import trail
from samepath.lib.ids import new_secret
from samepath.lib.time import now as right_now
from samepath.people.models import Person
from samepath.rooms import livekit
from samepath.rooms.models import Admission, MediaEvent, Presence, Room
from samepath.schedule.models import Session

PROMPT = timedelta(
    seconds=10
)  # a webhook this young is timed by its arrival: its own clock has whole seconds


def heard(event: livekit.Heard) -> bool:
    """Keep one webhook and act on it, once (D04, V08). False when it was known already.

    Unknown kinds, rooms and people are kept and change nothing.
    """
    now = right_now()
    try:
        with transaction.atomic():
            MediaEvent.objects.create(
                event_id=event.event_id, kind=event.kind, room_name=event.room, identity=event.identity,
                sid=event.sid, reason=event.reason, made_at=event.made_at, heard_at=now,
            )  # fmt: skip
            _act_on(event, now)
    except IntegrityError:
        if MediaEvent.objects.filter(event_id=event.event_id).exists():
            return False
        raise
    return True


def _act_on(event: livekit.Heard, now: datetime) -> None:
    if event.kind not in {
        "participant_joined",
        "participant_left",
        "participant_connection_aborted",
    }:
        return
    admission = (
        Admission.objects.filter(identity=event.identity, room__name=event.room)
        .select_related("room")
        .first()
    )
    if admission is None or not event.sid:
        return
    at = now if timedelta(0) <= now - event.made_at <= PROMPT else event.made_at
    if event.kind == "participant_joined":
        _saw(admission, event.sid, Presence.Source.HOOK, joined=event.joined_at or at, at=at)
    else:
        joined = event.joined_at or at
        _saw(admission, event.sid, Presence.Source.HOOK, joined=min(joined, at), at=at)
        Presence.objects.filter(
            sid=event.sid, source=Presence.Source.HOOK, left_at__isnull=True
        ).update(left_at=at, seen_at=at, left_why=event.reason or "left")


def _saw(
    admission: Admission, sid: str, source: Presence.Source, *, joined: datetime, at: datetime
) -> None:
    """This source saw this connection at this moment. Events may come in any order."""
    seen, made = Presence.objects.get_or_create(
        sid=sid,
        source=source,
        defaults={
            "session_id": admission.room.session_id,
            "admission": admission,
            "person_id": admission.person_id,
            "joined_at": joined,
            "seen_at": at,
        },
    )
    if not made and seen.left_at is None and at > seen.seen_at:
        Presence.objects.filter(pk=seen.pk).update(seen_at=at)


def roll_call(room: Room, *, listed: Sequence[livekit.Inside], at: datetime) -> list[str]:
    """Compare LiveKit's list with ours: note who is there, close what is over, name who must go (V03).

    Returns the identities that have no live admission; the job puts them out. About 3 queries and one for
    each person inside.
    """
    admissions = {a.identity: a for a in room.admissions.select_related("room")}
    strangers = []
    with transaction.atomic():
        for one in listed:
            admission = admissions.get(one.identity)
            if admission is None or admission.ended_at is not None:
                strangers.append(one.identity)
            if admission is not None and one.active:
                _saw(admission, one.sid, Presence.Source.SWEEP, joined=one.joined_at, at=at)
        there = {one.sid for one in listed}
        for seen in Presence.objects.filter(
            admission__room=room, source=Presence.Source.SWEEP, left_at__isnull=True
        ).exclude(sid__in=there):
            seen.left_at, seen.left_why = seen.seen_at, "gone"
            seen.save(update_fields=["left_at", "left_why"])
    return strangers


@transaction.atomic
def record_past(
    session: Session,
    person: Person,
    *,
    role: str,
    intervals: Sequence[tuple[datetime, datetime]],
    by: Person,
) -> None:
    """Write presence of a session that is over, for a program that moves in with its history.

    Refuses sessions that are not over: attendance of a live one comes from presence alone.
    """
    if session.ends_at > right_now():
        raise ValueError("only a session that is over has a past")
    room, _ = Room.objects.get_or_create(
        session=session,
        purpose=Room.Purpose.MAIN,
        defaults={
            "name": new_secret(), "seats": 18, "opened_at": session.starts_at, "closed_at": session.ends_at,
        },
    )  # fmt: skip
    admission = Admission.objects.create(
        room=room, person=person, role=role, identity=new_secret(), admitted_at=intervals[0][0],
        beat_at=intervals[-1][1], ended_at=intervals[-1][1], end=Admission.End.LEFT,
    )  # fmt: skip
    Presence.objects.bulk_create(
        Presence(
            session=session, admission=admission, person=person, sid=f"PAST_{new_secret()[:24]}",
            source=source, joined_at=joined, seen_at=left, left_at=left, left_why="left",
        )
        for joined, left in intervals
        for source in (Presence.Source.HOOK, Presence.Source.PAGE)
    )  # fmt: skip
    trail.did("rooms.record_past", by=by, about=person, session=session.pk, stays=len(intervals))
