"""What happened in a room lately, for whoever stands behind it: by name while it is live, and kept nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from samepath.facilitation import rules
from samepath.facilitation.models import Command, Whisper
from samepath.facilitation.queries.story import Line, lines_of
from samepath.facilitation.queries.words import answer_words, leaders_words
from samepath.facilitation.rules.floor import Counted
from samepath.facilitation.rules.rounds import count
from samepath.people.models import Person
from samepath.rooms.models import Admission
from samepath.rooms.queries import LiveRoom
from samepath.rooms.rules import LEADING

LINES = 6
APART = frozenset({"whisper", "reply"})  # told with their words


def log_of(
    live: LiveRoom,
    seats: Sequence[Admission],
    floor: rules.Floor | None,
    commands: Sequence[Command],
    whispers: Sequence[Whisper],
    reader: Person,
) -> list[Line]:
    """The newest first. No query."""
    told = [one for one in commands if one.kind not in APART]
    lines = [
        *lines_of(told, _rounds(floor)),
        *_of_the_show(floor),
        *_of_people(live, seats),
        *_of_whispers(live, whispers, reader),
    ]
    return sorted(lines, key=lambda one: one.at, reverse=True)[:LINES]


def _rounds(floor: rules.Floor | None) -> list[Counted]:
    if floor is None:
        return []
    return [*floor.counted, *([count(floor.round)] if floor.round else [])]


def _of_the_show(floor: rules.Floor | None) -> Iterable[Line]:
    for one in floor.segments if floor else ():
        if one.began_at is not None:
            yield Line(one.began_at, _("%(part)s began.") % {"part": one.title})


def _of_people(live: LiveRoom, seats: Sequence[Admission]) -> Iterable[Line]:
    """Who came, who went, whose line is lost and how long the seat is kept."""
    came: set[object] = set()
    dropped = {one.person.pk: one for one in live.faces if one.state == "dropped"}
    for seat in seats:
        if seat.role not in LEADING | {"participant"}:
            continue
        name = {"name": seat.person.alias}
        if seat.person_id not in came:
            came.add(seat.person_id)
            yield Line(seat.admitted_at, _("%(name)s came in.") % name)
        if seat.ended_at is not None and seat.end in WENT:
            yield Line(seat.ended_at, _went(seat.end) % name)
        elif seat.ended_at is None and seat.person_id in dropped:
            since = dropped[seat.person_id].since
            minutes = {"n": live.session.program.seat_kept_min}
            yield Line(
                since, _("%(name)s’s line was lost. The seat is kept for %(n)s minutes.") % {**name, **minutes}
            )  # fmt: skip


def _went(end: str) -> str:
    return {
        Admission.End.LEFT: _("%(name)s left."),
        Admission.End.REMOVED: _("%(name)s was asked to leave."),
        Admission.End.GONE: _("%(name)s did not come back."),
    }[Admission.End(end)]


WENT = frozenset({Admission.End.LEFT, Admission.End.REMOVED, Admission.End.GONE})


def _of_whispers(live: LiveRoom, whispers: Sequence[Whisper], reader: Person) -> Iterable[Line]:
    leaders = leaders_words(live.session)
    for one in whispers:
        facts = {"name": one.by.alias, "leaders": leaders, "text": one.text}
        mine = one.by_id == reader.pk
        words = _("You to %(leaders)s: “%(text)s”") if mine else _("%(name)s to %(leaders)s: “%(text)s”")  # fmt: skip
        yield Line(one.said_at, words % facts)
        if one.answered_at is not None and one.answered_by is not None:
            yield Line(one.answered_at, answer_words(one.answer, one.answered_by.alias))
