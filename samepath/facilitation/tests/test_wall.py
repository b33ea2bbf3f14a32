"""What the wall tells of each room: faces, segment, voices, what happened, and why somebody should look."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samepath.facilitation import actions, queries
from samepath.facilitation.models import Whisper
from samepath.facilitation.rules.wall import Need
from samepath.lib.time import now
from samepath.people.permissions import Role
from samepath.rooms import actions as rooms
from samepath.rooms.models import Admission, CheckIn, Watch
from samepath.safety import actions as safety
from samepath.safety import queries as calls


@pytest.fixture
def on_wall(dr_chen):
    """Dr. Chen's wall now."""

    def look(who=dr_chen):
        open_calls = list(calls.open_calls(who, Role.CLINICIAN))
        return queries.wall_of(who, Role.CLINICIAN, now(), open_calls)

    return look


@pytest.fixture
def all_here(circle):
    circle.beats(*circle.seats)
    CheckIn.objects.update(arriving=7)
    return circle


def _seat(room, alias):
    return next(one for one in room.seats if one.face.person.alias == alias)


def test_a_calm_room(all_here, on_wall):
    (room,) = on_wall()

    assert (room.need, room.reasons, room.looks) == (Need.CALM, [], False)
    assert (room.guide, room.host, room.state) == ("Heron", "Lantern", "open")
    assert room.minute == 2
    assert [one.face.person.alias for one in room.seats] == ["Fern", "Heron", "Lantern"]
    assert {one.face.state for one in room.seats} == {"here"}
    assert room.mine


def test_the_segment_with_its_time_left_and_whoever_has_the_piece(all_here, ben, amara, on_wall):
    all_here.does(ben, "next", from_="")
    all_here.does(ben, "round", order="arrival")
    all_here.does(amara, "hand", up=True)

    (room,) = on_wall()

    assert (room.segment, room.left_min) == ("Welcome", 5)
    assert _seat(room, "Heron").speaks
    assert _seat(room, "Fern").hand
    assert room.need == Need.HAND
    assert not room.looks


def test_voices_in_words(all_here, amara, on_wall):
    actions.heard(all_here.session, by=amara, seconds=30)
    (room,) = on_wall()
    assert (room.balance, room.share) == ("2 people have not spoken yet. Heard most: Fern.", 100)


@pytest.mark.safety("H10")
def test_a_lost_line_makes_the_room_rise_and_says_what_is_known(all_here, amara, on_wall):
    lost = now() - timedelta(seconds=16)
    Admission.objects.filter(person=amara).update(beat_at=lost)

    (room,) = on_wall()

    assert (room.need, [one.kind for one in room.reasons]) == (Need.LOST, ["dropped"])
    assert room.reasons[0].words == "Came at 7. Call-back number is ready."
    assert _seat(room, "Fern").face.since == lost
    assert room.log[0].words in {
        "Fern’s line was lost. The seat is kept for 10 minutes.",
        "Fern came in.", "Lantern came in.", "Heron came in.",
    }  # fmt: skip
    assert "Fern’s line was lost. The seat is kept for 10 minutes." in [
        one.words for one in room.log
    ]


@pytest.mark.safety("H10")
def test_a_line_lost_with_a_call_open_is_help(all_here, amara, dr_chen, on_wall):
    call = safety.ask_for_help(by=amara, command_id=uuid4(), session=all_here.session)
    safety.answer(call, by=dr_chen, next_step="I come.")
    Admission.objects.filter(person=amara).update(beat_at=now() - timedelta(seconds=20))

    (room,) = on_wall()

    assert (room.need, room.reasons[0].kind) == (Need.HELP, "lost-in-call")
    assert room.reasons[0].concern == call


@pytest.mark.safety("H02")
def test_a_call_for_help_comes_first(all_here, amara, on_wall):
    CheckIn.objects.update(arriving=2)
    safety.ask_for_help(by=amara, command_id=uuid4(), session=all_here.session)

    (room,) = on_wall()

    assert room.need == Need.HELP
    assert [one.kind for one in room.reasons] == ["call", "door"]
    assert room.also == "1 answer at the door"


@pytest.mark.safety("H15", "H17")
def test_a_low_answer_at_the_door_asks_for_a_look_and_then_stays_beside_the_face(
    all_here, on_wall, time_machine
):
    CheckIn.objects.update(arriving=3)
    assert on_wall()[0].need == Need.LOOK

    time_machine.move_to(now() + timedelta(minutes=11))
    all_here.beats(*all_here.seats)

    (room,) = on_wall()
    assert room.need == Need.CALM
    assert _seat(room, "Fern").face.low


def test_a_session_without_a_host_asks_for_a_look_until_the_clinician_is_there(
    all_here, on_wall, dr_chen
):
    all_here.session.host = None
    all_here.session.save(update_fields=["host"])
    rooms.watch(all_here.session, by=dr_chen, hat=Role.CLINICIAN, state="on_call")
    (room,) = on_wall()
    assert [one.words for one in room.reasons] == ["Nobody hosts this session."]

    rooms.watch(all_here.session, by=dr_chen, hat=Role.CLINICIAN, state="listening")
    assert on_wall()[0].need == Need.CALM


def test_leaders_who_say_please_join_me_wait_until_one_comes(all_here, ben, dr_chen, on_wall):
    all_here.does(dr_chen, "whisper", text="Shall I come?")
    line = str(Whisper.objects.get().pk)
    all_here.does(ben, "reply", whisper=line, answer="join")

    (room,) = on_wall()
    assert (room.need, room.reasons[0].kind, room.reasons[0].name) == (
        Need.HELP,
        "asked-in",
        "Heron",
    )
    assert [one.words for one in room.log][:2] == [
        "Heron: Please join me.",
        "You to Heron and Lantern: “Shall I come?”",
    ]

    rooms.watch(all_here.session, by=dr_chen, hat=Role.CLINICIAN, state="in_room")
    assert on_wall()[0].need == Need.CALM


def test_a_colleague_who_took_the_watch_has_the_room_on_their_wall_too(
    all_here, evening, on_wall, dr_chen
):
    from conftest import _person, _staff

    reyes = _staff(_person("Dr. Reyes", "r@evening.test", "R"), Role.CLINICIAN, evening)
    assert on_wall(reyes) == []

    rooms.watch(all_here.session, by=reyes, hat=Role.CLINICIAN, state="on_call")

    assert [one.mine for one in on_wall(reyes)] == [True]
    assert [one.mine for one in on_wall()] == [False]


@pytest.mark.safety("Z09")
def test_another_program_s_clinician_has_an_empty_wall(all_here, on_wall, dr_okafor):
    Watch.objects.update(person=dr_okafor)
    assert on_wall(dr_okafor) == []


@pytest.mark.safety("P06", "Z06")
def test_a_wall_reads_no_name_but_the_alias_and_no_number(all_here, on_wall):
    with CaptureQueriesContext(connection) as seen:
        (room,) = on_wall()
    seats = next(one["sql"] for one in seen if '"rooms_admission"."identity"' in one["sql"])
    assert "legal_name" not in seats
    assert '"people_person"."email"' not in seats
    assert "555-0142" not in str(room.reasons)


# --- the word that says whether anything is new --------------------------------------------------


@pytest.fixture
def stamp(dr_chen):
    return lambda: queries.stamp_of(dr_chen, Role.CLINICIAN, now())[0]


@pytest.fixture
def still(time_machine):
    """Time stands, at the beginning of ten seconds."""
    at = now().replace(microsecond=0)
    time_machine.move_to(at - timedelta(seconds=at.second % 10), tick=False)


def test_without_news_the_word_stays(still, all_here, stamp):
    assert stamp() == stamp()


@pytest.mark.parametrize(
    "what",
    ["hand", "whisper", "watch", "call", "answered", "leaves", "waits", "first beat", "rests"],
)
def test_whatever_changes_a_room_changes_the_word(
    what, still, all_here, stamp, amara, dr_chen, ben, noor
):
    from samepath.rooms.models import Room, Wait

    session = all_here.session
    call = safety.ask_for_help(by=amara, command_id=uuid4(), session=session)
    Admission.objects.filter(person=ben).update(beat_at=None)
    before = stamp()
    {
        "hand": lambda: all_here.does(amara, "hand", up=True),
        "whisper": lambda: all_here.does(dr_chen, "whisper", text="x"),
        "watch": lambda: rooms.watch(session, by=dr_chen, hat=Role.CLINICIAN, state="on_call"),
        "call": lambda: safety.ask_for_help(by=ben, command_id=uuid4(), session=session),
        "answered": lambda: safety.answer(call, by=dr_chen, next_step="I come."),
        "leaves": lambda: rooms.leave(
            session, by=amara, browser="Fern", identity=all_here.seats[amara].identity
        ),
        "waits": lambda: Wait.objects.create(
            session=session, person=noor, asked_at=now(), seen_at=now()
        ),
        "first beat": lambda: all_here.beats(ben),
        "rests": lambda: Room.objects.update(held_since=now()),
    }[what]()
    assert stamp() != before


@pytest.mark.safety("H10")
def test_a_line_that_is_lost_changes_the_word_by_itself(
    still, all_here, stamp, time_machine, ben, lin
):
    time_machine.shift(timedelta(seconds=5))
    Admission.objects.update(beat_at=now() - timedelta(seconds=14))
    before = stamp()
    time_machine.shift(timedelta(seconds=2))
    assert stamp() != before


def test_what_nobody_presses_is_drawn_anew_every_ten_seconds(still, all_here, stamp, time_machine):
    before = stamp()
    time_machine.shift(timedelta(seconds=10))
    assert stamp() != before


def test_asking_costs_five_questions(all_here, stamp):
    with CaptureQueriesContext(connection) as seen:
        stamp()
    assert len(seen) == 5


@pytest.mark.safety("V05")
@pytest.mark.parametrize(("seconds", "state", "again"), [(1, "on_call", False), (4, "on_call", True), (60, "away", False)])  # fmt: skip
def test_a_console_answers_again_after_three_seconds(circle, dr_chen, seconds, state, again):
    Watch.objects.update(answered_at=now() - timedelta(seconds=seconds), state=state)
    assert queries.stamp_of(dr_chen, Role.CLINICIAN, now())[1] is again
