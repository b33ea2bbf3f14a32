"""`samepath rehearse`: send scripted members into a session, and report."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from samepath.rehearsal.browser import Somebody
from samepath.rehearsal.company import Company
from samepath.rehearsal.manners import Manner
from samepath.rehearsal.report import Report
from samepath.rehearsal.script import Cast, rehearse

DEMO_MEMBERS = (
    "moon", "wave", "ridge", "oak", "sun", "leaf", "pebble", "cedar", "swift", "ember", "tide",
)  # fmt: skip
DEMO_LEADS = ("heron", "lantern")
DEMO_CLINICIAN = "ada"


def parser() -> argparse.ArgumentParser:
    """What may be asked for."""
    ask = argparse.ArgumentParser(
        prog="samepath rehearse",
        description="Scripted members come into a session through the product's own doors.",
    )
    ask.add_argument("--members", type=int, default=6, help="how many (default 6)")
    ask.add_argument("--minutes", type=float, default=3, help="how long they stay (default 3)")
    ask.add_argument(
        "--session", default="", help="id of the session (default: the one on their first page)"
    )
    port = os.environ.get("SAMEPATH_PORT", "8000")
    ask.add_argument(
        "--origin", "--url", dest="origin", help="the installation",
        default=os.environ.get("SAMEPATH_ORIGIN", f"http://localhost:{port}"),
    )  # fmt: skip
    ask.add_argument("--report", type=Path, help="write the report as JSON here")
    ask.add_argument(
        "--people", type=Path,
        help="JSON with members, leads and clinician, each with email, password, totp and alias"
        " (default: the people of the demonstration)",
    )  # fmt: skip
    ask.add_argument(
        "--script", action="append", default=[], choices=[one.value for one in Manner],
        help="play an evening with rounds and small rooms; how the first member behaves (again: the next)",
    )  # fmt: skip
    ask.add_argument(
        "--forever", "--demo", dest="forever", action="store_true",
        help="keep company until stopped, and step aside for visitors",
    )  # fmt: skip
    return ask


class BadPeople(Exception):
    """The list of people cannot be used; says why."""


def cast(file: Path | None, members: int) -> Cast:
    """Who takes part. Raises BadPeople with a sentence."""
    if file is None:
        return _enough(
            Cast(
                [Somebody(key) for key in DEMO_MEMBERS],
                [Somebody(key) for key in DEMO_LEADS],
                Somebody(DEMO_CLINICIAN),
            ),
            members,
        )
    try:
        given = json.loads(file.read_text())
        clinician = given.get("clinician")
        everybody = Cast(
            [Somebody(**one) for one in given["members"]],
            [Somebody(**one) for one in given.get("leads", [])],
            Somebody(**clinician) if clinician else None,
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadPeople(f"{file} cannot be used: {type(error).__name__} {error}") from error
    return _enough(everybody, members)


def _enough(everybody: Cast, members: int) -> Cast:
    there = len(everybody.members)
    if not 1 <= members <= there:
        raise BadPeople(f"--members can be 1 to {there}: so many people can sign in.")
    return Cast(everybody.members[:members], everybody.leads, everybody.clinician)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; 0 when nothing was wrong."""
    asked = parser().parse_args(arguments)
    logging.getLogger("livekit").setLevel(logging.CRITICAL)  # drops are part of the play
    logging.getLogger("websockets").setLevel(logging.CRITICAL)
    try:
        return asyncio.run(_run(asked, cast(asked.people, asked.members)))
    except BadPeople as sentence:
        sys.stderr.write(f"{sentence}\n")
        return 2
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 0 if asked.forever else 1


async def _run(asked: argparse.Namespace, everybody: Cast) -> int:
    loop, me = asyncio.get_running_loop(), asyncio.current_task()
    assert me is not None
    loop.set_default_executor(ThreadPoolExecutor(32))
    loop.add_signal_handler(signal.SIGTERM, me.cancel)
    if asked.forever:
        if everybody.clinician is None or not everybody.leads:
            raise BadPeople("Company needs somebody who leads and a clinician.")
        with contextlib.suppress(asyncio.CancelledError):
            await Company(
                asked.origin, everybody.leads, everybody.members, everybody.clinician
            ).keep()
        return 0
    if len(asked.script) > asked.members:
        raise BadPeople("There are more scripts than members.")
    report = await rehearse(
        asked.origin, everybody, minutes=asked.minutes, session=asked.session,
        manners=[Manner(one) for one in asked.script],
    )  # fmt: skip
    return _say(report, asked.report)


def _say(report: Report, file: Path | None) -> int:
    text = json.dumps(report.as_json(), indent=2)
    if file:
        file.write_text(text + "\n")
    sys.stdout.write(text + "\n")
    return 0 if report.well else 1


if __name__ == "__main__":
    sys.exit(main())
