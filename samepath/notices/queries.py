"""How the messages fare: what is owed, what is late, what was given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from samepath.lib.time import now as right_now
from samepath.notices.models import Notice

LATE = timedelta(seconds=60)


@dataclass(frozen=True)
class Outbox:
    """`late` are due for more than a minute; `dead` were given up and reached nobody."""

    owed: int
    late: int
    oldest: datetime | None
    dead: int

    @property
    def well(self) -> bool:
        return not self.late and not self.dead


@dataclass(frozen=True)
class DeadLetter:
    """A message that reached nobody, by its name; never whom or what."""

    template: str
    channel: str
    key: str
    posted_at: datetime
    dead_at: datetime
    attempts: int
    last_error: str


def outbox(*, lately: timedelta = timedelta(days=7)) -> Outbox:
    """The state of everything on its way; dead letters of the last days. 1 query."""
    now = right_now()
    owed = Q(sent_at__isnull=True, dead_at__isnull=True, due_at__lte=now)
    dead = Q(dead_at__gt=now - lately) & ~Q(last_error="expired")
    return Outbox(
        **Notice.objects.aggregate(
            owed=Count("pk", filter=owed),
            late=Count("pk", filter=owed & Q(due_at__lt=now - LATE)),
            oldest=Min("due_at", filter=owed),
            dead=Count("pk", filter=dead),
        )
    )


def dead_letters(*, at_most: int = 100) -> list[DeadLetter]:
    """What was given up, newest first. 1 query."""
    names = tuple(DeadLetter.__dataclass_fields__)
    rows = Notice.objects.filter(dead_at__isnull=False).order_by("-dead_at").values(*names)
    return [DeadLetter(**row) for row in rows[:at_most]]


def already_posted(key: str) -> bool:
    """Whether a message with this key was ever owed. 1 query."""
    return Notice.objects.filter(key=key).exists()
