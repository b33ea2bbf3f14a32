"""A real installation for tests: its own home folder and ports, started as an operator starts it."""

from __future__ import annotations

import atexit
import functools
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import requests

from samepath.conf.first_start import _free_port

ROOT = Path(__file__).parents[2]
SAMEPATH = [sys.executable, "-m", "samepath.conf.cli"]


def own_environment(home: Path) -> dict[str, str]:
    """The environment of somebody who has just cloned, but for three ports of their own."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("SAMEPATH_", "DJANGO_"))}
    return kept | {
        "SAMEPATH_HOME": str(home),
        "SAMEPATH_PORT": str(_free_port()),
        "SAMEPATH_LIVEKIT_URL": f"http://127.0.0.1:{_free_port()}",
        "SAMEPATH_RTC_UDP_PORT": str(_free_port(udp=True)),
    }


def samepath(env: dict[str, str], *arguments: str, **more) -> subprocess.CompletedProcess[str]:
    """Type one command and wait for its end."""
    return subprocess.run(
        [*SAMEPATH, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, **more
    )


@functools.cache
def _bare() -> Path:
    """A home with an empty database and the static files gathered: made once, copied for every installation."""
    from samepath.conf.first_start import fresh_secrets

    home = Path(tempfile.mkdtemp(prefix="samepath-bare-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    env = own_environment(home) | fresh_secrets() | {"SAMEPATH_DEMO": "yes"}
    gather = "from samepath.conf import options, run; run.prepare_files(options.load())"
    for command in (
        ["migrate", "-v0"],
        ["createcachetable", "-v0"],
        ["shell", "-v0", "-c", gather],
    ):
        done = samepath(env, "manage", *command)
        assert done.returncode == 0, done.stderr
    return home


def fill(env: dict[str, str]) -> dict[str, str]:
    """Make the fictional program in a new home folder, without members; returns the environment to start with."""
    from samepath.conf.first_start import fresh_secrets

    env = env | fresh_secrets() | {"SAMEPATH_DEMO": "yes"}
    shutil.copytree(_bare(), env["SAMEPATH_HOME"], dirs_exist_ok=True)
    done = samepath(env, "manage", "shell", "-v0", "-c", "from samepath import demo; demo.fill()")
    assert done.returncode == 0, done.stderr
    return env


class Running:
    """One `samepath up`, its words as they come, and its end."""

    def __init__(self, env: dict[str, str], *arguments: str) -> None:
        self.home = Path(env["SAMEPATH_HOME"])
        self.origin = f"http://localhost:{env['SAMEPATH_PORT']}"
        self.process = subprocess.Popen(
            [*SAMEPATH, *arguments],
            cwd=ROOT,
            env=env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.lines: list[str] = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        self.lines.extend(self.process.stdout)  # ends with the process

    def wait_for(self, words: str, seconds: float = 60) -> None:
        late = time.monotonic() + seconds
        while not any(words in line for line in self.lines):
            assert self.process.poll() is None, "".join(self.lines)
            assert time.monotonic() < late, "".join(self.lines)
            time.sleep(0.05)

    def wait_until_ready(self) -> None:
        self.wait_for("Samepath is ready: http://localhost:")

    def pid(self, name: str) -> int:
        return int((self.home / "run" / f"{name}.pid").read_text())

    def kill(self, name: str) -> bool:
        """kill -9 one process; False when it was just not there."""
        try:
            os.kill(self.pid(name), signal.SIGKILL)
        except (FileNotFoundError, ProcessLookupError, ValueError):
            return False
        return True

    def end(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(20)
        self.reader.join(5)
        self.process.stdout.close()
        return status


class Visitor:
    """A browser without a screen: keeps cookies, sends the form's token, retries nothing by itself."""

    def __init__(self, origin: str, who: str) -> None:
        self.origin, self.who = origin, who
        self.web = requests.Session()
        self.web.headers["Origin"] = origin

    def token(self, path: str = "/") -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path).text)
        assert found, f"no form at {path}"
        return found[1]

    def come_in(self) -> None:
        """As one of the made-up people of the demonstration."""
        assert self.post(f"/demo/as/{self.who}").ok

    def get(self, path: str) -> requests.Response:
        return self.web.get(self.origin + path, timeout=10)

    def post(self, path: str, token: str = "", **form: object) -> requests.Response:
        data = form | {"csrfmiddlewaretoken": token or self.token()}
        headers = {"Accept": "application/json"} if path == "/help" else {}
        return self.web.post(self.origin + path, data=data, headers=headers, timeout=10)

    def close(self) -> None:
        self.web.close()
