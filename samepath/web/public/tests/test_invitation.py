"""Coming in by invitation (W14, A05, A07)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from samepath.people import queries as people
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.programs import actions as programs
from samepath.programs.models import Enrolment, Seat

FORM = {
    "alias": "Willow", "drawing": "leaf", "legal_name": "W Legalname", "zone": "America/New_York",
    "password": "kettle moss violin harbor",
}  # fmt: skip


@pytest.fixture
def link(evening, iris):
    """An invitation to take part, on its way to W."""
    _, token = programs.invite(email="w@new.test", role=Role.PARTICIPANT, program=evening, by=iris)
    return f"/invitation/{token}"


@pytest.mark.safety("A07")
def test_looking_uses_nothing_up(link):
    for _ in range(10):
        assert Client().get(link).status_code == 200
        Client().head(link)
    Client().post(link, FORM)
    assert Person.objects.filter(email="w@new.test").exists()


@pytest.mark.safety("W14", "A07")
def test_it_makes_what_was_written_and_signs_nobody_in(link, evening):
    browser = Client()
    answer = browser.post(
        link, FORM | {"role": "administrator", "program": "x", "email": "e@e.test"}
    )

    person = Person.objects.get(alias="Willow")
    assert person.email == "w@new.test"
    assert people.roles_of(person) == [Role.PARTICIPANT]
    assert Enrolment.objects.get(person=person).program == evening
    assert not Seat.objects.filter(person=person).exists()
    assert answer["Location"].startswith("/account/login/")
    assert browser.get("/tonight").status_code == 302


@pytest.mark.safety("W14", "A05")
def test_used_old_taken_back_and_unknown_look_alike(link, evening, iris, time_machine):
    Client().post(link, FORM)
    again = Client().post(link, FORM | {"alias": "Other"})
    gone, token = programs.invite(
        email="x@new.test", role=Role.PARTICIPANT, program=evening, by=iris
    )
    programs.revoke_invitation(gone, by=iris)
    taken_back = Client().get(f"/invitation/{token}")
    unknown = Client().get("/invitation/none")
    _, old = programs.invite(email="y@new.test", role=Role.PARTICIPANT, program=evening, by=iris)
    time_machine.move_to(datetime.now(UTC) + timedelta(hours=73))
    late = Client().post(f"/invitation/{old}", FORM | {"alias": "Third"})

    for answer in (again, taken_back, unknown, late):
        assert answer.status_code == 410
        assert answer.content == unknown.content
    assert Person.objects.filter(email__endswith="@new.test").count() == 1


@pytest.mark.safety("A03")
@pytest.mark.parametrize("password", ["short", "samepathsamepath", "passwordpassword"])
def test_a_weak_password_is_explained_and_nothing_is_lost(link, password):
    answer = Client().post(link, FORM | {"password": password})
    assert answer.status_code == 422
    assert b"Willow" in answer.content
    assert not Person.objects.filter(alias="Willow").exists()


def test_somebody_elses_sign_in_ends(link, amara, client_as):
    browser = client_as(amara)
    browser.post(link, FORM)
    assert browser.get("/tonight").status_code == 302
