"""The story of a session: numbers and times, and nobody by name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from samepath.facilitation.rules.floor import Counted

START = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
BEN, FERN, MOON = (UUID(int=number) for number in (1, 2, 3))


def _told(*happened, rounds=()):
    """Lines for commands given as minute, kind, who and facts."""
    from samepath.facilitation.models import Command
    from samepath.facilitation.queries.story import lines_of

    commands = [
        Command(kind=kind, by_id=who, at=START + timedelta(minutes=minute), facts=facts)
        for minute, kind, who, facts in happened
    ]
    return [line.words for line in lines_of(commands, rounds)]


def test_a_round_tells_how_many_spoke_and_passed_and_not_who():
    happened: list[tuple[Any, ...]] = [
        (5, "round", BEN, {}),
        (6, "done", FERN, {}),
        (20, "round", BEN, {}),
    ]
    told = _told(*happened, rounds=[Counted(1, had=2, passed=1), Counted(2, had=1, passed=0)])
    assert told == ["A round: 2 had the piece, 1 passed.", "A round: 1 had the piece."]


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [
        (("split", {"size": 2}), "gather", "Small rooms, in pairs, 6 minutes."),
        (("split", {"size": 3}), "gathered", "Small rooms, in threes, 6 minutes."),
        (("side", {}), "end_side", "A side room, 6 minutes."),
        (("side", {}), "side-over", "A side room, 6 minutes."),
        (("pause", {}), "go_on", "The group rested, 6 minutes."),
    ],
)
def test_what_lasts_is_told_with_its_minutes(begins, ends, words):
    kind, facts = begins
    assert _told((10, kind, BEN, facts), (16, ends, None, {})) == [words]


def test_what_never_ended_has_no_length():
    assert _told((10, "side", BEN, {})) == ["A side room."]


def test_small_things_are_not_told():
    assert _told((1, "hand", FERN, {}), (2, "react", FERN, {}), (3, "ballot", FERN, {})) == []


def test_segments_tell_planned_and_real_minutes(tonight):
    from dataclasses import replace

    from samepath.facilitation.actions import open_floor
    from samepath.facilitation.queries.story import story_of
    from samepath.facilitation.rules import read_floor, write_floor

    row = open_floor(tonight, by=None)
    assert row is not None
    floor = read_floor(row.state)
    first = replace(
        floor.segments[0], state="done", began_at=START, ended_at=START + timedelta(minutes=8)
    )
    second = replace(floor.segments[1], state="skipped")
    row.state = write_floor(floor.but(segments=(first, second, *floor.segments[2:])))
    row.save(update_fields=["state"])

    parts = story_of(tonight).parts
    assert (parts[0].planned, parts[0].ran, parts[0].longer) == (5, 8, 3)
    assert parts[1].skipped
    assert parts[2].ran is None


def test_a_session_nobody_opened_has_no_story(tonight):
    from samepath.facilitation.queries.story import story_of

    assert not story_of(tonight).told


@pytest.mark.parametrize(("minutes_left", "state"), [(1, "before"), (-1, "over")])
def test_at_the_planned_end_the_run_of_show_is_over(tonight, ben, minutes_left, state):
    from samepath.facilitation.actions import open_floor
    from samepath.facilitation.queries import beside_of, floor_state, gathering_of
    from samepath.facilitation.rules import read_floor

    row = open_floor(tonight, by=None)
    assert row is not None
    people = gathering_of(tonight, tonight.ends_at - timedelta(minutes=minutes_left))
    floor = read_floor(row.state)
    shown = floor_state(
        row, floor, people, beside_of(tonight, leads=True), person=str(ben.pk), role="guide"
    )["show"]
    assert (shown["state"], shown["now"]) == (state, None)
