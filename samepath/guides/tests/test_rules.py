"""When a guide is whole, and which words are kept at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samepath.guides.rules import KINDS, ROOM, Draft, Fault, Piece, digest, faults, unsafe

WHOLE = Piece(
    kind="topic", minutes=30, title="A title", purpose="What for.", leader_card="Say this.",
    participant_card="Hear this.", questions=("What helps?",),
)  # fmt: skip
GUIDE = Draft("A guide", "About something.", (WHOLE,))


def with_piece(**changes):
    return replace(GUIDE, pieces=(replace(WHOLE, **changes),))


def test_a_whole_guide_has_no_faults():
    assert faults(GUIDE) == []


@pytest.mark.parametrize(
    ("draft", "fault"),
    [
        (replace(GUIDE, pieces=()), Fault(None, "segments", "empty")),
        (replace(GUIDE, title="  "), Fault(None, "title", "empty")),
        (replace(GUIDE, about=""), Fault(None, "about", "empty")),
        (with_piece(minutes=5), Fault(None, "minutes", "short", 15)),
        (with_piece(leader_card=" "), Fault(0, "leader_card", "empty")),
        (with_piece(participant_card=""), Fault(0, "participant_card", "empty")),
        (with_piece(questions=()), Fault(0, "questions", "empty")),
        (
            replace(GUIDE, pieces=(WHOLE, replace(WHOLE, minutes=0))),
            Fault(1, "minutes", "short", 1),
        ),
    ],
)
def test_what_is_missing_is_named_but_may_still_be_kept_as_a_draft(draft, fault):
    assert faults(draft) == [fault]
    assert unsafe(draft) == []


@pytest.mark.parametrize(
    ("draft", "fault"),
    [
        (with_piece(leader_card="Hi <script>alert(1)</script>"), Fault(0, "leader_card", "markup")),
        (with_piece(participant_card="< IMG src=x>"), Fault(0, "participant_card", "markup")),
        (with_piece(questions=("fine", "</div>")), Fault(0, "questions", "markup")),
        (replace(GUIDE, title="<b>Loud</b>"), Fault(None, "title", "markup")),
        (with_piece(purpose="left \u202e to right"), Fault(0, "purpose", "hidden")),
        (with_piece(leader_card="nothing \x00 here"), Fault(0, "leader_card", "hidden")),
        (with_piece(leader_card="x" * 1601), Fault(0, "leader_card", "long", 1600)),
        (with_piece(questions=("?",) * 9), Fault(0, "questions", "many", 8)),
        (with_piece(kind="party"), Fault(0, "kind", "unknown")),
        (with_piece(minutes=91), Fault(0, "minutes", "long", 90)),
        (with_piece(turn_s=601), Fault(0, "turn_s", "long", 600)),
        (
            replace(GUIDE, pieces=(replace(WHOLE, minutes=60),) * 10),
            Fault(None, "minutes", "long", 180),
        ),
    ],
)
def test_what_is_not_safe_is_not_even_kept(draft, fault):
    assert unsafe(draft) == [fault]
    assert fault in faults(draft)


@pytest.mark.parametrize(
    "text", ["I <3 this group", "5 < 6 and 7 > 6", "“So”, she said …", "naïve 💛 días"]
)
def test_ordinary_signs_are_words(text):
    assert unsafe(with_piece(leader_card=text)) == []


def test_a_fault_says_where_it_is():
    assert str(Fault(1, "title", "long", 80)) == "segment 2: title long (80)"
    assert str(Fault(None, "minutes", "long", 180)) == "guide: minutes long (180)"


pieces = st.builds(
    Piece, kind=st.sampled_from(KINDS), minutes=st.integers(-5, 200), title=st.text(max_size=90),
    leader_card=st.text(max_size=40), questions=st.lists(st.text(max_size=20), max_size=10).map(tuple),
    round=st.booleans(),
)  # fmt: skip
drafts = st.builds(
    Draft,
    title=st.text(max_size=90),
    about=st.text(max_size=20),
    pieces=st.lists(pieces, max_size=4).map(tuple),
)


@given(drafts)
def test_whatever_is_unsafe_is_a_fault_too_and_a_guide_without_faults_can_be_led(draft):
    found = faults(draft)
    assert {*unsafe(draft)} <= {*found}
    if not found:
        assert draft.pieces
        assert all(
            piece.minutes >= 1 and len(piece.title) <= ROOM["title"] for piece in draft.pieces
        )


@given(drafts, drafts)
def test_the_seal_is_the_same_exactly_for_the_same_words(one, other):
    assert (digest(one) == digest(other)) == (one == other)


def test_a_field_added_later_leaves_old_seals_whole():
    assert digest(with_piece(turn_s=0, cross_talk=False, watch_for=())) == digest(GUIDE)
