"""The guides that come with Samepath are whole, safe and easy to read."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from samepath.guides import rules, shipped
from samepath.guides.models import Guide
from samepath.lib.words import grade

GUIDES = list(shipped.guides())
EVERY_GUIDE = pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.slug)
# What a peer leader never does: name an illness, speak of doses, or tell somebody what to do.
NOT_OURS = re.compile(
    r"\b(you should|you must|you need to|disorder|symptoms?|relapse prevention|milligrams?|mg|overdose|"
    r"compliance|non-compliant|no-show|patients?)\b",
    re.IGNORECASE,
)


@EVERY_GUIDE
def test_each_guide_is_whole(guide):
    assert rules.faults(guide.draft) == []
    assert guide.topic in Guide.Topic


@EVERY_GUIDE
def test_its_minutes_are_those_of_a_session(guide):
    assert guide.draft.minutes in {30, 60, 75, 90}


@EVERY_GUIDE
def test_it_opens_and_closes_and_gives_everybody_a_turn(guide):
    kinds = [piece.kind for piece in guide.draft.pieces]
    assert kinds[0] == "welcome"
    assert kinds[-1] == "closing"
    assert "agreements" in kinds
    assert {"check_in", "check_out"} <= {piece.kind for piece in guide.draft.pieces if piece.round}


@EVERY_GUIDE
def test_a_check_in_takes_no_more_than_its_share(guide):
    """Ten people at two minutes fit a quarter of the session (domain.md 3.2)."""
    check_in = next(piece for piece in guide.draft.pieces if piece.kind == "check_in")
    assert check_in.minutes <= max(0.27 * guide.draft.minutes, 8)


@EVERY_GUIDE
def test_turns_are_quiet_and_softly_timed(guide):
    for piece in guide.draft.pieces:
        if piece.round:
            assert piece.turn_s, piece.title
            assert not piece.cross_talk, piece.title


@EVERY_GUIDE
def test_each_card_says_what_to_watch_for(guide):
    assert all(piece.watch_for for piece in guide.draft.pieces)


@EVERY_GUIDE
def test_it_is_easy_to_read(guide):
    for piece in guide.draft.pieces:
        assert grade(piece.participant_card) <= 7, piece.title
        assert grade(piece.leader_card) <= 8, piece.title
        for line in (piece.purpose, *piece.questions):
            assert grade(line) <= 9, line  # one short line jumps with a single long word


@EVERY_GUIDE
def test_it_tells_nobody_what_they_have_or_must_do(guide):
    for piece in guide.draft.pieces:
        text = f"{piece.leader_card} {piece.participant_card} {' '.join(piece.questions)}"
        assert not NOT_OURS.search(text), piece.title


def test_every_guide_is_its_own():
    """Only the promises are read in the same words each time."""
    assert len({guide.draft.title for guide in GUIDES}) == len(GUIDES)
    cards = Counter(
        card
        for guide in GUIDES
        for piece in guide.draft.pieces
        if piece.kind != "agreements"
        for card in (piece.leader_card, piece.participant_card)
    )
    assert [card for card, times in cards.items() if times > 1] == []
