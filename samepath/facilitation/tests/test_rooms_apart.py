"""Pairs and side rooms with tickets: who is let in where, who may step in, and how everybody comes back."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from samepath.facilitation import actions, jobs
from samepath.facilitation.models import Command
from samepath.lib.time import now
from samepath.people.permissions import Role
from samepath.rooms import actions as rooms
from samepath.rooms import jobs as room_jobs
from samepath.rooms import queries as room_queries
from samepath.rooms.errors import NotInside
from samepath.rooms.models import Admission, Placement, Room
from samepath.rooms.rules import Door


@pytest.fixture
def circle(with_sun):
    return with_sun


def go(circle, *people):
    """The pages of these people ask for a ticket with the seat they hold, as the state tells them to."""
    for person in people:
        entry = rooms.enter(
            circle.session, by=person, hat=circle.hats[person], browser=person.alias,
            identity=circle.seats[person].identity,
        )  # fmt: skip
        assert entry.door == Door.OPEN
        circle.seats[person] = entry.admission


def where(circle, person):
    return circle.seats[person].room.place


def paired(circle, ben, *people, minutes=5):
    circle.does(ben, "split", size=2, minutes=minutes)
    go(circle, *people)


def test_a_ticket_leads_to_the_room_somebody_belongs_in(circle, ben, amara, sol):
    paired(circle, ben, amara, sol, ben)
    assert where(circle, amara) == where(circle, sol) == "pair-1"
    assert where(circle, ben) == "main"
    assert circle.seats[amara].room.name != circle.seats[ben].room.name
    assert circle.seen_by(amara, "participant")["me"]["place"] == "pair-1"


@pytest.mark.safety("V02", "V03")
def test_the_gate_lets_nobody_stay_in_the_room_they_left(circle, ben, amara, sol):
    before = circle.seats[amara]
    paired(circle, ben, amara, sol)
    asks = {"room": before.room.name, "identity": before.identity, "browser": amara.alias}
    assert room_queries.may_connect(**asks) is None
    after = circle.seats[amara]
    asks = {"room": after.room.name, "identity": after.identity, "browser": amara.alias}
    assert room_queries.may_connect(**asks) is not None


@pytest.mark.safety("R05")
def test_everyone_comes_back_when_the_time_is_over_even_who_slept(
    circle, ben, amara, sol, time_machine
):
    paired(circle, ben, amara, sol, minutes=5)
    start = now()
    time_machine.move_to(start + timedelta(minutes=5, seconds=1), tick=False)
    jobs.let_time_pass()
    assert not Placement.objects.filter(ended_at=None).exists()
    go(circle, sol)
    assert where(circle, sol) == "main"
    time_machine.move_to(start + timedelta(minutes=5, seconds=12), tick=False)
    rooms.answer_console(by=circle.session.supervisor)
    circle.beats(ben)
    room_jobs.bring_back()
    with pytest.raises(NotInside) as out:
        circle.beats(amara)
    assert out.value.end == Admission.End.GONE
    go(circle, amara)
    assert where(circle, amara) == "main"
    room_jobs.bring_back()
    assert not Room.objects.filter(purpose__in=Room.APART, closed_at=None).exists()


def test_a_ticket_after_the_end_leads_back_though_no_clock_ran(
    circle, ben, amara, sol, time_machine
):
    paired(circle, ben, amara, sol, minutes=5)
    time_machine.move_to(now() + timedelta(minutes=5, seconds=1), tick=False)
    go(circle, amara)
    assert where(circle, amara) == "main"


def test_coming_back_late_in_the_session_asks_nobody(circle, ben, amara, sol, time_machine):
    start = now()
    time_machine.move_to(start + timedelta(minutes=40), tick=False)
    circle.beats(ben, amara, sol)
    rooms.answer_console(by=circle.session.supervisor)
    paired(circle, ben, amara, sol, minutes=20)
    for minute in range(41, 60):
        time_machine.move_to(start + timedelta(minutes=minute), tick=False)
        circle.beats(ben, amara, sol)
    circle.does(ben, "gather", split=1)
    go(circle, amara, sol)
    assert where(circle, amara) == where(circle, sol) == "main"


def test_nobody_is_stuck_apart_because_leaders_lost_their_line(
    circle, ben, amara, sol, time_machine
):
    paired(circle, ben, amara, sol)
    time_machine.move_to(now() + timedelta(seconds=40), tick=False)
    circle.does(ben, "gather", split=1)
    go(circle, amara)
    assert where(circle, amara) == "main"


@pytest.mark.safety("Z07", "V06")
def test_the_supervisor_steps_into_a_pair_and_is_seen(circle, ben, amara, sol, dr_chen):
    paired(circle, ben, amara, sol)
    circle.does(amara, "call")
    circle.does(dr_chen, "step_in", room="pair-1")
    go(circle, dr_chen)
    assert where(circle, dr_chen) == "pair-1"
    state = room_queries.state_for(circle.seats[amara], now())
    assert {one["name"] for one in state["people"]} == {"Fern", "Sun", "Dr. Chen"}
    circle.does(dr_chen, "step_out")
    go(circle, dr_chen)
    assert where(circle, dr_chen) == "main"
    assert Admission.objects.filter(person=dr_chen, ended_at=None).count() == 1


@pytest.mark.safety("H07", "V03")
def test_who_is_removed_is_removed_from_every_room(circle, ben, lin, amara, sol):
    paired(circle, ben, amara, sol)
    rooms.remove(circle.seats[amara], by=lin, hat=Role.PEER_LEADER, reason="a test")
    assert not Admission.objects.filter(person=amara, ended_at=None).exists()
    entry = rooms.enter(circle.session, by=amara, hat=Role.PARTICIPANT, browser="another")
    assert entry.door == Door.KEPT_OUT
    assert not Placement.objects.filter(person=amara, ended_at=None).exists()


@pytest.mark.safety("H21")
def test_minutes_in_a_pair_are_minutes_of_the_session(circle, ben, amara, sol, time_machine):
    start = now()

    def here(sid, *seconds):
        for second in seconds:
            time_machine.move_to(start + timedelta(seconds=second), tick=False)
            seat = circle.seats[amara]
            rooms.beat(
                circle.session, by=amara, browser=amara.alias, identity=seat.identity, sid=sid
            )

    here("PA_main", 0, 5, 10)
    circle.does(ben, "split", size=2, minutes=5)
    go(circle, amara)
    here("PA_pair", 10, 15, 20)
    attended = next(a for a in room_queries.attendance(circle.session) if a.person == amara)
    assert (attended.seconds, attended.drops) == (20, 0)


@pytest.mark.safety("H11", "V05")
def test_a_leader_in_a_pair_still_holds_the_session(circle, ben, lin, amara, sol, time_machine):
    paired(circle, ben, amara, sol)
    rooms.leave(circle.session, by=lin, browser=lin.alias, identity=circle.seats[lin].identity)
    circle.does(ben, "step_in", room="pair-1")
    go(circle, ben)
    start = now()
    for second in range(5, 90, 5):
        time_machine.move_to(start + timedelta(seconds=second), tick=False)
        circle.beats(ben)
        rooms.answer_console(by=circle.session.supervisor)
    room_jobs.keep_holds()
    assert not Room.objects.filter(held_since__isnull=False).exists()
    for second in range(90, 160, 5):
        time_machine.move_to(start + timedelta(seconds=second), tick=False)
    room_jobs.keep_holds()
    assert Room.objects.filter(held_since__isnull=False).count() == 2


@pytest.mark.safety("H26")
def test_a_side_room_takes_one_person_and_the_host_out_and_back(circle, lin, amara, ben):
    circle.does(lin, "side", who=circle.who(amara))
    go(circle, lin, amara)
    assert where(circle, lin) == where(circle, amara) == "side-1"
    assert circle.seen_by(ben, "guide")["leader"]["sides"][0]["who"] == circle.who(amara)
    circle.does(amara, "end_side", room="side-1")
    go(circle, lin, amara)
    assert where(circle, lin) == where(circle, amara) == "main"


def test_a_second_split_has_rooms_of_its_own(circle, ben, amara, sol):
    paired(circle, ben, amara, sol)
    first = circle.seats[amara].room.name
    circle.does(ben, "gather", split=1)
    paired(circle, ben, amara, sol)
    assert circle.seats[amara].room.name != first
    assert where(circle, amara) == "pair-2"


def test_closing_the_session_closes_every_room(circle, ben, amara, sol):
    paired(circle, ben, amara, sol)
    rooms.close(circle.session, by=ben, hat=Role.PEER_LEADER)
    assert not Room.objects.filter(closed_at=None).exists()
    assert not Admission.objects.filter(ended_at=None).exists()


@pytest.mark.safety("V02")
def test_a_page_cannot_choose_a_room(circle, ben, amara, sol):
    with pytest.raises(actions.NotYours):
        actions.command(
            circle.session, by=amara, hat=Role.PARTICIPANT, kind="step_in", args={"room": "pair-1"},
            command_id=uuid4(),
        )  # fmt: skip
    go(circle, amara)
    assert where(circle, amara) == "main"


@pytest.mark.parametrize("how", ["leaves", "stays in the main room", "is taken aside"])
def test_a_partner_left_alone_comes_back_though_no_process_remembers(
    circle, ben, amara, sol, dr_chen, how, time_machine
):
    """What is so is in rows: whichever process ticks next, or answers the next beat, brings them back."""
    start = now()
    paired(circle, ben, amara)
    if how != "stays in the main room":
        go(circle, sol)
    if how == "is taken aside":
        circle.does(dr_chen, "side", who=circle.who(sol))
        go(circle, sol, dr_chen)
    if how == "leaves":
        rooms.leave(circle.session, by=sol, browser=sol.alias, identity=circle.seats[sol].identity)
    here = [one for one in (ben, amara, dr_chen, sol) if one != sol or how != "leaves"]
    # Somebody whose page is here and has not moved may still be on the way, on a slow line.
    for second in range(1, 30 if how == "stays in the main room" else 15):
        time_machine.move_to(start + timedelta(seconds=second), tick=False)
        circle.beats(*here)
        jobs.let_time_pass()
    seen = circle.seen_by(amara, "participant")
    assert seen["me"]["place"] == "main"
    assert "It is good that you are here." in seen["me"]["place_words"]
    assert not Placement.objects.filter(person=amara, ended_at=None).exists()
    assert Command.objects.filter(kind="called-back").count() == 1
    go(circle, amara)
    assert where(circle, amara) == "main"


def test_words_in_a_pair_say_about_how_much_time_is_left(circle, ben, amara, sol, time_machine):
    start = now()
    time_machine.move_to(start, tick=False)
    paired(circle, ben, amara, sol, minutes=5)

    def words(seconds):
        time_machine.move_to(start + timedelta(seconds=seconds), tick=False)
        return circle.seen_by(amara, "participant")["me"]["place_words"]

    assert words(10) == (
        "You are with Sun. There is time for each of you. Call a leader whenever you like."
    )
    assert "A few minutes are left." in words(170)
    assert "One or two minutes are left." in words(230)
    assert "Less than a minute is left." in words(250)
    split = circle.seen_by(amara, "participant")["split"]
    assert split["began_at"] == start.isoformat()
    assert not any(digit in words(100) for digit in "0123456789")
