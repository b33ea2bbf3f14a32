"""Who was there, computed from presence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from samepath.people.models import Person
from samepath.rooms.models import Presence, Room
from samepath.rooms.rules import Seen, Stay, disagree, seconds_by_source, stays
from samepath.schedule import queries as schedule
from samepath.schedule.models import Session


@dataclass(frozen=True)
class Attended:
    """One person's attendance at one session, computed from presence. Seconds are whole."""

    person: Person
    role: str
    seconds: int
    by_source: dict[str, int]
    intervals: list[Stay]
    disagree: bool

    @property
    def drops(self) -> int:
        """How often the line was lost and found again."""
        return max(0, len(self.intervals) - 1)

    @property
    def first(self) -> datetime | None:
        return self.intervals[0].joined if self.intervals else None

    @property
    def last(self) -> datetime | None:
        return self.intervals[-1].left if self.intervals else None

    @property
    def minutes(self) -> int:
        """Whole minutes, rounded down."""
        return self.seconds // 60


def attendance(session: Session) -> list[Attended]:
    """Who was there and how long, and who was expected and did not come (0 s). 2 queries."""
    presences = (
        Presence.objects.filter(session=session)
        .exclude(admission__room__purpose=Room.Purpose.PRIVATE)
        .select_related("person", "admission")
        .order_by("joined_at")
    )
    by_person: dict[Person, list[Presence]] = defaultdict(list)
    for presence in presences:
        by_person[presence.person].append(presence)
    attended = [_attended(person, rows) for person, rows in by_person.items()]
    came = set(by_person)
    missed = [
        Attended(person, "participant", 0, {}, [], disagree=False)
        for person in schedule.expected_people(session)
        if person not in came
    ]
    order = {"guide": 0, "host": 1, "supervisor": 2, "clinician": 3}
    return sorted(attended + missed, key=lambda a: (order.get(a.role, 9), a.person.alias.lower()))


def _attended(person: Person, rows: list[Presence]) -> Attended:
    seen = [
        Seen(row.sid, row.source, row.joined_at, row.seen_at, row.left_at, row.left_why)
        for row in rows
    ]
    intervals = stays(seen)
    by_source = seconds_by_source(seen)
    return Attended(
        person=person,
        role=rows[-1].admission.role,
        seconds=round(sum(stay.seconds for stay in intervals)),
        by_source=by_source,
        intervals=intervals,
        disagree=disagree(by_source),
    )


def minutes_of(person: Person, sessions: Sequence[Session]) -> dict[UUID, int]:
    """Whole minutes one person was at each of these sessions, by session. 1 query."""
    rows = Presence.objects.filter(person=person, session__in=sessions).exclude(
        admission__room__purpose=Room.Purpose.PRIVATE
    )
    seen: dict[UUID, list[Seen]] = defaultdict(list)
    for row in rows:
        seen[row.session_id].append(
            Seen(row.sid, row.source, row.joined_at, row.seen_at, row.left_at, row.left_why)
        )
    return {
        session: int(sum(stay.seconds for stay in stays(these)) // 60)
        for session, these in seen.items()
    }
