"""Changing, calling off, taking up again, expecting, and letting go."""

from datetime import time, timedelta

import pytest
import time_machine

from samepath.notices.models import Notice
from samepath.people import actions as people
from samepath.people.permissions import Role
from samepath.programs import actions as programs
from samepath.programs.models import Enrolment, Seat
from samepath.schedule import actions as schedule
from samepath.schedule import queries
from samepath.schedule.errors import AlreadyOver, ChangedMeanwhile, Clash, InThePast, WrongPerson
from samepath.schedule.models import Session


@pytest.fixture
def session(plan, ben, lin, dr_chen, amara):
    return plan(guide=ben, host=lin, supervisor=dr_chen, expected=[amara])


def later(session):
    return time_machine.travel(session.ends_at + timedelta(minutes=1), tick=False)


def test_a_new_time_is_told_to_everybody_in_neutral_words(
    session, same, iris, amara, ben, lin, dr_chen
):
    changed = schedule.change(session, by=iris, wanted=same(session, at=time(20)))

    assert changed.starts_at - session.starts_at == timedelta(hours=2)
    told = Notice.objects.filter(template="update")
    assert {notice.to for notice in told} == {p.email for p in (amara, ben, lin, dr_chen)}
    assert {notice.link for notice in told} == {"/"}


def test_a_new_title_is_told_to_nobody(session, same, iris):
    schedule.change(session, by=iris, wanted=same(session, title="Evening Circle"))
    session.refresh_from_db()
    assert session.title == "Evening Circle"
    assert not Notice.objects.exists()


def test_two_who_edit_at_once_do_not_undo_each_other(session, same, iris):
    opened = session.changed_at
    schedule.change(session, by=iris, wanted=same(session, title="Mine"), seen=opened)
    with pytest.raises(ChangedMeanwhile):
        schedule.change(session, by=iris, wanted=same(session, title="Theirs"), seen=opened)
    session.refresh_from_db()
    assert session.title == "Mine"


@pytest.mark.safety("D02")
def test_moving_into_somebodys_other_session_is_refused(session, same, plan, ben, iris):
    other = plan(title="Late", at=time(21), guide=ben)
    with pytest.raises(Clash) as refusal:
        schedule.change(session, by=iris, wanted=same(session, at=time(20, 30)))
    assert refusal.value.other == other
    session.refresh_from_db()
    assert session.at_time == time(18)


@pytest.mark.safety("H22")
def test_moving_onto_a_members_other_session_is_refused(session, same, plan, amara, iris):
    plan(title="Late", at=time(21), expected=[amara])
    with pytest.raises(Clash) as refusal:
        schedule.change(session, by=iris, wanted=same(session, at=time(20, 30)))
    assert refusal.value.person == amara


def test_a_session_moves_to_the_future_only(session, same, tomorrow, iris):
    with pytest.raises(InThePast):
        schedule.change(session, by=iris, wanted=same(session, on=tomorrow - timedelta(days=3)))


def test_what_is_over_does_not_change(session, same, iris, amara):
    with later(session):
        for act in (
            lambda: schedule.change(session, by=iris, wanted=same(session, title="New")),
            lambda: schedule.cancel(session, by=iris),
            lambda: schedule.expect(session, people=[amara], by=iris),
        ):
            with pytest.raises(AlreadyOver):
                act()


def test_what_is_called_off_does_not_change(session, same, iris, amara):
    schedule.cancel(session, by=iris)
    with pytest.raises(AlreadyOver):
        schedule.change(session, by=iris, wanted=same(session, title="New"))
    with pytest.raises(AlreadyOver):
        schedule.expect(session, people=[amara], by=iris)


def test_calling_off_and_taking_up_again_are_told_each_time(session, iris):
    for round_number in (1, 2):
        schedule.cancel(session, by=iris)
        schedule.cancel(session, by=iris)  # twice is once
        assert session.cancelled_by == iris
        schedule.restore(session, by=iris)
        schedule.restore(session, by=iris)
        assert session.cancelled_at is None
        assert Notice.objects.count() == round_number * 2 * 4


@pytest.mark.safety("D02")
def test_whoever_found_something_else_meanwhile_keeps_it(session, plan, ben, iris):
    schedule.cancel(session, by=iris)
    plan(title="Instead", guide=ben)
    with pytest.raises(Clash):
        schedule.restore(session, by=iris)
    session.refresh_from_db()
    assert session.cancelled_at


def test_whose_time_has_passed_stays_called_off(session, iris):
    schedule.cancel(session, by=iris)
    with later(session), pytest.raises(AlreadyOver):
        schedule.restore(session, by=iris)


@pytest.mark.safety("Z05")
def test_somebody_is_expected_and_no_longer(session, amara, iris):
    assert list(Session.objects.visible_to(amara, Role.PARTICIPANT)) == [session]
    schedule.unexpect(session, person=amara, by=iris)
    schedule.unexpect(session, person=amara, by=iris)
    assert not Session.objects.visible_to(amara, Role.PARTICIPANT).exists()
    schedule.expect(session, people=[amara], by=iris)
    assert list(queries.expected_people(session)) == [amara]


@pytest.mark.safety("Z09")
def test_a_stranger_is_not_expected(session, noor, iris):
    with pytest.raises(WrongPerson):
        schedule.expect(session, people=[noor], by=iris)


@pytest.mark.safety("A09")
def test_whoever_leaves_the_staff_leaves_a_gap(session, evening, dr_chen, ben, iris):
    programs.unseat(Seat.objects.get(person=dr_chen), by=iris)

    assert schedule.release(dr_chen, program=evening, by=iris) == 1
    assert schedule.release(ben, program=evening, by=iris) == 0

    session.refresh_from_db()
    assert queries.coverage_of(session).gaps == ["supervisor"]
    assert queries.gaps(evening) == [session]


def test_the_past_keeps_who_led_it(session, evening, ben, iris):
    people.end_role(Role.PEER_LEADER, of=ben, by=iris)
    with later(session):
        assert schedule.release(ben, program=evening, by=iris) == 0
    session.refresh_from_db()
    assert session.guide == ben


@pytest.mark.safety("Z05")
def test_an_ended_episode_is_expected_nowhere(session, amara, iris):
    enrolment = Enrolment.objects.get(person=amara)
    programs.end_enrolment(enrolment, state=Enrolment.State.ENDED, by=iris)
    assert not Session.objects.visible_to(amara, Role.PARTICIPANT).exists()
    assert not queries.expected_people(session).exists()


def test_the_past_keeps_whom_it_expected(session, amara, iris):
    enrolment = Enrolment.objects.get(person=amara)
    with later(session):
        programs.end_enrolment(enrolment, state=Enrolment.State.COMPLETED, by=iris)
        assert list(queries.expected_people(session)) == [amara]


def test_whoever_joins_a_group_later_was_not_missed_before(session, same, evening, amara, iris):
    group = programs.add_group(evening, name="Circle", lane="peer", by=iris)
    schedule.unexpect(session, person=amara, by=iris)
    session = schedule.change(session, by=iris, wanted=same(session, group=group))
    with later(session):
        programs.join_group(group, enrolment=Enrolment.objects.get(person=amara), by=iris)
        assert not queries.expected_people(session).exists()
