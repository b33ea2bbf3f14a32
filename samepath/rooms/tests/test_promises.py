"""The door asks once for the promises of a group, and again when they change; it costs the press no query."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samepath.guides import actions as guides
from samepath.guides import queries
from samepath.guides.models import AgreementAccepted
from samepath.people.permissions import Role
from samepath.programs import actions as programs
from samepath.programs.models import Enrolment
from samepath.rooms import actions as rooms
from samepath.rooms.queries import door_of
from samepath.rooms.rules import Door
from samepath.rooms.tests.conftest import READY

pytestmark = pytest.mark.usefixtures("livekit_hears")


@pytest.fixture
def circle(evening, tonight, amara, iris):
    """Tonight's session belongs to a group of Amara's."""
    group = programs.add_group(evening, name="Circle", lane="peer", by=iris)
    programs.join_group(group, enrolment=Enrolment.objects.get(person=amara), by=iris)
    tonight.group = group
    tonight.save(update_fields=["group"])
    return group


@pytest.fixture
def promised(circle):
    guides.begin_promises(by=None)
    found = queries.promises_of(circle.pk)
    assert found is not None
    return found


@pytest.fixture
def open_door(tonight, ben, dr_chen):
    rooms.watch(tonight, by=dr_chen, hat=Role.CLINICIAN, state="on_call")
    rooms.enter(tonight, by=ben, hat=Role.PEER_LEADER, browser="ben")
    return tonight


def press(session, person, **more):
    return rooms.enter(session, by=person, hat=Role.PARTICIPANT, browser="one", **more)


def test_a_member_who_has_not_read_them_is_asked_and_the_answers_are_kept(
    open_door, promised, amara
):
    assert press(open_door, amara, answers=READY).door == Door.ASK_AGREEMENTS
    guides.accept_promises(promised, by=amara)
    assert press(open_door, amara).door == Door.OPEN


@pytest.mark.safety("H15")
def test_somebody_who_is_not_safe_meets_a_clinician_first(open_door, promised, amara):
    assert press(open_door, amara, answers={**READY, "safe": "no"}).door == Door.PRIVATE_WAIT


def test_new_promises_are_asked_for_again_but_never_throw_anybody_out(
    open_door, promised, circle, amara, ben
):
    guides.accept_promises(promised, by=amara)
    press(open_door, amara, answers=READY)
    guides.agree_on(circle, lines=("One promise.",), by=ben)
    from samepath.lib.time import now

    assert door_of(open_door, amara, Role.PARTICIPANT, now()) == Door.OPEN


def test_a_group_without_promises_and_a_session_without_a_group_ask_for_nothing(open_door, amara):
    guides.begin_promises(by=None)
    assert press(open_door, amara, answers=READY).door == Door.OPEN


def test_it_costs_the_press_no_query(open_door, promised, circle, amara):
    from samepath.lib.time import now
    from samepath.rooms.queries import at_the_door

    at_the_door(open_door, amara, Role.PARTICIPANT, now())
    with CaptureQueriesContext(
        connection,
    ) as seen:
        at_the_door(open_door, amara, Role.PARTICIPANT, now())
    assert len(seen) == 4


def test_the_page_shows_them_and_one_press_agrees(open_door, promised, amara, client_as):
    browser = client_as(amara)
    page = browser.get(f"/session/{open_door.pk}/door").content.decode()
    assert promised.lines[0] in page
    browser.post(f"/session/{open_door.pk}/agree", {"agreements": promised.pk})
    assert AgreementAccepted.objects.get().person == amara
    assert promised.lines[0] not in browser.get(f"/session/{open_door.pk}/door").content.decode()


def test_a_version_that_is_not_current_is_not_agreed_to(
    open_door, promised, circle, amara, ben, client_as
):
    guides.agree_on(circle, lines=("One promise.",), by=ben)
    browser = client_as(amara)
    browser.post(f"/session/{open_door.pk}/agree", {"agreements": promised.pk})
    assert not AgreementAccepted.objects.exists()
    assert "One promise." in browser.get(f"/session/{open_door.pk}/door").content.decode()


def test_leaders_amend_them_on_a_page(tonight, promised, circle, ben, client_as):
    browser = client_as(ben)
    address = f"/leading/{tonight.pk}/promises"
    assert promised.lines[0] in browser.get(address).content.decode()
    refused = browser.post(address, {"lines": "<script>x</script>"})
    assert refused.status_code == 422
    assert "<script>x" not in refused.content.decode()
    browser.post(address, {"lines": "We listen.\r\n\r\nWe may pass.\r\n"})
    current = queries.promises_of(circle.pk)
    assert current is not None
    assert current.lines == ["We listen.", "We may pass."]
