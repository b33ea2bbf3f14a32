"""Keeps the few processes of an installation running together and stops them together."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from samepath.conf.logs import clean

LONGEST_WAIT = 10.0
STEADY_AFTER = 30.0


@dataclass
class Child:
    """One process: how it starts, how long it may take to stop, and what became of it."""

    name: str
    command: Sequence[str | os.PathLike[str]]
    grace: float = 8.0
    restart: bool = True
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    falls: int = 0
    not_before: float = 0.0
    carrier: threading.Thread | None = None

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Starts children, restarts those that fall, and on a signal ends every one of them."""

    def __init__(
        self,
        home: Path,
        *,
        env: Mapping[str, str],
        folder: Path,
        say: Callable[[str], None],
        quiet: bool,
    ) -> None:
        self._home, self._env, self._folder = home, dict(env), folder
        self._say, self._quiet = say, quiet
        self.children: list[Child] = []
        self.stopping = threading.Event()
        (home / "run").mkdir(mode=0o700, parents=True, exist_ok=True)
        (home / "logs").mkdir(mode=0o700, parents=True, exist_ok=True)

    def listen(self) -> None:
        """Ctrl-C and SIGTERM both mean: stop everything."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())

    def add(self, child: Child) -> Child:
        self.children.append(child)
        self._start(child)
        return child

    def watch(self, until: Callable[[], bool] = lambda: False, *, every: float = 0.2) -> bool:
        """Look after the children until `until` says so (True) or a signal came (False)."""
        while not self.stopping.is_set():
            for child in self.children:
                self._look_after(child)
            if until():
                return True
            self.stopping.wait(every)
        return False

    def stop(self) -> None:
        """SIGTERM to all in the reverse order of their start, SIGKILL to who outstays its grace."""
        self.stopping.set()
        living = [child for child in reversed(self.children) if child.running]
        for child in living:
            self._signal(child, signal.SIGTERM)
        began = time.monotonic()
        for child in sorted(living, key=lambda child: child.grace):
            assert child.process is not None
            try:
                child.process.wait(max(0.05, child.grace - (time.monotonic() - began)))
            except subprocess.TimeoutExpired:
                self._signal(child, signal.SIGKILL)
                child.process.wait()
        for child in self.children:
            self._pid_file(child).unlink(missing_ok=True)
            if child.carrier is not None:
                child.carrier.join(2)

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.running:
            return
        if child.process is not None:
            code, lived = child.process.returncode, now - child.started
            child.process = None
            self._pid_file(child).unlink(missing_ok=True)
            if not child.restart:
                return
            child.falls = 1 if lived > STEADY_AFTER else child.falls + 1
            wait = min(LONGEST_WAIT, 0.25 * 2 ** (child.falls - 1))
            child.not_before = now + wait
            self._say(f"{child.name} ended ({_how(code)}); starting it again in {wait:g} s.")
        elif child.restart and now >= child.not_before:
            self._start(child)

    def _start(self, child: Child) -> None:
        log = self._log(child)
        child.process = subprocess.Popen(  # noqa: S603  # our own programs, by full path
            child.command,
            cwd=self._folder,
            env=self._env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # Ctrl-C reaches only us; we end the children in order.
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )
        child.started = time.monotonic()
        self._pid_file(child).write_text(str(child.process.pid))
        child.carrier = threading.Thread(target=_carry, args=(child.process, log), daemon=True)
        child.carrier.start()

    def _log(self, child: Child) -> BinaryIO:
        if not self._quiet:
            return sys.stderr.buffer
        path = self._home / "logs" / f"{child.name}.log"
        if path.exists() and path.stat().st_size > 5_000_000:
            path.replace(path.with_suffix(".log.1"))
        return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb", buffering=0)

    def _pid_file(self, child: Child) -> Path:
        return self._home / "run" / f"{child.name}.pid"

    @staticmethod
    def _signal(child: Child, number: signal.Signals) -> None:
        assert child.process is not None
        with contextlib.suppress(ProcessLookupError):
            child.process.send_signal(number)


def _carry(process: subprocess.Popen[bytes], log: BinaryIO) -> None:
    """Every line a child writes passes the redaction step once more (V12): LiveKit logs what it refuses."""
    assert process.stdout is not None
    with process.stdout as lines, contextlib.suppress(OSError, ValueError):
        for line in lines:
            log.write(clean(line.decode("utf-8", "replace")).encode())
            log.flush()
    if log is not sys.stderr.buffer:
        log.close()


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"status {code}"


def _end_with_parent() -> None:
    """If we are killed outright, the kernel ends our children (Linux)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
