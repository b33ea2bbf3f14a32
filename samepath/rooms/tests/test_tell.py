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


@pytest.fixture
def heard(monkeypatch):
    """Which rooms the media server was asked to tell; it takes a fifth of a second to answer."""
    asked: list[str] = []

    async def slow(self, request):
        asked.append(request.room)
        await asyncio.sleep(0.2)

    monkeypatch.setattr(api.room_service.RoomService, "send_data", slow)
    livekit.courier.settle()
    return asked


def test_nobody_waits_for_the_media_server(heard):
    began = time.monotonic()
    livekit.tell_to_look("one", "two", "three")
    assert time.monotonic() - began < 0.1
    livekit.courier.settle()
    assert sorted(heard) == ["one", "three", "two"]
    assert time.monotonic() - began < 1  # all at the same time


def test_many_changes_at_once_are_few_looks_and_the_last_is_after_the_last_change(heard):
    for _ in range(20):
        livekit.tell_to_look("four")
    time.sleep(0.02)  # the first has gone out; this is a change after it
    livekit.tell_to_look("four")
    livekit.courier.settle()
    assert heard == ["four", "four"]


def test_a_media_server_that_is_gone_is_no_error(monkeypatch):
    async def gone(self, request):
        raise ConnectionRefusedError

    monkeypatch.setattr(api.room_service.RoomService, "send_data", gone)
    livekit.tell_to_look("five")
    livekit.courier.settle()
