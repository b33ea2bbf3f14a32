"""Giving hats."""

import pytest
from django.apps import apps

from samepath.people import actions as people
from samepath.people import queries
from samepath.people.errors import AliasRefused, OwnRole
from samepath.people.models import RoleGrant
from samepath.people.permissions import Role

Entry = apps.get_model("audit", "Entry")


def test_a_role_is_held_from_the_moment_it_is_given(amara, iris):
    people.grant_role(Role.PEER_LEADER, to=amara, by=iris)

    assert queries.roles_of(amara) == [Role.PARTICIPANT, Role.PEER_LEADER]
    assert Entry.objects.filter(act="people.grant_role", facts__role="peer-leader").exists()


def test_giving_a_role_twice_changes_nothing(ben, iris):
    people.grant_role(Role.PEER_LEADER, to=ben, by=iris)
    assert RoleGrant.objects.filter(person=ben).count() == 1


@pytest.mark.safety("W14")
def test_nobody_gives_a_role_to_themselves(iris):
    with pytest.raises(OwnRole):
        people.grant_role(Role.CLINICIAN, to=iris, by=iris)
    assert queries.roles_of(iris) == [Role.COORDINATOR]


@pytest.mark.safety("P06")
def test_whoever_is_called_doctor_does_not_sit_among_peers(db):
    doctor = people.add_person(email="d@evening.test", alias="Dr. Fern", by=None)
    with pytest.raises(AliasRefused):
        people.grant_role(Role.PARTICIPANT, to=doctor, by=None)
    people.grant_role(Role.CLINICIAN, to=doctor, by=None)


def test_asking_for_roles_is_one_question(ben, django_assert_num_queries):
    with django_assert_num_queries(1):
        queries.roles_of(ben)
    assert queries.holders_of(Role.PEER_LEADER) == [ben]
