"""Which room needs somebody now: the wall's order, as pure functions. The table of tests is what a clinician reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import TypeVar

T = TypeVar("T")

# After so long an answer at the door is known: a room does not call for a look all evening (H17).
DOOR_ANSWER_LASTS = timedelta(minutes=10)


class Need(IntEnum):
    """How much a room needs somebody; the higher comes first."""

    CALM = 0
    HAND = 1
    LOOK = 2
    LOST = 3
    HELP = 4


@dataclass(frozen=True)
class Signs:
    """What can be told of one room at one moment: how many of each."""

    calls: int = (
        0  # for help, which nobody has answered; or somebody with an open call lost the line (H10)
    )
    asked_in: int = 0  # "Please join me", while the clinician is not in the room
    unsafe: int = 0  # wait for a clinician
    dropped: int = 0
    rests: int = 0  # the room is on hold
    door_answers: int = 0
    unled: int = 0  # parts that nobody holds
    hands: int = 0


def need(signs: Signs) -> Need:
    """Help before a lost line or somebody unsafe, before an answer at the door or a missing leader, before a hand."""
    if signs.calls or signs.asked_in:
        return Need.HELP
    if signs.unsafe or signs.dropped or signs.rests:
        return Need.LOST
    if signs.door_answers or signs.unled:
        return Need.LOOK
    return Need.HAND if signs.hands else Need.CALM


def in_order(rooms: Iterable[tuple[Need, datetime, T]]) -> list[T]:
    """The rooms that need someone first, then as they start."""
    return [one for _need, _at, one in sorted(rooms, key=lambda room: (-room[0], room[1]))]


def is_new(said_at: datetime, now: datetime) -> bool:
    """Whether an answer at the door still asks for a look."""
    return now - said_at < DOOR_ANSWER_LASTS


def asks_in(asked_at: datetime, *, since: datetime | None, in_room: bool) -> bool:
    """Whether the leaders still wait for the clinician: not any more once they have come, or said anew where they are."""
    if in_room:
        return False
    return since is None or asked_at > since
