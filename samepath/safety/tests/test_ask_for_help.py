"""Asking for help: kept together with the messages it owes, once for each press, and never told to nobody."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from samepath.audit import queries as trail
from samepath.notices import actions as notices
from samepath.notices.models import Notice
from samepath.people import actions as people
from samepath.people.permissions import Role
from samepath.programs import actions as programs
from samepath.safety import actions as safety
from samepath.safety.models import Concern, Told


def _acts(person):
    return [line.act for line in trail.by(person.pk)]


def _told(concern):
    return {(one.person.alias if one.person else "duty", one.as_what) for one in concern.told.all()}


@pytest.mark.safety("H01", "D03")
def test_a_press_keeps_the_call_who_was_told_and_the_messages(amara, tonight):
    concern = safety.ask_for_help(by=amara, command_id=uuid4(), session=tonight)

    assert _told(concern) == {
        ("Dr. Chen", "supervisor"),
        ("Heron", "leader"),
        ("Lantern", "leader"),
    }
    owed = Notice.objects.filter(key__startswith=f"concern:{concern.pk}:", template="look-now")
    assert {one.to for one in owed} == {"chen@evening.test", "ben@evening.test", "lin@evening.test"}
    assert _acts(amara).count("safety.ask_for_help") == 1


@pytest.mark.safety("P03")
def test_the_messages_say_neither_who_nor_why(amara, tonight):
    safety.ask_for_help(by=amara, command_id=uuid4(), session=tonight)

    for notice in Notice.objects.all():
        for word in ("Fern", "Amara", "Legalname", "help", tonight.title):
            assert word not in f"{notice.template} {notice.link}"


@pytest.mark.safety("H01", "D04")
def test_the_same_press_again_is_the_same_call(amara, dr_chen):
    command = uuid4()

    first = safety.ask_for_help(by=amara, command_id=command)
    Concern.objects.update(asked_at=first.asked_at - timedelta(minutes=9))
    again = safety.ask_for_help(by=amara, command_id=command)

    assert first == again
    assert (Concern.objects.count(), Told.objects.count(), Notice.objects.count()) == (1, 1, 1)


@pytest.mark.safety("W11")
@pytest.mark.parametrize(("after", "calls"), [(1.9, 1), (2.1, 2)])
def test_two_presses_within_two_seconds_are_one(after, calls, amara, dr_chen, monkeypatch):
    first = safety.ask_for_help(by=amara, command_id=uuid4())
    monkeypatch.setattr(safety, "right_now", lambda: first.asked_at + timedelta(seconds=after))

    safety.ask_for_help(by=amara, command_id=uuid4())

    assert Concern.objects.count() == calls


@pytest.mark.safety("H01")
def test_an_id_somebody_else_used_is_no_reason_to_refuse(amara, lin, dr_chen):
    command = uuid4()
    hers = safety.ask_for_help(by=lin, command_id=command)

    concern = safety.ask_for_help(by=amara, command_id=command)

    assert concern != hers
    assert (hers.person, concern.person) == (lin, amara)


class OutOfOrderError(Exception):
    """A part of the house that fails just now."""


@pytest.mark.safety("H01", "D03")
@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_a_failing_message_takes_the_whole_call_back(amara, tonight, monkeypatch, fails_at):
    """Whatever the statement: no call without its messages, so the page may say: not sent."""
    posted, post = [], notices.post

    def sometimes(**more):
        posted.append(more)
        if len(posted) == fails_at:
            raise OutOfOrderError
        return post(**more)

    monkeypatch.setattr(notices, "post", sometimes)

    with pytest.raises(OutOfOrderError):
        safety.ask_for_help(by=amara, command_id=uuid4(), session=tonight)

    assert (Concern.objects.count(), Told.objects.count(), Notice.objects.count()) == (0, 0, 0)
    assert "safety.ask_for_help" not in _acts(amara)


@pytest.mark.safety("H02")
def test_with_nobody_on_call_the_duty_desk_is_told(amara):
    concern = safety.ask_for_help(by=amara, command_id=uuid4())

    assert _told(concern) == {("duty", "duty")}
    assert Notice.objects.get().to == "duty@evening.test"


@pytest.mark.safety("H02", "A09")
@pytest.mark.parametrize("left", ["inactive", "role ended", "seat ended"])
def test_a_supervisor_who_has_left_does_not_stand_for_help(left, amara, tonight, dr_chen, omar):
    if left == "inactive":
        people.deactivate(dr_chen, by=omar)
    elif left == "role ended":
        people.end_role(Role.CLINICIAN, of=dr_chen, by=omar)
    else:
        programs.unseat(dr_chen.seats.get(), by=omar)

    concern = safety.ask_for_help(by=amara, command_id=uuid4(), session=tonight)

    assert _told(concern) == {("duty", "duty"), ("Heron", "leader"), ("Lantern", "leader")}


@pytest.mark.safety("H02")
def test_a_leader_who_has_left_is_not_told(amara, tonight, lin, omar):
    people.deactivate(lin, by=omar)

    concern = safety.ask_for_help(by=amara, command_id=uuid4(), session=tonight)

    assert "Lantern" not in dict(_told(concern))


@pytest.mark.safety("H02")
def test_a_clinician_who_leads_the_session_can_answer(amara, tonight, dr_chen, omar):
    programs.unseat(dr_chen.seats.get(), by=omar)
    programs.seat(dr_chen, program=tonight.program, role=Role.CLINICIAN, by=None)
    tonight.kind, tonight.guide, tonight.host, tonight.supervisor = (
        "individual",
        dr_chen,
        None,
        None,
    )
    tonight.save()

    concern = safety.ask_for_help(by=amara, command_id=uuid4(), session=tonight)

    assert _told(concern) == {("Dr. Chen", "care-team")}


@pytest.mark.safety("H01")
@pytest.mark.parametrize("who", ["ben", "dr_chen", "iris", "omar"])
def test_everybody_can_ask(who, request, evening):
    person = request.getfixturevalue(who)

    concern = safety.ask_for_help(by=person, command_id=uuid4())

    assert concern.told.exclude(person=person).exists()
    assert not concern.told.filter(person=person).exists()
