"""What follows about people: whose name may sound like staff, and who may hand out roles."""

from __future__ import annotations

from collections.abc import Iterable

# Their names may carry a title, because the program vouches for them. Nobody else's may (P06).
VOUCHED_FOR = frozenset({"clinician", "coordinator", "administrator"})


def needs_plain_name(roles: Iterable[str]) -> bool:
    """Whether somebody with these roles may not be called "Dr. Fern" or "Host".

    Peers must be able to trust that whoever sounds like staff is staff, so one role without a title is
    enough to need a plain name.
    """
    return bool(set(roles) - VOUCHED_FOR)
