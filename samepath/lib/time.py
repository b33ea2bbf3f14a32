"""Time: instants are UTC and aware; what people see is wall time in a named zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone


def now() -> datetime:
    """This moment, UTC."""
    return timezone.now()


def instant(on: date, at: time, zone: str) -> tuple[datetime, int]:
    """The UTC instant of a wall time in a zone, and the fold to store (safety.md 4.5).

    A time that does not exist (clocks go forward) becomes the next valid minute; one that happens twice
    means its first occurrence.
    """
    wall = datetime.combine(on, at.replace(fold=0), ZoneInfo(zone))
    there_and_back = wall.astimezone(UTC).astimezone(ZoneInfo(zone))
    if there_and_back.replace(tzinfo=None) != wall.replace(tzinfo=None):
        wall = _after_the_gap(wall)
    return wall.astimezone(UTC), 0


def _after_the_gap(wall: datetime) -> datetime:
    """The first minute after a gap that swallows this wall time."""
    zone = wall.tzinfo
    minute = wall.replace(tzinfo=None)
    for _ in range(24 * 60):
        minute += timedelta(minutes=1)
        candidate = minute.replace(tzinfo=zone)
        back = candidate.astimezone(UTC).astimezone(zone)
        if back.replace(tzinfo=None) == minute:
            return candidate
    raise ValueError("no zone skips a whole day and more")


def in_zone(moment: datetime, zone: str) -> datetime:
    """The same instant on the wall of a zone."""
    return moment.astimezone(ZoneInfo(zone))


def week_start(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())
