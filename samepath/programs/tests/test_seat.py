"""Places on a program's staff and on care teams."""

import pytest

from samepath.people import actions as people
from samepath.people.permissions import Role
from samepath.programs import actions as programs
from samepath.programs import queries
from samepath.programs.errors import LeadsHere, NotOfThisProgram, Over, RoleMissing
from samepath.programs.models import Enrolment, Program, Seat


def test_a_seat_follows_the_role(ben, morning, iris):
    with pytest.raises(RoleMissing):
        programs.seat(ben, program=morning, role=Role.CLINICIAN, by=iris)
    programs.seat(ben, program=morning, role=Role.PEER_LEADER, by=iris)
    assert list(queries.staff_of(morning, Role.PEER_LEADER)) == [ben]


def test_being_seated_twice_is_one_seat(ben, evening, iris):
    programs.seat(ben, program=evening, role=Role.PEER_LEADER, by=iris)
    assert Seat.objects.filter(person=ben).count() == 1


def test_nobody_leads_where_they_are_enrolled(amara, evening, iris):
    people.grant_role(Role.PEER_LEADER, to=amara, by=iris)
    with pytest.raises(LeadsHere):
        programs.seat(amara, program=evening, role=Role.PEER_LEADER, by=iris)


def test_nobody_is_enrolled_where_they_lead(ben, evening, iris):
    people.grant_role(Role.PARTICIPANT, to=ben, by=iris)
    with pytest.raises(LeadsHere):
        programs.enrol(ben, program=evening, by=iris)


def test_enrolment_follows_the_role(dr_okafor, evening, iris):
    with pytest.raises(RoleMissing):
        programs.enrol(dr_okafor, program=evening, by=iris)


@pytest.mark.safety("Z05", "A09")
def test_an_ended_seat_sees_nothing_and_is_paged_no_more(dr_chen, amara, evening, iris):
    enrolment = Enrolment.objects.get(person=amara)
    programs.tie(dr_chen, enrolment=enrolment, by=iris)
    place = Seat.objects.get(person=dr_chen)

    programs.unseat(place, by=iris)
    programs.unseat(place, by=iris)  # twice is once

    assert not Program.objects.visible_to(dr_chen, Role.CLINICIAN).exists()
    assert queries.on_call(evening) == queries.care_team(amara, evening) == []


@pytest.mark.safety("A09", "Z05")
@pytest.mark.parametrize("act", ["end the role", "close the account"])
def test_whoever_lost_the_role_or_the_account_is_paged_no_more(dr_chen, evening, iris, act):
    assert queries.on_call(evening) == [dr_chen]

    if act == "end the role":
        people.end_role(Role.CLINICIAN, of=dr_chen, by=iris)
    else:
        people.deactivate(dr_chen, by=iris)

    assert queries.on_call(evening) == []
    assert not queries.staff_of(evening, Role.CLINICIAN).exists()


def test_only_clinicians_are_on_call(ben, dr_chen, evening, iris):
    with pytest.raises(RoleMissing):
        programs.set_on_call(Seat.objects.get(person=ben), on_call=True, by=iris)
    programs.set_on_call(Seat.objects.get(person=dr_chen), on_call=False, by=iris)
    assert queries.on_call(evening) == []


@pytest.mark.safety("Z09")
def test_a_care_team_is_made_of_the_programs_own_clinicians(amara, dr_okafor, ben, iris):
    enrolment = Enrolment.objects.get(person=amara)
    for stranger in (dr_okafor, ben):
        with pytest.raises(NotOfThisProgram):
            programs.tie(stranger, enrolment=enrolment, by=iris)


def test_a_clinician_joins_and_leaves_a_care_team(amara, dr_chen, evening, iris):
    tie = programs.tie(dr_chen, enrolment=Enrolment.objects.get(person=amara), by=iris)
    assert queries.care_team(amara, evening) == [dr_chen]
    programs.untie(tie, by=iris)
    assert queries.care_team(amara, evening) == []


@pytest.mark.safety("Z05")
def test_an_episode_that_ends_takes_its_places_with_it(amara, dr_chen, evening, iris):
    enrolment = Enrolment.objects.get(person=amara)
    group = programs.add_group(evening, name="Circle", lane="peer", by=iris)
    programs.join_group(group, enrolment=enrolment, by=iris)
    programs.tie(dr_chen, enrolment=enrolment, by=iris)

    programs.end_enrolment(enrolment, state=Enrolment.State.COMPLETED, by=iris)

    assert queries.enrolment_of(amara, evening) is None
    assert not queries.members_of(group).exists()
    assert queries.care_team(amara, evening) == []
    with pytest.raises(Over):
        programs.tie(dr_chen, enrolment=enrolment, by=iris)


@pytest.mark.safety("Z09")
def test_two_programs_see_only_their_own_people(iris, amara, ben, noor, dr_okafor, omar):
    seen = set(queries.people_visible_to(iris, Role.COORDINATOR))
    assert {amara, ben, iris} <= seen
    assert not seen & {noor, dr_okafor, omar}
    assert set(queries.people_visible_to(omar, Role.ADMINISTRATOR)) >= {amara, noor}
    assert queries.programs_of(iris, Role.COORDINATOR) == [Seat.objects.get(person=iris).program]
