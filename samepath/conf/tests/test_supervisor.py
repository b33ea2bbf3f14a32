"""Children are restarted when they fall, and none outlives us."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from samepath.conf.supervisor import Child, Supervisor

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
]


@pytest.fixture
def said():
    return []


@pytest.fixture
def supervisor(tmp_path, said):
    one = Supervisor(tmp_path, env=os.environ, folder=tmp_path, say=said.append, quiet=True)
    yield one
    one.stop()


def _gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_killed_child_comes_back(supervisor, said):
    child = supervisor.add(Child("sleeper", SLEEPER))
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    late = time.monotonic() + 10
    assert supervisor.watch(
        lambda: (child.running and child.process.pid != first) or time.monotonic() > late,
        every=0.05,
    )
    assert child.running
    assert child.process.pid != first
    assert "signal 9" in said[0]


def test_restarts_wait_longer_each_time(supervisor, said):
    supervisor.add(Child("broken", [sys.executable, "-c", "raise SystemExit(3)"]))
    late = time.monotonic() + 3
    supervisor.watch(lambda: time.monotonic() > late, every=0.05)
    waits = [float(line.split(" in ")[1].removesuffix(" s.")) for line in said]
    assert waits == [0.25 * 2**n for n in range(len(waits))]
    assert len(waits) >= 2
    assert "status 3" in said[0]


def test_stop_ends_all_and_kills_who_outstays_its_grace(supervisor, tmp_path):
    polite = supervisor.add(Child("polite", SLEEPER, grace=5))
    stubborn = supervisor.add(Child("stubborn", STUBBORN, grace=0.5))
    for name in ("polite", "stubborn"):
        _until(lambda name=name: "up" in (tmp_path / "logs" / f"{name}.log").read_text())
    pids = [polite.process.pid, stubborn.process.pid]
    began = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - began < 3
    assert all(_gone(pid) for pid in pids)
    assert list((tmp_path / "run").iterdir()) == []


def test_what_children_write_is_redacted_and_kept_private(supervisor, tmp_path):
    ticket = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJmZXJuIn0.c2ln"
    supervisor.add(
        Child(
            "chatty", [sys.executable, "-c", f"print('/rtc?access_token={ticket}')"], restart=False
        )
    )
    log = tmp_path / "logs" / "chatty.log"
    _until(lambda: log.exists() and "/rtc" in log.read_text())
    assert "access_token" not in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_children_do_not_outlive_a_killed_parent(tmp_path):
    script = f"""
import os, sys, time
from pathlib import Path
from samepath.conf.supervisor import Child, Supervisor
s = Supervisor(Path({str(tmp_path)!r}), env=os.environ, folder=Path({str(tmp_path)!r}), say=print, quiet=True)
s.add(Child("sleeper", {SLEEPER!r}))
s.watch()
"""
    root = Path(__file__).parents[3]
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=root)
    pid_file = tmp_path / "run" / "sleeper.pid"
    _until(lambda: pid_file.exists() and pid_file.read_text())
    _until(lambda: "up" in (tmp_path / "logs" / "sleeper.log").read_text())
    parent.kill()
    parent.wait()
    _until(lambda: _gone(int(pid_file.read_text())))


def test_a_signal_ends_the_watch(supervisor):
    threading.Timer(0.2, supervisor.stopping.set).start()
    assert supervisor.watch() is False


def _until(true, seconds=10):
    late = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < late, "did not happen in time"
        time.sleep(0.05)
