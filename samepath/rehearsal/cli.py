"""`samepath rehearse`: send scripted members into a session, and report."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import signal
import sys
from pathlib import Path

from samepath.rehearsal.browser import Somebody
from samepath.rehearsal.company import keep_company
from samepath.rehearsal.script import DEMO_MEMBERS, DEMO_STAFF, Report, as_json, rehearse


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
    ask.add_argument(
        "--url", "--origin", dest="url", default="http://localhost:8000", help="the installation"
    )
    ask.add_argument("--report", type=Path, help="write the report as JSON here")
    ask.add_argument(
        "--people", type=Path, help="JSON with members, staff and clinician: email, password, totp"
    )
    ask.add_argument("--demo", action="store_true", help="keep company until stopped")
    return ask


def _people(
    file: Path | None, members: int
) -> tuple[list[Somebody], list[Somebody], Somebody | None]:
    if file is None:
        keys = DEMO_MEMBERS[:members]
        return [Somebody(k) for k in keys], [Somebody(k) for k in DEMO_STAFF], Somebody("ada")
    given = json.loads(file.read_text())
    clinician = Somebody(**given["clinician"]) if given.get("clinician") else None
    return (
        [Somebody(**one) for one in given["members"][:members]],
        [Somebody(**one) for one in given.get("staff", [])],
        clinician,
    )


def main(arguments: list[str] | None = None) -> int:
    """Run; 0 when nothing was wrong."""
    asked = parser().parse_args(arguments)
    try:
        return asyncio.run(_run(asked))
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 0


async def _run(asked: argparse.Namespace) -> int:
    loop, me = asyncio.get_running_loop(), asyncio.current_task()
    assert me is not None
    loop.add_signal_handler(signal.SIGTERM, me.cancel)
    if asked.demo:
        with contextlib.suppress(asyncio.CancelledError):
            await keep_company(asked.url, asked.members)
        return 0
    members, staff, clinician = _people(asked.people, asked.members)
    report = await rehearse(asked.url, members, staff, clinician, asked.minutes, asked.session)
    return _say(report, asked.report)


def _say(report: Report, file: Path | None) -> int:
    text = json.dumps(as_json(report), indent=2)
    if file:
        file.write_text(text + "\n")
    sys.stdout.write(text + "\n")
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
