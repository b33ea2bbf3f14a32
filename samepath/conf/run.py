"""`samepath up` and `samepath demo`: everything an installation needs, started and stopped together."""

from __future__ import annotations

import errno
import hashlib
import os
import sqlite3
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from samepath.conf import first_start, livekit_config, options
from samepath.conf.first_start import CannotStart
from samepath.conf.supervisor import Child, Supervisor

READY_WITHIN = 60.0


def say(words: str) -> None:
    print(f"  {words}", flush=True)


def up(*, demo: bool = False) -> int:
    """Start, wait until ready, look after, stop. Returns the exit status."""
    began = time.monotonic()
    try:
        given = _settle(demo=demo)
        supervisor = Supervisor(
            given.HOME, env=os.environ, folder=options.ROOT, say=say, quiet=demo
        )
    except CannotStart as sentence:
        return _refuse(str(sentence))
    except OSError as error:
        return _refuse(_in_words(error))
    supervisor.listen()
    note = _note_running(given)
    try:
        return _run(supervisor, given, demo=demo, began=began)
    except CannotStart as sentence:
        return _refuse(str(sentence))
    except (OSError, sqlite3.Error) as error:
        return _refuse(_in_words(error))
    finally:
        supervisor.stop()
        note.unlink(missing_ok=True)


def _settle(*, demo: bool) -> options.Options:
    """Secrets, settings and ports, before anything is started."""
    home = options.home()
    os.environ["SAMEPATH_HOME"] = str(home)
    if demo:
        os.environ["SAMEPATH_DEMO"] = "yes"
    first_start.prepare(home)
    given = options.load()
    first_start.claim_ports(given)
    if livekit_config.ours(given):
        if livekit_config.binary() is None:
            raise CannotStart(
                "LiveKit, which carries pictures and voices, is missing. Build it once with"
                " `tools/setup demo` (about three minutes), then start again."
            )
        moved = first_start.moved_ports(given)
        if moved:
            os.environ.update(moved)
            given = options.load()
            say("LiveKit's usual ports are taken; it uses others this time.")
    return given


def _run(supervisor: Supervisor, given: options.Options, *, demo: bool, began: float) -> int:
    if livekit_config.ours(given):
        program = livekit_config.binary()
        assert program is not None
        config = livekit_config.write(given)
        # It lingers while people are in a room; after three seconds it is ended.
        supervisor.add(Child("livekit", [program, "--config", config], grace=3.0))
    _prepare_database(demo=demo)
    prepare_files(given)
    supervisor.add(Child("web", _web(given)))
    supervisor.add(Child("clock", _ourselves("clock")))
    supervisor.add(Child("notices", _ourselves("notices")))
    late = time.monotonic() + READY_WITHIN
    if not supervisor.watch(lambda: answers(given) or time.monotonic() > late):
        return 0
    if not answers(given):
        return _refuse(
            f"Samepath did not become ready within {READY_WITHIN:g} s. `samepath doctor` says what is wrong;"
            f" what the processes wrote is in {given.HOME / 'logs'}."
        )
    print(f"Samepath is ready: {given.origin}", flush=True)
    say(f"after {time.monotonic() - began:.1f} s. Ctrl-C stops everything.")
    if demo:
        _send_members(supervisor, given)
    supervisor.watch()
    say("Stopping.")
    return 0


def _web(given: options.Options) -> list[str]:
    return [
        sys.executable, "-m", "uvicorn", "samepath.conf.asgi:application",
        "--host", given.BIND, "--port", str(given.PORT),
        "--no-access-log", "--no-server-header", "--lifespan", "off", "--log-level", "warning",
        "--ws-max-size", str(1024 * 1024), "--timeout-keep-alive", "75",
        "--timeout-graceful-shutdown", "3",
    ]  # fmt: skip


def _ourselves(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "samepath.conf.cli", *arguments]


def _timed(words: str, act: Callable[[], object]) -> None:
    began = time.monotonic()
    act()
    took = time.monotonic() - began
    if took > 0.5:
        say(f"{words}: {took:.1f} s")


def _prepare_database(*, demo: bool) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samepath.conf.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connections
    from django.db.utils import DatabaseError

    def migrate() -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)

    try:
        _timed("Preparing the database", migrate)
        guides = import_module("samepath.guides.actions")
        _timed("Loading the guides", guides.load_shipped)
        _timed("Beginning promises", lambda: guides.begin_promises(by=None))
        if demo:
            _timed("Filling in the fictional program", import_module("samepath.demo").fill)
    except DatabaseError as error:
        raise CannotStart(_in_words(error)) from error
    finally:
        connections.close_all()


def prepare_files(given: options.Options) -> None:
    """Gather static files when one of them has changed."""
    from django.contrib.staticfiles import finders
    from django.core.management import call_command

    seen = hashlib.sha256()
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            there = os.stat(storage.path(name))
            seen.update(f"{name} {there.st_size} {there.st_mtime_ns}\n".encode())
    stamp = given.HOME / "static.stamp"
    if stamp.exists() and stamp.read_text() == seen.hexdigest():
        return
    _timed(
        "Gathering static files",
        lambda: call_command("collectstatic", verbosity=0, interactive=False, clear=True),
    )
    stamp.write_text(seen.hexdigest())


def _send_members(supervisor: Supervisor, given: options.Options) -> None:
    supervisor.add(Child("members", _ourselves("rehearse", "--demo", "--url", given.origin)))


def answers(given: options.Options) -> bool:
    """Whether the product itself says that it is ready."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{given.PORT}/readyz", timeout=3) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _note_running(given: options.Options) -> Path:
    """So that `samepath doctor` and friends ask the installation that is running, on its ports."""
    note = given.HOME / "run" / "now.env"
    names = ("PORT", "LIVEKIT_URL", "RTC_UDP_PORT", "RTC_TCP_PORT", "DEMO", "BIND")
    lines = [f"SAMEPATH_{name}={getattr(given, name)}" for name in names]
    note.write_text("\n".join([f"PID={os.getpid()}", *lines]) + "\n")
    return note


def join_running() -> None:
    """Take over the ports of the installation that is running in this home folder, if one is."""
    options.home().mkdir(mode=0o700, parents=True, exist_ok=True)
    note = options.home() / "run" / "now.env"
    if not note.exists():
        return
    values = dict(line.split("=", 1) for line in note.read_text().splitlines())
    if Path(f"/proc/{values.pop('PID')}").exists():
        for name, value in values.items():
            os.environ.setdefault(name, value)


def _in_words(error: Exception) -> str:
    text = str(error)
    if getattr(error, "errno", None) in {errno.ENOSPC, errno.EDQUOT} or "disk is full" in text:
        return (
            "The disk is full. Free some space and start again; nothing that was answered is lost."
        )
    if "readonly database" in text or isinstance(error, PermissionError):
        return f"Samepath may not write to its home folder {options.home()}. Give it the right to, and start again."
    if isinstance(error, OSError):
        return f"{error.strerror or 'Something is wrong'}: {error.filename or options.home()}."
    return f"The database does not answer ({type(error).__name__}). `samepath doctor` says more."


def _refuse(sentence: str) -> int:
    print(f"Samepath: {sentence}", file=sys.stderr, flush=True)
    return 1
