"""Telling pages to look: all of those that somebody is in, at once, and nobody is kept waiting for a room without people."""

from __future__ import annotations

import asyncio
import time

import pytest
from livekit import api

from samepath.rooms import livekit
from samepath.rooms.models import Admission, Room
from samepath.rooms.tell import all_to_look


@pytest.fixture
def told(monkeypatch):
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(livekit, "tell_to_look", lambda *rooms: asked.append(rooms))
    return asked


def _room(session, name, now):
    return Room.objects.create(
        session=session, purpose=Room.Purpose.PAIR, key=name, name=name, seats=4, opened_at=now
    )


def _seat(room, person, now, **ended):
    Admission.objects.create(
        room=room, person=person, role="participant", identity=f"{person.pk}", admitted_at=now, **ended
    )  # fmt: skip


@pytest.mark.django_db
def test_only_rooms_with_somebody_in_them_are_told_and_all_in_one_go(
    tonight, amara, ben, dr_chen, told, django_capture_on_commit_callbacks
):
    now = tonight.starts_at
    one, two, left = (_room(tonight, name, now) for name in ("one", "two", "left"))
    _room(tonight, "empty", now)
    _seat(one, amara, now)
    _seat(two, ben, now)
    _seat(left, dr_chen, now, ended_at=now, end="left")
    with django_capture_on_commit_callbacks(execute=True):
        all_to_look(tonight)
    assert [sorted(rooms) for rooms in told] == [["one", "two"]]
    assert set(Room.objects.values_list("version", flat=True)) == {1}


def test_a_room_that_says_nothing_holds_nobody_up(monkeypatch):
    asked = []

    async def silent(self, request):
        asked.append(request.room)
        await asyncio.sleep(5)

    monkeypatch.setattr(api.room_service.RoomService, "send_data", silent)
    began = time.monotonic()
    livekit.tell_to_look("one", "two", "three")
    assert time.monotonic() - began < 2
    assert sorted(asked) == ["one", "three", "two"]
