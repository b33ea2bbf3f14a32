"""The media server's messages never arrive: attendance is right all the same."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from tests.live.house import Running, Visitor, fill, own_environment, samepath

pytestmark = [pytest.mark.live, pytest.mark.timeout(240)]


@pytest.fixture
def deaf_house(tmp_path):
    """An installation whose media server sends its webhooks to nobody."""
    env = fill(own_environment(tmp_path / "home"))
    running = Running(env, "up")
    running.wait_until_ready()
    config = running.home / "livekit.yaml"
    told = yaml.safe_load(config.read_text())
    told["webhook"]["urls"] = ["http://127.0.0.1:9/hooks/livekit"]
    config.write_text(yaml.safe_dump(told))
    assert running.kill("livekit")
    running.wait_for("livekit ended")
    yield running, env
    running.end()


@pytest.mark.safety("H21", "R08")
def test_attendance_without_a_single_webhook(deaf_house, tmp_path):
    running, env = deaf_house
    asked = ("--members", "2", "--minutes", "0.5", "--origin", running.origin)
    done = samepath(env, "rehearse", *asked, "--report", str(tmp_path / "report.json"), timeout=200)
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["failures"] == [], report
    assert done.returncode == 0
    assert report["attendance_error_s"] <= 15
    office = Visitor(running.origin, "heron")
    office.come_in()
    page = office.get(f"/leading/{_session(office)}").text
    office.close()
    assert re.search(r"\bpage \d", page)
    assert not re.search(r"\bhook \d", page)


def _session(visitor):
    found = re.search(r"/session/([0-9a-f-]{36})/door", visitor.get("/leading").text)
    assert found
    return found[1]
