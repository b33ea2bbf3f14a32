"""Finishing: what is missing, who is told, what closes the log, and what can be opened again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from samepath.debriefs import actions as debriefs
from samepath.debriefs import jobs, queries
from samepath.debriefs.errors import AlreadyRead, Unfinished
from samepath.debriefs.models import Debrief
from samepath.debriefs.tests.conftest import moved, was_there
from samepath.lib.time import now
from samepath.notices.models import Notice
from samepath.people.permissions import Role
from samepath.rooms.rules import who_in


def _writes(session, who, **parts):
    debriefs.save(session, {"went_well": "a", "energy": "4"} | parts, revision=99, by=who)
    return debriefs.finish(session, by=who)


def _told():
    return {one.to for one in Notice.objects.filter(key__startswith="debrief:")}


def test_without_energy_it_says_what_is_missing_and_keeps_the_words(ben, over):
    debriefs.save(over, {"went_well": "a"}, revision=0, by=ben)
    with pytest.raises(Unfinished) as refusal:
        debriefs.finish(over, by=ben)
    assert refusal.value.missing == ["energy"]
    assert Debrief.objects.get().went_well == "a"


def test_an_easy_evening_tells_nobody(ben, over):
    assert _writes(over, ben).talk == ""
    assert not _told()


@pytest.mark.safety("P03")
def test_who_wants_to_talk_is_heard_by_the_sessions_clinician(ben, dr_chen, over):
    assert _writes(over, ben, wants_to_talk="yes").talk == "asked"
    assert _told() == {"chen@evening.test"}
    assert [one.author for one in queries.to_take_up(dr_chen, Role.CLINICIAN)] == [ben]


def test_two_low_evenings_in_a_row_tell_the_clinician_and_one_does_not(
    ben, iris, lin, over, dr_chen, evening
):
    assert _writes(over, ben, energy="2").talk == ""
    later = _another(over, ben)

    assert _writes(later, ben, energy="1").talk == "low-twice"


def _another(session, ben):
    from samepath.schedule.models import Session

    later = Session.objects.get(pk=session.pk)
    later.pk, later._state.adding = None, True
    from uuid import uuid4

    later.id = uuid4()
    later.starts_at += timedelta(minutes=1)
    later.save()
    was_there(later, ben, "guide")
    return later


def test_whoever_names_somebody_puts_it_before_the_clinician(amara, ben, dr_chen, over):
    part = f"follow-{who_in(over.pk, amara.pk)}"
    _writes(over, ben, **{part: "was very quiet"})
    assert _told() == {"chen@evening.test"}

    [task] = queries.to_take_up(dr_chen, Role.CLINICIAN)
    debriefs.take_up(task, by=dr_chen)
    assert queries.to_take_up(dr_chen, Role.CLINICIAN) == []


@pytest.mark.safety("Z09")
def test_a_clinician_of_another_program_has_no_such_task(ben, dr_okafor, over):
    _writes(over, ben, wants_to_talk="yes")
    assert queries.to_take_up(dr_okafor, Role.CLINICIAN) == []


def test_without_a_clinician_on_the_session_whoever_is_on_call_is_told(ben, dr_chen, over):
    over.supervisor = None
    over.save(update_fields=["supervisor"])
    _writes(over, ben, wants_to_talk="yes")
    assert _told() == {"chen@evening.test"}


def test_the_log_closes_when_both_have_finished(ben, lin, over):
    assert queries.log_of(over).waits_for == ("guide", "host")
    _writes(over, ben)
    assert queries.log_of(over).waits_for == ("host",)
    _writes(over, lin)
    assert queries.log_of(over).state == "closed"


def test_it_opens_again_until_a_clinician_has_signed_it(ben, dr_chen, over):
    _writes(over, ben)
    debriefs.reopen(over, by=ben)
    assert queries.log_of(over).waits_for == ("guide", "host")

    debriefs.finish(over, by=ben)
    Debrief.objects.update(read_at=now(), read_by=dr_chen)
    with pytest.raises(AlreadyRead):
        debriefs.reopen(over, by=ben)


def test_a_reading_names_its_reader(ben, over):
    _writes(over, ben)
    with pytest.raises(IntegrityError), transaction.atomic():
        Debrief.objects.update(read_at=now())


def test_what_a_leader_owes_comes_first_and_goes_when_done(ben, over):
    assert list(queries.owed_by(ben, Role.PEER_LEADER)) == [over]
    _writes(over, ben)
    assert not queries.owed_by(ben, Role.PEER_LEADER).exists()


@pytest.mark.safety("P03", "D04")
def test_leaders_who_have_not_finished_are_reminded_once_after_two_hours(ben, lin, over):
    moved(over, ended_ago=timedelta(minutes=119))
    _writes(over, lin)
    jobs.remind_leaders()
    assert not _told()

    moved(over, ended_ago=timedelta(hours=2, minutes=1))
    for _ in range(3):
        jobs.remind_leaders()
    reminders = Notice.objects.filter(key__endswith=":evening")
    assert [(one.to, one.template, one.link) for one in reminders] == [(ben.email, "update", "/")]


def test_the_second_reminder_comes_at_nine_on_the_next_morning(over):
    from samepath.lib.time import in_zone

    morning = in_zone(queries.morning_after(over), over.program.zone)
    assert (morning.hour, morning.date()) == (
        9, in_zone(over.ends_at, over.program.zone).date() + timedelta(days=1),
    )  # fmt: skip


def test_an_old_session_reminds_nobody(over):
    moved(over, ended_ago=timedelta(days=3))
    jobs.remind_leaders()
    assert not _told()
