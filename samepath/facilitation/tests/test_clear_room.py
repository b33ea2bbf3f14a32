"""Clearing the room: everybody but staff back at the door at once, and in again one by one (H12)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from samepath.audit import queries as audit
from samepath.facilitation import actions, queries
from samepath.lib.time import now
from samepath.notices.models import Notice
from samepath.people.permissions import Role
from samepath.rooms import actions as rooms
from samepath.rooms import queries as room_queries
from samepath.rooms.errors import NotInside, NotYours, TooLate
from samepath.rooms.models import Admission, Clearing, Placement, Wait
from samepath.rooms.rules import Door
from samepath.rooms.tests.conftest import READY

pytestmark = pytest.mark.safety("H12")


@pytest.fixture
def circle(with_sun):
    return with_sun


def clear(circle, by):
    actions.clear_room(circle.session, by=by, hat=circle.hats[by], why="shouting")


def comes_again(circle, person):
    return rooms.enter(
        circle.session, by=person, hat=circle.hats[person], browser=person.alias,
        identity=circle.seats[person].identity, answers=READY,
    )  # fmt: skip


@pytest.mark.parametrize("who", ["ben", "lin", "dr_chen"])
def test_everybody_but_staff_is_out_at_once_whatever_their_page_does(
    circle, request, who, amara, sol, monkeypatch, django_capture_on_commit_callbacks
):
    put_out = []
    monkeypatch.setattr(
        "samepath.rooms.livekit.remove", lambda **one: put_out.append(one["identity"])
    )
    with django_capture_on_commit_callbacks(execute=True):
        clear(circle, request.getfixturevalue(who))
    live = Admission.objects.filter(ended_at=None)
    assert {one.role for one in live} == {"guide", "host", "supervisor"}
    for person in (amara, sol):
        seat = circle.seats[person]
        asks = {"room": seat.room.name, "identity": seat.identity, "browser": person.alias}
        assert room_queries.may_connect(**asks) is None
        assert seat.identity in put_out
        with pytest.raises(NotInside) as out:
            circle.beats(person)
        assert out.value.end == Admission.End.CLEARED


def test_the_door_lets_in_one_by_one_by_a_leader_s_word_alone(circle, ben, lin, amara, sol):
    clear(circle, ben)
    for person in (amara, sol):
        assert comes_again(circle, person).door == Door.WAIT_CLEARED
    waiting = room_queries.state_for(circle.seats[lin], now())["waiting"]
    assert {one["name"] for one in waiting} == {"Fern", "Sun"}
    rooms.admit(Wait.objects.get(person=amara), by=lin, hat=Role.PEER_LEADER)
    assert comes_again(circle, amara).door == Door.OPEN
    assert comes_again(circle, sol).door == Door.WAIT_CLEARED
    rooms.deny(Wait.objects.get(person=sol), by=lin, hat=Role.PEER_LEADER, why="shouted")
    assert comes_again(circle, sol).door == Door.KEPT_OUT


def test_going_away_from_the_door_and_coming_again_changes_nothing(circle, ben, amara):
    clear(circle, ben)
    rooms.go_away(circle.session, by=amara)
    assert comes_again(circle, amara).door == Door.WAIT_CLEARED


def test_who_lost_the_line_before_does_not_slip_in_after(circle, ben, amara):
    rooms.leave(
        circle.session, by=amara, browser=amara.alias, identity=circle.seats[amara].identity
    )
    clear(circle, ben)
    assert comes_again(circle, amara).door == Door.WAIT_CLEARED


def test_somebody_not_safe_at_the_door_meets_a_clinician_first(circle, ben, amara):
    clear(circle, ben)
    answers = READY | {"safe": "no"}
    entry = rooms.enter(
        circle.session, by=amara, hat=Role.PARTICIPANT, browser="amara", answers=answers
    )
    assert entry.door == Door.PRIVATE_WAIT


def test_small_rooms_and_the_round_end_with_it(circle, ben, amara, sol):
    circle.does(ben, "split", size=2, minutes=5)
    clear(circle, ben)
    assert not Placement.objects.filter(ended_at=None).exists()
    assert circle.floor.split is None
    rooms.admit(Wait.objects.get(person=amara), by=ben, hat=Role.PEER_LEADER)
    circle.seats[amara] = comes_again(circle, amara).admission
    assert circle.seats[amara].room.place == "main"


def test_the_record_opens_itself_and_who_was_there_finds_a_note(circle, ben, amara, sol, dr_chen):
    clear(circle, ben)
    clear(circle, ben)
    record = Clearing.objects.get()
    assert (record.cleared_by, record.sent_out, record.why) == (ben, 2, "shouting")
    owed = {(one.to, one.template) for one in Notice.objects.filter(key__startswith="cleared:")}
    assert owed == {
        (amara.email, "update"), (sol.email, "update"), (dr_chen.email, "look-now"),
    }  # fmt: skip
    assert "rooms.clear_room" in {one.act for one in audit.by(ben.pk)}
    (line,) = [one.words for one in queries.story_of(circle.session).lines]
    assert line == "The room was cleared; 2 people waited at the door."


def test_a_member_clears_nothing(circle, amara):
    with pytest.raises(NotYours):
        clear(circle, amara)
    assert not Clearing.objects.exists()


def test_a_press_by_mistake_is_taken_back_for_two_minutes(circle, ben, amara, time_machine):
    start = now()
    time_machine.move_to(start, tick=False)
    clear(circle, ben)
    rooms.undo_clear_room(circle.session, by=ben, hat=Role.PEER_LEADER)
    assert comes_again(circle, amara).door == Door.OPEN
    assert Clearing.objects.get().undone_by == ben
    circle.comes(amara)
    clear(circle, ben)
    time_machine.move_to(start + timedelta(minutes=2, seconds=1), tick=False)
    with pytest.raises(TooLate):
        rooms.undo_clear_room(circle.session, by=ben, hat=Role.PEER_LEADER)


def test_the_page_reads_why_in_plain_words_and_a_note_afterwards(circle, ben, amara, client_as):
    page = client_as(amara, Role.PARTICIPANT)
    clear(circle, ben)
    at = f"/session/{circle.session.pk}"
    says = page.get(f"{at}/waiting", headers={"Accept": "application/json"}).json()
    assert (says["door"], says["open"]) == ("wait-cleared", False)
    assert "Heron lets people in one by one" in says["words"]
    assert "What you saw or heard may stay with you" in page.get(f"{at}/left").content.decode()


def test_leaders_press_it_from_the_room(circle, ben, amara, client_as):
    at = f"/session/{circle.session.pk}"
    assert client_as(amara, Role.PARTICIPANT).post(f"{at}/clear").status_code == 403
    leader = client_as(ben, Role.PEER_LEADER)
    assert leader.post(f"{at}/clear").json() == {"ok": True}
    assert leader.post(f"{at}/undo-clear").json() == {"ok": True}
    assert "clear" in room_queries.state_for(circle.seats[ben], now())["me"]["can"]
