"""Is the trail whole? Who looked?"""

from __future__ import annotations

from dataclasses import dataclass

from samepath.audit import chain
from samepath.audit.models import Entry


@dataclass(frozen=True)
class Report:
    """What a check of the whole trail found. `broken` is the first row that does not fit, and how."""

    rows: int
    head: str
    broken: int | None = None
    how: str = ""

    @property
    def whole(self) -> bool:
        return self.broken is None


def verify(anchors: dict[int, str] | None = None) -> Report:
    """Walk the trail in constant memory and name the first broken row (L02).

    `anchors` are heads written down outside the database, by row id: a trail cut short, or rewritten
    from some row on, no longer holds them.
    """
    before, rows, last = chain.GENESIS, 0, 0
    wanted = dict(anchors or {})
    for entry in Entry.objects.order_by("id").iterator(chunk_size=2000):
        rows, last = rows + 1, entry.pk
        if entry.before != before:
            return Report(rows, before, entry.pk, "a row before it is missing or was moved")
        values = {name: getattr(entry, name) for name in chain.SEALED}
        if entry.hash != chain.seal(values, before):
            return Report(rows, before, entry.pk, "its content was changed")
        before = entry.hash
        if wanted.pop(entry.pk, entry.hash) != entry.hash:
            return Report(rows, before, entry.pk, "it differs from the head written down outside")
    if wanted:
        return Report(
            rows, before, min(wanted), f"the trail ends at row {last}: later rows are gone"
        )
    return Report(rows, before)
