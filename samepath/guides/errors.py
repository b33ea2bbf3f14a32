"""What can be refused about guides. Each carries the facts a page needs to explain it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samepath.guides.rules import Fault


class GuideError(Exception):
    """Something about a guide was refused."""


class Faulty(GuideError):
    """The words of a guide are not whole, or not safe; `faults` says where and why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = list(faults)


class Sealed(GuideError):
    """What was offered, approved or used in a session does not change; its next version does."""


class SavedMeanwhile(GuideError):
    """Somebody saved this draft since it was read, perhaps in another tab; `revision` is where it stands."""

    def __init__(self, revision: int) -> None:
        super().__init__(str(revision))
        self.revision = revision


class NotYours(GuideError):
    """A draft is written by whoever began it."""


class Waits(GuideError):
    """What one has offered waits for an answer; it is taken back before one writes on."""


class NotOffered(GuideError):
    """Only what waits for approval is approved or sent back."""


class Wordless(GuideError):
    """Whoever sends something back says what to change."""


class OwnWork(GuideError):
    """Nobody approves what they wrote."""


class NoClinicianHere(GuideError):
    """A guide is approved by a clinician of its program."""


class NotUsable(GuideError):
    """A session cannot be led from this version; `why` is one word: program, retired, draft, unapproved."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class NotCurrent(GuideError):
    """The group has newer promises; those are the ones to read."""


class NotALeaderHere(GuideError):
    """A group's promises are written down by somebody who leads or treats in its program."""
