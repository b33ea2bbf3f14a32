"""What can be refused about people."""

from __future__ import annotations


class PersonError(Exception):
    """Something about a person was refused."""


class AliasRefused(PersonError):
    """A name that cannot be shown safely; `why` is one word: empty, long, hidden, mixed, badge."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class AliasTaken(PersonError):
    """Somebody here has this name, or one an eye could take for it (H19)."""


class EmailTaken(PersonError):
    """There is an account with this address."""


class LastAdministrator(PersonError):
    """Taking this role back would leave nobody to run the installation."""


class OwnRole(PersonError):
    """Nobody gives a role to themselves."""


class NotRestored(PersonError):
    """A lost factor is not restored; `why` is one word: own, same, expired, over, reach, none, how."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
