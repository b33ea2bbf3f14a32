"""What can be refused around a live room."""

from __future__ import annotations


class RoomError(Exception):
    """Something about a live room was refused."""


class NotInside(RoomError):
    """There is no live admission for this browser; `end` says how the last one ended."""

    def __init__(self, end: str) -> None:
        super().__init__(end or "never")
        self.end = end


class NotYours(RoomError):
    """The person does not hold the part in this session that the act needs."""


class CareFirst(RoomError):
    """Somebody who waits for a clinician is not put out by leaders: a side room and a clinician come first (H26)."""


class TooLate(RoomError):
    """It cannot be taken back any more: whoever was sent out is let in one by one."""


class NoLine(RoomError):
    """Whoever hands a room over writes a line about it."""


class LineTooLong(RoomError):
    """It does not fit; `limit` says how long it may be."""

    def __init__(self, limit: int) -> None:
        super().__init__(str(limit))
        self.limit = limit


class NotOffered(RoomError):
    """This hand-over does not wait for an answer any more."""


class AlreadyOver(RoomError):
    """The session has ended; there is nothing to stand behind."""


class TicketRefused(RoomError):
    """A ticket for the media server is not ours, out of date, or says more than we ever grant."""


class HookRefused(RoomError):
    """A message to the webhook is not from our media server, or is old."""


class MediaUnreachable(RoomError):
    """The media server did not answer."""
