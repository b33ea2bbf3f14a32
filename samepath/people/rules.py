"""What follows about people: whose name may sound like staff, and who may hand out roles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

# Their names may carry a title, because the program vouches for them. Nobody else's may (P06).
VOUCHED_FOR = frozenset({"clinician", "coordinator", "administrator"})


def needs_plain_name(roles: Iterable[str]) -> bool:
    """Whether somebody with these roles may not be called "Dr. Fern" or "Host".

    Peers must be able to trust that whoever sounds like staff is staff, so one role without a title is
    enough to need a plain name.
    """
    return bool(set(roles) - VOUCHED_FOR)


# A lost second factor (A08). Least reach first; a test keeps it equal to `permissions.BY_REACH`.
REACH = ("participant", "peer-leader", "clinician", "coordinator", "administrator")
RESTORE_WITHIN = timedelta(hours=24)

# How long a device stands in for the second factor, for joining and for Help (A01).
REMEMBERED_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Restoring:
    """What is known when a second person is about to restore somebody's way in."""

    whose: UUID
    asked_by: UUID
    asked_at: datetime
    over: bool  # restored already, or taken back


def may_vouch(mine: Iterable[str], theirs: Iterable[str]) -> bool:
    """Whether somebody with these roles may speak for somebody with those: never for a role of more reach."""
    return _reach(mine) >= _reach(theirs)


def _reach(roles: Iterable[str]) -> int:
    return max((REACH.index(role) for role in roles), default=0)


def why_not_restore(asked: Restoring, *, by: UUID, now: datetime) -> str:
    """Empty when this person may restore; else one word: over, expired, own, same.

    Two people look at it, neither of them its owner: one who was deceived, or one who deceives, is not enough.
    """
    if asked.over:
        return "over"
    if now - asked.asked_at > RESTORE_WITHIN:
        return "expired"
    if by == asked.whose:
        return "own"
    if by == asked.asked_by:
        return "same"
    return ""
