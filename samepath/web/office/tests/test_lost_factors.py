"""Helping somebody back in who lost their second factor, over the office's pages (A08)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from conftest import PASSWORD
from samepath.notices.models import Notice
from samepath.people import actions as people
from samepath.people.models import LostFactor
from samepath.people.permissions import Role
from samepath.programs import actions as programs

LIST = "/office/lost-factors"


@pytest.fixture
def locked_out(amara):
    Authenticator.objects.create(user=amara, type="totp", data={"secret": "x"})
    return amara


@pytest.fixture
def pia(evening):
    """A second coordinator of the evening program."""
    person = people.add_person(email="pia@evening.test", alias="Pia", by=None)
    people.grant_role(Role.COORDINATOR, to=person, by=None)
    programs.seat(person, program=evening, role=Role.COORDINATOR, by=None)
    return person


@pytest.fixture
def asked(locked_out, iris):
    return people.ask_to_restore(locked_out, how="known-on-video", by=iris)


@pytest.mark.safety("A08")
def test_from_the_persons_page_to_a_new_beginning(client_as, iris, pia, locked_out, amara):
    first, second, theirs = client_as(iris), client_as(pia), client_as(amara)
    assert (
        f"/office/person/{amara.pk}/lost-factor"
        in first.get(f"/office/person/{amara.pk}").content.decode()
    )
    begun = first.post(f"/office/person/{amara.pk}/lost-factor", {"how": "id-on-video"})
    assert begun["Location"] == LIST
    waits = first.get(LIST).content.decode()
    assert "Fern" in waits
    assert "I agree" not in waits

    page = second.get(LIST).content.decode()
    assert "Iris says: “I saw them and their photo ID on a video call.”" in page
    asked = LostFactor.objects.get()
    done = second.post(f"{LIST}/restore", {"lost": asked.pk}, follow=True).content.decode()
    assert "Fern is signed out everywhere" in done
    assert theirs.get("/tonight").status_code == 302

    link = Notice.objects.get(key=f"lost-factor:{asked.pk}:reset").link
    browser = Client()
    form = browser.get(link, follow=True)
    new = "kettle moss violin harbor"
    browser.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    old = browser.post("/account/login/", {"login": amara.email, "password": PASSWORD})
    assert old.status_code == 200
    browser.post("/account/login/", {"login": amara.email, "password": new})
    assert "One more key to your account" in browser.get("/me", follow=True).content.decode()
    assert Client().get(link, follow=True).request["PATH_INFO"] != form.request["PATH_INFO"]


@pytest.mark.safety("A08")
def test_the_same_person_twice_is_refused_in_words(client_as, iris, asked, amara):
    page = client_as(iris).post(f"{LIST}/restore", {"lost": asked.pk}, follow=True)
    assert "You checked who it is, so a colleague agrees" in page.content.decode()
    assert Authenticator.objects.filter(user=amara).exists()


@pytest.mark.safety("A08")
def test_not_for_oneself(client_as, iris, pia):
    Authenticator.objects.create(user=iris, type="totp", data={})
    browser = client_as(iris)
    answer = browser.post(f"/office/person/{iris.pk}/lost-factor", {"how": "id-on-video"})
    assert answer.status_code == 422
    assert "Nobody does this for themselves" in answer.content.decode()

    asked = people.ask_to_restore(iris, how="id-on-video", by=pia)
    page = browser.post(f"{LIST}/restore", {"lost": asked.pk}, follow=True).content.decode()
    assert "Nobody does this for themselves" in page
    assert Authenticator.objects.filter(user=iris).exists()


@pytest.mark.safety("A08")
def test_after_a_day_it_is_over(client_as, asked, pia, amara, time_machine):
    time_machine.move_to(datetime.now(UTC) + timedelta(hours=25))
    browser = client_as(pia)
    assert "Nobody waits" in browser.get(LIST).content.decode()
    page = browser.post(f"{LIST}/restore", {"lost": asked.pk}, follow=True).content.decode()
    assert "waits for 24 hours" in page
    assert Authenticator.objects.filter(user=amara).exists()


def test_it_can_be_taken_back(client_as, asked, iris, pia):
    client_as(iris).post(f"{LIST}/withdraw", {"lost": asked.pk})
    asked.refresh_from_db()
    assert asked.withdrawn_by == iris
    page = client_as(pia).post(f"{LIST}/restore", {"lost": asked.pk}, follow=True).content.decode()
    assert "answered or taken back in the meantime" in page


def test_without_a_choice_it_says_so(client_as, iris, locked_out):
    page = client_as(iris).post(f"/office/person/{locked_out.pk}/lost-factor")
    assert page.status_code == 422
    assert "Please say how you checked who it is" in page.content.decode()
    assert not LostFactor.objects.exists()


@pytest.mark.safety("A08", "A11")
def test_every_step_asks_for_a_fresh_factor(client_as, pia, iris, asked, amara, time_machine):
    first, second = client_as(iris), client_as(pia)
    time_machine.move_to(datetime.now(UTC) + timedelta(minutes=6))
    begin = f"/office/person/{amara.pk}/lost-factor"
    for answer in (
        first.get(begin), first.post(begin, {"how": "id-on-video"}),
        second.get(LIST), second.post(f"{LIST}/restore", {"lost": asked.pk}),
    ):  # fmt: skip
        assert answer["Location"].startswith("/factor")
    assert Authenticator.objects.filter(user=amara).exists()


@pytest.mark.safety("A08", "Z02")
def test_another_programs_office_finds_nothing(client_as, asked, morning, amara):
    stranger = people.add_person(email="j@morning.test", alias="Juniper", by=None)
    people.grant_role(Role.COORDINATOR, to=stranger, by=None)
    programs.seat(stranger, program=morning, role=Role.COORDINATOR, by=None)
    browser = client_as(stranger)
    assert "Fern" not in browser.get(LIST).content.decode()
    for act in ("restore", "withdraw"):
        assert browser.post(f"{LIST}/{act}", {"lost": asked.pk}).status_code == 404
    asked.refresh_from_db()
    assert asked.withdrawn_at is None


def test_the_list_of_people_says_how_many_wait(client_as, asked, pia):
    page = client_as(pia).get("/office/people").content.decode()
    assert 'Lost second factors <span class="chip look">1</span>' in page
