"""The report of a rehearsal, and its sums."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

OF_THE_FLOOR = ("rounds_ok", "splits_ok", "split_first_frame_s", "state_lag_ms")
ALLOWED_ERROR_S = 15.0  # as far as the page itself lets its sources differ


@dataclass
class Report:
    """What was seen; `failures` in words, empty when all went right."""

    members: int
    joined: int = 0
    join_s: dict[str, float] = field(default_factory=dict)
    frames_received: int = 0
    reconnects_ok: int = 0
    attendance_error_s: float | None = None
    removed_came_back: bool | None = None
    tickets_tried: int = 0
    rounds_ok: bool | None = None
    splits_ok: bool | None = None
    split_first_frame_s: dict[str, float] | None = None
    state_lag_ms: dict[str, float] | None = None
    failures: list[str] = field(default_factory=list)

    def fail(self, words: str) -> None:
        """Note something that is wrong."""
        self.failures.append(words)

    @property
    def well(self) -> bool:
        return not self.failures

    def as_json(self) -> dict[str, Any]:
        """The report as plain data; of the floor only when it was played."""
        given = asdict(self)
        return {n: v for n, v in given.items() if v is not None or n not in OF_THE_FLOOR}


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile (nearest rank) and longest; empty for nothing."""
    if not seconds:
        return {}
    ordered = sorted(seconds)
    nearest = max(0, math.ceil(0.95 * len(ordered)) - 1)
    figures = {
        "p50": statistics.median(ordered), "p95": ordered[nearest], "max": ordered[-1],
    }  # fmt: skip
    return {name: round(value, 3) for name, value in figures.items()}


@dataclass(frozen=True)
class Clocks:
    """The attendance page beside everybody's own clock, at one moment. Names in lower case."""

    shown: Mapping[str, int]
    own: Mapping[str, float]


def largest_error(before: Clocks, settled: Clocks, after: Clocks) -> tuple[float | None, list[str]]:
    """The largest difference between the page and a member's own clock, and who is missing on the page.

    Whoever had been there before this rehearsal (company of the demonstration) is measured from the
    moment all had joined; everybody else from the door.
    """
    errors, missing = [], []
    for name, own in after.own.items():
        if name not in after.shown:
            missing.append(name)
            continue
        start = settled if before.shown.get(name) else Clocks({}, {})
        shown = after.shown[name] - start.shown.get(name, 0)
        errors.append(abs(shown - (own - start.own.get(name, 0.0))))
    return (round(max(errors), 2) if errors else None), missing
