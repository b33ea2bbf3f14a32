"""What happened on the floor of one session, told afterwards: segments as run, rounds, rooms apart, votes, acts.

Numbers and times only: who spoke, passed or was asked for is nobody's to read afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samepath.facilitation import rules
from samepath.facilitation.models import Command, Floor
from samepath.facilitation.queries.script import pieces_of
from samepath.facilitation.rules.floor import Counted
from samepath.facilitation.rules.rounds import count
from samepath.rooms.models import Ban
from samepath.schedule.models import Session

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Part:
    """One segment: how long it was to last, and how long it lasted. `ran` is None for one that never began."""

    title: str
    planned: int
    ran: int | None
    skipped: bool

    @property
    def longer(self) -> int:
        """Minutes more than planned; fewer are negative."""
        return 0 if self.ran is None else self.ran - self.planned


@dataclass(frozen=True)
class Line:
    """One thing that happened, when, in words."""

    at: datetime
    words: str


@dataclass(frozen=True)
class Story:
    """The whole of it. Empty where nothing was ever opened."""

    parts: list[Part] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    votes: list[tuple[str, list[tuple[str, int]]]] = field(default_factory=list)
    removed: int = 0

    @property
    def told(self) -> bool:
        return bool(self.parts or self.lines or self.removed)


def story_of(session: Session) -> Story:
    """Read it. 3 queries, and those of the guide."""
    removed = Ban.objects.filter(session=session).count()
    row = Floor.objects.filter(session=session).first()
    if row is None:
        return Story(removed=removed)
    floor = rules.read_floor(row.state)
    commands = list(Command.objects.filter(session=session).order_by("at", "version"))
    return Story(_parts(session, floor), lines_of(commands, _rounds(floor)), _votes(floor), removed)


def _parts(session: Session, floor: rules.Floor) -> list[Part]:
    planned = {f"s{number}": one.minutes for number, one in enumerate(pieces_of(session), 1)}
    return [
        Part(
            title=one.title,
            planned=planned.get(one.key, one.minutes),
            ran=_ran(one, session.ends_at),
            skipped=one.state == "skipped",
        )
        for one in floor.segments
    ]


def _ran(one: rules.Segment, ends_at: datetime) -> int | None:
    if one.began_at is None:
        return None
    return max(0, round(((one.ended_at or ends_at) - one.began_at) / MINUTE))


def _votes(floor: rules.Floor) -> list[tuple[str, list[tuple[str, int]]]]:
    """Each vote that was closed, and how it went. One put away while it was open had no result."""
    return [
        (one.question, list(zip(one.options, one.counts, strict=True))) for one in floor.outcomes
    ]


def _rounds(floor: rules.Floor) -> list[Counted]:
    """How each round went, also the one that is still on."""
    return [*floor.counted, *([count(floor.round)] if floor.round else [])]


def lines_of(commands: Sequence[Command], rounds: Sequence[Counted] = ()) -> list[Line]:
    """The commands as lines to read, and each round as it was counted; what is too small to tell is left out.

    No query.
    """
    lines = []
    counts = iter(rounds)
    for number, one in enumerate(commands):
        if one.kind == "round":
            lines.append(Line(one.at, _round(next(counts, None))))
            continue
        teller = TELLERS.get(one.kind)
        words = teller(one, commands[number:]) if teller else ""
        if words:
            lines.append(Line(one.at, words))
    return lines


def _round(counted: Counted | None) -> str:
    """How many had the piece, and how many passed."""
    if counted is None:
        return _("A round.")
    had = ngettext("A round: %(n)s had the piece", "A round: %(n)s had the piece", counted.had) % {
        "n": counted.had
    }
    if not counted.passed:
        return had + "."
    passed = ngettext("%(n)s passed.", "%(n)s passed.", counted.passed) % {"n": counted.passed}
    return f"{had}, {passed}"


def _lasted(*ends: str) -> Any:
    """A teller for what lasts until one of these commands; the words get the minutes."""

    def minutes(one: Command, after: Sequence[Command]) -> int | None:
        end = next((later.at for later in after[1:] if later.kind in ends), None)
        return None if end is None else max(1, round((end - one.at) / MINUTE))

    return minutes


def _span(words: str, minutes: int | None) -> str:
    if minutes is None:
        return words + "."
    return words + ", " + ngettext("%(n)s minute.", "%(n)s minutes.", minutes) % {"n": minutes}


_SPLIT_ENDS = _lasted("gather", "gathered")
_SIDE_ENDS = _lasted("end_side", "side-over")
_PAUSE_ENDS = _lasted("go_on")


def _split(one: Command, after: Sequence[Command]) -> str:
    pairs = one.facts.get("size") != 3
    return _span(_("Small rooms, in pairs") if pairs else _("Small rooms, in threes"), _SPLIT_ENDS(one, after))  # fmt: skip


def _ask(one: Command, _after: Sequence[Command]) -> str:
    camera = one.facts.get("what") == "camera"
    return _("Somebody was asked to rest their camera.") if camera else _("Somebody was asked to rest their microphone.")  # fmt: skip


def _cleared(one: Command, _after: Sequence[Command]) -> str:
    people = one.facts.get("people", 0)
    return ngettext(
        "The room was cleared; %(n)s person waited at the door.",
        "The room was cleared; %(n)s people waited at the door.",
        people,
    ) % {"n": people}


def _reply(one: Command, _after: Sequence[Command]) -> str:
    joins = one.facts.get("answer") == "join"
    return _("The leaders asked the clinician to come in.") if joins else ""


TELLERS: dict[str, Any] = {
    "whisper": lambda *_a: _("The clinician wrote to the leaders."),
    "reply": _reply,
    "clear-room": _cleared,
    "split": _split,
    "side": lambda one, after: _span(_("A side room"), _SIDE_ENDS(one, after)),
    "pause": lambda one, after: _span(_("The group rested"), _PAUSE_ENDS(one, after)),
    "ask": _ask,
    "ask_all": lambda *_a: _("All microphones were asked to rest."),
    "vote": lambda *_a: _("A vote."),
    "accept": lambda *_a: _("Guide and host changed parts."),
    "took-over": lambda *_a: _("Guide and host changed parts."),
    "stand-in": lambda *_a: _("The guide was away; the host took over."),
    "piece-went-on": lambda *_a: _("The talking piece went on by itself: its holder was away."),
    "called-back": lambda *_a: _("Somebody who was alone in a small room came back to the group."),
    "call": lambda *_a: _("A leader was called into a small room."),
    "park": lambda *_a: _("Something was parked for later."),
}
