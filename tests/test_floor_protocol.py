"""What the server says about the floor has the shape of the samples that the page's own tests read."""

from __future__ import annotations

from uuid import uuid4

import pytest

from samepath.people.permissions import Role
from samepath.rooms.tests.conftest import READY
from tests.room_page import Page, sample, shape


@pytest.fixture
def fern(client_as, open_door, amara):
    page = Page(client_as(amara, Role.PARTICIPANT), open_door)
    _, page.state = page.come_in(**READY)
    return page


@pytest.fixture
def heron(client_as, open_door, ben):
    page = Page(client_as(ben, Role.PEER_LEADER), open_door)
    page.seat, _ = page.come_in(take_over="yes")
    return page


def send(page, kind, **args):
    args = {name.rstrip("_"): value for name, value in args.items()}
    return page.json("floor", {"command": str(uuid4()), "kind": kind, "args": args})


def part(floor, name):
    return shape(floor[name])


def test_a_command_answers_the_floor(heron, fern):
    answer = send(heron, "next", from_="")
    assert answer.status_code == 200
    floor = answer.json()["floor"]
    assert part(floor, "led") == part(sample("floor-leader"), "led") | {"host": "NoneType"}
    assert set(floor) == set(sample("floor-leader"))
    assert floor["me"]["can"] == sample("floor-leader")["me"]["can"]
    assert set(floor["show"]["now"]) == set(sample("floor")["show"]["now"])


def test_a_late_command_is_answered_with_how_things_stand(heron):
    send(heron, "next", from_="")
    late = send(heron, "next", from_="")
    assert (late.status_code, late.json()["reason"]) == (409, sample("floor-moved-on")["reason"])
    assert set(late.json()) == set(sample("floor-moved-on"))
    assert late.json()["words"] == sample("floor-moved-on")["words"]


def test_a_command_beyond_ones_part_is_refused_in_words(fern):
    refused = send(fern, "next", from_="")
    assert (refused.status_code, refused.json()) == (403, sample("floor-not-yours"))


def test_next_asks_first_while_a_round_goes_on(heron, fern):
    send(heron, "next", from_="")
    started = send(heron, "round", order="arrival").json()["floor"]["round"]
    assert set(started) == set(sample("floor")["round"])
    asked = send(heron, "next", from_="s1")
    assert (asked.status_code, asked.json()) == (422, sample("floor-round-open"))


def test_an_order_that_leaves_somebody_out_is_refused(heron, fern):
    send(heron, "round", order="arrival")
    refused = send(heron, "turns", round=1, turn=1, order=[])
    assert (refused.status_code, refused.json()) == (422, sample("floor-refused"))


@pytest.mark.parametrize("body", [{}, [], {"command": "x", "kind": "next"}, {"command": str(uuid4()), "kind": "next", "args": [1]}])  # fmt: skip
def test_what_is_no_command_is_refused(heron, body):
    assert heron.json("floor", body).status_code == 422


@pytest.mark.parametrize("said", [99, -1, True, "5", None, 1e400])
def test_a_page_cannot_claim_more_than_a_beat(heron, said):
    from samepath.facilitation.models import Airtime

    heron.json("beat", sample("beat") | {"identity": heron.seat, "spoke_s": said})
    assert not Airtime.objects.exists()


def test_a_beat_says_how_long_one_was_heard(heron):
    from samepath.facilitation.models import Airtime

    heron.json("beat", sample("beat") | {"identity": heron.seat, "spoke_s": 2.4})
    assert Airtime.objects.get().seconds == 2


def test_a_participant_s_can_is_what_the_protocol_says(fern):
    assert fern.state["floor"]["me"]["can"] == sample("floor")["me"]["can"]


def test_a_page_asks_the_same_number_of_questions_however_much_goes_on(heron, fern):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked():
        with CaptureQueriesContext(connection) as seen:
            heron.json("beat", sample("beat") | {"identity": heron.seat, "spoke_s": 0})
        return len(seen)

    asked()
    before = asked()
    send(heron, "round", order="arrival")
    send(fern, "hand", up=True)
    for line in range(5):
        send(fern, "say", text=f"line {line}")
        send(heron, "park", text=f"item {line}")
    assert asked() == before
