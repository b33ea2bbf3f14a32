"""What was said and written after the sessions of the past: small, plausible, and made up like everything here."""

from __future__ import annotations

import random
from datetime import timedelta

from samepath.debriefs import queries, rules
from samepath.debriefs.models import CheckOut, Debrief
from samepath.people.models import Person
from samepath.rooms.models import Admission
from samepath.schedule.models import Kind, Session

WENT_WELL = (
    "Moon spoke first for once, and others followed.",
    "Two people passed and it was fine for everybody.",
    "The breathing card at the start made the room quieter.",
    "We laughed. That has not happened for a while.",
)
WAS_HARD = (
    "The talk part ran long and the last round was in a hurry.",
    "One story was heavy; we rested for a minute before we went on.",
    "Somebody lost the line twice and had to find the way back in.",
    "",
)
TOUCHED_ME = (
    "It reminded me of my own first weeks.",
    "",
    "",
    "How gently they waited for each other.",
)
CHANGED = ("", "We left out the practice and talked longer.", "", "Pairs instead of one big round.")
WORDS = ("Thank you for not pushing me to talk.", "", "", "", "A bit fast at the end.", "")


def tell_afterwards(session: Session, dice: random.Random, *, newest: bool) -> None:
    """Check-outs of some who were there and debriefs of both leaders; the newest guide's is still to be written.

    Rows of the past are laid down as they would lie there: verbs speak of now.
    """
    inside = Admission.objects.filter(room__session=session, role="participant")
    for person in Person.objects.filter(pk__in=inside.values("person")).order_by("email"):
        if dice.random() < 0.7:
            _check_out(session, person, dice)
    if session.kind == Kind.PEER:
        for part, person in queries.leaders_of(session):
            if not (newest and part == "guide" and session.guide_id == person.pk):
                _debrief(session, person, dice)


def _check_out(session: Session, person: Person, dice: random.Random) -> None:
    said = {one: dice.choice((2, 3, 3, 4, 4)) for one in rules.QUESTIONS}
    CheckOut.objects.create(
        session=session, person=person, words=dice.choice(WORDS),
        at=session.ends_at + timedelta(minutes=dice.randint(1, 40)), **said,
    )  # fmt: skip


def _debrief(session: Session, person: Person, dice: random.Random) -> None:
    written = session.ends_at + timedelta(minutes=dice.randint(12, 90))
    ticks = {one: dice.random() < 0.9 for one in rules.TICKS}
    Debrief.objects.create(
        session=session, author=person, went_well=dice.choice(WENT_WELL), was_hard=dice.choice(WAS_HARD),
        touched_me=dice.choice(TOUCHED_ME), changed=dice.choice(CHANGED), energy=dice.choice((3, 3, 4, 4, 5)),
        revision=1, begun_at=session.ends_at, saved_at=written, done_at=written, **ticks,
    )  # fmt: skip
