"""Rooms beside the main one: who belongs in which, and how everybody comes back, also who slept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from samepath.audit import trail
from samepath.lib.ids import new_secret
from samepath.lib.time import now as right_now
from samepath.people.models import Person
from samepath.rooms import livekit
from samepath.rooms.actions.inside import end_admission
from samepath.rooms.models import Admission, Placement, Room
from samepath.rooms.rules import FOLLOWS
from samepath.schedule.models import Session

SEATS = 10  # a few people, and everyone of the staff who may step in


@dataclass(frozen=True)
class Place:
    """A room beside the main one, and until when somebody belongs there (None: until it is over)."""

    key: str
    until: datetime | None = None


@transaction.atomic
def place(session: Session, places: Mapping[str, Place], *, by: Person | None) -> None:
    """Say for everybody at once where they belong; whoever is not named belongs in the main room.

    Pages ask for a ticket to where they belong; nobody is seated here.
    """
    now = right_now()
    moved = 0
    staying = set()
    for old in Placement.objects.filter(session=session, ended_at__isnull=True).select_related(
        "room"
    ):
        wanted = places.get(str(old.person_id))
        if wanted is not None and wanted.key == old.room.key:
            staying.add(str(old.person_id))
            if wanted.until != old.until:
                Placement.objects.filter(pk=old.pk).update(until=wanted.until)
            continue
        Placement.objects.filter(pk=old.pk).update(ended_at=now)
        moved += 1
    for person, wanted in places.items():
        if person not in staying:
            room = _room(session, wanted.key, now)
            Placement.objects.create(
                session=session, person_id=UUID(person), room=room, placed_at=now, until=wanted.until
            )  # fmt: skip
            moved += 1
    main = Room.objects.filter(session=session, purpose=Room.Purpose.MAIN, closed_at=None)
    main.update(apart=bool(places))
    trail.did(
        "rooms.place", by=by or "clock", session=session.pk, program=session.program_id, moved=moved
    )


def _room(session: Session, key: str, now: datetime) -> Room:
    purpose = Room.Purpose.SIDE if key.startswith("side") else Room.Purpose.PAIR
    room, _ = Room.objects.get_or_create(
        session=session, key=key, closed_at=None,
        defaults={"purpose": purpose, "name": new_secret(), "seats": SEATS, "opened_at": now},
    )  # fmt: skip
    return room


@transaction.atomic
def bring_back(session: Session, *, by: Person | None, at: datetime) -> None:
    """End seats in rooms apart that nobody belongs in any more, and close what is empty.

    An awake page has moved by itself before; one that slept finds its seat ended, and the door leads to the group.
    """
    placed = {
        (one.person_id, one.room_id): one.ended_at or one.until
        for one in Placement.objects.filter(session=session, room__closed_at=None).order_by("placed_at")
    }  # fmt: skip
    rooms = Room.objects.filter(session=session, closed_at=None, purpose__in=Room.APART)
    seats = Admission.objects.filter(room__in=rooms, ended_at=None).select_related("room", "person")
    filled = set()
    for seat in seats:
        until = placed.get((seat.person_id, seat.room_id), at - FOLLOWS)
        if until is not None and until <= at - FOLLOWS:
            end_admission(seat, Admission.End.GONE, by=by, at=at)
        else:
            filled.add(seat.room_id)
    belongs = {room for (_, room), until in placed.items() if until is None or until > at - FOLLOWS}
    for room in rooms:
        if room.pk not in filled | belongs:
            Room.objects.filter(pk=room.pk).update(closed_at=at)
            transaction.on_commit(partial(livekit.close, room.name))
