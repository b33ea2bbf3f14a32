"""Attendance from what several sources saw (H21): tables and properties."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samepath.rooms.rules import Seen, disagree, seconds_by_source, stays

START = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)


def t(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def seen(
    source: str, joined: float, last: float, left: float | None = None, sid: str = "PA_1"
) -> Seen:
    return Seen(sid, source, t(joined), t(last), None if left is None else t(left))


def total(*sightings: Seen) -> float:
    return sum(stay.seconds for stay in stays(sightings))


@pytest.mark.safety("H21")
@pytest.mark.parametrize(
    ("sightings", "seconds", "stretches"),
    [
        ([], 0, 0),
        ([seen("hook", 0, 600, 600)], 600, 1),
        ([seen("hook", 0, 600, 600), seen("page", 1, 599, 599)], 600, 1),
        # The webhook of leaving was lost: another source's last sight of that connection ends it.
        ([seen("hook", 0, 0), seen("page", 1, 580, 580)], 580, 1),
        # All three lost the end: the last sight counts, not the end of the evening.
        ([seen("hook", 0, 0), seen("sweep", 0, 300)], 300, 1),
        # A drop of 20 s and a return under a new connection.
        ([seen("hook", 0, 100, 100), seen("hook", 120, 200, 200, "PA_2")], 180, 2),
        # The leave of the first arrives after the join of the second.
        ([seen("hook", 0, 130, 130), seen("hook", 120, 200, 200, "PA_2")], 200, 1),
    ],
)
def test_stays(sightings: list[Seen], seconds: int, stretches: int) -> None:
    merged = stays(sightings)
    assert sum(stay.seconds for stay in merged) == seconds
    assert len(merged) == stretches


sightings = st.lists(
    st.builds(
        lambda sid, source, joined, stay, gone: seen(
            source, joined, joined + stay, joined + stay if gone else None, f"PA_{sid}"
        ),
        st.integers(0, 3),
        st.sampled_from(["hook", "sweep", "page"]),
        st.integers(0, 1000),
        st.integers(0, 1000),
        st.booleans(),
    ),
    max_size=8,
)


@pytest.mark.safety("H21")
@given(sightings, st.randoms())
def test_order_and_repeats_do_not_matter(seen_rows: list[Seen], random: Random) -> None:
    shuffled = [*seen_rows, *seen_rows]
    random.shuffle(shuffled)
    assert total(*shuffled) == total(*seen_rows)


@given(sightings)
def test_stretches_never_overlap_and_lie_within_what_was_seen(seen_rows: list[Seen]) -> None:
    merged = stays(seen_rows)
    for before, after in pairwise(merged):
        assert before.left < after.joined
    if merged:
        assert merged[0].joined == min(s.joined for s in seen_rows)
        assert merged[-1].left == max(s.left or s.seen for s in seen_rows)


def test_sources_that_differ_by_more_than_fifteen_seconds_are_shown() -> None:
    by_source = seconds_by_source([seen("hook", 0, 600, 600), seen("page", 0, 580, 580)])
    assert by_source == {"hook": 600, "page": 580}
    assert disagree(by_source)
    assert not disagree({"hook": 600, "page": 585})
    assert not disagree({})
