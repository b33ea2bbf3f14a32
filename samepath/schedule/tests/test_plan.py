"""Planning a session: what is written, and everything that is refused with its facts."""

from datetime import date, time, timedelta

import pytest
from django.apps import apps

from samepath.lib.time import in_zone
from samepath.people import actions as people
from samepath.people.permissions import Role
from samepath.programs import actions as programs
from samepath.programs.models import Enrolment
from samepath.schedule import actions as schedule
from samepath.schedule import queries
from samepath.schedule.errors import (
    AlreadyOver,
    BadLength,
    Clash,
    EnrolledHere,
    InThePast,
    SamePerson,
    TooMany,
    WrongGroup,
    WrongPerson,
)
from samepath.schedule.models import Kind, Session

Entry = apps.get_model("audit", "Entry")


@pytest.mark.safety("D01", "H08")
def test_wall_time_and_zone_are_stored_and_the_instants_follow(plan, tomorrow, ben, lin, dr_chen):
    session = plan(guide=ben, host=lin, supervisor=dr_chen)

    assert (session.on_date, session.at_time, session.zone) == (
        tomorrow, time(18), "America/New_York",
    )  # fmt: skip
    assert in_zone(session.starts_at, session.zone).time() == time(18)
    assert session.ends_at - session.starts_at == timedelta(minutes=90)
    assert Entry.objects.filter(act="schedule.plan", session=str(session.pk)).exists()


@pytest.mark.safety("D01", "H08")
@pytest.mark.parametrize(
    ("on", "at", "wall"),
    [
        (
            date(2030, 3, 10),
            time(2, 30),
            time(3, 0),
        ),  # skipped that night: the next minute there is
        (date(2030, 11, 3), time(1, 30), time(1, 30)),  # comes twice that night: the first
    ],
)
def test_the_nights_on_which_clocks_change(plan, on, at, wall):
    session = plan(on=on, at=at)
    assert in_zone(session.starts_at, session.zone).time() == wall
    assert session.ends_at - session.starts_at == timedelta(minutes=90)


def test_gaps_may_be_planned_and_are_found(plan, evening, ben):
    session = plan(guide=ben)
    assert queries.coverage_of(session).gaps == ["host", "supervisor"]
    assert queries.gaps(evening) == [session]


def test_the_past_is_refused(plan, tomorrow):
    with pytest.raises(InThePast):
        plan(on=tomorrow - timedelta(days=2))
    assert not Session.objects.exists()


def test_a_session_that_opened_a_moment_ago_may_still_be_written(tonight):
    assert tonight.pk


@pytest.mark.parametrize("minutes", [0, 14, 241])
def test_a_session_has_a_sensible_length(plan, minutes):
    with pytest.raises(BadLength) as refusal:
        plan(minutes=minutes)
    assert (refusal.value.low, refusal.value.high) == (15, 240)


@pytest.mark.parametrize(
    ("kind", "part", "who"),
    [
        (Kind.PEER, "guide", "dr_chen"), (Kind.CLINICAL, "guide", "ben"), (Kind.INDIVIDUAL, "guide", "ben"),
        (Kind.PEER, "supervisor", "ben"), (Kind.PEER, "supervisor", "dr_okafor"), (Kind.CLINICAL, "host", "ben"),
        (Kind.PEER, "host", "iris"),
    ],
)  # fmt: skip
@pytest.mark.safety("Z09")
def test_each_part_needs_a_place_in_this_program_in_the_right_role(plan, request, kind, part, who):
    person = request.getfixturevalue(who)
    with pytest.raises(WrongPerson) as refusal:
        plan(kind=kind, **{part: person})
    assert (refusal.value.part, refusal.value.person) == (part, person)


@pytest.mark.safety("Z05", "A09")
def test_a_role_that_ended_fits_no_part(plan, ben, iris):
    people.end_role(Role.PEER_LEADER, of=ben, by=iris)
    with pytest.raises(WrongPerson):
        plan(guide=ben)


def test_nobody_leads_where_they_are_enrolled(plan, amara, iris):
    people.grant_role(Role.PEER_LEADER, to=amara, by=iris)
    with pytest.raises(EnrolledHere) as refusal:
        plan(guide=amara)
    assert refusal.value.person == amara


def test_guide_and_host_are_two_people(plan, ben):
    with pytest.raises(SamePerson) as refusal:
        plan(guide=ben, host=ben)
    assert refusal.value.part == "host"


def test_host_and_supervisor_are_two_people(plan, dr_chen):
    with pytest.raises(SamePerson):
        plan(host=dr_chen, supervisor=dr_chen)


@pytest.mark.safety("Z09")
def test_the_group_is_the_programs_own(plan, morning, iris):
    elsewhere = programs.add_group(morning, name="Sunrise", lane="peer", by=iris)
    with pytest.raises(WrongGroup):
        plan(group=elsewhere)


# --- nobody is in two places -------------------------------------------------------------------


@pytest.mark.safety("H22", "D02")
@pytest.mark.parametrize("first", ["guide", "host"])
@pytest.mark.parametrize("second", ["guide", "host"])
def test_a_leader_is_in_one_place(plan, ben, first, second):
    other = plan(**{first: ben})
    with pytest.raises(Clash) as refusal:
        plan(title="Second", at=time(19), **{second: ben})
    assert (refusal.value.part, refusal.value.person, refusal.value.other) == (second, ben, other)
    assert Session.objects.count() == 1


def test_one_session_may_begin_as_another_ends(plan, ben):
    plan(guide=ben)
    plan(guide=ben, at=time(19, 30))


def test_a_cancelled_session_is_in_nobodys_way(plan, ben, iris):
    schedule.cancel(plan(guide=ben), by=iris)
    plan(guide=ben)


@pytest.mark.safety("H03")
def test_a_supervisor_stands_behind_four_rooms_and_no_more(plan, dr_chen):
    for number in range(4):
        plan(title=f"Circle {number}", supervisor=dr_chen)
    with pytest.raises(Clash) as refusal:
        plan(title="One more", supervisor=dr_chen)
    assert refusal.value.part == "supervisor"


@pytest.mark.parametrize("reverse", [False, True])
def test_whoever_leads_does_not_supervise_elsewhere(plan, dr_chen, reverse):
    parts = [{"kind": Kind.CLINICAL, "guide": dr_chen}, {"kind": Kind.PEER, "supervisor": dr_chen}]
    first, second = reversed(parts) if reverse else parts
    plan(**first)
    with pytest.raises(Clash):
        plan(title="Second", **second)


# --- who is expected ---------------------------------------------------------------------------


@pytest.fixture
def circle(evening, amara, iris):
    group = programs.add_group(evening, name="Circle", lane="peer", by=iris)
    programs.join_group(group, enrolment=Enrolment.objects.get(person=amara), by=iris)
    return group


def test_a_groups_members_are_expected(plan, circle, amara):
    assert list(queries.expected_people(plan(group=circle))) == [amara]


@pytest.mark.safety("Z09")
def test_only_the_programs_own_people_are_expected(plan, noor, ben):
    for stranger in (noor, ben):
        with pytest.raises(WrongPerson) as refusal:
            plan(expected=[stranger])
        assert refusal.value.part == "expected"
    assert not Session.objects.exists()


@pytest.mark.safety("H22")
def test_nobody_is_expected_in_two_places(plan, circle, amara, dr_chen):
    other = plan(group=circle)
    with pytest.raises(Clash) as refusal:
        plan(kind=Kind.INDIVIDUAL, title="One to one", guide=dr_chen, expected=[amara], at=time(19))
    assert (refusal.value.person, refusal.value.other) == (amara, other)
    assert Session.objects.count() == 1


def test_individual_therapy_is_for_one(plan, evening, amara, circle, iris):
    second = people.add_person(email="m@evening.test", alias="Moon", by=iris)
    people.grant_role(Role.PARTICIPANT, to=second, by=iris)
    programs.enrol(second, program=evening, by=iris)
    session = plan(kind=Kind.INDIVIDUAL, title="One to one", expected=[amara])
    with pytest.raises(TooMany) as refusal:
        schedule.expect(session, people=[second], by=iris)
    assert refusal.value.limit == 1
    assert list(queries.expected_people(session)) == [amara]


@pytest.mark.safety("H22")
def test_a_group_too_large_for_a_room_is_refused_whole(plan, evening, circle, amara, iris):
    programs.change_settings(evening, by=iris, capacity_target=2, capacity_soft=2, capacity_hard=2)
    for number in range(2):
        person = people.add_person(email=f"r{number}@evening.test", alias=f"Reed {number}", by=iris)
        people.grant_role(Role.PARTICIPANT, to=person, by=iris)
        enrolment = programs.enrol(person, program=evening, by=iris)
        circle.memberships.create(enrolment=enrolment, since=evening.seats.first().since)
    with pytest.raises(TooMany):
        plan(group=circle)
    assert not Session.objects.exists()


def test_the_past_is_written_down_by_a_verb_of_its_own(evening, tomorrow, ben, iris):
    when = {"kind": Kind.PEER, "title": "Then", "at": time(18), "minutes": 90, "zone": evening.zone}
    over = schedule.Plan(on=tomorrow - timedelta(days=9), guide=ben, **when)
    schedule.record_past(program=evening, by=iris, wanted=over)
    with pytest.raises(AlreadyOver):
        schedule.record_past(program=evening, by=iris, wanted=schedule.Plan(on=tomorrow, **when))


@pytest.mark.safety("V01")
def test_asked_about_one_person_the_answer_is_the_same(plan, circle, evening, amara, iris):
    """The door asks about one enrolment (`expects`), the office for all (`expected_people`)."""
    named = people.add_person(email="n@evening.test", alias="Named", by=iris)
    people.grant_role(Role.PARTICIPANT, to=named, by=iris)
    programs.enrol(named, program=evening, by=iris)
    sessions = [plan(group=circle), plan(expected=[named], at=time(9), title="Named only")]
    for session in sessions:
        moment = queries.moment_of(session)
        asked = queries.expects(session.pk, session.group_id, moment, session.ends_at)
        found = Enrolment.objects.filter(asked, program=evening, ended_at__isnull=True)
        assert {one.person for one in found} == set(queries.expected_people(session))
    assert set(queries.expected_people(sessions[0])) == {amara}
