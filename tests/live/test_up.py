"""`samepath up` as an operator meets it: real processes, real ports, a home folder of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from pathlib import Path

import pytest

from tests.live.house import Running, own_environment, samepath

pytestmark = [pytest.mark.live, pytest.mark.timeout(180)]


@pytest.fixture
def env(tmp_path):
    return own_environment(tmp_path / "home")


@pytest.fixture
def running(env):
    one = Running(env, "up")
    one.wait_until_ready()
    yield one
    one.end()


def _gone(pid):
    return not Path(f"/proc/{pid}").exists()


def test_it_starts_says_so_and_stops_everything(running):
    pids = [running.pid(name) for name in ("livekit", "web", "clock", "notices")]
    assert running.end() == 0
    assert all(_gone(pid) for pid in pids)


def test_whoever_is_killed_comes_back(running):
    for name in ("web", "clock", "notices", "livekit"):
        before = running.pid(name)
        os.kill(before, signal.SIGKILL)
        running.wait_for(f"{name} ended (signal 9)")
        late = time.monotonic() + 20
        file = running.home / "run" / f"{name}.pid"
        while not file.exists() or file.read_text() in {"", str(before)}:
            assert time.monotonic() < late
            time.sleep(0.05)
        assert not _gone(running.pid(name))


def test_the_doctor_finds_it_well_and_later_not_running(running, env):
    well = samepath(env, "doctor", "--json")
    report = json.loads(well.stdout)
    assert report["well"], report
    states = {one["check"]: one["state"] for one in report["findings"]}
    assert {
        "settings",
        "database",
        "migrations",
        "livekit",
        "livekit version",
        "clock",
        "disk",
        "mail",
    } <= set(states)
    assert states["web"] == "ok"
    assert well.returncode == 0
    running.end()
    ill = samepath(env, "doctor")
    assert ill.returncode == 1
    assert "livekit: does not answer" in ill.stdout


@pytest.mark.safety("L02")
def test_the_trail_can_be_verified_while_it_runs(running, env):
    done = samepath(env, "audit", "verify")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The trail is whole" in done.stdout


def test_a_second_one_is_told_that_the_port_is_taken(env):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", int(env["SAMEPATH_PORT"])))
        other.listen()
        done = samepath(env, "up", timeout=30)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Samepath: Port {env['SAMEPATH_PORT']} is taken")
    assert done.stderr.count("\n") == 1


@pytest.mark.safety("W07")
def test_an_open_address_without_secrets_is_refused_with_all_reasons(env):
    asked = env | {"SAMEPATH_ORIGIN": "https://samepath.example.org"}
    done = samepath(asked, "up", timeout=30)
    assert done.returncode == 1
    assert done.stderr.count("  - ") >= 6
    assert "Traceback" not in done.stderr


def test_a_home_nobody_may_write_is_one_sentence(env, tmp_path):
    (tmp_path / "file").write_text("")
    asked = env | {"SAMEPATH_HOME": str(tmp_path / "file" / "home")}
    done = samepath(asked, "up", timeout=30)
    assert done.returncode == 1
    assert done.stderr.startswith("Samepath: ")
    assert "Traceback" not in done.stderr
