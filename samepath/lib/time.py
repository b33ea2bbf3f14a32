"""Time: instants are UTC and aware; what people see is wall time in a named zone (safety.md 4.5)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone

# The zones a person may choose: those of the United States and its neighbours.
ZONES = sorted(
    zone for zone in available_timezones() if zone.startswith(("America/", "US/", "Pacific/"))
)


def now() -> datetime:
    """This moment, UTC."""
    return timezone.now()


class Happens(StrEnum):
    """How often a wall time comes round on its day. Clocks going forward skip some; going back, repeat some."""

    ONCE = "once"
    TWICE = "twice"
    NEVER = "never"


def happens(on: date, at: time, zone: str) -> Happens:
    """Whether a wall time exists, so that a form can say that the clocks change that night."""
    wall = datetime.combine(on, at.replace(fold=0, tzinfo=None), ZoneInfo(zone))
    if not _exists(wall):
        return Happens.NEVER
    twice = wall.utcoffset() != wall.replace(fold=1).utcoffset()
    return Happens.TWICE if twice else Happens.ONCE


def instant(on: date, at: time, zone: str) -> tuple[datetime, int]:
    """The UTC instant of a wall time in a zone, and the fold to store.

    A time that does not exist becomes the next valid minute; one that happens twice means its first
    occurrence.
    """
    wall = datetime.combine(on, at.replace(fold=0, tzinfo=None), ZoneInfo(zone))
    return (wall if _exists(wall) else _after_the_gap(wall)).astimezone(UTC), 0


def span(on: date, at: time, minutes: int, zone: str) -> tuple[datetime, datetime]:
    """The instants between which something lasts that begins at a wall time. Minutes are lived ones: a change
    of clocks in between moves the end on the wall, not how long it lasts.
    """
    starts, _ = instant(on, at, zone)
    return starts, starts + timedelta(minutes=minutes)


def overlap(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    """Whether two spans share a moment; one that ends as the other begins does not."""
    return one[0] < other[1] and other[0] < one[1]


def _exists(wall: datetime) -> bool:
    """Whether this wall time is ever shown on a clock of its zone."""
    back = wall.astimezone(UTC).astimezone(wall.tzinfo)
    return back.replace(tzinfo=None) == wall.replace(tzinfo=None)


def _after_the_gap(wall: datetime) -> datetime:
    """The first minute after a gap that swallows this wall time."""
    minute = wall.replace(second=0, microsecond=0)
    for _ in range(24 * 60):
        minute += timedelta(minutes=1)
        if _exists(minute):
            return minute
    raise ValueError("no zone skips more than a day")


def in_zone(moment: datetime, zone: str) -> datetime:
    """The same instant on the wall of a zone."""
    return moment.astimezone(ZoneInfo(zone))


def week_start(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())
