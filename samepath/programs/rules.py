"""What follows about programs: safe ranges of their numbers, and who may invite whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Range:
    """The range in which a number of a program is safe. `unit` is min, s, h, people, rooms, lines or frames."""

    low: int
    high: int
    unit: str


# A program decides its own numbers; outside these ranges a promise of the product would not hold.
SETTINGS: dict[str, Range] = {
    "door_opens_min": Range(5, 60, "min"),
    "leaders_early_min": Range(5, 90, "min"),
    "late_grace_min": Range(0, 60, "min"),  # domain.md 1.6
    "stay_after_min": Range(0, 60, "min"),
    "location_fresh_min": Range(5, 60, "min"),  # H04
    "answered_within_s": Range(10, 30, "s"),  # V05
    "hold_after_s": Range(30, 180, "s"),  # V05
    "seat_kept_min": Range(2, 15, "min"),  # R05
    # The rungs of a call for help follow one another whatever a program chooses (safety.md 4.2).
    "help_again_s": Range(10, 45, "s"),
    "help_second_s": Range(46, 90, "s"),
    "help_everyone_s": Range(91, 300, "s"),
    "help_outcome_min": Range(2, 15, "min"),
    "capacity_target": Range(2, 14, "people"),  # domain.md 1.4
    "capacity_soft": Range(2, 14, "people"),
    "capacity_hard": Range(2, 14, "people"),
    "rooms_a_supervisor": Range(1, 6, "rooms"),  # H03
    "words_kept_h": Range(0, 72, "h"),
    "capture_height": Range(180, 720, "lines"),
    "capture_fps": Range(10, 30, "frames"),
}

# Words and places a program decides for itself; their values are checked one by one.
WORDS = frozenset({"zone", "states", "duty_email", "crisis_number", "emergency_number"})
# What a program switches on or off.
SWITCHES = frozenset({"approved_guides_only"})
STATES = frozenset((
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL",
    "IN", "IA", "KS", "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE",
    "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK", "OR", "PA", "PR", "RI", "SC",
    "SD", "TN", "TX", "UT", "VT", "VA", "VI", "WA", "WV", "WI", "WY", "GU", "AS", "MP",
))  # fmt: skip


def rising(target: int, soft: int, hard: int) -> bool:
    """Whether the three sizes of a group follow one another."""
    return target <= soft <= hard


INVITATION_LIFE = timedelta(hours=72)  # W14

# Who may invite whom (W14): a role never hands out more than it holds.
MAY_INVITE: dict[str, frozenset[str]] = {
    "coordinator": frozenset({"participant", "peer-leader", "clinician"}),
    "administrator": frozenset(
        {"participant", "peer-leader", "clinician", "coordinator", "administrator"}
    ),
}


def may_invite(hats: set[str], role: str) -> bool:
    """Whether somebody with these hats may invite somebody into this role."""
    return any(role in MAY_INVITE.get(hat, frozenset()) for hat in hats)
