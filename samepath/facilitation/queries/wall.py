"""The wall: every room somebody stands behind, what it needs, and what happened in it lately."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samepath.facilitation import rules
from samepath.facilitation.models import Airtime, Command, Floor, Whisper
from samepath.facilitation.queries.company import Gathering, gathered
from samepath.facilitation.queries.leader import airtime_of
from samepath.facilitation.queries.story import TELLERS, Line
from samepath.facilitation.queries.walllog import log_of
from samepath.facilitation.queries.words import leaders_words
from samepath.facilitation.rules.show import now_on
from samepath.facilitation.rules.wall import Need, Signs, asks_in, in_order, is_new, need
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.rooms.models import Admission, Wait, Watch
from samepath.rooms.queries import (
    Face,
    House,
    LiveRoom,
    behind,
    hand_overs,
    live_room,
    live_sessions,
    seats_of,
)
from samepath.rooms.queries import state_of as state_of_seat
from samepath.rooms.queries.live import AT_THE_DOOR
from samepath.safety.models import Concern
from samepath.schedule.models import Session

MINUTE = timedelta(minutes=1)
ANSWERS_EVERY = timedelta(seconds=3)
BUCKET_S = 10  # what nobody's press changes (minutes, who was heard) is drawn anew this often


@dataclass(frozen=True)
class Reason:
    """Why a room needs somebody, and the one act that helps. `act` names a button of the page."""

    need: Need
    kind: str  # call, lost-in-call, asked-in, unsafe, dropped, rests, door, unled
    face: Face | None = None
    name: str = ""
    words: str = ""
    concern: Concern | None = None

    @property
    def sign(self) -> str:
        """What it counts as: whoever called and was not answered is a call, wherever they are."""
        return "calls" if self.concern else SIGN_OF[self.kind]


@dataclass(frozen=True)
class Seat:
    """A face with what the floor says of it."""

    face: Face
    speaks: bool = False
    hand: bool = False


@dataclass(frozen=True)
class WallRoom:
    """One room on the wall."""

    live: LiveRoom
    need: Need
    reasons: list[Reason]
    seats: list[Seat]
    guide: str
    host: str
    minute: int
    segment: str = ""
    left_min: int | None = None  # of the segment; below zero it is over its time
    balance: str = ""
    share: int = 0  # of a hundred, of whoever was heard most
    mine: bool = False  # what everybody reads of the supervisor is about the reader
    log: list[Line] = field(default_factory=list)

    @property
    def session(self) -> Session:
        return self.live.session

    @property
    def leaders(self) -> str:
        """Who reads a line written to its leaders."""
        return leaders_words(self.session)

    @property
    def also(self) -> str:
        """What is so besides the first reason."""
        return also_words(self.reasons[1:])

    @property
    def looks(self) -> bool:
        """Whether somebody should look here now."""
        return self.need >= Need.LOOK

    @property
    def state(self) -> str:
        """Before, open, or shut though its time has come."""
        if self.minute < 0:
            return "before"
        if self.minute >= self.session.minutes:
            return "over"
        return "open" if self.live.room else "shut"

    @property
    def over_min(self) -> int:
        """How long the segment is over its time."""
        return -(self.left_min or 0)

    @property
    def opens_in(self) -> int:
        return max(1, -self.minute)


@dataclass(frozen=True)
class _Rows:
    """What was read of all rooms, by session."""

    seats: dict[UUID, list[Admission]]
    floors: dict[UUID, Floor]
    heard: dict[UUID, dict[UUID, int]]
    whispers: dict[UUID, list[Whisper]]
    commands: dict[UUID, list[Command]]
    calls: dict[UUID | None, list[Concern]]


def wall_of(
    person: Person, hat: Role | None, now: datetime, calls: Sequence[Concern]
) -> list[WallRoom]:
    """The rooms somebody stands behind, those that need someone first. 9 queries, however many rooms."""
    sessions = live_sessions(person, hat, now)
    rows = _read(sessions, calls)
    rooms = [_room(session, rows, person, now) for session in sessions]
    return in_order((one.need, one.session.starts_at, one) for one in rooms)


def _read(sessions: Sequence[Session], calls: Sequence[Concern]) -> _Rows:
    of = {"session__in": [one.pk for one in sessions]}
    rows = _Rows(
        seats=seats_of(sessions),
        floors={one.session_id: one for one in Floor.objects.filter(**of)},
        heard=defaultdict(dict),
        whispers=defaultdict(list),
        commands=defaultdict(list),
        calls=defaultdict(list),
    )
    for airtime in Airtime.objects.filter(**of):
        rows.heard[airtime.session_id][airtime.person_id] = airtime.seconds
    for whisper in Whisper.objects.filter(**of).select_related("by", "answered_by"):
        rows.whispers[whisper.session_id].append(whisper)
    for command in Command.objects.filter(**of, kind__in=[*TELLERS, "round"]).order_by(
        "at", "version"
    ):
        rows.commands[command.session_id].append(command)
    for call in calls:
        rows.calls[call.session_id].append(call)
    return rows


def _room(session: Session, rows: _Rows, person: Person, now: datetime) -> WallRoom:
    seats = rows.seats[session.pk]
    live = live_room(session, seats, now)
    people = gathered(House(tuple(seats), live.watch), session, now, rows.heard.get(session.pk, {}))
    row = rows.floors.get(session.pk)
    floor = rules.read_floor(row.state) if row else None
    whispers, calls = rows.whispers[session.pk], rows.calls[session.pk]
    reasons = list(_reasons(live, whispers, calls, now))
    hands = len(floor.hands) if floor else 0
    airtime = airtime_of(people)
    share = round(100 * airtime["shares"][0]["share"]) if airtime["shares"] else 0
    segment, left = _segment(floor, now)
    return WallRoom(
        live=live,
        need=need(_signs(reasons, hands)),
        reasons=sorted(reasons, key=lambda one: -one.need),
        seats=_seats(live, floor),
        guide=_leader(floor.guide if floor else None, people, session.guide),
        host=_leader(floor.host if floor else None, people, session.host),
        minute=int((now - session.starts_at) // MINUTE),
        segment=segment,
        left_min=left,
        balance=airtime["words"] if share else "",
        share=share,
        mine=live.watch is not None and live.watch.person_id == person.pk,
        log=log_of(live, seats, floor, rows.commands[session.pk], whispers, person),
    )


def _segment(floor: rules.Floor | None, now: datetime) -> tuple[str, int | None]:
    segment = now_on(floor) if floor else None
    if segment is None or segment.began_at is None:
        return "", None
    ends = segment.began_at + segment.minutes * MINUTE
    return segment.title, -int(-((ends - now) / MINUTE) // 1)


def _leader(now: str | None, people: Gathering, planned: Person | None) -> str:
    return people.alias(now) or (planned.alias if planned else "")


def _seats(live: LiveRoom, floor: rules.Floor | None) -> list[Seat]:
    holder = floor.round.holder if floor and floor.round else None
    hands = {one.person for one in floor.hands} if floor else set()
    return [
        Seat(face, speaks=str(face.person.pk) == holder, hand=str(face.person.pk) in hands)
        for face in live.faces
    ]


SIGN_OF = {
    "asked-in": "asked_in", "unsafe": "unsafe", "dropped": "dropped",
    "rests": "rests", "door": "door_answers", "unled": "unled",
}  # fmt: skip


def _signs(reasons: Iterable[Reason], hands: int) -> Signs:
    counted: dict[str, int] = defaultdict(int)
    for one in reasons:
        counted[one.sign] += 1
    return Signs(hands=hands, **counted)


def _reasons(
    live: LiveRoom, whispers: Sequence[Whisper], calls: Sequence[Concern], now: datetime
) -> Iterable[Reason]:
    """Each with the need it makes by itself."""
    over = now >= live.session.ends_at
    alone = {face.person.pk for face in live.faces if face.state == "private"}
    for call in calls:
        if _is_open(call) and call.person_id not in alone:
            yield Reason(Need.HELP, "call", name=call.person.alias, concern=call)
    asked = [one for one in whispers if one.answer == Whisper.Answer.JOIN]
    if asked and not over and _waits_for_us(asked[-1], live.watch):
        assert asked[-1].answered_by is not None
        yield Reason(Need.HELP, "asked-in", name=asked[-1].answered_by.alias)
    if live.held:
        yield Reason(Need.LOST, "rests")
    open_call = {call.person_id: call for call in calls}
    for face in live.faces:
        yield from _of_a_face(face, open_call.get(face.person.pk), over, now)
    if not over:
        yield from _unled(live)


def _is_open(call: Concern) -> bool:
    """Nobody has it, and it is one for now: whoever was put out is spoken with in the course of the day."""
    return call.answered_at is None and call.origin != Concern.Origin.REMOVED


def _waits_for_us(whisper: Whisper, watch: Watch | None) -> bool:
    assert whisper.answered_at is not None
    return asks_in(
        whisper.answered_at,
        since=watch.since if watch else None,
        in_room=watch is not None and watch.state == Watch.State.IN_ROOM,
    )


def _of_a_face(face: Face, call: Concern | None, over: bool, now: datetime) -> Iterable[Reason]:
    name = face.person.alias
    if face.state == "private" and face.role == "participant":
        waits = call is not None and _is_open(call)
        level, about = (Need.HELP, call) if waits else (Need.LOST, None)
        yield Reason(level, "unsafe", face, name, concern=about)
    elif face.state == "dropped" and not over:
        # H10: somebody with an open call whose line goes is in need, not out of range.
        kind, level = ("lost-in-call", Need.HELP) if call else ("dropped", Need.LOST)
        yield Reason(level, kind, face, name, _what_is_known(face), call)
    elif face.said_at is not None and is_new(face.said_at, now):
        yield Reason(Need.LOOK, "door", face, name)


def _what_is_known(face: Face) -> str:
    """How they came, and whether a number was given. The number itself opens with a call (Z06)."""
    said = face.check_in
    if said is None:
        return ""
    words = []
    if said.arriving is not None:
        words.append(_("Came at %(n)s.") % {"n": said.arriving})
    if said.cleared_at:
        words.append(_("Was not sure about being safe; a clinician talked with them."))
    words.append(
        _("Call-back number is ready.") if said.call_back_at else _("No number was given tonight.")
    )
    return " ".join(words)


def _unled(live: LiveRoom) -> Iterable[Reason]:
    """Parts that nobody holds, unless the clinician is with the group already."""
    with_them = {Watch.State.IN_ROOM, Watch.State.LISTENING}
    if live.watch is not None and live.watch.state in with_them:
        return
    for part in ("guide", "host"):
        if part == "host" and live.session.kind != "peer":
            continue
        if getattr(live.session, f"{part}_id") is None:
            words = {"guide": _("Nobody guides this session."), "host": _("Nobody hosts this session.")}  # fmt: skip
            yield Reason(Need.LOOK, "unled", words=words[part])


def also_words(reasons: Sequence[Reason]) -> str:
    """What is so besides the first, in a few words. No query."""
    counted: dict[str, int] = defaultdict(int)
    for one in reasons:
        counted[one.sign] += 1
    return ", ".join(ALSO[sign](many) % {"n": many} for sign, many in counted.items())


ALSO: dict[str, Callable[[int], str]] = {
    "calls": lambda n: ngettext("%(n)s call for help", "%(n)s calls for help", n),
    "asked_in": lambda _n: _("the leaders ask you to come in"),
    "unsafe": lambda n: ngettext("%(n)s person waits for you", "%(n)s people wait for you", n),
    "dropped": lambda n: ngettext("%(n)s line lost", "%(n)s lines lost", n),
    "rests": lambda _n: _("the room rests"),
    "door_answers": lambda n: ngettext("%(n)s answer at the door", "%(n)s answers at the door", n),
    "unled": lambda _n: _("a leader is missing"),
}


def stamp_of(person: Person, hat: Role | None, now: datetime) -> tuple[str, bool]:
    """A word that changes when anything on this person's wall may have, and whether their console should answer.

    Cheap, because it is asked about once a second: 5 queries, however many rooms.
    """
    sessions = list(
        behind(person, hat, now)
        .order_by("pk")
        .values_list(
            "pk", "changed_at", "floor__version", "watch__person", "watch__state", "watch__since",
            "program__answered_within_s", "watch__answered_at",
        )
    )  # fmt: skip
    within = {row[0]: row[6] for row in sessions}
    seats = Admission.objects.filter(room__session__in=within, ended_at__isnull=True)
    inside = [
        (seat.pk, seat.room.version, seat.room.held_since, state_of_seat(seat, now, within[seat.room.session_id]))
        for seat in seats.select_related("room").only(
            "beat_at", "admitted_at", "room__session_id", "room__version", "room__held_since", "room__purpose"
        ).order_by("pk")
    ]  # fmt: skip
    waits = Wait.objects.filter(session__in=within, state__in=AT_THE_DOOR).order_by("pk")
    offers = hand_overs(person, hat, now).values_list("pk", "state")
    calls = Concern.objects.visible_to(person, hat).filter(closed_at__isnull=True).order_by("pk")
    seen = [
        [row[:7] for row in sessions], inside, list(waits.values_list("pk", "state")),
        list(calls.values_list("pk", "answered_at", "rung")), list(offers), int(now.timestamp() // BUCKET_S),
    ]  # fmt: skip
    answers_again = any(
        row[3] == person.pk and row[4] != Watch.State.AWAY and row[7] < now - ANSWERS_EVERY
        for row in sessions
    )
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16], answers_again
