"""What can be refused about programs."""

from __future__ import annotations


class ProgramError(Exception):
    """Something about a program was refused."""


class NotOfThisProgram(ProgramError):
    """Somebody or something belongs to another program."""


class RoleMissing(ProgramError):
    """A seat needs the role first."""


class LeadsHere(ProgramError):
    """Nobody is enrolled in a program they lead or treat in."""


class InvitationRefused(ProgramError):
    """An invitation cannot be used; `why` is one word: unknown, used, revoked, expired."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class MayNotInvite(ProgramError):
    """The inviter may not hand out this role, or not in this program (W14)."""


class BadSetting(ProgramError):
    """A program's number lies outside its safe range; `name` says which, `low` and `high` the range."""

    def __init__(self, name: str, low: int, high: int) -> None:
        super().__init__(name)
        self.name, self.low, self.high = name, low, high


class NotASetting(ProgramError):
    """A program has no setting of this name, or not with this value; `why` is one word: unknown, zone, states, order, switch."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name)
        self.name, self.why = name, why


class NameTaken(ProgramError):
    """There is a program, or a group of this program, with this name."""


class GroupFull(ProgramError):
    """A group has as many members as a room of the program holds; `limit` says how many."""

    def __init__(self, limit: int) -> None:
        super().__init__(str(limit))
        self.limit = limit


class Over(ProgramError):
    """What has ended, an episode or a group, takes nobody in any more."""
