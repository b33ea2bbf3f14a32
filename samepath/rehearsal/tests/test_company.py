"""Company steps aside for a visitor, and comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from samepath.rehearsal.browser import Somebody
from samepath.rehearsal.company import Company
from samepath.rehearsal.staff import supervision_is_forgotten

NOW = datetime(2026, 11, 24, 19, tzinfo=UTC)


@pytest.fixture
def company():
    company: Any = Company(
        "http://x", [Somebody("heron"), Somebody("lantern")], [Somebody("moon")], Somebody("ada")
    )
    heron, lantern = company.leads
    heron.session = lantern.session = "s"
    heron.identity = "mine"
    lantern.media = SimpleNamespace()
    return company


def heron_in_the_room(company, *, here=True, identity="visitor's", silent_s=0):
    since = (NOW - timedelta(seconds=silent_s)).isoformat()
    person = {"name": "Heron", "identity": identity, "here": here, "since": since}
    company.leads[1].state = {"now": NOW.isoformat(), "people": [person]}


def test_a_visitor_in_the_seat_is_left_alone(company):
    heron_in_the_room(company)
    assert company.visitor_has(company.leads[0])


def test_a_visitor_whose_line_is_poor_keeps_the_seat_for_a_while(company):
    heron_in_the_room(company, here=False, silent_s=20)
    assert company.visitor_has(company.leads[0])
    heron_in_the_room(company, here=False, silent_s=45)
    assert not company.visitor_has(company.leads[0])


def test_ones_own_seat_and_an_empty_one_are_free(company):
    heron_in_the_room(company, identity="mine")
    assert not company.visitor_has(company.leads[0])
    company.leads[1].state = {"now": NOW.isoformat(), "people": []}
    assert not company.visitor_has(company.leads[0])


def watched(state, *, here=False):
    return {
        "supervision": {"name": "Dr. Ada Okafor", "state": state},
        "people": [{"name": "Dr. Ada Okafor", "here": here}],
    }


@pytest.mark.parametrize(
    ("state", "for_s", "forgotten"),
    [
        (watched("on_call"), 1000, False),
        (watched("away"), 100, False),
        (watched("away"), 200, True),
        (watched("listening", here=True), 200, False),
        (watched("listening"), 200, True),
        ({"supervision": None, "people": []}, 1000, False),
    ],
)
def test_the_watch_is_taken_back_only_when_nobody_holds_it(state, for_s, forgotten):
    assert supervision_is_forgotten(state, 0.0, for_s) is forgotten
