"""What can be refused after a session. Nothing that was typed is lost by any of them."""

from __future__ import annotations

from collections.abc import Sequence


class DebriefError(Exception):
    """Something after a session was refused."""


class NotYours(DebriefError):
    """A debrief is written by whoever led; a check-out is given by whoever was there."""


class NotNow(DebriefError):
    """Before the session, or after the time for it."""


class Finished(DebriefError):
    """What is finished does not change, unless it is opened again."""


class AlreadyRead(DebriefError):
    """What a clinician has signed as read stays as it was read."""


class WrittenOn(DebriefError):
    """The author opened it again or changed it since it was read: what would be signed is not what was read."""


class Unfinished(DebriefError):
    """Something is still missing; `missing` says what, by name."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = list(missing)


class Wrong(DebriefError):
    """A value that is none of those one can give; `reason` is one word: part, value, long, letters."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
