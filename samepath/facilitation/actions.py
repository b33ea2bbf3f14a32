"""What happens on the floor: commands of people, what time does, words, speaking time, and the sweep at the end.

One writer at a time: the floor's row is held until the transaction ends (PostgreSQL: a row lock; SQLite: every
transaction here begins IMMEDIATE). After commit every page of the session is asked to look.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F

from samepath.audit import trail
from samepath.facilitation import rules
from samepath.facilitation.models import Airtime, Command, Floor, ParkedItem, Whisper, Words
from samepath.facilitation.queries import gathering_of, script_of, segments_of
from samepath.facilitation.queries.script import pieces_of
from samepath.facilitation.queries.state import parked_for
from samepath.facilitation.rules import NotYours, Refused
from samepath.lib.time import now as right_now
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.rooms import actions as rooms
from samepath.rooms.queries import is_over, part_in, stands_behind
from samepath.rooms.tell import all_to_look
from samepath.schedule.models import Kind, Session

# What is told of a command afterwards. Not the option of a ballot: who chose what is kept nowhere.
TOLD = frozenset({"from", "segment", "round", "turn", "vote", "split", "size", "minutes", "room", "what", "answer"})  # fmt: skip
MOST_WORDS = 500  # lines of one session: more is a program gone wild
MOST_WHISPERS = 100


@transaction.atomic
def open_floor(session: Session, *, by: Person | None) -> Floor | None:
    """The floor of a session, made when it is first asked for; none for sessions of one person. Idempotent."""
    if session.kind == Kind.INDIVIDUAL:
        return None
    known = Floor.objects.filter(session=session).first()
    if known is not None:
        return known
    pieces = pieces_of(session)
    fresh = rules.Floor(
        kind=session.kind, starts_at=session.starts_at, ends_at=session.ends_at,
        segments=segments_of(pieces),
    )  # fmt: skip
    now = right_now()
    row, made = Floor.objects.get_or_create(
        session=session,
        defaults={
            "state": rules.write_floor(_as_planned(fresh, session)), "script": script_of(pieces),
            "opened_at": now, "changed_at": now,
        },
    )  # fmt: skip
    if made:
        trail.did(
            "facilitation.open_floor", by=by, session=session.pk, program=session.program_id,
            segments=len(pieces),
        )  # fmt: skip
    return row


@transaction.atomic
def command(
    session: Session,
    *,
    by: Person,
    hat: Role | None,
    kind: str,
    args: Mapping[str, Any],
    command_id: UUID,
) -> None:
    """Carry out one command. The same id again changes nothing (D04).

    Raises MovedOn, NotYours or Refused; then nothing has changed. About 12 queries.
    """
    row = _held(session, by)
    if _done_already(session, by, command_id):
        return
    role = part_in(session, by, hat)
    if not role:
        raise NotYours
    now = right_now()
    people = gathering_of(session, now)
    read = rules.read_args(kind, args, people.names)
    before = _as_planned(rules.read_floor(row.state), session)
    act = rules.Act(kind, str(by.pk), role, people.company, read, seed=str(command_id))
    after = rules.apply(before, act)
    BESIDE.get(kind, _nothing)(session, by, read, now)
    _keep(row, after, now)
    _seat_apart(session, before, after, by)
    facts = {name: value for name, value in read.items() if name in TOLD}
    Command.objects.create(
        id=command_id, session=session, by=by, kind=kind, at=now, version=row.version, facts=facts
    )
    all_to_look(session)
    trail.did(
        "facilitation.command", by=by, about=_about(read), session=session.pk,
        program=session.program_id, kind=kind, version=row.version,
    )  # fmt: skip


@transaction.atomic
def clear_room(session: Session, *, by: Person, hat: Role | None, why: str = "") -> None:
    """Everybody but staff goes back to the door (H12), and the floor holds nobody's turn or small room meanwhile.

    Raises NotYours of `rooms`. Pressed twice it is one clearing.
    """
    row = Floor.objects.select_for_update().filter(session=session).first()
    clearing = rooms.clear_room(session, by=by, hat=hat, why=why)
    if row is None:
        return
    before = rules.read_floor(row.state)
    after = rules.emptied(before)
    if after != before:
        _keep(row, after, clearing.cleared_at)
        _seat_apart(session, before, after, by)
    Command.objects.get_or_create(
        id=clearing.pk,
        defaults={
            "session": session, "by": by, "kind": "clear-room", "at": clearing.cleared_at,
            "version": row.version, "facts": {"people": clearing.sent_out},
        },
    )  # fmt: skip


@transaction.atomic
def pass_time(session: Session, *, by: Person | None = None) -> bool:
    """What time does to a floor by itself, written down; whether anything changed. Safe to run at any moment."""
    row = _held(session)
    now = right_now()
    before = rules.read_floor(row.state)
    after = rules.tick(
        _as_planned(before, session), gathering_of(session, now, airtime=False).company
    )
    if after == before:
        return False
    _keep(row, after, now)
    _seat_apart(session, before, after, by)
    told = rules.by_itself(before, after)
    Command.objects.bulk_create(
        Command(id=uuid4(), session=session, kind=what, at=now, version=row.version)
        for what in told
    )
    all_to_look(session)
    for what in told:
        trail.did(
            "facilitation.pass_time", by=by or "clock", session=session.pk,
            program=session.program_id, what=what, version=row.version,
        )  # fmt: skip
    return True


@transaction.atomic
def heard(session: Session, *, by: Person, seconds: int, row: Floor | None = None) -> Floor | None:
    """A browser says how long its own microphone was loud since it last said so. No trail line: it is kept nowhere.

    Whoever was heard needs the raised hand no more. With the floor's row as it was just read 1 query, and those of
    a command when a hand goes down. Returns the row as it is then.
    """
    if seconds <= 0:
        return row
    mine = Airtime.objects.filter(session=session, person=by)
    if not mine.update(seconds=F("seconds") + seconds):
        Airtime.objects.create(session=session, person=by, seconds=seconds)
    row = row or Floor.objects.filter(session=session).first()
    if row is None:
        return None
    before = rules.read_floor(row.state)
    if rules.spoke(before, str(by.pk), seconds) == before:
        return row
    row = _held(session)
    _keep(row, rules.spoke(rules.read_floor(row.state), str(by.pk), seconds), right_now())
    all_to_look(session)
    return row


@transaction.atomic
def sweep(row: Floor, *, by: Person | None = None) -> None:
    """Take away what was only for the evening: who spoke how long, who chose what in a vote, and words.

    Words stay a while where the program keeps them. Of votes, counts stay.
    """
    now = right_now()
    session = row.session
    Airtime.objects.filter(session=session).delete()
    if session.program.words_kept_h == 0:
        Words.objects.filter(session=session).delete()
        Whisper.objects.filter(session=session).delete()
    held = Floor.objects.select_for_update().get(pk=row.pk)
    held.state = rules.write_floor(rules.let_go(rules.read_floor(held.state), now))
    held.swept_at = now
    held.save(update_fields=["state", "swept_at"])
    trail.did(
        "facilitation.sweep", by=by or "clock", session=session.pk, program=session.program_id
    )


def _held(session: Session, by: Person | None = None) -> Floor:
    """The floor's row, held until this transaction ends; opened by whoever needs it first."""
    rows = Floor.objects.select_for_update().filter(session=session)
    row = rows.first() or (open_floor(session, by=by) and rows.first())
    if row is None:
        raise Refused("no-floor")
    return row


def _keep(row: Floor, floor: rules.Floor, now: datetime) -> None:
    row.state, row.version = rules.write_floor(floor), row.version + 1
    row.changed_at, row.swept_at = now, None
    row.save(update_fields=["state", "version", "changed_at", "swept_at"])


def _seat_apart(
    session: Session, before: rules.Floor, after: rules.Floor, by: Person | None
) -> None:
    """Rooms beside the main one are rows of `rooms`: tickets, the gate and attendance go by those."""
    places = rules.places(after)
    if places != rules.places(before):
        apart = {who: rooms.Place(key, until) for who, (key, until) in places.items()}
        rooms.place(session, apart, by=by)


def _done_already(session: Session, by: Person, command_id: UUID) -> bool:
    known = Command.objects.filter(pk=command_id).first()
    if known is None:
        return False
    if known.session_id != session.pk or known.by_id != by.pk:
        raise Refused("args")
    return True


def _as_planned(floor: rules.Floor, session: Session) -> rules.Floor:
    guide, host = session.guide_id, session.host_id
    return rules.as_planned(floor, str(guide or ""), str(host or ""))


def _about(read: Mapping[str, Any]) -> Person | None:
    """Whom a command is about, for the trail: by key only."""
    who = read.get("who") or read.get("to")
    return Person(pk=UUID(who)) if isinstance(who, str) else None


# --- rows beside the floor ------------------------------------------------------------------------


def _nothing(session: Session, by: Person, read: Mapping[str, Any], now: datetime) -> None:
    """Most commands change the floor alone."""


def _say(session: Session, by: Person, read: Mapping[str, Any], now: datetime) -> None:
    if Words.objects.filter(session=session).count() >= MOST_WORDS:
        raise Refused("many")
    Words.objects.create(session=session, person=by, text=read["text"], said_at=now)


def _park(session: Session, by: Person, read: Mapping[str, Any], now: datetime) -> None:
    ParkedItem.objects.create(
        session=session, group=session.group, text=read["text"], parked_at=now, parked_by=by
    )


def _parked(session: Session, by: Person, read: Mapping[str, Any], now: datetime) -> None:
    """Taken up: only what waits for this very session, or for its group."""
    waiting = [one for one in parked_for(session) if str(one.pk) == read["item"]]
    if not waiting:
        raise rules.MovedOn
    ParkedItem.objects.filter(pk=waiting[0].pk).update(done_at=now, done_by=by)


def _whisper(session: Session, by: Person, read: Mapping[str, Any], now: datetime) -> None:
    """To the leaders alone, from whoever stands behind this session: its supervisor, who watches, who is inside."""
    if not stands_behind(session, by):
        raise NotYours
    if is_over(session, now):
        raise Refused("closed")
    if Whisper.objects.filter(session=session).count() >= MOST_WHISPERS:
        raise Refused("whispers")
    Whisper.objects.create(session=session, by=by, text=read["text"], said_at=now)


def _reply(session: Session, by: Person, read: Mapping[str, Any], now: datetime) -> None:
    """One press of a leader; the first one counts."""
    waits = [
        one for one in Whisper.objects.filter(session=session, answer="")
        if str(one.pk) == read["whisper"]
    ]  # fmt: skip
    if not waits:
        raise rules.MovedOn
    Whisper.objects.filter(pk=waits[0].pk).update(
        answer=read["answer"], answered_by=by, answered_at=now
    )


BESIDE: dict[str, Callable[[Session, Person, Mapping[str, Any], datetime], None]] = {
    "say": _say,
    "park": _park,
    "parked": _parked,
    "whisper": _whisper,
    "reply": _reply,
}
