"""What follows about sessions: who fits which part, and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Coverage:
    """Which of the people a session needs it has."""

    guide: bool
    host: bool
    supervisor: bool

    @property
    def gaps(self) -> list[str]:
        """What is missing, by name of the part."""
        return [part for part in ("guide", "host", "supervisor") if not getattr(self, part)]

    @property
    def full(self) -> bool:
        return not self.gaps


def coverage(*, kind: str, guide: bool, host: bool, supervisor: bool) -> Coverage:
    """What a session of this kind has and lacks: peers need two leaders and a clinician (domain.md 3.5)."""
    if kind == "peer":
        return Coverage(guide, host, supervisor)
    return Coverage(guide, host=True, supervisor=True)


def guide_role(kind: str) -> str:
    """The role that guides a session of this kind."""
    return "peer-leader" if kind == "peer" else "clinician"


def host_roles(kind: str) -> frozenset[str]:
    """The roles that may host it."""
    return frozenset({"peer-leader", "clinician"}) if kind == "peer" else frozenset({"clinician"})


def overlap(start: datetime, end: datetime, other_start: datetime, other_end: datetime) -> bool:
    """Whether two spans share any time. Touching ends do not."""
    return start < other_end and other_start < end
