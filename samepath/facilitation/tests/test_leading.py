"""Guide and host: by consent, and when one of them is gone (H11)."""

from __future__ import annotations

import pytest

from samepath.facilitation.rules import MovedOn, NotYours, Refused
from samepath.facilitation.rules.leading import as_planned

pytestmark = pytest.mark.safety("H11")


def led(evening):
    return evening.floor.guide, evening.floor.host


def test_they_swap_by_consent(floor_tonight):
    floor_tonight.does("ben", "swap")
    with pytest.raises(NotYours):
        floor_tonight.does("ben", "accept")
    floor_tonight.does("lin", "accept")
    assert led(floor_tonight) == ("lin", "ben")
    with pytest.raises(NotYours):
        floor_tonight.does("ben", "next", from_="")
    floor_tonight.does("lin", "next", from_="")


def test_an_offer_may_be_declined(floor_tonight):
    floor_tonight.does("lin", "swap")
    floor_tonight.does("ben", "keep")
    assert (led(floor_tonight), floor_tonight.floor.swap) == (("ben", "lin"), None)
    with pytest.raises(MovedOn):
        floor_tonight.does("ben", "accept")


def test_a_guide_who_drops_leaves_the_floor_to_the_host_within_ten_seconds(floor_tonight):
    floor_tonight.drops("ben")
    floor_tonight.wait(7)
    assert led(floor_tonight) == ("ben", "lin")
    floor_tonight.wait(2)
    assert led(floor_tonight) == ("lin", "ben")
    assert floor_tonight.floor.stands_in


def test_a_guide_who_returns_is_offered_the_floor_again(floor_tonight):
    floor_tonight.drops("ben")
    floor_tonight.wait(11)
    floor_tonight.comes("ben")
    floor_tonight.wait(1)
    assert led(floor_tonight) == ("lin", "ben")
    floor_tonight.does("lin", "accept")
    assert led(floor_tonight) == ("ben", "lin")
    assert not floor_tonight.floor.stands_in


def test_a_host_who_keeps_the_floor_is_asked_once(floor_tonight):
    floor_tonight.drops("ben")
    floor_tonight.wait(11)
    floor_tonight.comes("ben")
    floor_tonight.wait(1)
    floor_tonight.does("lin", "keep")
    assert floor_tonight.wait(60).swap is None
    assert led(floor_tonight) == ("lin", "ben")


def test_with_both_gone_whoever_returns_first_has_the_floor(floor_tonight):
    floor_tonight.drops("ben")
    floor_tonight.drops("lin")
    floor_tonight.wait(30)
    assert led(floor_tonight) == ("ben", "lin")
    floor_tonight.comes("lin")
    floor_tonight.wait(1)
    assert led(floor_tonight) == ("lin", "ben")


def test_an_offer_ends_when_one_of_the_two_is_gone(floor_tonight):
    floor_tonight.does("lin", "swap")
    floor_tonight.drops("lin")
    assert floor_tonight.wait(12).swap is None


def test_nothing_is_offered_to_somebody_who_is_away(floor_tonight):
    floor_tonight.drops("lin")
    floor_tonight.wait(16)
    with pytest.raises(Refused, match="away"):
        floor_tonight.does("ben", "swap")


def test_a_guide_who_never_came_is_stood_in_for_once_it_is_time(floor_tonight):
    del floor_tonight.members["ben"]
    floor_tonight.wait(1)
    assert led(floor_tonight) == ("lin", "ben")


def test_cover_found_in_the_middle_has_the_floor(floor_tonight):
    floor = as_planned(floor_tonight.floor, "dana", "lin")
    assert (floor.guide, floor.host) == ("dana", "lin")
    assert as_planned(floor, "dana", "lin") is floor
