"""A call on a clinician's screen: who may read what, for how long, and who has it (H04, H18, Z06)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samepath.audit import queries as trail
from samepath.people.permissions import Role
from samepath.programs import actions as programs
from samepath.rooms import actions as rooms
from samepath.rooms.models import CheckIn
from samepath.safety import actions as safety
from samepath.safety.models import Concern

PLACE = "Motel on Route 9"
NUMBER = "+1 603-555-0199"


@pytest.fixture
def call(amara, tonight):
    rooms.answer(
        tonight, by=amara, place="elsewhere", location=PLACE, location_state="NH", call_back=NUMBER
    )
    return safety.ask_for_help(by=amara, command_id=uuid4(), session=tonight)


@pytest.fixture
def chen(client_as, dr_chen):
    return client_as(dr_chen)


@pytest.fixture
def reyes(client_as, evening):
    from conftest import _person, _staff

    person = _person("Dr. Reyes", "reyes@evening.test", "R Reyes")
    return client_as(_staff(person, Role.CLINICIAN, evening))


def _looks(person) -> int:
    return [line.act for line in trail.about([person.pk])].count("saw.how-to-reach")


def _text(browser, call):
    answer = browser.get(f"/calls/{call.pk}")
    assert answer.status_code == 200
    return answer.content.decode()


def _answer(browser, call, **form):
    return browser.post(f"/calls/{call.pk}/answer", {"next_step": "I call you now.", **form})


@pytest.mark.safety("Z06", "H04")
def test_number_and_place_show_only_to_whoever_has_the_open_call(chen, reyes, amara, call):
    for browser in (chen, reyes):
        assert PLACE not in _text(browser, call)
        assert NUMBER not in _text(browser, call)
    assert _looks(amara) == 0

    assert _answer(chen, call).status_code == 302

    text = _text(chen, call)
    assert PLACE in text
    assert NUMBER in text
    assert "said at the door" in text
    assert "please ask where they are now" not in text
    assert _looks(amara) == 1
    assert PLACE not in _text(reyes, call)
    assert _looks(amara) == 1

    chen.post(f"/calls/{call.pk}/close", {"outcome": "Talked, safe."})
    assert PLACE not in _text(chen, call)


@pytest.mark.safety("H04")
@pytest.mark.parametrize(("hours", "old"), [(3.9, False), (4.1, True)])
def test_a_place_says_its_age_and_when_it_is_too_old(chen, call, moment, hours, old):
    CheckIn.objects.update(located_at=moment - timedelta(hours=hours))
    _answer(chen, call)

    text = _text(chen, call)

    assert ("please ask where they are now" in text) == old
    assert "h 6 min ago" in text or "h 54 min ago" in text


@pytest.mark.safety("H04")
def test_without_a_check_in_the_usual_address_is_said_to_be_unconfirmed(chen, amara, tonight):
    call = safety.ask_for_help(by=amara, command_id=uuid4())
    _answer(chen, call)

    text = _text(chen, call)

    assert "12 Alder Street, Keene" in text
    assert "not confirmed today" in text


@pytest.mark.safety("Z09")
def test_what_was_said_at_another_programs_door_stays_there(
    chen, amara, tonight, morning, dr_okafor, ben
):
    rooms.answer(tonight, by=amara, place="elsewhere", location=PLACE)
    programs.enrol(amara, program=morning, by=None)
    CheckIn.objects.all().update(session=_session_of(morning, dr_okafor))
    call = safety.ask_for_help(by=amara, command_id=uuid4(), session=tonight)

    _answer(chen, call)

    assert PLACE not in _text(chen, call)


def _session_of(program, clinician):
    from samepath.schedule.models import Session

    tonight = Session.objects.get()
    tonight.pk, tonight.program, tonight.supervisor = uuid4(), program, clinician
    tonight.save(force_insert=True)
    return tonight


@pytest.mark.safety("H18")
@pytest.mark.parametrize("words", ["", "  "])
def test_an_answer_needs_a_next_step(chen, call, words):
    answer = _answer(chen, call, next_step=words)

    assert answer.status_code == 422
    assert "Please choose or write the next step" in answer.content.decode()
    assert not Concern.objects.filter(answered_at__isnull=False).exists()


@pytest.mark.safety("H18")
def test_own_words_are_a_next_step(chen, call):
    _answer(chen, call, next_step="", other_step="Ana from the day team rings you.")

    call.refresh_from_db()
    assert call.next_step == "Ana from the day team rings you."


@pytest.mark.safety("H18")
def test_the_second_clinician_reads_who_has_it(chen, reyes, call):
    _answer(chen, call)

    answer = reyes.post(
        f"/calls/{call.pk}/answer",
        {"next_step": "I open a room for the two of us now."},
        follow=True,
    )

    assert "Dr. Chen has this already." in answer.content.decode()
    call.refresh_from_db()
    assert call.next_step == "I call you now."


@pytest.mark.safety("H18")
def test_a_call_is_closed_with_words_after_it_was_answered(chen, call):
    url = f"/calls/{call.pk}/close"
    assert chen.post(url, {"outcome": "Talked."}).status_code == 422
    _answer(chen, call)
    assert chen.post(url, {"outcome": " "}).status_code == 422

    assert chen.post(url, {"outcome": "Talked."}).status_code == 302

    call.refresh_from_db()
    assert call.outcome == "Talked."
    assert "No open calls" in chen.get("/calls").content.decode()


def test_ones_own_call_is_a_colleagues_to_answer(chen, dr_chen, tonight):
    own = safety.ask_for_help(by=dr_chen, command_id=uuid4())

    assert chen.get(f"/calls/{own.pk}").status_code == 404
    assert _answer(chen, own).status_code == 404


@pytest.mark.safety("Z02", "Z09")
def test_a_clinician_of_another_program_finds_nothing(client_as, dr_okafor, call):
    okafor = client_as(dr_okafor)

    assert okafor.get(f"/calls/{call.pk}").status_code == 404
    assert _answer(okafor, call).status_code == 404
    assert "Fern" not in okafor.get("/calls").content.decode()


@pytest.mark.parametrize("url", ["/calls", "/console"])
def test_the_number_of_questions_does_not_grow_with_calls(
    url, chen, amara, lin, ben, iris, dr_chen, call
):
    counts = []
    for people in ((), (lin, ben, iris)):
        for person in people:
            safety.ask_for_help(by=person, command_id=uuid4())
        chen.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert chen.get(url).status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1]
