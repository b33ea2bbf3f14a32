"""After the end: whoever likes stays a while with somebody of the staff; then the room closes by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from samepath.lib.time import now
from samepath.people.permissions import Role
from samepath.rooms import actions as rooms
from samepath.rooms import jobs, livekit, queries
from samepath.rooms.models import Admission, Room
from samepath.rooms.rules import Door
from samepath.rooms.tests.conftest import READY
from samepath.schedule.models import Session


@pytest.fixture(autouse=True)
def _no_media(monkeypatch):
    for name in ("remove", "close", "tell_to_look"):
        monkeypatch.setattr(livekit, name, lambda *_, **__: None)


@pytest.fixture
def ended(tonight, amara, ben, dr_chen):
    """A minute past the end, with Ben and Amara still inside."""
    rooms.watch(tonight, by=dr_chen, hat=Role.CLINICIAN, state="listening")
    rooms.enter(tonight, by=ben, hat=Role.PEER_LEADER, browser="ben")
    rooms.enter(tonight, by=amara, hat=Role.PARTICIPANT, browser="amara", answers=READY)
    ends = now() - timedelta(minutes=1)
    Session.objects.filter(pk=tonight.pk).update(
        starts_at=ends - timedelta(minutes=90), ends_at=ends
    )
    tonight.refresh_from_db()
    return tonight


def _open():
    return Room.objects.filter(closed_at__isnull=True).exists()


def test_everybody_inside_reads_that_it_is_over_and_how_long_they_may_stay(ended, amara):
    seat = Admission.objects.get(person=amara)
    words = queries.state_for(seat, now())["stay"]
    assert words == "The group is over. Whoever likes may stay up to 9 more minutes."


def test_it_stays_open_with_a_leader_inside(ended):
    jobs.end_what_is_over()
    assert _open()


@pytest.mark.safety("V05")
def test_it_closes_by_itself_when_the_last_of_the_staff_has_left(ended, ben):
    seat = Admission.objects.get(person=ben)
    rooms.leave(ended, by=ben, browser="ben", identity=seat.identity)
    jobs.end_what_is_over()
    assert _open()

    gone = now() - timedelta(seconds=ended.program.hold_after_s + 1)
    Admission.objects.filter(pk=seat.pk).update(ended_at=gone, beat_at=gone)
    jobs.end_what_is_over()
    assert not _open()


def test_it_closes_when_the_time_for_it_is_over(ended):
    ends = now() - timedelta(minutes=ended.program.stay_after_min, seconds=1)
    Session.objects.filter(pk=ended.pk).update(ends_at=ends)
    jobs.end_what_is_over()
    assert not _open()


def test_nobody_new_comes_in_any_more(ended, evening, agreements):
    from conftest import _enrolled, _person

    late = _enrolled(_person("Moon", "moon@evening.test", "Late Legalname"), evening)
    entry = rooms.enter(ended, by=late, hat=Role.PARTICIPANT, browser="late", answers=READY)
    assert entry.door == Door.ENDED


def test_before_the_end_nothing_is_said_of_it(tonight, ben, dr_chen):
    entry = rooms.enter(tonight, by=ben, hat=Role.PEER_LEADER, browser="ben")
    assert entry.admission is not None
    assert queries.state_for(entry.admission, now())["stay"] == ""
