"""What follows after a session, as pure functions: values in, an answer out.

Read `summary` (nobody can be counted out of it), `log` (what is still owed), `talk` (when a leader needs somebody).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low

OPEN_FOR = timedelta(hours=24)  # a check-out, and everything leaders see of participants (Z04)
FEWEST = 5  # answers; fewer could be counted out by somebody who knows the group
QUESTIONS = ("heard", "belonging", "useful", "safe")
LEVELS = range(5)
TICKS = (
    "opened_on_time", "agreements_kept", "turns_offered", "passing_respected", "no_advice", "closed_on_time",
)  # fmt: skip
BOXES = ("went_well", "was_hard", "touched_me")
TEXTS = (*BOXES, "changed")
ENERGIES = range(1, 6)
LOW_ENERGY = 2
LONGEST = 12_000
REMIND_AFTER = timedelta(hours=2)
REMIND_FOR = timedelta(hours=48)  # an older session is nagged about no more
BOTH = "\n\n- - -\n\n"


# --- the private check-out ------------------------------------------------------------------------


@dataclass(frozen=True)
class Answers:
    """What one person said of one session: each 0 to 4, or nothing."""

    heard: int | None = None
    belonging: int | None = None
    useful: int | None = None
    safe: int | None = None

    @property
    def any(self) -> bool:
        return any(getattr(self, one) is not None for one in QUESTIONS)

    @property
    def fit(self) -> bool:
        """Whether each answer is one of those that can be given."""
        given = (getattr(self, one) for one in QUESTIONS)
        return all(one is None or one in LEVELS for one in given)


@dataclass(frozen=True)
class Summary:
    """How it was for the group: how many answered, and the middle answer to each question that enough answered."""

    given: int
    middle: dict[str, int]


def summary(answers: Sequence[Answers]) -> Summary | None:
    """The middle of what everybody said; nothing at all from fewer than five (small numbers tell on people)."""
    told = [one for one in answers if one.any]
    if len(told) < FEWEST:
        return None
    middle = {}
    for question in QUESTIONS:
        levels = [level for one in told if (level := getattr(one, question)) is not None]
        if len(levels) >= FEWEST:
            middle[question] = median_low(levels)
    return Summary(len(told), middle)


def may_check_out(*, now: datetime, starts_at: datetime, ends_at: datetime) -> bool:
    """From the beginning, for whoever leaves early, until a day after."""
    return starts_at <= now <= ends_at + OPEN_FOR


def calls_for_somebody(answers: Answers) -> bool:
    """Whether a person is told: who felt not safe at all does not go home with it alone (H15)."""
    return answers.safe == 0


def offers_help(answers: Answers) -> bool:
    """Whether Help is offered in words, without anybody being told."""
    return answers.safe is not None and answers.safe <= 1


# --- the debrief ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Written:
    """What of a debrief counts for finishing it."""

    energy: int | None
    boxes: tuple[str, ...]


def missing(written: Written) -> list[str]:
    """What is still missing, by name. Ticks may all stay empty: not every evening goes as planned."""
    lacks = []
    if not any(box.strip() for box in written.boxes):
        lacks.append("boxes")
    if written.energy is None:
        lacks.append("energy")
    return lacks


def both(stored: str, typed: str) -> str:
    """One text where two windows wrote two: neither is lost, and what was typed last comes last."""
    if not typed.strip():
        return stored
    if not stored.strip() or typed.startswith(stored):
        return typed
    return stored + BOTH + typed


def talk(*, wants: bool, energies: Sequence[int]) -> str:
    """Why the clinician should talk with a leader, newest energy first: asked, low-twice, or empty (domain 3.8)."""
    if wants:
        return "asked"
    lately = list(energies[:2])
    return "low-twice" if len(lately) == 2 and all(one <= LOW_ENERGY for one in lately) else ""


# --- the log --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Log:
    """How the log of a session stands: open, waiting or closed; and for whose debriefs, by part."""

    state: str
    waits_for: tuple[str, ...] = ()


def log(
    *, owed: bool, over: bool, leaders: Sequence[tuple[str, str]], done: Collection[str]
) -> Log:
    """The log of one session. `leaders` are part and person, `done` the persons whose debrief is finished."""
    if not over:
        return Log("open")
    waits = tuple(part for part, person in leaders if person not in done) if owed else ()
    return Log("waiting", waits) if waits else Log("closed")


def reminders(*, now: datetime, ends_at: datetime, morning: datetime) -> list[str]:
    """Which reminders are due: two hours after the end, and at nine on the next `morning`. None forever."""
    if now > ends_at + REMIND_FOR:
        return []
    due = {"evening": ends_at + REMIND_AFTER, "morning": morning}
    return [name for name, moment in due.items() if moment <= now]


def names_people(*, now: datetime, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether leaders may see anything about participants: 15 minutes before until a day after (Z04)."""
    return starts_at - timedelta(minutes=15) <= now <= ends_at + OPEN_FOR
