"""How members behave on a floor that is told to them."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from samepath.rehearsal.client import Voice
from samepath.rehearsal.ledger import Ledger
from samepath.rehearsal.manners import Manner, Part, voice_of


class Somebody:
    """A member whose commands are only written down."""

    def __init__(self) -> None:
        self.voice, self.asked = Voice(), list[Any]()
        self.staff = False
        self.browser = SimpleNamespace(csrf="tok")
        self.floor = {"me": {"who": "m", "asks": []}, "round": None}

    async def command(self, kind, **args):
        self.asked.append((kind, args))
        return SimpleNamespace(status_code=200)

    async def call(self, path, **_):
        self.asked.append((path, {}))
        return SimpleNamespace(status_code=201)

    async def lose_the_line(self, seconds):
        self.asked.append(("lost", {"seconds": seconds}))


def heeds(manner, *rounds, asks=()):
    """What one member sends when told these rounds, one after the other."""
    moon: Any = Somebody()
    part = Part(moon, manner, ledger=Ledger(), speaks_s=(0, 0))

    async def evening():
        for here in rounds:
            await part._heed({"me": {"who": "m", "asks": list(asks)}, "round": here})

    asyncio.run(evening())
    return moon.asked, part


def a_round(mine, turn=3, over=False):
    return {"round": 1, "turn": turn, "mine": mine, "over": over}


def test_who_waits_sends_nothing():
    asked, _ = heeds(Manner.ORDINARY, a_round("waiting"))
    assert asked == []


def test_whose_turn_it_is_speaks_and_hands_on_once():
    asked, part = heeds(Manner.ORDINARY, a_round("speaking"), a_round("speaking"))
    assert asked == [("done", {"round": 1, "turn": 3})]
    assert part.ledger.spoken[1, "m"] == 1


@pytest.mark.parametrize("manner", [Manner.MONOPOLIST, Manner.SILENT])
def test_some_keep_the_piece(manner):
    asked, _ = heeds(manner, a_round("speaking"))
    assert asked == []


def test_a_passer_passes_before_the_piece_comes_asks_back_once_and_then_speaks(monkeypatch):
    monkeypatch.setattr(asyncio, "sleep", _at_once)
    asked, _ = heeds(Manner.PASSER, a_round("waiting"), a_round("waiting"), a_round("speaking"))
    assert [kind for kind, _ in asked] == ["pass", "come_back", "done"]


def test_a_dropper_loses_the_line_with_the_first_turn_and_speaks_in_the_next(monkeypatch):
    monkeypatch.setattr(asyncio, "sleep", _at_once)
    asked, _ = heeds(Manner.DROPPER, a_round("speaking"), a_round("speaking", turn=7))
    assert [kind for kind, _ in asked] == ["lost", "done"]


def test_a_discloser_presses_help_once_and_goes_on():
    asked, part = heeds(Manner.DISCLOSER, a_round("speaking"), a_round("speaking", turn=9))
    assert [kind for kind, _ in asked] == ["/help", "done", "done"]
    assert part.failures == []


def test_what_a_leader_asks_is_answered():
    asked, _ = heeds(Manner.ORDINARY, None, asks=[{"ask": 4, "what": "mute"}])
    assert asked == [("answer_ask", {"ask": 4})]


@pytest.mark.parametrize(
    ("here", "manner", "open_"),
    [
        (None, Manner.ORDINARY, None),
        (a_round("speaking"), Manner.ORDINARY, True),
        (a_round("waiting"), Manner.ORDINARY, False),
        (a_round("spoke", over=True), Manner.ORDINARY, None),
        (a_round("waiting"), Manner.MONOPOLIST, True),
        (a_round("speaking"), Manner.SILENT, False),
    ],
)
def test_who_speaks(here, manner, open_):
    assert voice_of(here, manner) is open_


def test_a_beat_takes_what_was_spoken_and_no_more_than_ten_seconds():
    voice = Voice(spoke_s=12.3)
    assert voice.take() == 10.0
    assert voice.take() == 0.0


async def _at_once(_seconds):
    return None
