"""What a supervisor, and everybody in a room, sees of it while it is live."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from samepath.lib.time import now as right_now
from samepath.people.models import Person
from samepath.rooms.models import Admission, CheckIn, Room, Wait, Watch
from samepath.rooms.rules import STAFF
from samepath.schedule.models import Session

AT_THE_DOOR = frozenset({Wait.State.WAITING, Wait.State.OUTSIDE, Wait.State.PRIVATE})


@dataclass(frozen=True)
class Face:
    """One person of a live room as the console shows them."""

    person: Person
    role: str
    state: str  # here, arriving, dropped, waiting, private
    since: datetime
    arriving: int | None = None
    overheard: bool = False
    identity: str = ""

    @property
    def needs_a_look(self) -> bool:
        """A door answer a clinician should see: arrived heavy, or may be overheard."""
        return (self.arriving is not None and self.arriving <= 3) or self.overheard


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

    @property
    def needs_someone(self) -> bool:
        """Whether this room should rise to the top."""
        return self.held or any(face.state in {"dropped", "private"} for face in self.faces)


def live_rooms(person: Person, now: datetime | None = None) -> list[LiveRoom]:
    """The supervisor's rooms from 30 minutes before to 20 after; those that need someone first. 5 queries."""
    now = now or right_now()
    sessions = list(
        Session.objects.filter(
            supervisor=person,
            cancelled_at__isnull=True,
            # Both ends, so that an index is asked and not three years of rows: no session lasts half a day.
            starts_at__range=(now - timedelta(hours=12), now + timedelta(minutes=30)),
            ends_at__gte=now - timedelta(minutes=20),
        )
        .select_related("program", "guide", "host", "watch", "group")
        .prefetch_related(
            Prefetch("rooms", Room.objects.filter(closed_at__isnull=True), to_attr="open_rooms"),
            Prefetch("waits", Wait.objects.select_related("person"), to_attr="at_the_door"),
            Prefetch("check_ins", to_attr="answered"),
        )
        .order_by("starts_at")
    )
    admissions: dict[Any, list[Admission]] = defaultdict(list)
    for one in Admission.objects.filter(
        room__session__in=sessions, ended_at__isnull=True
    ).select_related("person", "room"):
        admissions[one.room.session_id].append(one)
    rooms = [_live_room(session, admissions[session.pk], now) for session in sessions]
    return sorted(rooms, key=lambda r: (not r.needs_someone, r.session.starts_at))


def _live_room(session: Any, admissions: list[Admission], now: datetime) -> LiveRoom:
    check_ins = {c.person_id: c for c in session.answered}
    quiet = now - timedelta(seconds=session.program.answered_within_s)
    faces = []
    for one in admissions:
        seen = one.beat_at or one.admitted_at
        state = "here" if seen >= quiet else "dropped"
        if one.beat_at is None and state == "here":
            state = "arriving"
        if one.room.purpose == Room.Purpose.PRIVATE:
            state = "private"
        faces.append(_face(one.person, one.role, state, seen, check_ins, one.identity))
    inside = {one.person_id for one in admissions}
    for wait in session.at_the_door:
        if wait.person_id not in inside and wait.state in AT_THE_DOOR:
            state = "private" if wait.state == Wait.State.PRIVATE else "waiting"
            faces.append(_face(wait.person, "participant", state, wait.asked_at, check_ins))
    main = next((r for r in session.open_rooms if r.purpose == Room.Purpose.MAIN), None)
    return LiveRoom(session, getattr(session, "watch", None), main, faces)


def _face(
    person: Person,
    role: str,
    state: str,
    since: datetime,
    check_ins: dict[Any, CheckIn],
    identity: str = "",
) -> Face:
    answers = check_ins.get(person.pk) if role not in STAFF else None
    return Face(
        person=person,
        role=role,
        state=state,
        since=since,
        arriving=answers.arriving if answers else None,
        overheard=bool(answers and answers.privacy == CheckIn.Privacy.OVERHEARD),
        identity=identity,
    )


def role_words(role: str) -> str:
    """A part in a session, in words for everybody."""
    return {
        "guide": _("guide"),
        "host": _("host"),
        "supervisor": _("supervisor"),
        "clinician": _("clinician"),
    }.get(role, "")
