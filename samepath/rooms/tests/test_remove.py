"""Putting somebody out: never instead of care, and never without care afterwards (H26)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from samepath.people.permissions import Role
from samepath.rooms import actions as rooms
from samepath.rooms.errors import CareFirst
from samepath.rooms.models import Ban
from samepath.rooms.tests.conftest import READY
from samepath.safety import actions as safety
from samepath.safety.models import Concern

pytestmark = [pytest.mark.usefixtures("livekit_hears"), pytest.mark.safety("H26", "H07")]


@pytest.fixture
def seat(tonight, ben, dr_chen, amara):
    rooms.watch(tonight, by=dr_chen, hat=Role.CLINICIAN, state="listening")
    rooms.enter(tonight, by=ben, hat=Role.PEER_LEADER, browser="ben")
    return rooms.enter(
        tonight, by=amara, hat=Role.PARTICIPANT, browser="amara", answers=READY
    ).admission


def test_leaders_do_not_put_out_somebody_who_waits_for_a_clinician(seat, tonight, ben, amara):
    safety.ask_for_help(by=amara, command_id=uuid4(), session=tonight)
    with pytest.raises(CareFirst):
        rooms.remove(seat, by=ben, hat=Role.PEER_LEADER, reason="shouting")
    seat.refresh_from_db()
    assert (seat.ended_at, Ban.objects.count()) == (None, 0)


def test_a_clinician_may_all_the_same(seat, tonight, dr_chen, amara):
    safety.ask_for_help(by=amara, command_id=uuid4(), session=tonight)
    rooms.remove(seat, by=dr_chen, hat=Role.CLINICIAN, reason="a place of care is found")
    assert Ban.objects.get().person == amara


def test_whoever_is_put_out_is_looked_after_today(seat, ben, amara, dr_chen):
    rooms.remove(seat, by=ben, hat=Role.PEER_LEADER, reason="shouting")
    rooms.remove(seat, by=dr_chen, hat=Role.CLINICIAN, reason="pressed again")
    concern = Concern.objects.get(person=amara)
    assert (concern.origin, concern.answered_at) == (Concern.Origin.REMOVED, None)


def test_the_page_of_a_leader_reads_what_to_do_first(seat, tonight, ben, amara, client_as):
    safety.ask_for_help(by=amara, command_id=uuid4(), session=tonight)
    answer = client_as(ben).post(
        f"/session/{tonight.pk}/remove", {"identity": seat.identity, "reason": "shouting"}
    )
    assert (answer.status_code, answer.json()["reason"]) == (409, "care-first")
    assert "side room" in answer.json()["words"]
