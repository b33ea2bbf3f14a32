"""The press at the door: what is kept, who comes in, who waits."""

from __future__ import annotations

import pytest

from samepath.people.permissions import Role
from samepath.rooms import actions as rooms
from samepath.rooms.models import Admission, CheckIn, Wait
from samepath.rooms.rules import Door
from samepath.rooms.tests.conftest import READY
from samepath.safety.models import Concern

pytestmark = pytest.mark.usefixtures("livekit_hears")


def press(session, person, *, browser="one", **more):
    return rooms.enter(session, by=person, hat=Role.PARTICIPANT, browser=browser, **more)


@pytest.fixture
def open_door(tonight, ben, dr_chen):
    """A leader inside and a supervisor whose console answers."""
    rooms.watch(tonight, by=dr_chen, hat=Role.CLINICIAN, state="on_call")
    rooms.enter(tonight, by=ben, hat=Role.PEER_LEADER, browser="ben")
    return tonight


@pytest.mark.safety("V01", "V04")
def test_one_press_keeps_the_answers_and_lets_in(open_door, amara):
    entry = press(open_door, amara, answers=READY)
    assert entry.door == Door.OPEN
    assert entry.ticket
    check_in = CheckIn.objects.get(session=open_door, person=amara)
    assert check_in.location == READY["location"]
    wait = Wait.objects.get(session=open_door, person=amara)
    assert (wait.state, wait.decided_by) == (Wait.State.ADMITTED, None)


@pytest.mark.safety("V05", "H03")
def test_the_door_waits_for_a_leader_and_keeps_the_answers(tonight, amara):
    entry = press(tonight, amara, answers=READY)
    assert entry.door == Door.WAIT_LEADER
    assert entry.admission is None
    assert CheckIn.objects.get(person=amara).safe == "yes"
    assert Wait.objects.get(person=amara).state == Wait.State.WAITING


@pytest.mark.safety("V05", "H03")
def test_the_door_waits_for_a_supervisor_whose_console_answered_within_15_s(
    open_door, amara, dr_chen, moment, time_machine
):
    from datetime import timedelta

    from samepath.rooms.models import Watch

    Watch.objects.update(answered_at=moment - timedelta(seconds=16))
    assert press(open_door, amara, answers=READY).door == Door.WAIT_SUPERVISOR
    rooms.answer_console(by=dr_chen)
    assert press(open_door, amara).door == Door.OPEN


@pytest.mark.safety("V14", "H05")
def test_a_second_device_must_ask_and_then_the_first_is_out(open_door, amara):
    first = press(open_door, amara, answers=READY)
    assert press(open_door, amara, browser="two").door == Door.ELSEWHERE
    second = press(open_door, amara, browser="two", take_over=True)
    first.admission.refresh_from_db()
    assert first.admission.end == Admission.End.MOVED
    assert second.admission.identity != first.admission.identity


def test_the_page_that_holds_the_seat_keeps_it(open_door, amara):
    first = press(open_door, amara, answers=READY)
    again = press(open_door, amara, identity=first.admission.identity)
    assert again.admission == first.admission


@pytest.mark.safety("D04", "V14")
def test_a_press_whose_answer_was_lost_is_the_same_seat_until_a_page_speaks_for_it(
    open_door, amara
):
    first = press(open_door, amara, answers=READY)
    again = press(open_door, amara)
    assert again.admission == first.admission
    assert press(open_door, amara, browser="two").door == Door.ELSEWHERE

    rooms.beat(open_door, by=amara, browser="one", identity=first.admission.identity)
    assert press(open_door, amara).door == Door.ELSEWHERE


@pytest.mark.safety("H15", "H17")
def test_not_safe_raises_one_concern_and_opens_no_group(open_door, amara):
    entry = press(open_door, amara, answers=READY | {"safe": "not-sure"})
    assert entry.door == Door.PRIVATE_WAIT
    press(open_door, amara, answers={"safe": "no"})
    assert Concern.objects.filter(person=amara, origin="door").count() == 1
    assert Wait.objects.get(person=amara).state == Wait.State.PRIVATE


def test_a_clinician_comes_and_then_the_group_opens(open_door, amara, dr_chen):
    press(open_door, amara, answers=READY | {"safe": "not-sure"})
    there = rooms.go_to(open_door, amara, by=dr_chen, hat=Role.CLINICIAN, browser="chen")
    rooms.beat(open_door, by=dr_chen, browser="chen", identity=there.admission.identity)
    private = press(open_door, amara)
    assert private.door == Door.PRIVATE_OPEN
    assert private.admission.room == there.admission.room
    rooms.clear(open_door, amara, by=dr_chen, hat=Role.CLINICIAN)
    group = press(
        open_door, amara, identity=private.admission.identity, answers=READY | {"safe": "not-sure"}
    )
    assert group.door == Door.OPEN
    assert group.admission.room != private.admission.room


@pytest.mark.safety("V03", "H07")
def test_whoever_was_removed_stays_out_until_staff_lift_it(open_door, amara, ben, dr_chen):
    inside = press(open_door, amara, answers=READY)
    ban = rooms.remove(inside.admission, by=ben, hat=Role.PEER_LEADER, reason="shouting")
    assert press(open_door, amara, take_over=True).door == Door.KEPT_OUT
    with pytest.raises(rooms_not_yours()):
        rooms.lift_ban(ban, by=ben, hat=Role.PEER_LEADER)
    rooms.lift_ban(ban, by=dr_chen, hat=Role.CLINICIAN)
    assert press(open_door, amara).door == Door.OPEN


def rooms_not_yours():
    from samepath.rooms.errors import NotYours

    return NotYours


@pytest.mark.safety("Z02", "Z09")
def test_somebody_of_another_program_is_nobody_here(open_door, noor):
    assert press(open_door, noor, answers=None).door == Door.NOT_ON_THE_LIST
    assert not Wait.objects.filter(person=noor).exists()
