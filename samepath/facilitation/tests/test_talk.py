"""Hands, signs, votes, cards, rest and asks, rule by rule."""

from __future__ import annotations

import pytest

from samepath.facilitation.rules import MovedOn, NotYours, Refused, let_go, write_floor
from samepath.facilitation.rules.talk import heard_least, spoke


def test_hands_stand_in_the_order_they_were_raised(floor_tonight):
    floor_tonight.does("moon", "hand", up=True)
    floor_tonight.wait(1)
    floor_tonight.does("amara", "hand", up=True)
    floor_tonight.does("moon", "hand", up=True)
    assert [hand.person for hand in floor_tonight.floor.hands] == ["moon", "amara"]
    floor_tonight.heard("moon", 60)
    assert heard_least(floor_tonight.floor, floor_tonight.company) == ["amara", "moon"]


def test_who_was_heard_needs_the_hand_no_more(floor_tonight):
    floor_tonight.does("moon", "hand", up=True)
    assert spoke(floor_tonight.floor, "moon", 1).hands
    assert not spoke(floor_tonight.floor, "moon", 4).hands


def test_the_hand_of_somebody_long_gone_goes_down(floor_tonight):
    floor_tonight.does("moon", "hand", up=True)
    floor_tonight.leaves("moon")
    floor_tonight.wait(599)
    assert floor_tonight.floor.hands
    floor_tonight.wait(2)
    assert not floor_tonight.floor.hands


def test_the_hand_of_somebody_removed_goes_down_at_once(floor_tonight):
    floor_tonight.does("moon", "hand", up=True)
    floor_tonight.leaves("moon", gone=True)
    assert not floor_tonight.wait(1).hands


def test_the_host_lowers_a_hand_and_a_participant_does_not(floor_tonight):
    floor_tonight.does("moon", "hand", up=True)
    with pytest.raises(NotYours):
        floor_tonight.does("amara", "lower", who="moon")
    assert not floor_tonight.does("lin", "lower", who="moon").hands


def test_signs_fade_after_six_seconds(floor_tonight):
    floor_tonight.does("amara", "react", what="heard")
    floor_tonight.does("amara", "react", what="strength")
    assert [one.what for one in floor_tonight.wait(5).reactions] == ["strength"]
    assert floor_tonight.wait(1).reactions == ()


def test_a_vote_is_one_choice_each_until_it_closes(floor_tonight):
    floor_tonight.does("ben", "vote", question="What tonight?", options=["Sleep", "Work"])
    floor_tonight.does("amara", "ballot", vote=1, option=0)
    floor_tonight.does("amara", "ballot", vote=1, option=1)
    with pytest.raises(Refused, match="option"):
        floor_tonight.does("sun", "ballot", vote=1, option=2)
    with pytest.raises(Refused, match="vote-open"):
        floor_tonight.does("ben", "vote", question="Another?", options=["A", "B"])
    floor_tonight.does("ben", "close_vote", vote=1)
    with pytest.raises(MovedOn):
        floor_tonight.does("sun", "ballot", vote=1, option=0)
    assert [(one.person, one.option) for one in floor_tonight.floor.vote.ballots] == [("amara", 1)]


def test_what_is_kept_of_a_vote_is_counts_and_nobodys_choice(floor_tonight):
    floor_tonight.does("ben", "vote", question="What tonight?", options=["Sleep", "Work", "Rest"])
    for who, option in (("amara", 0), ("sun", 2), ("moon", 2), ("moon", 0)):
        floor_tonight.does(who, "ballot", vote=1, option=option)
    floor_tonight.does("ben", "close_vote", vote=1)
    floor_tonight.does("ben", "clear_vote", vote=1)
    (outcome,) = floor_tonight.floor.outcomes
    assert (outcome.number, outcome.question, outcome.counts) == (1, "What tonight?", (2, 0, 1))
    assert "moon" not in write_floor(floor_tonight.floor)


def test_a_vote_put_away_while_it_is_open_has_no_result(floor_tonight):
    floor_tonight.does("ben", "vote", question="What?", options=["Sleep", "Work"])
    floor_tonight.does("amara", "ballot", vote=1, option=0)
    floor_tonight.does("ben", "clear_vote", vote=1)
    assert floor_tonight.floor.outcomes == ()


@pytest.mark.parametrize("closed", [True, False])
def test_after_the_evening_who_chose_what_is_gone_and_counts_stay(floor_tonight, closed):
    floor_tonight.does("ben", "vote", question="What?", options=["Sleep", "Work"])
    floor_tonight.does("moon", "ballot", vote=1, option=1)
    if closed:
        floor_tonight.does("ben", "close_vote", vote=1)
    after = let_go(floor_tonight.floor, floor_tonight.now)
    assert [one.counts for one in after.outcomes] == [(0, 1)]
    assert "moon" not in write_floor(after)
    assert let_go(after, floor_tonight.now) == after


def test_a_vote_with_the_same_choice_twice_is_none(floor_tonight):
    with pytest.raises(Refused, match="options"):
        floor_tonight.does("ben", "vote", question="What?", options=["Sleep", "sleep"])


@pytest.mark.safety("H14")
def test_typing_is_open_until_leaders_close_it(floor_tonight):
    floor_tonight.does("amara", "say", text="I am on a bus")
    floor_tonight.does("lin", "typing", open=False)
    with pytest.raises(Refused, match="typing-closed"):
        floor_tonight.does("amara", "say", text="And now?")
    floor_tonight.does("lin", "say", text="Soon again")


def test_the_host_may_let_the_group_rest(floor_tonight):
    floor_tonight.does("lin", "pause")
    assert floor_tonight.floor.pause.by == "lin"
    assert floor_tonight.does("ben", "go_on").pause is None


@pytest.mark.parametrize(
    "link", ["https://elsewhere.example", "//elsewhere", "javascript:x", "/\\x"]
)
def test_a_card_leads_nowhere_else(floor_tonight, link):
    with pytest.raises(Refused, match="link"):
        floor_tonight.does("ben", "show", title="Look", link=link)
    floor_tonight.does("ben", "show", title="Look", link="/library/grounding")
    assert floor_tonight.floor.card.link == "/library/grounding"


@pytest.mark.safety("H12", "H26")
def test_closing_a_microphone_is_asked_of_its_owner(floor_tonight):
    floor_tonight.does("lin", "ask", who="amara", what="mute")
    asked = floor_tonight.floor.asks[0]
    assert (asked.person, asked.what, asked.by) == ("amara", "mute", "lin")
    with pytest.raises(NotYours):
        floor_tonight.does("sun", "answer_ask", ask=asked.number)
    assert floor_tonight.does("amara", "answer_ask", ask=asked.number).asks == ()


def test_asking_all_leaves_out_whoever_speaks_and_the_leaders(floor_tonight):
    floor_tonight.does("ben", "round", order="arrival")
    floor_tonight.turn("ben", "give", to="moon")
    floor_tonight.does("lin", "ask_all", what="mute")
    assert {one.person for one in floor_tonight.floor.asks} == {"amara", "sun", "wave"}
    assert floor_tonight.wait(60).asks == ()
