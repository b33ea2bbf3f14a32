"""Is the trail whole? Who looked?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from samepath.audit import chain
from samepath.audit.models import Entry


@dataclass(frozen=True)
class Report:
    """What a check of the trail found. `broken` is the first row that does not fit, and how."""

    rows: int
    head: str
    broken: int | None = None
    how: str = ""

    @property
    def whole(self) -> bool:
        return self.broken is None


@dataclass(frozen=True)
class Line:
    """One line of the trail, as a person may be shown it."""

    at: datetime
    act: str
    by_key: str
    by_name: str
    hat: str
    about_kind: str
    about_key: str
    session: str
    purpose: str
    outcome: str

    @property
    def was_a_read(self) -> bool:
        return self.act.startswith("saw.")


def verify(anchors: dict[int, str] | None = None, *, since: int = 0) -> Report:
    """Walk the trail in constant memory and name the first broken row (L02).

    `anchors` are heads written down outside the database, by row id: a trail cut short, or rewritten
    from some row on, no longer holds them. `since` is an anchored row to begin after; 0 is the beginning.
    """
    heads = dict(anchors or {})
    before, rows, last = chain.GENESIS, 0, since
    if since:
        if not Entry.objects.filter(pk=since, hash=heads[since]).exists():
            return Report(0, heads[since], since, "it differs from the head written down outside")
        before = heads[since]
    wanted = {row: head for row, head in heads.items() if row > since}
    entries = Entry.objects.filter(pk__gt=since).order_by("pk")
    for row, sealed_before, seal, *sealed in entries.values_list(
        "pk", "before", "hash", *chain.SEALED
    ).iterator(chunk_size=1000):
        rows, last = rows + 1, row
        how = _misfit(sealed_before, seal, sealed, before)
        if not how and wanted.pop(row, seal) != seal:
            how = "it differs from the head written down outside"
        if how:
            return Report(rows, before, row, how)
        before = seal
    if wanted:
        return Report(rows, before, min(wanted), _gone(last, min(wanted)))
    return Report(rows, before)


def _misfit(sealed_before: str, seal: str, sealed: list[Any], before: str) -> str:
    if sealed_before != before:
        return "a row before it is missing, was added or was moved"
    if seal != chain.seal(dict(zip(chain.SEALED, sealed, strict=True)), before):
        return "its content was changed"
    return ""


def _gone(last: int, wanted: int) -> str:
    where = f"after row {last}" if last < wanted else "in the midst of the trail"
    return f"it was written down outside and is gone; rows are missing {where}"


def about(
    keys: Iterable[UUID | str],
    *,
    only_reads: bool = False,
    since: datetime | None = None,
    at_most: int = 500,
) -> list[Line]:
    """What was done to and seen of these records, newest first. 1 query.

    A person's own access list gives the person's key and those of the records that are about them.
    """
    entries = Entry.objects.filter(about_key__in=[str(key) for key in keys])
    return _lines(entries, only_reads=only_reads, since=since, at_most=at_most)


def by(person_key: UUID | str, *, since: datetime | None = None, at_most: int = 500) -> list[Line]:
    """What somebody did and saw, newest first. 1 query."""
    entries = Entry.objects.filter(by_key=str(person_key))
    return _lines(entries, only_reads=False, since=since, at_most=at_most)


def _lines(entries: Any, *, only_reads: bool, since: datetime | None, at_most: int) -> list[Line]:
    if only_reads:
        entries = entries.filter(act__startswith="saw.")
    if since is not None:
        entries = entries.filter(at__gte=since)
    names = Line.__dataclass_fields__
    return [Line(**row) for row in entries.order_by("-pk").values(*names)[:at_most]]
