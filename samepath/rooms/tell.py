"""Telling pages that something is new. It carries nothing: pages ask, and the server answers each what it may know."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.db.models import F

from samepath.rooms import livekit
from samepath.rooms.models import Admission, Room
from samepath.schedule.models import Session


def changed(room: Room) -> None:
    """The room's state moved on: the next version. 1 query."""
    Room.objects.filter(pk=room.pk).update(version=F("version") + 1)


def all_to_look(session: Session) -> None:
    """After commit, ask every page in all rooms of a session that somebody is in to look. 2 queries."""
    Room.objects.filter(session=session, closed_at__isnull=True).update(version=F("version") + 1)
    inside = Admission.objects.filter(
        room__session=session, room__closed_at__isnull=True, ended_at__isnull=True
    )
    names = list(inside.order_by("room__opened_at").values_list("room__name", flat=True))
    if names:
        transaction.on_commit(partial(livekit.tell_to_look, *dict.fromkeys(names)))
