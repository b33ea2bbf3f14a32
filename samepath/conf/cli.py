"""The one program of an installation: `samepath up`, `demo`, `doctor`, `rehearse`, `audit`, `user`."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from samepath.conf import options

if TYPE_CHECKING:
    from samepath.programs.models import Program


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was typed; the answer is the exit status."""
    os.umask(0o077)  # whatever we write is for this user only
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if given[:1] == ["rehearse"]:  # has its own options, as the next has
            return _rehearse(given[1:])
        if given[:1] == ["manage"]:
            return _manage(given[1:])
        asked = _parser().parse_args(given)
        act: Callable[[argparse.Namespace], int] = asked.act
        return act(asked)
    except options.OptionsRefused as refused:
        print(refused, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="samepath", description="Run and look after Samepath.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(
        name: str, act: Callable[[argparse.Namespace], int], words: str
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=words, description=words)
        sub.set_defaults(act=act)
        return sub

    command("up", _up, "start everything and stay until Ctrl-C")
    command(
        "demo", _demo, "the same with a fictional program and a live session, on this machine only"
    )
    doctor = command("doctor", _doctor, "check settings, database, LiveKit, clock, disk, mail")
    doctor.add_argument("--json", action="store_true", help="for machines")
    commands.add_parser("rehearse", help="send scripted members into a session")
    commands.add_parser("manage", help="Django's own commands, such as migrate")
    audit = command(
        "audit", _audit, "verify: read the whole trail and name the first row that does not fit"
    )
    audit.add_argument("what", choices=["verify"])
    user = command("user", _user, "invite: send somebody a link to make their account")
    user.add_argument("what", choices=["invite"])
    user.add_argument("email")
    user.add_argument(
        "--role",
        required=True,
        help="participant, peer-leader, clinician, coordinator, administrator",
    )
    user.add_argument("--program", help="name of the program; needed unless there is only one")
    guides = command("guides", _guides, "load: bring the guides that come with Samepath up to date")
    guides.add_argument("what", choices=["load"])
    command("secrets", _secrets, "print fresh secrets for samepath.env")
    command("clock", _clock, "one process of `up`: what time does by itself")
    command("notices", _notices, "one process of `up`: messages on their way out")
    return parser


def _up(_: argparse.Namespace) -> int:
    from samepath.conf import run

    return run.up()


def _demo(_: argparse.Namespace) -> int:
    from samepath.conf import run

    return run.up(demo=True)


def _doctor(asked: argparse.Namespace) -> int:
    from samepath.conf import doctor, run

    run.join_running()
    found = doctor.look()
    if asked.json:
        print(doctor.as_json(found))
    else:
        for one in found:
            print(f"{one.state:>4}  {one.check}: {one.words}")
    return 0 if doctor.well(found) else 1


def _secrets(_: argparse.Namespace) -> int:
    from samepath.conf.first_start import fresh_secrets

    print("\n".join(f"{name}={value}" for name, value in fresh_secrets().items()))
    return 0


def _audit(_: argparse.Namespace) -> int:
    _django()
    from samepath.audit import jobs, queries

    report = queries.verify(jobs.anchors())
    if report.whole:
        print(f"The trail is whole: {report.rows} rows, head {report.head}.")
        return 0
    print(f"The trail is broken at row {report.broken}: {report.how}.")
    return 1


def _user(asked: argparse.Namespace) -> int:
    _django()
    from samepath.people.permissions import Role
    from samepath.programs import actions

    if asked.role not in set(Role):
        print(f"There is no role {asked.role}. Roles: {', '.join(Role)}.", file=sys.stderr)
        return 1
    role = Role(asked.role)
    # Administrators run the installation and belong to no program; the first one comes in this way.
    program = None if role == Role.ADMINISTRATOR else _program(asked.program)
    if program is None and role != Role.ADMINISTRATOR:
        return 1
    actions.invite(email=asked.email, role=role, program=program, by=None)
    print(f"{asked.email} will receive a link to make an account.")
    return 0


def _program(name: str | None) -> Program | None:
    from samepath.programs.models import Program

    there = list(Program.objects.order_by("name"))
    fitting = [program for program in there if name in {None, program.name}]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(program.name for program in there) or "none yet"
    print(f"Name one program with --program. There are: {names}.", file=sys.stderr)
    return None


def _guides(_: argparse.Namespace) -> int:
    _django()
    from samepath.guides import actions

    print(f"Guides that are new or have changed: {actions.load_shipped()}.")
    return 0


def _clock(_: argparse.Namespace) -> int:
    from samepath.conf import clock

    return _loop(clock.CLOCK)


def _notices(_: argparse.Namespace) -> int:
    from samepath.conf import clock

    return _loop(clock.NOTICES)


def _loop(jobs: object) -> int:
    _django()
    from samepath.conf import clock

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    clock.run(jobs, stop)  # type: ignore[arg-type]  # kept loose so that Django is set up first
    return 0


def _rehearse(arguments: Sequence[str]) -> int:
    from samepath.conf import run

    run.join_running()
    asked = list(arguments)
    if not {"--url", "--origin"} & {word.partition("=")[0] for word in asked}:
        asked += ["--url", options.origin_of(os.environ)]
    return int(import_module("samepath.rehearsal.cli").main(asked) or 0)


def _manage(arguments: Sequence[str]) -> int:
    from samepath.conf import run

    run.join_running()
    options.load()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samepath.conf.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["samepath manage", *arguments])
    return 0


def _django() -> None:
    from samepath.conf import run

    run.join_running()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samepath.conf.settings")
    options.load()
    import django

    django.setup()


if __name__ == "__main__":
    sys.exit(main())
