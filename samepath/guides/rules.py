"""What follows about guides: when one is whole, when its words are safe to keep, and what it is as one value."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

KINDS = (
    "welcome", "agreements", "check_in", "topic", "practice", "resources", "check_out", "closing", "break",
)  # fmt: skip
ASKING = frozenset(
    {"check_in", "topic", "practice", "check_out"}
)  # cannot be led without a question
SHORTEST, LONGEST = 15, 180  # minutes of the whole
LONGEST_SEGMENT = 90
MOST_SEGMENTS = 20
MOST_LINES = 8  # questions, or things to watch for
LONGEST_TURN_S = 600
# How many characters each field holds: a card is read while others talk.
ROOM = {
    "title": 80, "about": 240, "purpose": 140, "leader_card": 1600, "participant_card": 500,
    "questions": 200, "watch_for": 240,
}  # fmt: skip
_JOINERS = frozenset(
    "\n\r\t\u200c\u200d"
)  # lines, and what some scripts and pictures are joined with
_MARKUP = re.compile(r"<\s*[a-zA-Z/!?]")


@dataclass(frozen=True)
class Piece:
    """One segment as written. `turn_s` is how long a turn of its round softly lasts; 0 says nothing."""

    kind: str
    minutes: int
    title: str = ""
    purpose: str = ""
    leader_card: str = ""
    participant_card: str = ""
    questions: tuple[str, ...] = ()
    watch_for: tuple[str, ...] = ()
    round: bool = False
    cross_talk: bool = False
    turn_s: int = 0


@dataclass(frozen=True)
class Draft:
    """A whole guide as written."""

    title: str
    about: str = ""
    pieces: tuple[Piece, ...] = ()

    @property
    def minutes(self) -> int:
        return sum(piece.minutes for piece in self.pieces)


@dataclass(frozen=True)
class Fault:
    """What is wrong: at which segment (None: the whole), in which field, and why, in one word.

    empty, long, short, many, markup, hidden, unknown; `limit` is the number that was passed.
    """

    at: int | None
    field: str
    why: str
    limit: int = 0

    def __str__(self) -> str:
        place = "guide" if self.at is None else f"segment {self.at + 1}"
        return f"{place}: {self.field} {self.why}" + (f" ({self.limit})" if self.limit else "")


def unsafe(draft: Draft) -> list[Fault]:
    """What cannot even be kept while somebody still writes: too much of anything, and what is not words."""
    found = [*_text(None, "title", draft.title), *_text(None, "about", draft.about)]
    if len(draft.pieces) > MOST_SEGMENTS:
        found.append(Fault(None, "segments", "many", MOST_SEGMENTS))
    if draft.minutes > LONGEST:
        found.append(Fault(None, "minutes", "long", LONGEST))
    for at, piece in enumerate(draft.pieces):
        found += _unsafe_piece(at, piece)
    return found


def faults(draft: Draft) -> list[Fault]:
    """Everything that keeps a guide from being led: what is unsafe, and what is missing."""
    found = unsafe(draft)
    found += [
        Fault(None, name, "empty")
        for name in ("title", "about")
        if not getattr(draft, name).strip()
    ]
    if not draft.pieces:
        return [*found, Fault(None, "segments", "empty")]
    if draft.minutes < SHORTEST:
        found.append(Fault(None, "minutes", "short", SHORTEST))
    for at, piece in enumerate(draft.pieces):
        found += _missing(at, piece)
    return found


def _unsafe_piece(at: int, piece: Piece) -> Iterator[Fault]:
    if piece.kind not in KINDS:
        yield Fault(at, "kind", "unknown")
    if not 0 <= piece.minutes <= LONGEST_SEGMENT:
        yield Fault(at, "minutes", "long" if piece.minutes > 0 else "short", LONGEST_SEGMENT)
    if not 0 <= piece.turn_s <= LONGEST_TURN_S:
        yield Fault(at, "turn_s", "long" if piece.turn_s > 0 else "short", LONGEST_TURN_S)
    for name in ("title", "purpose", "leader_card", "participant_card"):
        yield from _text(at, name, getattr(piece, name))
    for name in ("questions", "watch_for"):
        lines: tuple[str, ...] = getattr(piece, name)
        if len(lines) > MOST_LINES:
            yield Fault(at, name, "many", MOST_LINES)
        for line in lines:
            yield from _text(at, name, line)


def _text(at: int | None, name: str, text: str) -> Iterator[Fault]:
    if len(text) > ROOM[name]:
        yield Fault(at, name, "long", ROOM[name])
    if _MARKUP.search(text):
        yield Fault(at, name, "markup")
    if any(
        char not in "\n\r\t" and unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs"}
        for char in text
    ):
        yield Fault(at, name, "hidden")


def _missing(at: int, piece: Piece) -> Iterator[Fault]:
    if piece.minutes < 1:
        yield Fault(at, "minutes", "short", 1)
    for name in ("title", "purpose", "leader_card", "participant_card"):
        if not getattr(piece, name).strip():
            yield Fault(at, name, "empty")
    if piece.kind in ASKING and not any(line.strip() for line in piece.questions):
        yield Fault(at, "questions", "empty")


def digest(draft: Draft) -> str:
    """SHA-256 of a guide's whole content, hex: the same words, the same seal. What is empty or off is left out,
    so that a field added later leaves old seals whole.
    """
    whole = {"title": draft.title, "about": draft.about}
    said = [{k: v for k, v in asdict(piece).items() if v} for piece in draft.pieces]
    text = json.dumps({**whole, "pieces": said}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def editable(state: str, *, used: bool) -> bool:
    """Whether the words may still change: while it is a draft that no session was led from."""
    return state == "draft" and not used


def not_usable(state: str, *, ours: bool, mine: bool, approved_only: bool) -> str:
    """Why somebody cannot lead a session from a version, in one word; empty when they can.

    What is not approved is led only by whoever wrote it, and only where the program lets its leaders decide.
    """
    if not ours:
        return "program"
    if state == "retired":
        return "retired"
    if state == "approved":
        return ""
    if approved_only:
        return "unapproved"
    return "" if mine else "draft"


@dataclass(frozen=True)
class Change:
    """What differs in one place between two versions: what it said, and what it says."""

    where: str
    field: str
    was: str
    now: str


def changes(before: Draft, after: Draft) -> list[Change]:
    """What a reader of the new version has to look at. Segments are known by their place in the order of what is alike."""
    found = [
        Change("", name, getattr(before, name), getattr(after, name))
        for name in ("title", "about")
        if getattr(before, name) != getattr(after, name)
    ]
    old, new = before.pieces, after.pieces
    matcher = SequenceMatcher(a=[p.title for p in old], b=[p.title for p in new], autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        pairs = list(zip_longest(old[a:b], new[c:d]))
        for was, now in pairs if what != "equal" else zip(old[a:b], new[c:d], strict=True):
            found += _changed_piece(was, now)
    return found


def _changed_piece(was: Piece | None, now: Piece | None) -> list[Change]:
    if was is None or now is None:
        there = was or now
        assert there is not None
        return [Change(there.title, "segment", was.title if was else "", now.title if now else "")]
    return [
        Change(now.title, name, _shown(getattr(was, name)), _shown(getattr(now, name)))
        for name in Piece.__dataclass_fields__
        if getattr(was, name) != getattr(now, name)
    ]


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return "\n".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


MOST_PROMISES, LONGEST_PROMISE = 20, 200
# What a group promises each other until it finds words of its own (domain.md 3.3).
PROMISES = (
    "What I hear here, I keep to myself: names, faces, stories.",
    "I know the limit: if someone is in danger, the leaders tell a clinician.",
    "I know that the law does not bind other members to keep silent, so I share what I am fine with.",
    "I speak from my own life. I do not tell others what they have or what to do.",
    "I ask before I give advice.",
    "One person speaks at a time, and we share the time.",
    "Passing is always fine, for me and for everyone.",
    "I do not record, take pictures of the screen, or let a program take notes.",
    "I sit in a private place. I wear headphones when others could hear.",
    "I am not driving, and I come sober.",
    "I leave out details of harm, and numbers of weight, doses or amounts.",
    "I say so before I speak of something heavy.",
    "If I have to go, I say a word if I can. If I vanish, someone may call me to see that I am safe.",
)


def promise_faults(lines: tuple[str, ...]) -> list[Fault]:
    """What is wrong with the promises of a group; `at` is the line."""
    if not lines:
        return [Fault(None, "lines", "empty")]
    if len(lines) > MOST_PROMISES:
        return [Fault(None, "lines", "many", MOST_PROMISES)]
    found: list[Fault] = []
    for at, line in enumerate(lines):
        if len(line) > LONGEST_PROMISE:
            found.append(Fault(at, "lines", "long", LONGEST_PROMISE))
        found += [fault for fault in _text(at, "leader_card", line) if fault.why != "long"]
    return found
