"""The round, rule by rule."""

from __future__ import annotations

import pytest

from samepath.facilitation.rules import MovedOn, NotYours, Refused
from samepath.facilitation.tests.conftest import Evening


@pytest.fixture
def circle() -> Evening:
    """A round in the order of arrival: Ben, Lin, Amara, Sun, Moon, Wave."""
    evening = Evening()
    evening.does("ben", "round", order="arrival")
    return evening


def test_the_piece_starts_with_the_first_and_goes_in_order(circle):
    order = []
    while circle.holder:
        order.append(circle.holder)
        circle.turn(circle.holder, "done")
    assert order == ["ben", "lin", "amara", "sun", "moon", "wave"]


def test_whoever_was_heard_least_comes_first(floor_tonight):
    for person, seconds in (("ben", 90), ("lin", 60), ("amara", 40), ("sun", 0), ("moon", 10), ("wave", 5)):  # fmt: skip
        floor_tonight.heard(person, seconds)
    floor_tonight.does("ben", "round", order="fairness")
    assert list(floor_tonight.states()) == ["sun", "wave", "moon", "amara", "lin", "ben"]


def test_a_shuffled_round_has_everyone_once(floor_tonight):
    floor_tonight.does("ben", "round", order="shuffled")
    assert sorted(floor_tonight.states()) == sorted(["ben", "lin", "amara", "sun", "moon", "wave"])


def test_clinicians_take_no_turn(circle):
    assert "ada" not in circle.states()


def test_in_a_clinicians_group_the_guide_takes_no_turn():
    evening = Evening(kind="clinical")
    evening.does("ben", "round", order="arrival")
    assert list(evening.states()) == ["amara", "sun", "moon", "wave"]


def test_who_passes_may_come_back_at_the_end(circle):
    circle.turn("ben", "pass")
    circle.does("ben", "come_back", round=1)
    for person in ("lin", "amara", "sun", "moon", "wave"):
        assert circle.holder == person
        circle.turn(person, "done")
    assert circle.holder == "ben"


def test_passing_before_the_piece_comes_is_passing(circle):
    circle.turn("amara", "pass")
    circle.turn("ben", "done")
    circle.turn("lin", "done")
    assert circle.holder == "sun"
    assert circle.states()["amara"] == "passed"


def test_only_the_holder_is_done(circle):
    with pytest.raises(NotYours):
        circle.turn("amara", "done")


def test_done_twice_ends_one_turn(circle):
    circle.does("ben", "done", round=1, turn=1)
    with pytest.raises(MovedOn):
        circle.does("ben", "done", round=1, turn=1)
    assert circle.holder == "lin"


def test_a_holder_whose_line_is_lost_keeps_the_piece_20_seconds_and_comes_back_later(circle):
    circle.drops("ben")
    circle.wait(19)
    assert circle.holder == "ben"
    circle.wait(2)
    assert circle.holder == "lin"
    circle.comes("ben")
    for person in ("lin", "amara", "sun", "moon", "wave"):
        circle.turn(person, "done")
    assert circle.holder == "ben"


def test_who_is_away_as_their_turn_comes_has_it_when_they_return(circle):
    circle.drops("lin")
    circle.wait(16)
    circle.turn("ben", "done")
    assert circle.holder == "amara"
    circle.comes("lin")
    circle.wait(1)
    circle.turn("amara", "done")
    assert circle.holder == "lin"


def test_with_everyone_else_away_the_piece_waits_for_whoever_returns(circle):
    for person in ("lin", "amara", "sun", "moon", "wave"):
        circle.drops(person)
    circle.wait(30)
    circle.turn("ben", "done")
    assert circle.holder is None
    circle.comes("moon")
    circle.wait(1)
    assert circle.holder == "moon"


def test_who_comes_in_the_middle_joins_at_the_end(circle):
    circle.comes("leaf")
    circle.wait(1)
    assert list(circle.states())[-1] == "leaf"


def test_who_is_removed_is_passed_over(circle):
    circle.turn("ben", "done")
    circle.leaves("lin", gone=True)
    circle.wait(1)
    assert circle.holder == "amara"


def test_an_order_names_everyone_who_waits_once(circle):
    circle.turn("ben", "turns", order=["wave", "moon", "sun", "amara", "lin"])
    circle.turn("ben", "done")
    assert circle.holder == "wave"
    for order in (["moon"], ["moon", "sun", "amara", "lin", "ben"], ["moon", "sun", "amara", "amara"]):  # fmt: skip
        with pytest.raises(Refused, match="order"):
            circle.turn("ben", "turns", order=order)


def test_the_guide_gives_the_piece_on(circle):
    circle.wait(30)
    circle.turn("ben", "give")
    assert circle.holder == "lin"
    assert circle.states()["ben"] == "spoke"


def test_who_hardly_began_comes_back_when_the_piece_is_given_on(circle):
    circle.wait(5)
    circle.turn("ben", "give", to="moon")
    assert circle.holder == "moon"
    assert circle.states()["ben"] == "come-back"


def test_the_piece_is_not_given_to_somebody_who_is_away(circle):
    circle.drops("moon")
    circle.wait(16)
    with pytest.raises(Refused, match="away"):
        circle.turn("ben", "give", to="moon")
    assert circle.holder == "ben"


@pytest.mark.parametrize("kind", ["give", "turns", "open_floor", "round"])
def test_a_participant_runs_no_round(circle, kind):
    with pytest.raises(NotYours):
        circle.does("amara", kind, round=1, turn=1, order="arrival")


def test_a_new_round_does_not_cut_one_short(circle):
    with pytest.raises(Refused, match="round-first"):
        circle.does("ben", "round", order="arrival")
    circle.does("ben", "open_floor", round=1)
    circle.does("ben", "round", order="arrival")
    assert circle.floor.round.number == 2


def test_a_command_about_an_earlier_round_has_moved_on(circle):
    circle.does("ben", "open_floor", round=1)
    with pytest.raises(MovedOn):
        circle.does("ben", "pass", round=1, turn=1)


def test_a_raised_hand_goes_down_when_its_owner_is_done(circle):
    circle.does("ben", "hand", up=True)
    circle.turn("ben", "done")
    assert circle.floor.hands == ()


def _counted(evening):
    evening.does("ben", "open_floor", round=evening.floor.round.number)
    return [(one.had, one.passed) for one in evening.floor.counted]


def test_a_round_that_is_over_is_counted(floor_tonight):
    floor_tonight.does("ben", "round", order="arrival")
    floor_tonight.wait(30)
    floor_tonight.turn(floor_tonight.holder, "done")
    floor_tonight.turn(floor_tonight.holder, "pass")
    floor_tonight.wait(30)
    assert _counted(floor_tonight) == [(2, 1)]


@pytest.mark.safety("H11")
def test_a_guide_whose_line_is_lost_in_the_middle_of_their_turn_has_had_it(floor_tonight):
    floor_tonight.does("ben", "round", order="arrival")
    assert floor_tonight.holder == "ben"
    for _ in range(4):
        floor_tonight.wait(10)
    floor_tonight.drops("ben")
    for _ in range(5):
        floor_tonight.wait(5)
    assert floor_tonight.holder == "lin"
    assert floor_tonight.states()["ben"] == "come-back"
    floor_tonight.turn("lin", "pass")
    floor_tonight.does("lin", "open_floor", round=1)
    assert [(one.had, one.passed) for one in floor_tonight.floor.counted] == [(2, 1)]


def test_who_gave_the_piece_on_at_once_has_not_had_it(floor_tonight):
    floor_tonight.does("ben", "round", order="arrival")
    floor_tonight.wait(3)
    floor_tonight.turn("ben", "give")
    floor_tonight.turn(floor_tonight.holder, "pass")
    assert floor_tonight.states()["ben"] == "come-back"
    assert _counted(floor_tonight) == [(1, 1)]


def test_the_next_round_counts_the_one_before_and_a_new_part_does_too(floor_tonight):
    floor_tonight.does("ben", "next", from_="")
    floor_tonight.does("ben", "round", order="arrival")
    floor_tonight.does("ben", "next", from_="s1", anyway=True)
    assert [one.number for one in floor_tonight.floor.counted] == [1]
