"""Pairs, threes and side rooms, rule by rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samepath.facilitation.rules import MovedOn, NotYours, Refused
from samepath.facilitation.rules.small import in_small
from samepath.facilitation.tests.conftest import Evening


def places(evening):
    return {person: evening.floor.place_of(person) for person in evening.members}


@pytest.mark.parametrize(
    ("people", "size", "sizes"),
    [
        (2, 2, [2]), (3, 2, [3]), (4, 2, [2, 2]), (5, 2, [3, 2]), (10, 2, [2] * 5),
        (3, 3, [3]), (4, 3, [2, 2]), (5, 3, [3, 2]), (7, 3, [3, 2, 2]), (12, 3, [3] * 4), (2, 3, [2]),
    ],
)  # fmt: skip
def test_small_rooms_are_even_and_nobody_is_alone(people, size, sizes):
    rooms = in_small([str(n) for n in range(people)], size)
    assert [len(room) for room in rooms] == sizes


@pytest.fixture
def pairs():
    evening = Evening()
    evening.does("ben", "split", size=2, minutes=5, question="What helped?")
    return evening


def test_a_split_takes_participants_and_leaves_leaders(pairs):
    where = places(pairs)
    assert {where["ben"], where["lin"], where["ada"]} == {"main"}
    assert sorted(where[one] for one in ("amara", "sun", "moon", "wave")) == ["pair-1", "pair-1", "pair-2", "pair-2"]  # fmt: skip


def test_a_split_ends_by_the_clock_even_for_who_sleeps(pairs):
    pairs.drops("amara")
    pairs.wait(60)
    pairs.comes("amara")
    pairs.wait(241)
    assert set(places(pairs).values()) == {"main"}


def test_a_split_is_made_longer_and_ended_by_hand(pairs):
    pairs.does("lin", "longer", split=1, minutes=2)
    pairs.wait(310)
    assert pairs.floor.split
    pairs.does("lin", "gather", split=1)
    assert set(places(pairs).values()) == {"main"}
    with pytest.raises(MovedOn):
        pairs.does("ben", "gather", split=1)


def test_a_split_does_not_last_for_ever(pairs):
    for _ in range(2):
        pairs.does("ben", "longer", split=1, minutes=10)
    with pytest.raises(Refused, match="minutes"):
        pairs.does("ben", "longer", split=1, minutes=10)


def test_who_is_left_alone_in_a_room_comes_back(pairs):
    partner = next(one for one in pairs.floor.split.rooms[0].people if one != "amara")
    room = pairs.floor.place_of(partner)
    other = next(p for p in pairs.floor.split.rooms[0].people if p != partner)
    pairs.leaves(other)
    for _ in range(10):
        pairs.wait(5)
    assert room not in places(pairs).values()
    assert pairs.floor.place_of(partner) == "main"
    assert len(pairs.floor.split.rooms) == 1


@pytest.mark.safety("Z07", "V06")
def test_leaders_and_the_supervisor_step_into_any_room_and_out_again(pairs):
    pairs.does("amara", "call")
    room = pairs.floor.place_of("amara")
    assert next(one for one in pairs.floor.apart if one.key == room).called
    for who in ("lin", "ada", "ben"):
        pairs.does(who, "step_in", room=room)
        assert pairs.floor.place_of(who) == room
        pairs.does(who, "step_out")
        assert pairs.floor.place_of(who) == "main"
    assert not any(one.called for one in pairs.floor.apart)


@pytest.mark.safety("Z07")
def test_a_participant_steps_into_no_room(pairs):
    with pytest.raises(NotYours):
        pairs.does("amara", "step_in", room="pair-2")


def test_a_visit_ends_with_the_room(pairs):
    pairs.does("lin", "step_in", room="pair-1")
    pairs.does("ben", "gather", split=1)
    assert pairs.floor.visits == ()


def test_a_round_and_small_rooms_exclude_each_other(pairs):
    with pytest.raises(Refused, match="split-first"):
        pairs.does("ben", "round", order="arrival")
    pairs.does("ben", "gather", split=1)
    pairs.does("ben", "round", order="arrival")
    with pytest.raises(Refused, match="round-first"):
        pairs.does("ben", "split", size=2, minutes=5)


def test_one_person_is_no_split():
    evening = Evening(group=("amara",))
    with pytest.raises(Refused, match="too-few"):
        evening.does("ben", "split", size=2, minutes=5)


@pytest.mark.safety("H26")
def test_a_side_room_is_for_one_person_and_a_leader_and_both_come_back(floor_tonight):
    floor_tonight.does("lin", "side", who="amara")
    assert floor_tonight.floor.place_of("amara") == floor_tonight.floor.place_of("lin") == "side-1"
    with pytest.raises(NotYours):
        floor_tonight.does("sun", "end_side", room="side-1")
    floor_tonight.does("amara", "end_side", room="side-1")
    assert set(places(floor_tonight).values()) == {"main"}


@pytest.mark.safety("H11")
def test_the_group_is_not_left_alone_for_a_side_room():
    evening = Evening()
    evening.leaves("lin")
    evening.leaves("ada")
    evening.wait(1)
    with pytest.raises(Refused, match="group-alone"):
        evening.does("ben", "side", who="amara")
    assert evening.floor.sides == ()


@pytest.mark.safety("H11")
def test_a_guide_who_goes_aside_leaves_the_floor_to_the_host(floor_tonight):
    floor_tonight.does("ben", "side", who="amara")
    assert (floor_tonight.floor.guide, floor_tonight.floor.host) == ("lin", "ben")
    floor_tonight.does("ben", "end_side", room="side-1")
    assert floor_tonight.floor.swap.by == "ben"


def test_a_side_room_ends_when_one_of_the_two_is_gone(floor_tonight):
    floor_tonight.does("lin", "side", who="amara")
    floor_tonight.drops("lin")
    for _ in range(10):
        floor_tonight.wait(5)
    assert floor_tonight.floor.sides == ()


def test_a_holder_who_goes_aside_gives_the_piece_on_and_comes_back(floor_tonight):
    floor_tonight.does("ben", "round", order="arrival")
    floor_tonight.turn("ben", "give", to="amara")
    floor_tonight.does("lin", "side", who="amara")
    assert floor_tonight.holder == "sun"
    assert floor_tonight.states()["amara"] == "come-back"


@pytest.mark.parametrize(("leader", "whom"), [("ada", "amara"), ("lin", "sun")])
def test_somebody_is_in_one_side_room_at_a_time(floor_tonight, leader, whom):
    floor_tonight.does("lin", "side", who="amara")
    with pytest.raises(Refused, match="busy"):
        floor_tonight.does(leader, "side", who=whom)


def _other(pairs, person):
    room = next(one for one in pairs.floor.split.rooms if person in one.people)
    return next(one for one in room.people if one != person)


def test_whoever_is_left_alone_is_back_within_fifteen_seconds_with_a_word(pairs):
    partner = _other(pairs, "amara")
    pairs.leaves(partner)
    pairs.wait(1)
    room = next(one for one in pairs.floor.split.rooms if "amara" in one.people)
    assert room.lone == "amara"
    pairs.wait(8)
    assert pairs.floor.place_of("amara") != "main"
    pairs.wait(2)
    assert pairs.floor.place_of("amara") == "main"
    assert [(one.person, one.others) for one in pairs.floor.back] == [("amara", (partner,))]
    pairs.wait(61)
    assert pairs.floor.back == ()


def test_a_lost_line_counts_from_when_it_was_last_heard(pairs):
    pairs.drops(_other(pairs, "amara"))
    for _ in range(15):
        pairs.wait(1)
        assert pairs.floor.place_of("amara") != "main"
    pairs.wait(1)
    assert pairs.floor.place_of("amara") == "main"


def test_whoever_comes_back_in_time_finds_the_other(pairs):
    partner = _other(pairs, "amara")
    pairs.leaves(partner)
    pairs.wait(8)
    pairs.comes(partner)
    pairs.wait(60)
    assert pairs.floor.place_of("amara") == pairs.floor.place_of(partner) != "main"


def test_a_partner_who_stays_in_the_main_room_leaves_the_other_alone_too(pairs):
    partner = _other(pairs, "amara")
    room = pairs.floor.place_of("amara")
    pairs.members["amara"] = replace(pairs.members["amara"], at=room)
    pairs.members[partner] = replace(pairs.members[partner], at="main")
    pairs.wait(1)
    pairs.wait(20)
    assert pairs.floor.place_of("amara") == room  # a slow phone may still come
    pairs.wait(5)
    assert pairs.floor.place_of("amara") == pairs.floor.place_of(partner) == "main"


def test_two_who_are_both_on_their_way_are_not_alone(pairs):
    for one in ("amara", _other(pairs, "amara")):
        pairs.members[one] = replace(pairs.members[one], at="main")
    pairs.wait(60)
    assert len(pairs.floor.split.rooms) == 2


def test_a_leader_who_stepped_in_keeps_somebody_company(pairs):
    room = pairs.floor.place_of("amara")
    pairs.does("lin", "step_in", room=room)
    pairs.leaves(_other(pairs, "amara"))
    pairs.wait(60)
    assert pairs.floor.place_of("amara") == room


@pytest.mark.safety("H11")
def test_whoever_is_called_back_finds_somebody_there_who_leads():
    evening = Evening(("amara", "sun", "moon", "wave"))
    evening.does("ben", "split", size=2, minutes=5)
    evening.leaves("lin")
    evening.leaves("ada")
    alone = evening.floor.split.rooms[0].people
    evening.does("ben", "step_in", room=evening.floor.split.rooms[1].key)
    evening.leaves(alone[1])
    evening.wait(1)
    evening.wait(11)
    assert evening.floor.place_of(alone[0]) == "main"
    assert evening.floor.leader_in_main(evening.company)
