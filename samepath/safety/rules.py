"""Who is told of a call for help, and when: the ladder (safety.md 4.2). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Generic, TypeVar

P = TypeVar("P")


@dataclass(frozen=True)
class Responder(Generic[P]):
    """Somebody to tell, and as what. `person` None means the program's duty address."""

    person: P | None
    as_what: str  # supervisor, care-team, on-call, clinician, leader, duty


def responders(
    *,
    supervisor: P | None,
    care_team: Sequence[P],
    on_call: Sequence[P],
    leaders: Sequence[P],
    asker: P,
) -> list[Responder[P]]:
    """Where to reach people who can help now. Never empty (H02).

    The session's supervisor first, then the care team, then whoever is on call; leaders are told so that
    they can hold the group, but never stand in for a clinician. With no clinician at all the duty address
    is told. Nobody is told twice, and nobody of their own call.
    """
    ordered = [
        *([Responder(supervisor, "supervisor")] if supervisor is not None else []),
        *(Responder(one, "care-team") for one in care_team),
        *(Responder(one, "on-call") for one in on_call),
    ]
    told: list[Responder[P]] = []
    for one in ordered:
        if one.person != asker and all(one.person != other.person for other in told):
            told.append(one)
    if not told:
        told.append(Responder(None, "duty"))
    known = [one.person for one in told]
    told += [Responder(one, "leader") for one in leaders if one != asker and one not in known]
    return told


class Rung(IntEnum):
    """How far a call has climbed. From EVERYONE on it is EVERYONE again each minute, without end."""

    FIRST = 0
    AGAIN = 1
    SECOND = 2
    EVERYONE = 3


REPEAT = timedelta(seconds=60)


@dataclass(frozen=True)
class Pace:
    """When the rungs of a call come, counted from the press, and how soon an answer wants an outcome."""

    again: timedelta = timedelta(seconds=30)
    second: timedelta = timedelta(seconds=60)
    everyone: timedelta = timedelta(seconds=120)
    outcome: timedelta = timedelta(minutes=5)


def routing(
    told: Sequence[Responder[P]], *, clinicians: Sequence[P], asker: P
) -> dict[Rung, list[Responder[P]]]:
    """Whom each rung of a call reaches, decided at the press and not changed by what changes later.

    `told` is what `responders` found. FIRST is the session's supervisor, or all of them where no session has one;
    leaders learn at once that a person is being cared for, and only once. SECOND is who of the others is on call,
    else the care team; it may be empty, and is then stepped over. EVERYONE is all of these, every clinician of the
    program, and the duty address, so it is never empty (H02).
    """
    helpers = [one for one in told if one.as_what != "leader"]
    first = [one for one in helpers if one.as_what == "supervisor"] or helpers
    rest = [one for one in helpers if one not in first]
    second = [one for one in rest if one.as_what == "on-call"] or rest
    known = [one.person for one in helpers]
    others = [
        Responder(one, "clinician") for one in clinicians if one != asker and one not in known
    ]
    everyone = [*helpers, *others]
    if all(one.person is not None for one in everyone):
        everyone.append(Responder(None, "duty"))
    return {
        Rung.FIRST: [*first, *(one for one in told if one.as_what == "leader")],
        Rung.SECOND: second,
        Rung.EVERYONE: everyone,
    }


def next_rung(reached: int, *, has_second: bool) -> int:
    """The rung after this one; a rung with nobody on it is stepped over at once."""
    following = reached + 1
    return Rung.EVERYONE if following == Rung.SECOND and not has_second else following


def wait_after(reached: int, pace: Pace, *, has_second: bool) -> timedelta:
    """How long the rung after this one is away."""
    match next_rung(reached, has_second=has_second):
        case Rung.AGAIN:
            return pace.again
        case Rung.SECOND:
            return pace.second - pace.again
        case Rung.EVERYONE if has_second:
            return pace.everyone - pace.second
        case Rung.EVERYONE:
            return pace.second - pace.again
    return REPEAT


def is_due(planned: datetime, since: datetime, now: datetime) -> bool:
    """Whether a rung's moment has come, planned for `planned` at the moment `since`.

    A now before `since` means that the clock was set back: then it comes at once. Early is safe, late is not (R15).
    """
    return now >= planned or now < since


def moment_after(planned: datetime, wait: timedelta, now: datetime, *, repeating: bool) -> datetime:
    """When the next rung comes, after the one planned for `planned` was climbed `now`.

    It keeps the beat of the plan, so that after a stop what was missed is climbed at once, rung by rung; only the
    repeats of the last rung are not made up for.
    """
    late = now - planned
    set_back, missed_repeats = late < timedelta(), repeating and late > wait
    return now + wait if set_back or missed_repeats else planned + wait
