"""What a supervisor, and everybody in a room, sees of it while it is live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.rooms.models import Admission, CheckIn, Room, Wait, Watch
from samepath.rooms.queries.face import all_but_the_face
from samepath.rooms.rules import LEADING, STAFF
from samepath.schedule.models import Session

LOW = 3  # of 10: somebody who arrives so is looked after
CLINICAL = STAFF - LEADING
AT_THE_DOOR = frozenset({Wait.State.WAITING, Wait.State.OUTSIDE, Wait.State.PRIVATE})


@dataclass(frozen=True)
class Face:
    """One person of a live room as the console shows them."""

    person: Person
    role: str
    state: str  # here, arriving, dropped, aside, waiting, private
    since: datetime
    check_in: CheckIn | None = None

    @property
    def arriving(self) -> int | None:
        """How they arrived, 0 to 10, if they said."""
        return self.check_in.arriving if self.check_in else None

    @property
    def overheard(self) -> bool:
        return bool(self.check_in and self.check_in.privacy == CheckIn.Privacy.OVERHEARD)

    @property
    def low(self) -> bool:
        """Arrived heavy."""
        return self.arriving is not None and self.arriving <= LOW

    @property
    def said_at(self) -> datetime | None:
        """When a door answer was given that a clinician should see; None for nothing of that kind."""
        if self.check_in is None or not (self.low or self.overheard):
            return None
        return self.check_in.arriving_at if self.low else self.check_in.privacy_at


@dataclass(frozen=True)
class LiveRoom:
    """One session that is opening, live or just over, as its supervisor sees it."""

    session: Session
    watch: Watch | None
    room: Room | None
    faces: list[Face] = field(default_factory=list)

    @property
    def held(self) -> bool:
        return bool(self.room and self.room.held_since)

    @property
    def waiting(self) -> int:
        return sum(face.state == "waiting" for face in self.faces)


def behind(person: Person, hat: Role | None, now: datetime) -> QuerySet[Session]:
    """The sessions somebody supervises or watches, from 30 minutes before to 20 after."""
    return Session.objects.visible_to(person, hat).filter(
        Q(supervisor=person) | Q(watch__person=person),
        cancelled_at__isnull=True,
        # Both ends, so that an index is asked and not three years of rows: no session lasts half a day.
        starts_at__range=(now - timedelta(hours=12), now + timedelta(minutes=30)),
        ends_at__gte=now - timedelta(minutes=20),
    )


def live_sessions(person: Person, hat: Role | None, now: datetime) -> list[Session]:
    """The same with all a wall needs of them. 4 queries."""
    return list(
        behind(person, hat, now)
        .select_related("program", "guide", "host", "watch__person", "group")
        .prefetch_related(
            Prefetch("rooms", Room.objects.filter(closed_at__isnull=True), to_attr="open_rooms"),
            Prefetch(
                "waits",
                Wait.objects.filter(state__in=AT_THE_DOOR).select_related("person"),
                to_attr="at_the_door",
            ),
            Prefetch("check_ins", to_attr="answered"),
        )
        .order_by("starts_at")
    )


def seats_of(sessions: Sequence[Session]) -> dict[UUID, list[Admission]]:
    """Every seat ever given in these sessions, in order, by session. 1 query."""
    known = {one.pk: one for one in sessions}
    seats: dict[UUID, list[Admission]] = {key: [] for key in known}
    found = Admission.objects.filter(room__session__in=list(known)).select_related("room", "person")
    for one in found.defer(*all_but_the_face("person")).order_by("admitted_at"):
        one.room.session = known[one.room.session_id]
        seats[one.room.session_id].append(one)
    return seats


def live_room(session: Any, seats: Sequence[Admission], now: datetime) -> LiveRoom:
    """One of them as it stands: whoever is of the circle, then those who lead it. No query."""
    check_ins = {c.person_id: c for c in session.answered}
    live = [one for one in seats if one.ended_at is None and one.role not in CLINICAL]
    faces = [_inside(one, check_ins, now, session.program.answered_within_s) for one in live]
    inside = {one.person_id for one in live}
    for wait in session.at_the_door:
        if wait.person_id not in inside:
            state = "private" if wait.state == Wait.State.PRIVATE else "waiting"
            said = check_ins.get(wait.person_id)
            faces.append(Face(wait.person, "participant", state, wait.asked_at, said))
    main = next((r for r in session.open_rooms if r.purpose == Room.Purpose.MAIN), None)
    faces.sort(key=lambda one: one.role in LEADING)
    return LiveRoom(session, getattr(session, "watch", None), main, faces)


def _inside(one: Admission, check_ins: dict[UUID, CheckIn], now: datetime, within_s: int) -> Face:
    seen = one.beat_at or one.admitted_at
    said = None if one.role in STAFF else check_ins.get(one.person_id)
    return Face(one.person, one.role, state_of(one, now, within_s), seen, said)


def state_of(one: Admission, now: datetime, within_s: int) -> str:
    """How somebody with a seat is there."""
    if one.room.purpose == Room.Purpose.PRIVATE:
        return "private"
    if (one.beat_at or one.admitted_at) < now - timedelta(seconds=within_s):
        return "dropped"
    if one.beat_at is None:
        return "arriving"
    return "here" if one.room.purpose == Room.Purpose.MAIN else "aside"


def role_words(role: str) -> str:
    """A part in a session, in words for everybody."""
    return {
        "guide": _("guide"),
        "host": _("host"),
        "supervisor": _("supervisor"),
        "clinician": _("clinician"),
    }.get(role, "")
