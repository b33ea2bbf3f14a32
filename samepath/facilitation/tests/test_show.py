"""The run of show, rule by rule."""

from __future__ import annotations

import pytest

from samepath.facilitation.rules import MovedOn, NotYours, Refused
from samepath.facilitation.rules.show import now_on, pace, state_of


def on(evening):
    segment = now_on(evening.floor)
    return segment.key if segment else None


def test_segments_follow_each_other_to_the_end(floor_tonight):
    assert state_of(floor_tonight.floor) == "before"
    left = ""
    for key in ("s1", "s2", "s3", "s4"):
        floor_tonight.does("ben", "next", from_=left)
        assert on(floor_tonight) == key
        left = key
    floor_tonight.does("ben", "next", from_="s4")
    assert (on(floor_tonight), state_of(floor_tonight.floor)) == (None, "over")
    with pytest.raises(MovedOn):
        floor_tonight.does("ben", "next", from_="")


def test_two_presses_of_next_at_once_go_one_step(floor_tonight):
    floor_tonight.does("ben", "next", from_="")
    with pytest.raises(MovedOn):
        floor_tonight.does("ada", "next", from_="")
    assert on(floor_tonight) == "s1"


def test_next_asks_before_it_cuts_a_round_short(floor_tonight):
    floor_tonight.does("ben", "next", from_="")
    floor_tonight.does("ben", "round", order="arrival")
    with pytest.raises(Refused, match="round-open"):
        floor_tonight.does("ben", "next", from_="s1")
    floor_tonight.does("ben", "next", from_="s1", anyway=True)
    assert floor_tonight.floor.round is None


def test_back_is_back(floor_tonight):
    floor_tonight.does("ben", "next", from_="")
    with pytest.raises(Refused, match="first"):
        floor_tonight.does("ben", "back", from_="s1")
    floor_tonight.does("ben", "next", from_="s1")
    floor_tonight.does("ben", "back", from_="s2")
    assert on(floor_tonight) == "s1"
    floor_tonight.does("ben", "next", from_="s1")
    assert on(floor_tonight) == "s2"


def test_a_skipped_segment_is_left_out_and_may_come_in_again(floor_tonight):
    floor_tonight.does("ben", "skip", segment="s2")
    floor_tonight.does("ben", "skip", segment="s3")
    floor_tonight.does("ben", "unskip", segment="s3")
    floor_tonight.does("ben", "next", from_="")
    floor_tonight.does("ben", "next", from_="s1")
    assert on(floor_tonight) == "s3"


def test_an_order_names_all_segments_to_come(floor_tonight):
    floor_tonight.does("ben", "next", from_="")
    with pytest.raises(Refused, match="order"):
        floor_tonight.does("ben", "reorder", order=["s3", "s2"])
    floor_tonight.does("ben", "reorder", order=["s3", "s2", "s4"])
    floor_tonight.does("ben", "next", from_="s1")
    assert on(floor_tonight) == "s3"


@pytest.mark.parametrize("minutes", [0, -15, 30 * 3])
def test_a_length_that_makes_no_sense_is_refused(floor_tonight, minutes):
    floor_tonight.does("ben", "next", from_="")
    with pytest.raises(Refused, match="minutes"):
        floor_tonight.does("ben", "extend", segment="s1", minutes=minutes)


def test_only_the_segment_that_is_on_is_extended(floor_tonight):
    floor_tonight.does("ben", "next", from_="")
    with pytest.raises(MovedOn):
        floor_tonight.does("ben", "extend", segment="s2", minutes=5)
    floor_tonight.does("ben", "extend", segment="s1", minutes=5)
    assert now_on(floor_tonight.floor).minutes == 10


def test_the_guide_sees_where_the_end_will_be_and_what_could_be_shorter(floor_tonight):
    floor_tonight.does("ben", "next", from_="")
    assert pace(floor_tonight.floor, floor_tonight.company).over_min == -20
    floor_tonight.does("ben", "extend", segment="s1", minutes=30)
    late = pace(floor_tonight.floor, floor_tonight.company)
    assert late.shorten
    segment, minutes = late.shorten
    assert (late.over_min, segment.key, minutes) == (10, "s3", 30)
    floor_tonight.does("ben", "shorten", segment="s3", minutes=30)
    assert pace(floor_tonight.floor, floor_tonight.company).shorten is None


@pytest.mark.parametrize("kind", ["next", "back", "skip", "extend", "reorder", "split", "vote"])
@pytest.mark.parametrize("who", ["amara", "lin"])
def test_content_is_the_guides(floor_tonight, kind, who):
    with pytest.raises(NotYours):
        floor_tonight.does(who, kind)


def test_the_supervisor_may_do_what_the_guide_may(floor_tonight):
    floor_tonight.does("ada", "next", from_="")
    assert on(floor_tonight) == "s1"


def test_whoever_is_not_inside_does_nothing(floor_tonight):
    floor_tonight.leaves("ben")
    with pytest.raises(Refused, match="not-inside"):
        floor_tonight.does("ben", "next", from_="")


def test_a_clinician_outside_holds_the_session_but_is_not_one_of_the_circle(floor_tonight):
    floor_tonight.leaves("ada")
    floor_tonight.does("ada", "next", from_="")
    with pytest.raises(Refused, match="not-inside"):
        floor_tonight.does("ada", "say", text="hello")
