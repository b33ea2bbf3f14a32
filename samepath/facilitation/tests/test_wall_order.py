"""Which room comes first on the wall: a table a clinician can check."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from samepath.facilitation.rules.wall import Need, Signs, asks_in, in_order, is_new, need

NOW = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)


@pytest.mark.safety("H02", "H10", "H15", "H17")
@pytest.mark.parametrize(
    ("signs", "level"),
    [
        ({}, Need.CALM),
        ({"hands": 1}, Need.HAND),
        ({"hands": 9}, Need.HAND),
        ({"door_answers": 1}, Need.LOOK),
        ({"unled": 1}, Need.LOOK),
        ({"door_answers": 1, "hands": 3}, Need.LOOK),
        ({"dropped": 1}, Need.LOST),
        ({"unsafe": 1}, Need.LOST),
        ({"rests": 1}, Need.LOST),
        ({"dropped": 1, "door_answers": 2, "unled": 1, "hands": 1}, Need.LOST),
        ({"asked_in": 1}, Need.HELP),
        ({"calls": 1}, Need.HELP),
        ({"calls": 1, "dropped": 4, "unsafe": 2}, Need.HELP),
    ],
    ids=str,
)
def test_how_much_a_room_needs_somebody(signs, level):
    assert need(Signs(**signs)) == level


def test_help_comes_before_a_lost_line_before_the_door_before_a_hand_before_calm():
    assert list(Need) == [Need.CALM, Need.HAND, Need.LOOK, Need.LOST, Need.HELP]


def test_rooms_of_one_level_stand_as_they_start():
    later, sooner = NOW + timedelta(minutes=5), NOW
    rooms = [
        (Need.CALM, sooner, "calm"),
        (Need.HELP, later, "help"),
        (Need.LOST, later, "lost, later"),
        (Need.LOST, sooner, "lost, sooner"),
    ]
    assert in_order(rooms) == ["help", "lost, sooner", "lost, later", "calm"]


@pytest.mark.safety("H17")
@pytest.mark.parametrize(("minutes", "new"), [(0, True), (9, True), (10, False), (60, False)])
def test_an_answer_at_the_door_asks_for_a_look_for_ten_minutes(minutes, new):
    assert is_new(NOW - timedelta(minutes=minutes), NOW) is new


@pytest.mark.parametrize(
    ("since_min", "in_room", "waits"),
    [
        (None, False, True),  # nobody watches yet
        (20, False, True),  # close by since long before
        (20, True, False),  # in the room already
        (1, True, False),  # came
        (1, False, False),  # came, and went again
    ],
)
def test_leaders_who_ask_for_us_wait_until_we_came(since_min, in_room, waits):
    asked = NOW - timedelta(minutes=5)
    since = None if since_min is None else NOW - timedelta(minutes=since_min)
    assert asks_in(asked, since=since, in_room=in_room) is waits
