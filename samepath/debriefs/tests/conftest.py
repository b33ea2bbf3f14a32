"""An evening that is over: Ben guided, Lin hosted, Amara and some others were there."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest


def was_there(session, person, role="participant"):
    """A seat of the session's main room, left again."""
    from samepath.rooms.models import Admission, Room

    room, _ = Room.objects.get_or_create(
        session=session, name=f"room-{session.pk}",
        defaults={"seats": 12, "opened_at": session.starts_at, "closed_at": session.ends_at},
    )  # fmt: skip
    return Admission.objects.create(
        room=room, person=person, identity=uuid4().hex, role=role,
        admitted_at=session.starts_at, ended_at=session.ends_at, end=Admission.End.CLOSED,
    )  # fmt: skip


def moved(session, *, ended_ago: timedelta):
    """The same session, at another time."""
    from samepath.lib.time import now
    from samepath.schedule.models import Session

    ends = now() - ended_ago
    Session.objects.filter(pk=session.pk).update(
        starts_at=ends - timedelta(minutes=90), ends_at=ends
    )
    session.refresh_from_db()
    return session


@pytest.fixture
def over(tonight, amara, ben, lin):
    """Tonight, ten minutes after its end."""
    session = moved(tonight, ended_ago=timedelta(minutes=10))
    was_there(session, ben, "guide")
    was_there(session, lin, "host")
    was_there(session, amara)
    return session
