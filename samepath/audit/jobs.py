"""What time does: the head of the trail is written down outside the database, and spooled lines come home."""

from __future__ import annotations

import os
from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction

from samepath.audit import spool, trail
from samepath.audit.models import Entry
from samepath.audit.queries import verify
from samepath.lib.time import now

log = structlog.get_logger(__name__)


def _file() -> Path:
    return Path(settings.HOME) / "anchors.log"


def anchor() -> None:
    """Append the newest row's id and seal to anchors.log in the home folder. Keep a copy of that file elsewhere.

    Rows since the last anchor are checked first; a trail that does not fit gets no new anchor but an alarm.
    """
    known = anchors()
    report = verify(known, since=max(known, default=0))
    if not report.whole:
        log.error("trail.broken", row=report.broken, how=report.how)
        return
    last = Entry.objects.order_by("-id").first()
    if last is not None:
        handle = os.open(_file(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "a") as file:
            file.write(f"{now().isoformat()} {last.pk} {last.hash}\n")
            file.flush()
            os.fsync(file.fileno())


def anchors() -> dict[int, str]:
    """The heads written down so far, by row id. What was written first about a row counts."""
    heads: dict[int, str] = {}
    if _file().exists():
        for line in _file().read_text().splitlines():
            match line.split():
                case [_, row, seal] if row.isdigit() and len(seal) == 64:
                    heads.setdefault(int(row), seal)
                case _:
                    log.warning("trail.anchor_unreadable")
    return heads


def drain_spool() -> int:
    """Write the lines put aside while the trail was out of order, with the times they were due; how many."""
    drained = 0
    for path, line in spool.kept():
        line["facts"]["spooled"] = path.stem
        with transaction.atomic():
            if not Entry.objects.filter(facts__spooled=path.stem).exists():
                trail.append(line)
        path.unlink()
        drained += 1
    return drained
