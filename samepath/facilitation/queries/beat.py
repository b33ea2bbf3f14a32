"""What a beat needs of a session, in as few questions as can be: every page in every room asks every few seconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import (
    CharField,
    DateTimeField,
    Exists,
    IntegerField,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from samepath.facilitation.models import Airtime, Floor, ParkedItem, Whisper, Words
from samepath.lib.prepared import Prepared, PreparedModels
from samepath.lib.time import now as right_now
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.rooms.models import Watch
from samepath.rooms.queries.face import all_but_the_face
from samepath.rooms.queries.state import AT_THE_DOOR, waits_at
from samepath.schedule import queries as schedule
from samepath.schedule.models import Session

LINES = 50


@dataclass(frozen=True)
class Standing:
    """A session somebody may know about, who watches over it, its floor, and whether anybody waits at its door."""

    session: Session
    watch: Watch | None
    floor: Floor | None
    waits: bool


def standing_of(session_id: UUID, person: Person, hat: Role | None) -> Standing | None:
    """Read it; None where this person may not know about it with this hat (Z02). 1 query."""
    asked = _STANDING.get(hat) if hat else None
    if asked is None:
        return _with_another_hat(session_id, person, hat)
    session = asked.first(
        session_id=session_id, person_id=person.pk, since=right_now() - AT_THE_DOOR
    )
    if session is None:
        return None
    return Standing(
        session,
        getattr(session, "watch", None),
        getattr(session, "floor", None),
        session.waits_here,
    )


def _with_another_hat(session_id: UUID, person: Person, hat: Role | None) -> Standing | None:
    """Nobody of the office sits in a room; their page is told so like any other's. 4 queries."""
    session = schedule.find(session_id, person, hat)
    if session is None:
        return None
    watch = Watch.objects.select_related("person").filter(session=session).first()
    return Standing(session, watch, Floor.objects.filter(session=session).first(), waits=True)


def _standing(
    hat: Role, *, session_id: UUID, person_id: UUID, since: datetime
) -> QuerySet[Session, Any]:
    return (
        Session.objects.visible_to(person_id, hat)
        .filter(pk=session_id)
        .select_related("program", "watch__person", "floor")
        .defer(*all_but_the_face("watch__person"))
        .annotate(waits_here=Exists(waits_at(session_id, since)))
        .order_by()
    )


_STANDING = {
    hat: PreparedModels[Any](
        partial(_standing, hat), session_id=UUID, person_id=UUID, since=datetime
    )
    for hat in (Role.PARTICIPANT, Role.PEER_LEADER, Role.CLINICIAN)
}


@dataclass(frozen=True)
class Said:
    """Words somebody typed, or something parked for later (then nobody, and whether it is from an earlier time)."""

    key: UUID
    text: str
    at: datetime
    person: UUID | None = None
    earlier: bool = False


@dataclass(frozen=True)
class Whispered:
    """A line to the leaders: from whom, and what they said to it. Names are aliases."""

    key: UUID
    text: str
    at: datetime
    by: str
    answer: str = ""
    answered_by: str = ""


@dataclass(frozen=True)
class Beside:
    """The rows beside a floor: the last words typed, what is parked, lines to the leaders, and who was heard how long (seconds)."""

    words: list[Said] = field(default_factory=list)
    parked: list[Said] = field(default_factory=list)
    whispers: list[Whispered] = field(default_factory=list)
    heard: dict[UUID, int] = field(default_factory=dict)


def beside_of(session: Session, *, leads: bool) -> Beside:
    """Read them. Lines to the leaders are not even opened for whoever does not lead (Z07). 1 query for the four tables."""
    if session.group_id is None:
        rows = _BESIDE(session=session.pk)
    else:
        rows = _BESIDE_A_GROUP(
            session=session.pk, group_id=session.group_id, starts_at=session.starts_at
        )
    beside = Beside()
    for row in sorted(rows, key=lambda row: (row[4], row[1])):
        kind, key, whose, sealed, at, seconds = row[:6]
        if kind == "heard":
            beside.heard[whose] = seconds
        elif kind == "words":
            beside.words.append(Said(key, _open(Words, sealed), at, person=whose))
        elif kind == "whisper":
            if leads:
                by, answer, answered_by = row[6:]
                text = _open(Whisper, sealed)
                beside.whispers.append(Whispered(key, text, at, by, answer, answered_by or ""))
        else:
            text = _open(ParkedItem, sealed)
            beside.parked.append(Said(key, text, at, earlier=whose != session.pk))
    return beside


def _open(model: type[Words | ParkedItem | Whisper], sealed: str) -> str:
    return model._meta.get_field("text").from_db_value(sealed, None, None) or ""


def _beside(
    *, session: UUID, group_id: UUID | None = None, starts_at: datetime | None = None
) -> QuerySet[Any, Any]:
    """Four tables under one another: kind, key, whose (a person's, or for what is parked a session's), text, when, how long.

    Of a line to the leaders also from whom, and what was said to it by whom.
    """
    said = Words.objects.filter(session=session).order_by("-said_at")
    waiting = parked(session, group_id, starts_at)
    heard = Airtime.objects.filter(session=session)
    text = Cast("text", TextField())  # as stored: each column is sealed under its own name
    nothing, none = Value("", TextField()), Value(0, IntegerField())
    plain = (Value("", CharField()),) * 3
    lately = Whisper.objects.filter(session=session).order_by("-said_at")
    whispers = Whisper.objects.filter(pk__in=lately.values("pk")[:LINES]).order_by()
    words = Words.objects.filter(pk__in=said.values("pk")[:LINES]).order_by()
    items = ParkedItem.objects.filter(pk__in=waiting.values("pk")[:LINES]).order_by()
    return words.values_list(
        Value("words", CharField()), "pk", "person_id", text, "said_at", none, *plain
    ).union(
        items.values_list(
            Value("parked", CharField()), "pk", "session_id", text, "parked_at", none, *plain
        ),
        whispers.values_list(
            Value("whisper", CharField()), "pk", "by_id", text, "said_at", none,
            "by__alias", "answer", "answered_by__alias",
        ),
        heard.order_by().values_list(
            Value("heard", CharField()), "pk", "person_id", nothing,
            Value(EARLY, DateTimeField()), "seconds", *plain,
        ),
        all=True,
    )  # fmt: skip


def parked(
    session: UUID, group_id: UUID | None, starts_at: datetime | None
) -> QuerySet[ParkedItem]:
    """What waits for a session: its own, and what its group left from before, the oldest first."""
    items = ParkedItem.objects.filter(done_at__isnull=True).order_by("parked_at")
    if group_id is None:
        return items.filter(session=session)
    return items.filter(group=group_id, session__starts_at__lte=starts_at)


EARLY = datetime.fromisoformat("2000-01-01T00:00:00+00:00")  # airtime has no moment of its own
_BESIDE = Prepared(_beside, session=UUID)
_BESIDE_A_GROUP = Prepared(_beside, session=UUID, group_id=UUID, starts_at=datetime)
