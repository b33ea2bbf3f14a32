"""What each hat sees of the schedule, and at which price."""

from datetime import timedelta

import pytest

from samepath.consent.rules import NEEDED
from samepath.lib.time import in_zone, week_start
from samepath.people.permissions import Role
from samepath.schedule import actions as schedule
from samepath.schedule import queries, rules
from samepath.schedule.models import Kind, Session


@pytest.mark.parametrize(
    ("kind", "held", "gaps"),
    [
        ("peer", {"guide", "host", "supervisor"}, []),
        ("peer", {"guide"}, ["host", "supervisor"]),
        ("peer", set(), ["guide", "host", "supervisor"]),
        ("clinical", {"guide"}, []),
        ("clinical", set(), ["guide"]),
        ("individual", {"guide"}, []),
    ],
)
def test_what_a_session_lacks(kind, held, gaps):
    parts = {part: part in held for part in ("guide", "host", "supervisor")}
    assert rules.coverage(kind=kind, **parts).gaps == gaps


def test_every_kind_has_its_needs():
    assert set(rules.NEEDS) == set(NEEDED) == set(Kind.values)


@pytest.mark.safety("Z02", "Z09", "Z04")
@pytest.mark.parametrize(
    ("who", "hat", "sees"),
    [
        ("amara", Role.PARTICIPANT, True), ("ben", Role.PEER_LEADER, True), ("lin", Role.PEER_LEADER, True),
        ("dr_chen", Role.CLINICIAN, True), ("iris", Role.COORDINATOR, True), ("omar", Role.ADMINISTRATOR, True),
        ("noor", Role.PARTICIPANT, False), ("dr_okafor", Role.CLINICIAN, False), ("ben", None, False),
        ("iris", Role.CLINICIAN, False), ("dr_chen", Role.COORDINATOR, False),
    ],
)  # fmt: skip
def test_who_may_know_about_a_session(tonight, request, who, hat, sees):
    person = request.getfixturevalue(who)
    assert Session.objects.visible_to(person, hat).filter(pk=tonight.pk).exists() == sees


@pytest.mark.safety("Z04")
def test_a_leader_of_the_program_sees_only_what_they_lead(tonight, plan, lin):
    plan(guide=lin)
    assert list(Session.objects.visible_to(lin, Role.PEER_LEADER).order_by("starts_at")) == list(
        Session.objects.order_by("starts_at")
    )
    other = plan(title="Not hers")
    assert other not in Session.objects.visible_to(lin, Role.PEER_LEADER)


def test_the_next_session_is_the_one_going_on(tonight, plan, ben, moment):
    plan(guide=ben)
    assert queries.next_session(ben, Role.PEER_LEADER) == tonight
    after = queries.next_session(ben, Role.PEER_LEADER, moment + timedelta(hours=3))
    assert after is not None
    assert after.title == "Circle"


def test_a_week_is_one_question_at_any_size(
    tonight, plan, evening, moment, iris, django_assert_num_queries
):
    monday = week_start(in_zone(moment, evening.zone).date())
    for number in range(3):
        plan(title=f"More {number}")
    with django_assert_num_queries(1):
        week = queries.sessions_of_week(evening, monday)
        assert [one.program.name for one in week]
        queries.coverage_of(week[0])
    with django_assert_num_queries(1):
        queries.week_of(iris, Role.COORDINATOR, monday, evening.zone)


def test_called_off_and_past_sessions_are_no_gaps(plan, evening, iris, moment):
    open_one = plan()
    schedule.cancel(plan(title="Off"), by=iris)
    assert queries.gaps(evening) == [open_one]
    assert queries.gaps(evening, moment + timedelta(days=3)) == []
    assert queries.gaps(evening, moment - timedelta(days=8)) == []
