"""What can be refused about consent."""

from __future__ import annotations


class ConsentError(Exception):
    """Something about an agreement was refused."""


class NotCurrent(ConsentError):
    """There is a newer version of this text; that is the one to read and sign."""


class NoName(ConsentError):
    """An agreement is signed by typing one's name."""


class NotTheirs(ConsentError):
    """Only whoever signed takes a signature back."""
