"""What can be refused about a call for help. Asking itself is never refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samepath.people.models import Person


class SafetyError(Exception):
    """Something about a concern was refused."""


class AlreadyAnswered(SafetyError):
    """Another clinician has this; `by` says who."""

    def __init__(self, by: Person) -> None:
        super().__init__(by.alias)
        self.by = by


class NoNextStep(SafetyError):
    """An answer names the next step (H18)."""


class NotAnswered(SafetyError):
    """A concern is answered before it is closed."""


class OwnCall(SafetyError):
    """Nobody answers or closes a call of their own."""
