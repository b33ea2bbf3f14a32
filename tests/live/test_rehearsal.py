"""A rehearsal against a whole installation: real pages, real gate, real media server."""

from __future__ import annotations

import json

import pytest

from tests.live.house import Running, fill, own_environment, samepath

pytestmark = [pytest.mark.live, pytest.mark.timeout(420)]


@pytest.fixture
def installation(tmp_path):
    env = fill(own_environment(tmp_path / "home"))
    running = Running(env, "up")
    running.wait_until_ready()
    yield env, running
    running.end()


@pytest.mark.safety("V01", "V03", "V04", "V05", "V14", "H21")
def test_four_members_come_drop_return_and_leave_and_a_removed_one_stays_out(
    installation, tmp_path
):
    env, running = installation
    file = tmp_path / "report.json"
    asked = ("--members", "4", "--minutes", "1", "--origin", running.origin, "--report", str(file))
    done = samepath(env, "rehearse", *asked, timeout=300)
    assert file.exists(), done.stderr
    report = json.loads(file.read_text())
    assert report["failures"] == [], report
    assert done.returncode == 0
    assert (report["members"], report["joined"], report["reconnects_ok"]) == (4, 4, 4)
    assert report["removed_came_back"] is False
    assert report["tickets_tried"] >= 3  # the first, the one after the drop, and renewed ones
    assert report["frames_received"] >= 4
    assert report["attendance_error_s"] < 15
    assert 0 < report["join_s"]["p50"] <= report["join_s"]["max"]


def test_a_dropper_loses_the_line_with_the_piece_and_two_rounds_and_small_rooms_go_right(
    installation, tmp_path
):
    env, running = installation
    file = tmp_path / "report.json"
    asked = (
        "--script",
        "dropper",
        "--members",
        "4",
        "--minutes",
        "0.1",
        "--origin",
        running.origin,
    )
    done = samepath(env, "rehearse", *asked, "--report", str(file), timeout=240)
    assert file.exists(), done.stderr
    report = json.loads(file.read_text())
    assert report["failures"] == [], report
    assert done.returncode == 0
    assert (report["rounds_ok"], report["splits_ok"]) == (True, True)
    assert report["reconnects_ok"] == 1
    assert 0 < report["split_first_frame_s"]["p50"] <= report["split_first_frame_s"]["max"]
    assert report["state_lag_ms"]["p50"] <= report["state_lag_ms"]["max"]


def test_a_rehearsal_without_an_installation_says_so(tmp_path):
    env = own_environment(tmp_path / "home")
    done = samepath(env, "rehearse", "--members", "1", "--origin", "http://127.0.0.1:9", timeout=60)
    assert done.returncode == 1
    assert "ConnectionError" in json.loads(done.stdout)["failures"][0]
