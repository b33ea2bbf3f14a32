"""What the server says to a room's page has the shape of the samples that the page's own tests read."""

from __future__ import annotations

import pytest

from samepath.people.permissions import Role
from samepath.rooms import actions as rooms
from samepath.rooms.models import Admission, Room, Wait
from samepath.rooms.tests.conftest import READY
from tests.room_page import Page, sample, shape

pytestmark = pytest.mark.usefixtures("livekit_silent")


@pytest.fixture
def fern(client_as, open_door, amara):
    return Page(client_as(amara, Role.PARTICIPANT), open_door)


def test_a_press_answers_a_ticket(fern):
    expected = sample("ticket")
    expected["state"]["floor"] = None  # the first beat brings it
    ticket = fern.form("enter", **READY)
    assert (ticket.status_code, shape(ticket.json())) == (200, shape(expected))


def test_a_ticket_asked_for_inside_brings_the_floor(fern):
    identity, _ = fern.come_in(**READY)
    ticket = fern.json("ticket", {"identity": identity, "take_over": False})
    assert (ticket.status_code, shape(ticket.json())) == (200, shape(sample("ticket")))


def test_a_beat_answers_the_state_and_then_why_the_page_is_out(fern, open_door, ben):
    seat = fern.form("enter", **READY).json()["identity"]
    beat = sample("beat") | {"identity": seat}
    state = fern.json("beat", beat)
    assert (state.status_code, shape(state.json())) == (200, shape(sample("state")))
    rooms.close(open_door, by=ben, hat=Role.PEER_LEADER)
    gone = fern.json("beat", beat)
    assert (gone.status_code, gone.json()["reason"]) == (410, "ended")
    assert shape(gone.json()) == shape(sample("gone-ended"))


@pytest.mark.safety("V03")
def test_somebody_removed_reads_why(fern, open_door, ben):
    seat = fern.form("enter", **READY).json()["identity"]
    admission = Room.objects.get().admissions.get(identity=seat)
    rooms.remove(admission, by=ben, hat=Role.PEER_LEADER, reason="a test")
    gone = fern.json("beat", sample("beat-reconnecting") | {"identity": seat})
    assert (gone.status_code, gone.json()["reason"]) == (410, "removed")
    refused = fern.json("ticket", sample("ask") | {"identity": seat})
    assert (refused.status_code, refused.json()["reason"]) == (403, sample("refusal")["reason"])
    assert shape(refused.json()) == shape(sample("refusal"))


@pytest.mark.safety("V14")
def test_a_second_page_is_asked_before_it_takes_over(fern, client_as, amara, open_door):
    fern.form("enter", **READY)
    second = Page(client_as(amara, Role.PARTICIPANT), open_door)
    asked = second.json("ticket", sample("ask"))
    assert (asked.status_code, shape(asked.json())) == (409, shape(sample("elsewhere")))
    took = second.json("ticket", sample("ask") | {"take_over": True})
    assert took.status_code == 200


def test_whoever_waits_reads_for_whom(client_as, tonight, amara):
    page = Page(client_as(amara, Role.PARTICIPANT), tonight)
    waits = page.form("enter", **READY)
    assert (waits.status_code, waits.json()["reason"]) == (202, sample("wait")["reason"])
    assert shape(waits.json()) == shape(sample("wait"))
    says = page.client.get(f"{page.at}/waiting", headers={"Accept": "application/json"})
    assert shape(says.json()) == shape(sample("door"))


def test_leaders_see_who_waits_and_the_group_does_not(client_as, open_door, lin, fern):
    seat = fern.form("enter", **READY).json()["identity"]
    Wait.objects.update(state=Wait.State.WAITING)
    host = Page(client_as(lin, Role.PEER_LEADER), open_door)
    _, state = host.come_in()
    assert shape(state) == shape(sample("state-leader"))
    hers = fern.json("beat", sample("beat") | {"identity": seat})
    assert hers.json()["waiting"] is None


def test_signed_out_is_said_to_the_script(client, tonight):
    answer = Page(client, tonight).json("beat", sample("beat"))
    assert (answer.status_code, shape(answer.json())) == (401, shape(sample("signed-out")))


def test_a_session_ended_for_everybody_is_not_opened_again_by_a_page_that_missed_it(
    client_as, open_door, lin, fern
):
    """The media line can fall before the page hears the end; what it asks for then is the end."""
    seat = fern.form("enter", **READY).json()["identity"]
    host = Page(client_as(lin, Role.PEER_LEADER), open_door)
    host.come_in()
    assert host.form("close").status_code == 200
    late = fern.json("ticket", {"identity": seat})
    assert (late.status_code, shape(late.json())) == (410, shape(sample("gone-ended")))
    assert not Admission.objects.filter(ended_at__isnull=True).exists()
