"""Who was let in to a session, as the rules of the floor see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from samepath.facilitation.models import Airtime
from samepath.facilitation.rules import Company, Member
from samepath.rooms.models import Admission, Room
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


def gathering_of(session: Session, now: datetime, *, airtime: bool = True) -> Gathering:
    """Everybody let in tonight, each by their newest seat, whichever of the session's rooms it is in. 2 queries.

    Time does not ask who was heard how long, and participants are not told: without `airtime` 1 query.
    """
    heard: dict[UUID, int] = {}
    if airtime:
        heard = dict(Airtime.objects.filter(session=session).values_list("person_id", "seconds"))
    seats = (
        Admission.objects.filter(room__session=session)
        .exclude(room__purpose=Room.Purpose.PRIVATE)
        .order_by("admitted_at")
        .values_list(
            "person_id", "role", "admitted_at", "beat_at", "ended_at", "end",
            "person__alias", "person__drawing",
        )
    )  # fmt: skip
    members: dict[str, Member] = {}
    faces: dict[str, tuple[str, str]] = {}
    for person_id, *seat, alias, drawing in seats:
        person = str(person_id)
        before = members.get(person)
        members[person] = _member(person, seat, before, heard.get(person_id, 0))
        faces[person] = (alias, drawing)
    return Gathering(session.pk, Company(now, tuple(members.values())), faces)


def _member(person: str, seat: list[Any], before: Member | None, heard_s: int) -> Member:
    role, admitted_at, beat_at, ended_at, end = seat
    seen = beat_at or admitted_at
    if ended_at is not None and end != Admission.End.GONE:
        seen = ended_at
    return Member(
        person=person,
        role=role,
        arrived=before.arrived if before else admitted_at,
        seen=seen,
        inside=ended_at is None,
        gone=end in GONE,
        heard_s=heard_s,
    )
