"""What the questions after a session say, in plain words; and what their answers look like."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samepath.debriefs import rules
from samepath.debriefs.models import CheckOut, Debrief

ASKED: dict[str, str | Promise] = {
    "heard": _("I felt heard"),
    "belonging": _("I felt that I belong"),
    "useful": _("It was useful to me"),
    "safe": _("I felt safe"),
}
HOW_MUCH = (_("not at all"), _("a little"), _("partly"), _("mostly"), _("fully"))
TICKED: dict[str, str | Promise] = {
    "opened_on_time": _("We opened on time"),
    "agreements_kept": _("We kept our agreements in mind"),
    "turns_offered": _("Everyone was offered a turn"),
    "passing_respected": _("Passing was fine for all"),
    "no_advice": _("Nobody was given advice or a diagnosis"),
    "closed_on_time": _("We closed on time"),
}
BOXES: dict[str, str | Promise] = {
    "went_well": _("What went well"),
    "was_hard": _("What was hard"),
    "touched_me": _("What touched me"),
}
# The drawings of the house, and the word beside each.
ENERGY = (
    ("stone", _("empty")), ("moon", _("tired")), ("leaf", _("steady")), ("wave", _("well")), ("sun", _("lifted")),
)  # fmt: skip
LACKING: dict[str, str | Promise] = {
    "boxes": _("a few words in at least one of the three boxes"),
    "energy": _("how you are now"),
}
TALK: dict[str, str | Promise] = {
    "asked": _("would like to talk with you"),
    "low-twice": _("was low after two sessions in a row"),
}
PARTS: dict[str, str | Promise] = {"guide": _("guide"), "host": _("host")}


@dataclass(frozen=True)
class Question:
    """One question of the check-out, with what was chosen."""

    name: str
    words: str | Promise
    options: list[tuple[int, str | Promise, bool]]


def questions(given: CheckOut | None) -> list[Question]:
    """The four questions, each with its five answers. No query."""
    return [
        Question(
            name, words,
            [(n, much, given is not None and getattr(given, name) == n) for n, much in enumerate(HOW_MUCH)],
        )
        for name, words in ASKED.items()
    ]  # fmt: skip


def middle(found: rules.Summary) -> list[tuple[str | Promise, int, str | Promise]]:
    """A summary in words: question, level, and the word for it. No query."""
    return [(ASKED[name], level, HOW_MUCH[level]) for name, level in found.middle.items()]


def ticks(debrief: Debrief) -> list[tuple[str, str | Promise, bool]]:
    """The six ticks: name, words, whether ticked. No query."""
    return [(name, words, getattr(debrief, name)) for name, words in TICKED.items()]


def boxes(debrief: Debrief) -> list[tuple[str, str | Promise, str]]:
    """The three boxes: name, words, text. No query."""
    return [(name, words, getattr(debrief, name)) for name, words in BOXES.items()]


def energies(debrief: Debrief) -> list[tuple[int, str, str | Promise, bool]]:
    """The five drawings: value, drawing, word, whether chosen. No query."""
    return [(n, drawing, word, debrief.energy == n) for n, (drawing, word) in enumerate(ENERGY, 1)]


@dataclass(frozen=True)
class Reading:
    """A finished debrief in words, for whoever may read it. `named` are members and the lines about them."""

    debrief: Debrief
    part: str | Promise
    ticks: list[tuple[str, str | Promise, bool]]
    texts: list[tuple[str | Promise, str]]
    energy: tuple[str, str | Promise]
    talk: str | Promise
    named: list[tuple[str, str, str]]


def reading(debrief: Debrief, *, part: str, with_names: bool) -> Reading:
    """Everything of it that was filled in. 1 query when `with_names` and they were not fetched."""
    follow_ups = debrief.follow_ups.all() if with_names else []
    texts = [(words, text) for _name, words, text in boxes(debrief)]
    texts.append((_("What we changed from the plan"), debrief.changed))
    return Reading(
        debrief=debrief,
        part=PARTS.get(part, ""),
        ticks=ticks(debrief),
        texts=[(words, text) for words, text in texts if text.strip()],
        energy=ENERGY[(debrief.energy or 1) - 1],
        talk=TALK.get(debrief.talk, ""),
        named=[(one.person.drawing, one.person.alias, one.line) for one in follow_ups],
    )
