"""What the ledger of a rehearsal finds wrong, and what it does not."""

from __future__ import annotations

from samepath.rehearsal.ledger import Ledger

FACES = {"m": {"name": "Moon", "drawing": "fern"}, "o": {"name": "Oak", "drawing": "leaf"}}


def floor(holder, turn=1, **states):
    turns = [{"who": who, "state": state} for who, state in states.items()]
    return {"faces": FACES, "round": {"round": 1, "turn": turn, "holder": holder, "turns": turns}}


def test_everybody_had_one_turn():
    ledger = Ledger()
    ledger.saw(floor("m", m="speaking", o="waiting"))
    ledger.spoke(1, "m")
    ledger.saw(floor("o", 2, m="spoke", o="speaking"))
    ledger.spoke(1, "o")
    ledger.close(floor(None, 2, m="spoke", o="spoke")["round"])
    assert ledger.faults == []


def test_whoever_had_no_turn_or_two_is_named():
    ledger = Ledger()
    ledger.saw(floor("m", m="speaking", o="waiting"))
    ledger.spoke(1, "m")
    ledger.spoke(1, "m")
    ledger.close(floor(None, m="spoke", o="passed")["round"])
    assert ledger.faults == ["round 1: Moon had 2 turns", "round 1: Oak had 0 turns"]


def test_one_turn_seen_in_two_hands_is_a_fault():
    ledger = Ledger()
    ledger.saw(floor("m", m="speaking", o="waiting"))
    ledger.saw(floor("o", m="waiting", o="speaking"))
    assert ledger.faults == ["round 1 turn 1 was seen in two hands"]


def test_two_who_speak_at_once_are_a_fault_told_once():
    ledger = Ledger()
    for _ in range(2):
        ledger.saw(floor("m", m="speaking", o="speaking"))
    assert ledger.faults == ["round 1: 2 people speak at once"]


def test_a_piece_lost_and_found_again_was_held_twice():
    ledger = Ledger()
    ledger.saw(floor("m", 1, m="speaking"))
    ledger.saw(floor("o", 2, m="come-back", o="speaking"))
    ledger.saw(floor("m", 3, m="speaking", o="spoke"))
    assert ledger.times_held(1, "m") == 2
    assert ledger.times_held(2, "m") == 0


def test_no_round_is_no_fault():
    ledger = Ledger()
    ledger.saw({"faces": FACES, "round": None})
    assert ledger.faults == []
