"""The fictional program: whole, consistent, made once, and open whenever somebody comes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from samepath import demo
from samepath.consent import queries as consent
from samepath.consent.rules import NEEDED
from samepath.demo import queries
from samepath.demo.cast import MEMBERS, STAFF
from samepath.demo.program import OTHER, PROGRAM, WEEKS
from samepath.guides import queries as guides
from samepath.lib.time import now
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.programs.models import Enrolment, Group, Program
from samepath.rooms import queries as rooms
from samepath.rooms.models import Presence
from samepath.schedule import actions as schedule_actions
from samepath.schedule import queries as schedule
from samepath.schedule.models import Kind, Session

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    """Filled once for all tests here; each of them undoes what it changes."""
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        demo.fill()
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)


@pytest.fixture
def program(filled, db, settings):
    settings.DEMO = True
    return Program.objects.get(name=PROGRAM)


def who(key):
    return Person.objects.get(email=f"{key}@demo.invalid")


def open_sessions():
    return Session.objects.filter(
        kind=Kind.PEER, starts_at__lte=now(), ends_at__gt=now(), cancelled_at__isnull=True
    )


def test_everybody_is_there_with_their_hat(program):
    assert Enrolment.objects.filter(program=program, ended_at__isnull=True).count() == len(MEMBERS)
    assert len(MEMBERS) == 12
    assert {seat.person.alias for seat in program.seats.all()} == {one.alias for one in STAFF}
    assert Group.objects.filter(program=program).count() == 4
    assert Program.objects.filter(name=OTHER).exists()


def test_eight_weeks_lie_behind_with_plausible_presence(program):
    past = Session.objects.filter(program=program, ends_at__lt=now())
    assert past.count() == 4 * WEEKS
    for session in past.filter(group__name="Evening Circle"):
        there = [one for one in rooms.attendance(session) if one.seconds]
        assert {"guide", "host", "supervisor"} <= {one.role for one in there}
        assert all(3600 < one.seconds < 6000 for one in there)


def test_nobody_was_there_before_they_belonged(program):
    started = dict(Enrolment.objects.values_list("person_id", "started_at"))
    members = Presence.objects.filter(admission__role="participant")
    assert members.count() > 200
    assert all(one.joined_at > started[one.person_id] for one in members)


def test_the_open_session_lasts_and_everybody_in_it_may_come(program):
    session = open_sessions().get(program=program)
    assert session.ends_at - now() >= timedelta(minutes=75)
    expected = list(schedule.expected_people(session))
    assert who("fern") in expected
    assert not any(consent.missing(person, NEEDED[Kind.PEER]) for person in expected)
    assert schedule.next_session(who("fern"), Role.PARTICIPANT) == session
    assert schedule.next_session(who("heron"), Role.PEER_LEADER) == session


def test_groups_to_come_are_led_from_guides_and_no_two_in_a_row_from_the_same(program):
    coming = Session.objects.filter(program=program, ends_at__gt=now(), cancelled_at__isnull=True)
    for session in coming.exclude(kind=Kind.INDIVIDUAL):
        assert session.guide_version.minutes == session.minutes
    circle = coming.filter(group__name="Evening Circle").values_list("guide_version", flat=True)
    to_choose_from = guides.for_program(program, approved_only=True).filter(minutes=90).count()
    assert len(set(circle)) == min(len(circle), to_choose_from)


def test_the_week_ahead_has_gaps_to_find(program):
    assert {session.title for session in schedule.gaps(program)} >= {"First Steps", "Weekend Ahead"}


@pytest.mark.parametrize("act", [demo.fill, demo.keep_open])
def test_again_changes_nothing(program, act):
    before = set(Session.objects.values_list("pk", "changed_at")), Person.objects.count()
    act()
    assert (set(Session.objects.values_list("pk", "changed_at")), Person.objects.count()) == before


def test_started_again_late_in_the_session_there_is_a_fresh_one(program, time_machine):
    first = open_sessions().get(program=program)
    time_machine.move_to(first.starts_at + timedelta(minutes=40))
    demo.fill()
    fresh = open_sessions().get(program=program)
    assert fresh != first
    assert fresh.ends_at - now() >= timedelta(minutes=75)
    first.refresh_from_db()
    assert first.cancelled_at is not None


def test_when_the_session_is_over_the_next_begins_by_itself(program, time_machine):
    first = open_sessions().get(program=program)
    time_machine.move_to(first.starts_at + timedelta(minutes=40))
    demo.keep_open()
    assert open_sessions().get(program=program) == first
    time_machine.move_to(first.ends_at + timedelta(seconds=5))
    demo.keep_open()
    assert open_sessions().get(program=program) != first
    first.refresh_from_db()
    assert first.cancelled_at is None


def test_a_week_later_there_are_days_ahead_again(program, time_machine):
    time_machine.move_to(now() + timedelta(days=15, hours=3))
    demo.fill()
    assert open_sessions().filter(program=program).exists()
    assert Session.objects.filter(program=program, starts_at__gt=now()).count() >= 4


def test_elsewhere_the_clock_makes_no_sessions(program, settings):
    settings.DEMO = False
    schedule_actions.cancel(open_sessions().get(program=program), by=who("priya"))
    demo.keep_open()
    assert not open_sessions().exists()


def test_the_four_ways_in_and_the_open_session(program, django_assert_num_queries):
    with django_assert_num_queries(1):
        ways = queries.ways_in()
    assert [way.key for way in ways] == ["fern", "heron", "ada", "priya"]
    assert [way.role for way in ways] == ["participant", "peer-leader", "clinician", "coordinator"]
    seen = queries.open_now()
    assert seen is not None
    assert seen.guide == "Heron"
    assert 3 <= seen.minute < 10


def test_leaders_have_written_and_the_newest_guide_still_has_to(program):
    from samepath.debriefs import queries as debriefs

    owed = list(debriefs.owed_by(who("heron"), Role.PEER_LEADER))
    assert len(owed) == 1
    assert debriefs.log_of(owed[0]).waits_for == ("guide",)
    before = Session.objects.filter(guide=who("heron"), ends_at__lt=owed[0].starts_at)
    assert {debriefs.log_of(one).state for one in before} == {"closed"}


def test_some_evenings_have_enough_check_outs_to_be_told(program):
    from samepath.debriefs import queries as debriefs

    past = Session.objects.filter(kind=Kind.PEER, ends_at__lt=now())
    assert any(debriefs.how_it_was(one) for one in past)
