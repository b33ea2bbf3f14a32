"""Answering a call: one clinician, a next step, and an end that says what came of it (H18)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from samepath.audit import queries as trail
from samepath.people.permissions import Role
from samepath.safety import actions as safety
from samepath.safety import queries
from samepath.safety.errors import AlreadyAnswered, NoNextStep, NotAnswered, OwnCall


def _acts(person):
    return [line.act for line in trail.by(person.pk)]


@pytest.fixture
def call(amara, dr_chen):
    return safety.ask_for_help(by=amara, command_id=uuid4())


@pytest.fixture
def dr_reyes(evening):
    from conftest import _person, _staff

    return _staff(_person("Dr. Reyes", "reyes@evening.test", "R Reyes"), Role.CLINICIAN, evening)


@pytest.mark.safety("H18")
def test_an_answer_names_who_and_what_comes_next(call, dr_chen):
    safety.answer(call, by=dr_chen, next_step="  I call you now. ")

    call.refresh_from_db()
    assert (call.answered_by, call.next_step) == (dr_chen, "I call you now.")
    assert _acts(dr_chen).count("safety.answer") == 1


@pytest.mark.safety("H18")
@pytest.mark.parametrize("words", ["", "   "])
def test_an_answer_without_a_next_step_is_refused(call, dr_chen, words):
    with pytest.raises(NoNextStep):
        safety.answer(call, by=dr_chen, next_step=words)

    call.refresh_from_db()
    assert call.answered_at is None


@pytest.mark.safety("H18")
def test_only_the_first_clinician_can_answer(call, dr_chen, dr_reyes):
    safety.answer(call, by=dr_chen, next_step="I call you now.")

    with pytest.raises(AlreadyAnswered) as taken:
        safety.answer(call, by=dr_reyes, next_step="Me too.")

    assert taken.value.by == dr_chen
    call.refresh_from_db()
    assert call.next_step == "I call you now."


@pytest.mark.safety("D04")
def test_the_same_clinician_again_changes_nothing(call, dr_chen):
    safety.answer(call, by=dr_chen, next_step="I call you now.")
    safety.answer(call, by=dr_chen, next_step="Something else.")

    call.refresh_from_db()
    assert call.next_step == "I call you now."


def test_nobody_answers_or_closes_their_own_call(dr_chen, dr_reyes):
    own = safety.ask_for_help(by=dr_chen, command_id=uuid4())

    with pytest.raises(OwnCall):
        safety.answer(own, by=dr_chen, next_step="I am fine.")
    safety.answer(own, by=dr_reyes, next_step="I call you.")
    own.refresh_from_db()
    with pytest.raises(OwnCall):
        safety.close(own, by=dr_chen, outcome="Fine.")


@pytest.mark.safety("H18")
def test_a_call_is_answered_before_it_is_closed_and_closed_with_words(call, dr_chen):
    with pytest.raises(NotAnswered):
        safety.close(call, by=dr_chen, outcome="Talked.")
    safety.answer(call, by=dr_chen, next_step="I call you now.")
    call.refresh_from_db()
    with pytest.raises(NoNextStep):
        safety.close(call, by=dr_chen, outcome=" ")

    safety.close(call, by=dr_chen, outcome="Talked, safe with her sister.")

    call.refresh_from_db()
    assert (call.closed_by, call.outcome) == (dr_chen, "Talked, safe with her sister.")


def test_a_second_end_changes_nothing(call, dr_chen, dr_reyes):
    safety.answer(call, by=dr_chen, next_step="I call you now.")
    call.refresh_from_db()
    safety.close(call, by=dr_chen, outcome="Talked.")
    safety.close(call, by=dr_reyes, outcome="Other words.")

    call.refresh_from_db()
    assert (call.closed_by, call.outcome) == (dr_chen, "Talked.")
    assert (_acts(dr_chen) + _acts(dr_reyes)).count("safety.close") == 1


@pytest.mark.safety("Z09")
def test_open_calls_are_ones_program_s_and_the_unanswered_stand_first(
    call, amara, lin, dr_chen, dr_okafor, ben
):
    other = safety.ask_for_help(by=lin, command_id=uuid4())
    safety.answer(call, by=dr_chen, next_step="I call you now.")

    assert list(queries.open_calls(dr_chen, Role.CLINICIAN)) == [other, call]
    assert not queries.open_calls(dr_okafor, Role.CLINICIAN)
    assert not queries.open_calls(ben, Role.PEER_LEADER)


@pytest.mark.safety("H02", "H26")
def test_whoever_waits_now_stands_before_whoever_to_speak_with_today(
    amara, lin, ben, dr_chen, tonight
):
    later = safety.follow_up(lin, by=ben, session=tonight, command_id=uuid4())
    waits = safety.ask_for_help(by=amara, command_id=uuid4(), session=tonight)

    assert list(queries.open_calls(dr_chen, Role.CLINICIAN)) == [waits, later]
