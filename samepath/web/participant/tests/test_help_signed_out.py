"""Help pressed on a page whose sign-in has ended: kept, told, and nothing shown (H01)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.test import Client

from samepath.notices.models import Notice
from samepath.people.permissions import Role
from samepath.safety import credentials
from samepath.safety.actions import MANY
from samepath.safety.models import Concern

pytestmark = pytest.mark.safety("H01")
JSON = {"accept": "application/json"}


@pytest.fixture
def stale(client_as, amara, dr_chen, tonight):
    """The Help form of a page Amara had open, and a browser in which she is not signed in any more."""
    page = client_as(amara, Role.PARTICIPANT).get("/tonight").content.decode()
    form = dict(re.findall(r'name="(command_id|help_token)" value="([^"]+)"', page))
    return Client(enforce_csrf_checks=True), form


def test_a_press_after_the_sign_in_has_ended_is_kept_and_told(stale, amara, tonight):
    browser, form = stale

    answer = browser.post("/help", {**form, "session": tonight.pk})

    call = Concern.objects.get()
    assert (call.person, call.session) == (amara, tonight)
    assert str(call.command_id) == form["command_id"]
    assert Notice.objects.filter(template="look-now").exists()
    assert answer.status_code == 302


def test_its_page_is_true_and_names_nobody(stale, tonight):
    browser, form = stale
    text = browser.post("/help", {**form, "session": tonight.pk}, follow=True).content.decode()

    assert "We have your call." in text
    assert "Nobody has answered yet." in text
    assert 'href="tel:911"' in text
    for secret in ("Fern", "Legalname", "Dr. Chen", "Evening", "Alder"):
        assert secret not in text


def test_a_script_gets_the_same_receipt_for_the_same_press(stale):
    browser, form = stale
    first, again = (browser.post("/help", form, headers=JSON) for _ in range(2))

    assert first.status_code == again.status_code == 201
    assert first.json()["id"] == again.json()["id"]
    assert browser.get(first.json()["url"]).status_code == 200


def test_a_form_that_is_too_old_is_no_reason_when_the_token_is_there(client_as, stale, amara):
    _, form = stale
    other = client_as(amara, enforce_csrf_checks=True)
    other.logout()
    assert other.post("/help", form).status_code == 302
    assert Concern.objects.get().person == amara


def test_the_session_of_another_program_is_not_named(stale, noor, tonight):
    token = credentials.token_of(noor)
    Client().post("/help", {"help_token": token, "session": tonight.pk})
    assert Concern.objects.get().session is None


@pytest.mark.parametrize("spoil", [str.swapcase, lambda token: "", lambda token: token[:-2]])
def test_a_token_that_is_none_keeps_nothing(stale, spoil):
    _, form = stale
    answer = Client().post("/help", {**form, "help_token": spoil(form["help_token"])})
    assert answer.status_code == 401
    assert not Concern.objects.exists()


def test_a_token_holds_for_twelve_hours(stale, time_machine):
    _, form = stale
    time_machine.move_to(datetime.now(UTC) + timedelta(hours=12, minutes=1))
    assert Client().post("/help", form).status_code == 401
    assert not Concern.objects.exists()


def test_a_token_opens_nothing_else(stale, amara):
    browser, form = stale
    call = browser.post("/help", form, headers=JSON).json()["id"]
    token = form["help_token"]

    for page in ("/tonight", "/me", "/agreements", f"/help/{call}", "/help/again"):
        answer = browser.get(page, {"help_token": token})
        assert answer["Location"].startswith("/account/login/")
    assert browser.get(f"/help/pressed/{token}").status_code == 404
    assert browser.post("/me/looks", {"help_token": token}).status_code in {302, 403}
    assert "_auth_user_id" not in browser.session


def test_a_receipt_is_no_token(stale):
    browser, form = stale
    browser.post("/help", form)
    receipt = credentials.receipt_of(Concern.objects.get())
    assert Client().post("/help", {"help_token": receipt}).status_code == 401
    assert Concern.objects.count() == 1


def test_a_page_sent_over_and_over_alarms_nobody_again(stale, time_machine):
    _, form = stale
    for press in range(MANY + 3):
        time_machine.move_to(datetime.now(UTC) + timedelta(seconds=5 * (press + 1)))
        answer = Client().post("/help", {**form, "command_id": uuid4()}, headers=JSON)
        assert answer.status_code == 201
    assert Concern.objects.count() == MANY


def test_without_a_token_the_way_leads_over_the_sign_in_back_to_help(client_as, amara):
    command = uuid4()
    text = Client().post("/help", {"command_id": command}).content.decode()

    assert 'href="tel:988"' in text
    link = re.search(r'href="(/account/login/\?next=[^"]+)"', text)
    assert link is not None
    (back,) = parse_qs(urlsplit(link[1].replace("&amp;", "&")).query)["next"]
    page = client_as(amara).get(back).content.decode()
    assert str(command) in page
    assert not Concern.objects.exists()

    client_as(amara).post("/help", {"command_id": command})
    assert Concern.objects.get().command_id == command
