"""The door and the roll, as pure functions: values in, answer out. No database, no clock.

A clinician can read the order of questions in `door` and the table of tests beside it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

LEADING = frozenset({"guide", "host"})
STAFF = LEADING | {"supervisor", "clinician"}
FOLLOWS = timedelta(seconds=10)  # an awake page has moved to another room long before


def who_in(session: UUID, person: UUID | str) -> str:
    """What pages of one session call somebody: the same through every lost line, another one next time (P06)."""
    return hashlib.sha256(f"{session}/{person}".encode()).hexdigest()[:12]


class Door(StrEnum):
    """What the door answers. Every answer has words on the page (`room/door` templates)."""

    OPEN = "open"
    PRIVATE_OPEN = "private-open"  # a clinician is in the private room
    PRIVATE_WAIT = "private-wait"  # somebody not safe: a clinician is on the way
    WAIT_LEADER = "wait-leader"
    WAIT_SUPERVISOR = "wait-supervisor"
    WAIT_HOST = "wait-host"  # late, or not on the list: the host decides
    WAIT_CLEARED = "wait-cleared"  # the room was cleared: whoever holds it lets in one by one
    ASK_CHECK_IN = "ask-check-in"
    ASK_CONSENT = "ask-consent"
    ASK_AGREEMENTS = "ask-agreements"  # what the group promises each other
    ASK_LOCATION_AGAIN = "ask-location-again"
    OUTSIDE_STATES = "outside-states"
    TOO_EARLY = "too-early"
    ENDED = "ended"
    CANCELLED = "cancelled"
    NOT_ON_THE_LIST = "not-on-the-list"
    KEPT_OUT = "kept-out"
    FULL = "full"
    ELSEWHERE = "elsewhere"  # another tab or device holds the seat: ask before taking over


WAITING = frozenset(
    {
        Door.WAIT_LEADER, Door.WAIT_SUPERVISOR, Door.WAIT_HOST, Door.WAIT_CLEARED,
        Door.PRIVATE_WAIT, Door.FULL,
    }
)  # fmt: skip
INSIDE = frozenset({Door.OPEN, Door.PRIVATE_OPEN})


@dataclass(frozen=True)
class Limits:
    """The program's numbers for its doors."""

    opens: timedelta
    leaders_early: timedelta
    late_grace: timedelta
    stay_after: timedelta
    location_fresh: timedelta
    answered_within: timedelta
    capacity: int


@dataclass(frozen=True)
class Answers:
    """What somebody said at the door. `safe` is yes, not-sure, no or empty."""

    complete: bool = False
    safe: str = ""
    cleared: bool = False
    located_at: datetime | None = None
    state: str = ""


@dataclass(frozen=True)
class Arrival:
    """All the door needs to know about one person at one moment (UTC)."""

    now: datetime
    starts_at: datetime
    ends_at: datetime
    kind: str  # individual, clinical, peer
    role: str  # guide, host, supervisor, clinician, participant, or "" for nobody here
    limits: Limits
    cancelled: bool = False
    expected: bool = False
    kept_out: bool = False
    consents_missing: int = 0
    promises_missing: bool = False
    answers: Answers = field(default_factory=Answers)
    states: Sequence[str] = ()
    leader_here: bool = False
    supervisor_answers: bool = False
    let_in_by_host: bool = False
    rejoining: bool = False
    comes_back: bool = False  # from a room beside the main one, where a seat is held
    inside: int = 0
    clinician_in_private: bool = False


def door(arrival: Arrival, *, sent_out: bool = False) -> Door:
    """Decide at the door (V01, V05, H03, H04, H12).

    Nobody but staff enters before a leader and a supervising clinician are there: a peer-led room
    without supervision is not a session. Somebody who is not safe meets a clinician, not the group. Whoever
    was sent out as the room was cleared comes in by a leader's word alone, whatever seat they had.
    """
    cleared = Door.WAIT_CLEARED if sent_out else None
    return _never(arrival) or _staff(arrival) or _unready(arrival) or cleared or _company(arrival)


def _never(a: Arrival) -> Door | None:
    if not a.role:
        return Door.NOT_ON_THE_LIST
    if a.cancelled:
        return Door.CANCELLED
    if a.kept_out:
        return Door.KEPT_OUT
    if a.now >= a.ends_at + a.limits.stay_after:
        return Door.ENDED
    early = a.limits.leaders_early if a.role in STAFF else a.limits.opens
    return Door.TOO_EARLY if a.now < a.starts_at - early else None


def _staff(a: Arrival) -> Door | None:
    return Door.OPEN if a.role in STAFF else None


def _unready(a: Arrival) -> Door | None:
    answers = a.answers
    # Before anything else that is still missing: a person comes first, papers later.
    if a.clinician_in_private and not answers.cleared:
        return Door.PRIVATE_OPEN
    if answers.safe in {"no", "not-sure"} and not answers.cleared:
        return Door.PRIVATE_WAIT
    if a.consents_missing:
        return Door.ASK_CONSENT
    if a.promises_missing and not a.rejoining:
        return Door.ASK_AGREEMENTS
    if not answers.complete or answers.located_at is None:
        return Door.ASK_CHECK_IN
    if a.states and answers.state and answers.state not in a.states:
        return Door.OUTSIDE_STATES
    if not a.rejoining and a.now - answers.located_at > a.limits.location_fresh:
        return Door.ASK_LOCATION_AGAIN
    return None


def _company(a: Arrival) -> Door:
    if a.comes_back:
        return Door.OPEN  # being moved is no new entry; the hold watches over who is alone
    if a.now >= a.ends_at and not a.rejoining:
        return Door.ENDED  # those who were there may stay a while; nobody new comes in
    if not a.leader_here:
        return Door.WAIT_LEADER
    if a.kind == "peer" and not a.supervisor_answers:
        return Door.WAIT_SUPERVISOR
    if a.rejoining:
        return Door.OPEN
    late = a.now > a.starts_at + a.limits.late_grace
    if (late or not a.expected) and not a.let_in_by_host:
        return Door.WAIT_HOST
    return Door.FULL if a.inside >= a.limits.capacity else Door.OPEN


@dataclass(frozen=True)
class Seen:
    """One connection as one source saw it. Times are UTC; `left` is None while it goes on or was never told."""

    sid: str
    source: str
    joined: datetime
    seen: datetime
    left: datetime | None = None
    why: str = ""


@dataclass(frozen=True)
class Stay:
    """One unbroken stretch inside."""

    joined: datetime
    left: datetime
    why: str = ""

    @property
    def seconds(self) -> float:
        return (self.left - self.joined).total_seconds()


def stays(sightings: Iterable[Seen]) -> list[Stay]:
    """Merge what all sources saw of one person into unbroken stretches (H21, safety 4.3).

    A source that never told the end counts until any source last saw that same connection, so a lost
    webhook neither shortens a stay nor stretches it to the end of the evening.
    """
    known = list(sightings)
    last_seen: dict[str, datetime] = {}
    for one in known:
        end = one.left or one.seen
        last_seen[one.sid] = max(last_seen.get(one.sid, end), end)
    spans = sorted(
        (Stay(s.joined, max(s.joined, s.left or last_seen[s.sid]), s.why) for s in known),
        key=lambda span: (span.joined, span.left),
    )
    merged: list[Stay] = []
    for span in spans:
        if merged and span.joined <= merged[-1].left:
            before = merged[-1]
            longer = span.left > before.left
            why = (span.why or before.why) if longer or not before.why else before.why
            merged[-1] = Stay(before.joined, max(before.left, span.left), why)
        else:
            merged.append(span)
    return merged


def seconds_by_source(sightings: Iterable[Seen]) -> dict[str, int]:
    """Whole seconds inside by each source alone, as that source saw it."""
    by_source: dict[str, list[Seen]] = {}
    for one in sightings:
        by_source.setdefault(one.source, []).append(one)
    return {
        source: round(sum(stay.seconds for stay in stays(seen)))
        for source, seen in by_source.items()
    }


def disagree(by_source: dict[str, int], *, tolerance_s: int = 15) -> bool:
    """Whether two sources differ by more than the tolerance: shown to staff, never hidden."""
    return bool(by_source) and max(by_source.values()) - min(by_source.values()) > tolerance_s


HAND_OVER_LASTS = timedelta(minutes=2)  # then the other is not there, and somebody else is asked


def still_offered(asked_at: datetime, now: datetime) -> bool:
    """Whether a hand-over still waits: whoever does not answer in time has not taken anything (H03)."""
    return now - asked_at <= HAND_OVER_LASTS


def on_hold(
    *,
    now: datetime,
    staff_seen: datetime | None,
    supervisor_seen: datetime | None,
    peer: bool,
    after: timedelta,
) -> bool:
    """Whether a room must rest: nobody of the staff inside, or a peer-led room whose supervisor went silent (V05, H11)."""
    gone = staff_seen is None or now - staff_seen > after
    unwatched = peer and (supervisor_seen is None or now - supervisor_seen > after)
    return gone or unwatched


def stays_open(
    *,
    now: datetime,
    ends_at: datetime,
    stay: timedelta,
    staff_seen: datetime | None,
    after: timedelta,
) -> bool:
    """Whether a room stays open: through its session, and a while longer with somebody of the staff inside (V05)."""
    if now <= ends_at:
        return True
    if now > ends_at + stay or staff_seen is None:
        return False
    return now - staff_seen <= after
