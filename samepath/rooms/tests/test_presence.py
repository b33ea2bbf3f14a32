"""The roll: webhooks once, lost ones made up for, strangers named."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from samepath.people.permissions import Role
from samepath.rooms import actions as rooms
from samepath.rooms import queries
from samepath.rooms.livekit import Heard, Inside
from samepath.rooms.models import Admission, MediaEvent, Presence

pytestmark = pytest.mark.usefixtures("livekit_hears")


@pytest.fixture
def inside(tonight, ben):
    """Ben's seat in tonight's room."""
    return rooms.enter(tonight, by=ben, hat=Role.PEER_LEADER, browser="ben").admission


def heard(kind, admission, *, at, sid="PA_1", joined=None, reason="", event_id=None):
    return Heard(
        event_id=event_id or uuid4().hex, kind=kind, room=admission.room.name,
        identity=admission.identity, sid=sid, reason=reason, made_at=at, joined_at=joined,
    )  # fmt: skip


def seconds(session, person):
    return next(a.seconds for a in queries.attendance(session) if a.person == person)


@pytest.mark.safety("H21", "D04")
def test_a_stay_is_as_long_as_the_webhooks_say(tonight, ben, inside, moment):
    start = moment - timedelta(minutes=30)
    joined = heard("participant_joined", inside, at=start, joined=start)
    left = heard(
        "participant_left",
        inside,
        at=start + timedelta(seconds=600),
        joined=start,
        reason="CLIENT_INITIATED",
    )
    assert rooms.heard(joined)
    assert rooms.heard(left)
    assert not rooms.heard(left)
    assert seconds(tonight, ben) == 600
    assert MediaEvent.objects.count() == 2


@pytest.mark.safety("H21")
def test_events_in_the_wrong_order_come_out_right(tonight, ben, inside, moment):
    start = moment - timedelta(minutes=30)
    end = start + timedelta(seconds=90)
    rooms.heard(heard("participant_left", inside, at=end, joined=start))
    rooms.heard(heard("participant_joined", inside, at=start, joined=start))
    assert seconds(tonight, ben) == 90


@pytest.mark.safety("H21", "R08")
def test_the_roll_call_makes_up_for_webhooks_that_never_came(tonight, ben, inside, moment):
    start = moment - timedelta(minutes=10)
    there = [Inside(inside.identity, "PA_9", start, active=True)]
    for minute in range(6):
        rooms.roll_call(inside.room, listed=there, at=start + timedelta(minutes=minute))
    rooms.roll_call(inside.room, listed=[], at=start + timedelta(minutes=6))
    assert seconds(tonight, ben) == 300


@pytest.mark.safety("V03", "V06")
def test_whoever_is_there_without_an_admission_is_named(inside, moment):
    stranger = Inside("somebody", "PA_X", moment, active=True)
    assert rooms.roll_call(inside.room, listed=[stranger], at=moment) == ["somebody"]
    inside.ended_at, inside.end = moment, Admission.End.REMOVED
    inside.save()
    back = Inside(inside.identity, "PA_2", moment, active=True)
    assert rooms.roll_call(inside.room, listed=[back], at=moment) == [inside.identity]


def test_an_unknown_kind_is_kept_and_changes_nothing(inside, moment):
    assert rooms.heard(heard("a_kind_of_next_year", inside, at=moment))
    assert not Presence.objects.exists()


def test_the_page_alone_counts_while_the_media_server_is_silent(tonight, ben, inside, time_machine):
    from samepath.lib.time import now

    start = now()
    for tick in range(5):
        time_machine.move_to(start + timedelta(seconds=5 * tick), tick=False)
        rooms.beat(tonight, by=ben, browser="ben", identity=inside.identity, sid="PA_1")
    rooms.leave(tonight, by=ben, browser="ben", identity=inside.identity)
    assert seconds(tonight, ben) == 20


def test_who_was_expected_and_did_not_come_is_listed_with_zero(tonight, amara):
    assert seconds(tonight, amara) == 0


@pytest.mark.safety("Z05", "A09")
def test_a_role_taken_back_ends_the_seat(tonight, ben, lin, iris, inside):
    from samepath.people import actions as people
    from samepath.rooms import jobs

    jobs.end_what_is_over()
    inside.refresh_from_db()
    assert inside.ended_at is None
    people.end_role(Role.PEER_LEADER, of=ben, by=iris)
    jobs.end_what_is_over()
    inside.refresh_from_db()
    assert inside.end == Admission.End.REVOKED


@pytest.mark.safety("R05")
def test_a_seat_is_kept_ten_minutes(tonight, ben, inside, time_machine):
    from samepath.lib.time import now
    from samepath.rooms import jobs

    start = now()
    time_machine.move_to(start + timedelta(minutes=9, seconds=50), tick=False)
    jobs.end_what_is_over()
    inside.refresh_from_db()
    assert inside.ended_at is None
    time_machine.move_to(start + timedelta(minutes=10, seconds=10), tick=False)
    jobs.end_what_is_over()
    inside.refresh_from_db()
    assert inside.end == Admission.End.GONE


@pytest.mark.safety("H21")
def test_a_connection_lost_before_does_not_last_until_the_leave(tonight, ben, inside, moment):
    for sid in ("PA_1", "PA_2"):
        rooms.beat(tonight, by=ben, browser="ben", identity=inside.identity, sid=sid)
    hour = timedelta(hours=1)
    Presence.objects.filter(sid="PA_1").update(joined_at=moment - hour, seen_at=moment - hour / 2)
    rooms.leave(tonight, by=ben, browser="ben", identity=inside.identity)
    assert abs(seconds(tonight, ben) - 1800) <= 2
