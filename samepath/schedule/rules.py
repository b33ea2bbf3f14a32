"""What follows about sessions: who fits which part, and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass

SHORTEST, LONGEST = 15, 240  # minutes

# Who a session of each kind needs: peers need two leaders and a clinician (domain.md 3.5).
NEEDS: dict[str, tuple[str, ...]] = {
    "individual": ("guide",),
    "clinical": ("guide",),
    "peer": ("guide", "host", "supervisor"),
}


@dataclass(frozen=True)
class Coverage:
    """Which of the people a session needs it has: part and whether somebody has it, in order."""

    parts: tuple[tuple[str, bool], ...]

    @property
    def gaps(self) -> list[str]:
        """What is missing, by name of the part."""
        return [part for part, held in self.parts if not held]

    @property
    def full(self) -> bool:
        return not self.gaps


def coverage(*, kind: str, guide: bool, host: bool, supervisor: bool) -> Coverage:
    """What a session of this kind needs, and of that has and lacks."""
    held = {"guide": guide, "host": host, "supervisor": supervisor}
    return Coverage(tuple((part, held[part]) for part in NEEDS[kind]))


def guide_role(kind: str) -> str:
    """The role that guides a session of this kind."""
    return "peer-leader" if kind == "peer" else "clinician"


def host_roles(kind: str) -> frozenset[str]:
    """The roles that may host it."""
    return frozenset({"peer-leader", "clinician"}) if kind == "peer" else frozenset({"clinician"})


def most_expected(kind: str, capacity_hard: int) -> int:
    """How many people may be expected at a session of this kind; leaders are not counted (domain.md 1.4)."""
    return 1 if kind == "individual" else capacity_hard
