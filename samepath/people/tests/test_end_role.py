"""Taking hats back, and closing accounts (A09)."""

import pytest

from samepath.people import actions as people
from samepath.people import queries
from samepath.people.errors import LastAdministrator
from samepath.people.models import RoleGrant, WebSession
from samepath.people.permissions import Role


@pytest.mark.safety("A09", "Z05")
def test_a_role_that_ends_takes_web_sessions_with_it(client_as, dr_chen, iris):
    client_as(dr_chen)

    people.end_role(Role.CLINICIAN, of=dr_chen, by=iris)

    assert queries.roles_of(dr_chen) == []
    assert not WebSession.objects.filter(person=dr_chen).exists()


def test_the_grant_stays_in_the_record_with_who_ended_it(dr_chen, iris):
    people.end_role(Role.CLINICIAN, of=dr_chen, by=iris)
    grant = RoleGrant.objects.get(person=dr_chen)
    assert (grant.ended_by, grant.ended_at is None) == (iris, False)


def test_ending_a_role_nobody_holds_signs_nobody_out(client_as, dr_chen, iris):
    client_as(dr_chen)
    people.end_role(Role.PEER_LEADER, of=dr_chen, by=iris)
    assert WebSession.objects.filter(person=dr_chen).exists()


def test_the_last_administrator_stays(omar):
    with pytest.raises(LastAdministrator):
        people.end_role(Role.ADMINISTRATOR, of=omar, by=omar)
    assert queries.roles_of(omar) == [Role.ADMINISTRATOR]


@pytest.mark.safety("A09")
def test_a_closed_account_opens_nothing(client_as, dr_chen, iris):
    browser = client_as(dr_chen)
    people.deactivate(dr_chen, by=iris)

    assert browser.get("/console").status_code == 302


def test_contact_data_changes_field_by_field(amara, iris):
    people.change_contact(amara, by=iris, phone="+1 603-555-0100")
    amara.contact.refresh_from_db()
    assert amara.contact.phone == "+1 603-555-0100"
    assert amara.contact.legal_name == "Amara Legalname"
    with pytest.raises(TypeError):
        people.change_contact(amara, by=iris, email="x@evening.test")
