"""`samepath doctor`: what would hurt if it stayed as it is. Each check answers in one plain line."""

from __future__ import annotations

import json
import os
import shutil
import smtplib
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from samepath.conf import livekit_config, options

GIGABYTE = 2**30


@dataclass(frozen=True)
class Finding:
    """One answer: `state` is ok, note (worth knowing) or bad (would hurt)."""

    check: str
    state: str
    words: str


def look() -> list[Finding]:
    """Every check, in the order in which one would look."""
    try:
        given = options.load()
    except options.OptionsRefused as refused:
        return [Finding("settings", "bad", fault) for fault in refused.faults]
    found = [Finding("settings", "ok", f"{given.origin}, home {given.HOME}")]
    checks: list[tuple[str, Callable[[options.Options], list[Finding]]]] = [
        ("database", _database),
        ("livekit", _livekit),
        ("clock", _clock),
        ("disk", _disk),
        ("mail", _mail),
        ("messages", _messages),
        ("trail", _trail),
        ("web", _web),
    ]
    for name, check in checks:
        try:
            found += check(given)
        except Exception as error:  # a doctor reports, it does not fall  # noqa: BLE001
            found.append(Finding(name, "bad", f"could not be checked: {type(error).__name__}."))
    return found


def _database(given: options.Options) -> list[Finding]:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samepath.conf.settings")
    django.setup()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import DatabaseError

    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        return [Finding("database", "bad", f"does not answer: {type(error).__name__}.")]
    found = (
        _sqlite()
        if connection.vendor == "sqlite"
        else [Finding("database", "ok", "PostgreSQL answers.")]
    )
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        words = f"{len(waiting)} migrations have not been applied; run: samepath manage migrate"
        return [*found, Finding("migrations", "bad", words)]
    return [*found, Finding("migrations", "ok", "all applied.")]


def _sqlite() -> list[Finding]:
    from django.db import connection

    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    with connection.cursor() as cursor:
        seen = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
    if seen != wanted:
        return [Finding("database", "bad", f"SQLite runs with {seen}, and must run with {wanted}.")]
    return [Finding("database", "ok", "SQLite, WAL, synchronous FULL, foreign keys on.")]


def _livekit(given: options.Options) -> list[Finding]:
    found = []
    if livekit_config.ours(given):
        program = livekit_config.binary()
        if program is None:
            found.append(Finding("livekit", "bad", "is missing; run: tools/setup demo"))
        else:
            is_version = livekit_config.version(program)
            right = is_version == livekit_config.LIVEKIT_VERSION
            words = f"version {is_version}" + (
                "." if right else f", not {livekit_config.LIVEKIT_VERSION}."
            )
            found.append(Finding("livekit version", "ok" if right else "bad", words))
    return [*found, _livekit_answers(given)]


def _livekit_answers(given: options.Options) -> Finding:
    from livekit import api

    grants = api.VideoGrants(room_list=True)
    token = api.AccessToken(given.LIVEKIT_KEY, given.LIVEKIT_SECRET).with_grants(grants).to_jwt()
    request = urllib.request.Request(  # noqa: S310  # checked to be http or https
        f"{given.LIVEKIT_URL}/twirp/livekit.RoomService/ListRooms",
        data=b"{}",
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=3) as answer:  # noqa: S310  # an address of ours
            rooms = len(json.load(answer).get("rooms", []))
    except urllib.error.HTTPError as refused:
        return Finding(
            "livekit", "bad", f"answers {refused.code}: its keys are not ours. Restart samepath."
        )
    except OSError:
        return Finding(
            "livekit", "bad", "does not answer; rooms stay closed until it does. Start: samepath up"
        )
    return Finding("livekit", "ok", f"answers with our keys; rooms open: {rooms}.")


def _clock(given: options.Options) -> list[Finding]:
    offsets = [
        f"{name} differs by {apart:.0f} s"
        for name, apart in (("the database", _database_apart()), ("LiveKit", _livekit_apart(given)))
        if apart is not None and abs(apart) > 3
    ]
    if datetime.now(UTC).year < 2026:
        offsets.append("this machine's year is wrong")
    if offsets:
        words = "; ".join(offsets) + ". Attendance needs right clocks: set up NTP."
        return [Finding("clock", "bad", words)]
    return [Finding("clock", "ok", "agrees with the database and LiveKit, as far as they answer.")]


def _database_apart() -> float | None:
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        return float(cursor.fetchone()[0]) - time.time()


def _livekit_apart(given: options.Options) -> float | None:
    try:
        with urllib.request.urlopen(given.LIVEKIT_URL, timeout=3) as answer:  # noqa: S310  # checked at start
            said = answer.headers.get("Date")
    except OSError:
        return None
    return parsedate_to_datetime(said).timestamp() - time.time() if said else None


def _disk(given: options.Options) -> list[Finding]:
    free = shutil.disk_usage(given.HOME).free
    state = "bad" if free < GIGABYTE / 4 else "note" if free < GIGABYTE else "ok"
    return [Finding("disk", state, f"{free / GIGABYTE:.1f} GB free under {given.HOME}.")]


def _mail(given: options.Options) -> list[Finding]:
    if given.MAIL == "console":
        return [
            Finding("mail", "note", "messages are printed, not sent. Fine on this machine only.")
        ]
    asked = urlsplit(given.MAIL)
    kind = smtplib.SMTP_SSL if asked.scheme == "smtps" else smtplib.SMTP
    port = asked.port or (465 if asked.scheme == "smtps" else 587)
    try:
        with kind(asked.hostname or "", port, timeout=5) as server:
            server.noop()
    except (OSError, smtplib.SMTPException):
        return [
            Finding(
                "mail",
                "bad",
                f"{asked.hostname}:{port} does not answer; nobody can be told anything.",
            )
        ]
    return [Finding("mail", "ok", f"{asked.hostname}:{port} answers.")]


def _messages(_: options.Options) -> list[Finding]:
    """What is late or reached nobody (R12); needs the database checked before."""
    from samepath.notices import queries

    outbox = queries.outbox()
    if outbox.well:
        return [Finding("messages", "ok", f"{outbox.owed} on their way, none late.")]
    words = f"{outbox.late} are more than a minute late, {outbox.dead} reached nobody in a week"
    named = sorted({f"{dead.template}: {dead.last_error}" for dead in queries.dead_letters()})
    return [Finding("messages", "bad", "; ".join([words, *named[:5]]) + ".")]


def _trail(_: options.Options) -> list[Finding]:
    """Whether the trail fits since its last anchor, and whether lines wait in the spool (L02, L03)."""
    from samepath.audit import jobs, queries, spool

    anchors = jobs.anchors()
    report = queries.verify(anchors, since=max(anchors, default=0))
    if not report.whole:
        return [Finding("trail", "bad", f"broken at row {report.broken}: {report.how}.")]
    if waiting := len(list(spool.kept())):
        return [
            Finding("trail", "bad", f"{waiting} lines wait in the spool; is the clock running?")
        ]
    return [Finding("trail", "ok", f"whole; {report.rows} rows since the last anchor.")]


def _web(given: options.Options) -> list[Finding]:
    from samepath.conf.run import answers

    if answers(given):
        return [Finding("web", "ok", f"answers at {given.origin}.")]
    return [
        Finding("web", "note", f"nothing answers ready on port {given.PORT}. Start: samepath up")
    ]


def as_json(found: list[Finding]) -> str:
    return json.dumps({"well": well(found), "findings": [asdict(one) for one in found]}, indent=2)


def well(found: list[Finding]) -> bool:
    return all(one.state != "bad" for one in found)
