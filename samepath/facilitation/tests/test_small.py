"""Who is with whom: nobody alone, and never two who are kept apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samepath.facilitation.rules import Company, Refused
from samepath.facilitation.rules.small import in_small, rooms_for
from samepath.facilitation.tests.conftest import Evening

NOW = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
PEOPLE = st.integers(2, 10).map(lambda many: [f"p{number}" for number in range(many)])


@st.composite
def groups(draw):
    """Some people, and some pairs of them who are kept apart."""
    people = draw(PEOPLE)
    pairs = st.sets(
        st.tuples(st.sampled_from(people), st.sampled_from(people))
        .filter(lambda pair: pair[0] != pair[1])
        .map(frozenset),
        max_size=12,
    )
    return people, Company(NOW, kept_apart=frozenset(draw(pairs)))


@pytest.mark.safety("H13", "Z10")
@given(groups(), st.sampled_from((2, 3)))
def test_no_room_holds_two_who_are_kept_apart_and_nobody_is_alone(group, size):
    people, company = group
    rooms = rooms_for(people, size, company)
    placed = [one for room in rooms for one in room]
    assert not any(company.clash(room) for room in rooms)
    assert all(2 <= len(room) <= max(size, 3) for room in rooms)
    assert len(placed) == len(set(placed))
    assert set(placed) <= set(people)


@pytest.mark.safety("H13")
@given(groups(), st.sampled_from((2, 3)))
def test_nobody_is_left_out_for_whom_nobody_is_kept_apart(group, size):
    people, company = group
    free = {one for one in people if not any(one in pair for pair in company.kept_apart)}
    rooms = rooms_for(people, size, company)
    placed = {one for room in rooms for one in room}
    if len(free) >= 2:
        assert free <= placed


@given(PEOPLE, st.sampled_from((2, 3)))
def test_where_nobody_is_kept_apart_rooms_are_as_the_lot_has_them(people, size):
    assert rooms_for(people, size, Company(NOW)) == in_small(people, size)


@pytest.mark.safety("H13")
def test_everybody_is_placed_where_there_is_only_one_way():
    pairs = frozenset(map(frozenset, (("a", "c"), ("b", "d"), ("a", "d"))))
    rooms = rooms_for(["a", "b", "c", "d"], 2, Company(NOW, kept_apart=pairs))
    assert {frozenset(room) for room in rooms} == {frozenset("ab"), frozenset("cd")}


class Apart(Evening):
    """An evening in which some are kept apart."""

    pairs: frozenset[frozenset[str]] = frozenset()

    @property
    def company(self) -> Company:
        return replace(super().company, kept_apart=self.pairs)


def kept(*pairs, group=("amara", "sun", "moon", "wave")):
    evening = Apart(group)
    evening.pairs = frozenset(map(frozenset, pairs))
    return evening


@pytest.mark.safety("H13", "Z10")
def test_a_split_never_puts_them_together():
    evening = kept(("amara", "sun"), ("amara", "moon"))
    evening.does("ben", "split", size=2, minutes=5)
    assert {frozenset(room.people) for room in evening.floor.split.rooms} == {
        frozenset({"amara", "wave"}), frozenset({"sun", "moon"}),
    }  # fmt: skip


@pytest.mark.safety("H13")
def test_a_group_in_which_no_pair_fits_stays_together():
    evening = kept(("amara", "sun"), group=("amara", "sun"))
    with pytest.raises(Refused, match="no-pairs"):
        evening.does("ben", "split", size=2, minutes=5)


@pytest.mark.safety("H13")
def test_a_leader_goes_into_no_room_with_somebody_they_are_kept_apart_from():
    evening = kept(("amara", "lin"))
    with pytest.raises(Refused, match="not-open"):
        evening.does("lin", "side", who="amara")
    evening.does("ben", "split", size=2, minutes=5)
    with pytest.raises(Refused, match="not-open"):
        evening.does("lin", "step_in", room=evening.floor.place_of("amara"))
    evening.does("ada", "step_in", room=evening.floor.place_of("amara"))
