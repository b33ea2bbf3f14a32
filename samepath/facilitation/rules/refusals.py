"""What can be refused on the floor. A refused command changes nothing."""

from __future__ import annotations


class Unheard(Exception):
    """A command was not carried out; `reason` is one word the page has a sentence for."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MovedOn(Unheard):
    """What the command acted on is not there any more: somebody was quicker, or time was."""

    def __init__(self) -> None:
        super().__init__("moved-on")


class NotYours(Unheard):
    """The part somebody has does not do this."""

    def __init__(self) -> None:
        super().__init__("not-yours")


class Refused(Unheard):
    """The command makes no sense here."""
