"""Who of a session is here at one moment. Everything on the floor is keyed by person, never by a connection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

HERE = timedelta(
    seconds=15
)  # three beats of a page; the same as what others read as "back in a moment"


@dataclass(frozen=True)
class Member:
    """Somebody who was let in tonight. `seen` is the last beat, or when they left; `gone` means for good."""

    person: str
    role: str  # guide, host, supervisor, clinician, participant: as planned
    arrived: datetime
    seen: datetime
    inside: bool = True  # holds a seat now
    gone: bool = False  # removed, or no longer allowed
    heard_s: int = 0
    at: str = ""  # the room their seat is in; empty: where they belong


@dataclass(frozen=True)
class Company:
    """Everybody who was let in tonight, at the moment `now`."""

    now: datetime
    members: tuple[Member, ...] = ()
    kept_apart: frozenset[frozenset[str]] = frozenset()  # two who are never alone together (H13)

    def get(self, person: str | None) -> Member | None:
        """This person, if they were ever let in."""
        return next((one for one in self.members if one.person == person), None)

    def here(self, person: str | None) -> bool:
        """Whether this person is here now."""
        return self.within(person, HERE) and self.inside(person)

    def inside(self, person: str | None) -> bool:
        """Whether this person holds a seat."""
        member = self.get(person)
        return member is not None and member.inside and not member.gone

    def in_room(self, person: str, room: str) -> bool:
        """Whether this person is here, and their seat is in this room."""
        member = self.get(person)
        return member is not None and self.here(person) and member.at in {"", room}

    def clash(self, people: Iterable[str]) -> bool:
        """Whether two of these people are kept apart."""
        return any(pair <= set(people) for pair in self.kept_apart)

    def within(self, person: str | None, span: timedelta) -> bool:
        """Whether this person was last seen within a span of time; never once gone for good."""
        member = self.get(person)
        return member is not None and not member.gone and self.now - member.seen <= span
