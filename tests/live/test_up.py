"""`samepath up` as an operator meets it: real processes, real ports, a home folder of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from samepath.conf.first_start import _free_port

ROOT = Path(__file__).parents[2]
SAMEPATH = [sys.executable, "-m", "samepath.conf.cli"]
pytestmark = [pytest.mark.live, pytest.mark.timeout(180)]


@pytest.fixture
def env(tmp_path):
    """The environment of somebody who has just cloned, but for three ports of their own."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SAMEPATH_", "DJANGO_"))
    }
    return kept | {
        "SAMEPATH_HOME": str(tmp_path / "home"),
        "SAMEPATH_PORT": str(_free_port()),
        "SAMEPATH_LIVEKIT_URL": f"http://127.0.0.1:{_free_port()}",
        "SAMEPATH_RTC_UDP_PORT": str(_free_port(udp=True)),
    }


class Running:
    """One `samepath up`, its words as they come, and its end."""

    def __init__(self, env, *arguments):
        self.home = Path(env["SAMEPATH_HOME"])
        self.process = subprocess.Popen(
            [*SAMEPATH, *arguments],
            cwd=ROOT,
            env=env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.lines = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        self.lines.extend(self.process.stdout)  # ends with the process

    def wait_for(self, words, seconds=60):
        late = time.monotonic() + seconds
        while not any(words in line for line in self.lines):
            assert self.process.poll() is None, "".join(self.lines)
            assert time.monotonic() < late, "".join(self.lines)
            time.sleep(0.05)

    def pid(self, name):
        return int((self.home / "run" / f"{name}.pid").read_text())

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(20)
        self.reader.join(5)
        self.process.stdout.close()
        return status


@pytest.fixture
def running(env):
    one = Running(env, "up")
    one.wait_for("Samepath is ready: http://localhost:")
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
    well = subprocess.run(
        [*SAMEPATH, "doctor", "--json"], cwd=ROOT, env=env, capture_output=True, text=True
    )
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
    ill = subprocess.run([*SAMEPATH, "doctor"], cwd=ROOT, env=env, capture_output=True, text=True)
    assert ill.returncode == 1
    assert "livekit: does not answer" in ill.stdout


@pytest.mark.safety("L02")
def test_the_trail_can_be_verified_while_it_runs(running, env):
    done = subprocess.run(
        [*SAMEPATH, "audit", "verify"], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The trail is whole" in done.stdout


def test_a_second_one_is_told_that_the_port_is_taken(env):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", int(env["SAMEPATH_PORT"])))
        other.listen()
        done = subprocess.run(
            [*SAMEPATH, "up"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=30
        )
    assert done.returncode == 1
    assert done.stderr.startswith(f"Samepath: Port {env['SAMEPATH_PORT']} is taken")
    assert done.stderr.count("\n") == 1


@pytest.mark.safety("W07")
def test_an_open_address_without_secrets_is_refused_with_all_reasons(env):
    asked = env | {"SAMEPATH_ORIGIN": "https://samepath.example.org"}
    done = subprocess.run(
        [*SAMEPATH, "up"], cwd=ROOT, env=asked, capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 1
    assert done.stderr.count("  - ") >= 6
    assert "Traceback" not in done.stderr


def test_a_home_nobody_may_write_is_one_sentence(env, tmp_path):
    (tmp_path / "file").write_text("")
    asked = env | {"SAMEPATH_HOME": str(tmp_path / "file" / "home")}
    done = subprocess.run(
        [*SAMEPATH, "up"], cwd=ROOT, env=asked, capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Samepath: ")
    assert "Traceback" not in done.stderr
