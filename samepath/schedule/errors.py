"""What can be refused about the schedule. Each carries the facts a page needs to explain it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samepath.people.models import Person
    from samepath.schedule.models import Session


class ScheduleError(Exception):
    """A plan was refused."""


class InThePast(ScheduleError):
    """A session cannot be planned into the past."""


class WrongPerson(ScheduleError):
    """Somebody cannot have this part: not on the program's staff in the role it needs."""

    def __init__(self, part: str, person: Person) -> None:
        super().__init__(part)
        self.part, self.person = part, person


class EnrolledHere(ScheduleError):
    """Nobody leads in a program they are enrolled in."""

    def __init__(self, person: Person) -> None:
        super().__init__("enrolled")
        self.person = person


class SamePerson(ScheduleError):
    """Guide, host and supervisor are different people (domain.md 3.5)."""

    def __init__(self, part: str, person: Person) -> None:
        super().__init__(part)
        self.part, self.person = part, person


class WrongGroup(ScheduleError):
    """The group belongs to another program, or is closed."""


class BadLength(ScheduleError):
    """A session lasts between `low` and `high` minutes."""

    def __init__(self, low: int, high: int) -> None:
        super().__init__(f"{low}-{high}")
        self.low, self.high = low, high


class Clash(ScheduleError):
    """Somebody is somewhere else at that time."""

    def __init__(self, part: str, person: Person, other: Session) -> None:
        super().__init__(part)
        self.part, self.person, self.other = part, person, other


class TooMany(ScheduleError):
    """More people are expected than the program's largest group."""

    def __init__(self, limit: int) -> None:
        super().__init__(str(limit))
        self.limit = limit


class ChangedMeanwhile(ScheduleError):
    """Somebody else changed this session since the page was opened."""


class AlreadyOver(ScheduleError):
    """What is over or cancelled does not change."""
