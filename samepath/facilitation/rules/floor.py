"""The floor as values. One `Floor` is the whole of it; every rule takes one and gives the next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from samepath.facilitation.rules.company import Company

Step = Literal["planned", "now", "done", "skipped"]
Says = Literal["waiting", "speaking", "spoke", "passed", "come-back"]

LEADING = frozenset({"guide", "host"})
CLINICAL = frozenset({"supervisor", "clinician"})


@dataclass(frozen=True)
class Segment:
    """A stretch of the session. Its cards are kept beside the floor: they never change."""

    key: str
    kind: str
    title: str
    minutes: int
    round: bool = False
    cross_talk: bool = False
    turn_s: int = 0
    state: Step = "planned"
    began_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Turn:
    """One person's place in a round."""

    person: str
    state: Says = "waiting"
    held: bool = False  # had the piece long enough to say something, however it went on


@dataclass(frozen=True)
class Round:
    """Everyone in turn, with one talking piece. `turn` counts how often the piece moved."""

    number: int
    turns: tuple[Turn, ...]
    turn: int = 0
    holder: str | None = None
    since: datetime | None = None
    quiet: bool = False
    soft_s: int = 0


@dataclass(frozen=True)
class Counted:
    """How a round went once it was over: how many had the piece, and how many passed. Nobody by name."""

    number: int
    had: int
    passed: int


@dataclass(frozen=True)
class Hand:
    """A raised hand, by the server's clock."""

    person: str
    at: datetime


@dataclass(frozen=True)
class Reaction:
    """A quiet sign that fades."""

    person: str
    what: str
    until: datetime


@dataclass(frozen=True)
class Ballot:
    """One person's choice; hidden from everyone while the vote is open."""

    person: str
    option: int


@dataclass(frozen=True)
class Vote:
    """A question put to all."""

    number: int
    question: str
    options: tuple[str, ...]
    ballots: tuple[Ballot, ...] = ()
    closed: bool = False


@dataclass(frozen=True)
class Outcome:
    """How a vote went once it was closed: counts in the order of its options, and nobody's choice."""

    number: int
    question: str
    options: tuple[str, ...]
    counts: tuple[int, ...]
    at: datetime


@dataclass(frozen=True)
class Pause:
    """The group rests."""

    by: str
    since: datetime


@dataclass(frozen=True)
class Card:
    """Something shown to all."""

    by: str
    title: str
    text: str = ""
    link: str = ""


@dataclass(frozen=True)
class Ask:
    """Somebody was asked to close their microphone or camera. Their own hand opens it again."""

    number: int
    person: str
    what: str  # mute, camera
    by: str
    at: datetime


@dataclass(frozen=True)
class Swap:
    """One leader offers the other to change parts."""

    by: str
    to: str


@dataclass(frozen=True)
class Apart:
    """A room beside the main one: one of a split, or a side room. `called` says since when a leader is asked for."""

    key: str
    people: tuple[str, ...]
    opened_at: datetime
    called: datetime | None = None
    lone: str = ""  # who is alone in it, or nobody at all
    alone_since: datetime | None = None


@dataclass(frozen=True)
class Split:
    """The group in pairs or threes for a while."""

    number: int
    rooms: tuple[Apart, ...]
    ends_at: datetime
    question: str = ""
    began_at: datetime | None = None

    @property
    def since(self) -> datetime:
        """When it began."""
        return self.began_at or min(room.opened_at for room in self.rooms)


@dataclass(frozen=True)
class Back:
    """Somebody who was left alone in a small room and came back to the group."""

    person: str
    others: tuple[str, ...]  # whom they were with
    at: datetime


@dataclass(frozen=True)
class Visit:
    """A leader or clinician who stepped into a room apart."""

    person: str
    room: str


@dataclass(frozen=True)
class Floor:
    """Everything about the floor of one session at one moment."""

    kind: str  # peer, clinical
    starts_at: datetime
    ends_at: datetime
    planned: tuple[str, str] = ("", "")  # guide and host as the schedule has them
    guide: str | None = None
    host: str | None = None
    stands_in: bool = False  # the host holds the floor for a guide who went away
    offered_back: bool = False
    swap: Swap | None = None
    segments: tuple[Segment, ...] = ()
    round: Round | None = None
    rounds: int = 0
    counted: tuple[Counted, ...] = ()  # the rounds that are over, the first one first
    hands: tuple[Hand, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    typing: bool = True
    vote: Vote | None = None
    votes: int = 0
    outcomes: tuple[Outcome, ...] = ()  # of the votes closed so far, the first one first
    pause: Pause | None = None
    card: Card | None = None
    asks: tuple[Ask, ...] = ()
    asked: int = 0
    split: Split | None = None
    splits: int = 0
    paired: int = 0  # rooms of splits so far: a key is never used again
    sides: tuple[Apart, ...] = ()  # in each, the person first and who went with them second
    sided: int = 0
    visits: tuple[Visit, ...] = ()
    back: tuple[Back, ...] = ()

    @property
    def apart(self) -> tuple[Apart, ...]:
        """All rooms beside the main one."""
        return (self.split.rooms if self.split else ()) + self.sides

    def place_of(self, person: str) -> str:
        """The room somebody belongs in now."""
        for visit in self.visits:
            if visit.person == person:
                return visit.room
        return next((room.key for room in self.apart if person in room.people), "main")

    def leader_in_main(self, company: Company, *, but: str = "") -> bool:
        """Whether somebody who can hold the group is here in the main room, other than `but`."""
        return any(
            one.person != but
            and (one.person in {self.guide, self.host} or one.role in CLINICAL)
            and self.in_main(one.person, company)
            for one in company.members
        )

    def in_main(self, person: str | None, company: Company) -> bool:
        """Whether somebody is here, in the main room."""
        return person is not None and company.here(person) and self.place_of(person) == "main"

    def but(self, **changes: Any) -> Floor:
        """This floor with something else about it."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Act:
    """One command: what, by whom, in which company, with arguments that have been read."""

    kind: str
    who: str
    role: str
    company: Company
    args: dict[str, Any]
    seed: str = ""

    @property
    def now(self) -> datetime:
        return self.company.now
