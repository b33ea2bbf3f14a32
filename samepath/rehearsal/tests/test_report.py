"""The sums of the report."""

from __future__ import annotations

import json

import pytest

from samepath.rehearsal.report import Clocks, Report, largest_error, spread

NOTHING = Clocks({}, {})


@pytest.mark.parametrize(
    ("seconds", "figures"),
    [
        ([], {}),
        ([0.5], {"p50": 0.5, "p95": 0.5, "max": 0.5}),
        ([3, 1, 2], {"p50": 2, "p95": 3, "max": 3}),
        (list(range(1, 101)), {"p50": 50.5, "p95": 95, "max": 100}),
    ],
)
def test_spread(seconds, figures):
    assert spread(seconds) == figures


def test_the_largest_difference_counts_in_either_direction():
    after = Clocks({"moon": 60, "oak": 70}, {"moon": 61.5, "oak": 68.0})
    assert largest_error(NOTHING, NOTHING, after) == (2.0, [])


def test_whoever_was_there_before_is_measured_from_when_all_had_joined():
    before = Clocks({"moon": 300}, {})
    settled = Clocks({"moon": 310}, {"moon": 4.0})
    after = Clocks({"moon": 370}, {"moon": 65.0})
    assert largest_error(before, settled, after) == (1.0, [])


def test_somebody_expected_who_was_not_there_counts_from_the_door():
    before, settled = Clocks({"moon": 0}, {}), Clocks({"moon": 9}, {"moon": 4.0})
    assert largest_error(before, settled, Clocks({"moon": 60}, {"moon": 60.0})) == (0.0, [])


def test_who_is_not_on_the_page_is_named():
    assert largest_error(NOTHING, NOTHING, Clocks({}, {"moon": 3.0})) == (None, ["moon"])


def test_the_report_holds_what_was_promised():
    assert Report(members=2).well
    report = Report(members=2)
    report.fail("no picture")
    assert not report.well
    assert set(json.loads(json.dumps(report.as_json()))) >= {
        "members", "joined", "join_s", "frames_received", "reconnects_ok", "attendance_error_s",
        "removed_came_back", "failures",
    }  # fmt: skip


def test_the_floor_is_in_the_report_only_when_it_was_played():
    assert "rounds_ok" not in Report(members=2).as_json()
    assert Report(members=2, rounds_ok=False).as_json()["rounds_ok"] is False
