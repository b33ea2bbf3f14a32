"""Groups and who belongs to them."""

import pytest

from samepath.people import actions as people
from samepath.people.permissions import Role
from samepath.programs import actions as programs
from samepath.programs import queries
from samepath.programs.errors import GroupFull, NameTaken, NotOfThisProgram, Over
from samepath.programs.models import Enrolment, Group


@pytest.fixture
def circle(evening, iris):
    return programs.add_group(evening, name="Circle", lane="peer", by=iris)


def crowd(program, size):
    """So many enrolled people."""
    for number in range(size):
        person = people.add_person(
            email=f"p{number}@{program.pk}.test", alias=f"Reed {number}", by=None
        )
        people.grant_role(Role.PARTICIPANT, to=person, by=None)
        yield programs.enrol(person, program=program, by=None)


def test_a_name_is_used_once_in_a_program(circle, evening, morning, iris):
    with pytest.raises(NameTaken):
        programs.add_group(evening, name="Circle", lane="care", by=iris)
    programs.add_group(morning, name="Circle", lane="care", by=iris)


def test_a_person_joins_leaves_and_joins_again(circle, amara, iris):
    enrolment = Enrolment.objects.get(person=amara)
    first = programs.join_group(circle, enrolment=enrolment, by=iris)
    assert programs.join_group(circle, enrolment=enrolment, by=iris) == first
    assert list(Group.objects.visible_to(amara, Role.PARTICIPANT)) == [circle]

    programs.leave_group(first, by=iris)
    programs.leave_group(first, by=iris)
    assert not Group.objects.visible_to(amara, Role.PARTICIPANT).exists()
    assert programs.join_group(circle, enrolment=enrolment, by=iris) != first


@pytest.mark.safety("Z09")
def test_nobody_of_another_program_joins(circle, noor, iris):
    with pytest.raises(NotOfThisProgram):
        programs.join_group(circle, enrolment=Enrolment.objects.get(person=noor), by=iris)


def test_an_ended_episode_joins_nothing(circle, amara, iris):
    enrolment = Enrolment.objects.get(person=amara)
    programs.end_enrolment(enrolment, state=Enrolment.State.ENDED, by=iris)
    with pytest.raises(Over):
        programs.join_group(circle, enrolment=enrolment, by=iris)


@pytest.mark.safety("H22")
def test_the_last_seat_is_given_once(circle, evening, iris):
    programs.change_settings(evening, by=iris, capacity_target=2, capacity_soft=2, capacity_hard=2)
    one, two, three = crowd(evening, 3)
    programs.join_group(circle, enrolment=one, by=iris)
    programs.join_group(circle, enrolment=two, by=iris)

    with pytest.raises(GroupFull) as refusal:
        programs.join_group(circle, enrolment=three, by=iris)

    assert refusal.value.limit == 2
    assert queries.members_of(circle).count() == 2
    programs.join_group(circle, enrolment=two, by=iris)  # whoever has a seat keeps it
