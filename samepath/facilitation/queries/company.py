"""Who was let in to a session, as the rules of the floor see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from samepath.facilitation.models import Airtime
from samepath.facilitation.rules import Company, Member
from samepath.rooms.models import Admission, Room
from samepath.rooms.queries import House, house_of
from samepath.rooms.rules import who_in
from samepath.schedule.models import Session

GONE = frozenset({Admission.End.REMOVED, Admission.End.REVOKED})


@dataclass(frozen=True)
class Gathering:
    """A company with its names: person by the word pages use, and alias and drawing by person."""

    session: UUID
    company: Company
    faces: dict[str, tuple[str, str]]

    @property
    def names(self) -> dict[str, str]:
        return {self.who(person): person for person in self.faces}

    def who(self, person: str) -> str:
        """What this session's pages call a person."""
        return who_in(self.session, person)

    def alias(self, person: str | None) -> str:
        """The name others know; empty for somebody unknown."""
        return self.faces.get(person or "", ("", ""))[0]


@dataclass(frozen=True)
class Viewer:
    """Whose page this is."""

    person: str
    part: str

    @property
    def leads(self) -> bool:
        return self.part != "participant"


def gathering_of(session: Session, now: datetime, *, airtime: bool = True) -> Gathering:
    """Everybody let in tonight, each by their newest seat, whichever of the session's rooms it is in. 2 queries.

    Time does not ask who was heard how long, and participants are not told: without `airtime` 1 query less.
    """
    heard = {}
    if airtime:
        heard = dict(Airtime.objects.filter(session=session).values_list("person_id", "seconds"))
    return gathered(house_of(session), session, now, heard)


def gathered(house: House, session: Session, now: datetime, heard: Mapping[UUID, int]) -> Gathering:
    """The same from what was read: seats, and who was heard how long (empty for whom that is not told). No query."""
    members: dict[str, Member] = {}
    faces: dict[str, tuple[str, str]] = {}
    for seat in house.seats:
        if seat.room.purpose == Room.Purpose.PRIVATE:
            continue
        person = str(seat.person_id)
        members[person] = _member(seat, members.get(person), heard.get(seat.person_id, 0))
        faces[person] = (seat.person.alias, seat.person.drawing)
    return Gathering(session.pk, Company(now, tuple(members.values()), kept_apart(session)), faces)


def kept_apart(session: Session) -> frozenset[frozenset[str]]:
    """Two people of a session who are never alone together, staff among them (H13, Z10). No query yet.

    Intake will write such pairs down; there is no such record so far, so nobody is kept apart. Every rule that
    puts people together asks here already.
    """
    return frozenset()


def _member(seat: Admission, before: Member | None, heard_s: int) -> Member:
    seen = seat.beat_at or seat.admitted_at
    if seat.ended_at is not None and seat.end != Admission.End.GONE:
        seen = seat.ended_at
    return Member(
        person=str(seat.person_id),
        role=seat.role,
        arrived=before.arrived if before else seat.admitted_at,
        seen=seen,
        inside=seat.ended_at is None,
        gone=seat.end in GONE,
        at=seat.room.place if seat.ended_at is None else "",
        heard_s=heard_s,
    )
