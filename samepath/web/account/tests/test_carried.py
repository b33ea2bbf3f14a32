"""What somebody typed is still there when a door first asks who they are (A10, A11)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse

from samepath.people.models import Contact, WebSession
from samepath.people.sessions import SessionStore
from samepath.web import carried

MINUTE = timedelta(minutes=1)
FORM = {"phone": "603-555-0199", "usual_address": "1 Elm Street,\r\nKeene", "usual_state": "nh"}
LOOKS = {"alias": "Fern", "drawing": "moon", "pronouns": "she and they", "zone": "America/New_York"}


@pytest.fixture
def clock(time_machine):
    start = datetime.now(UTC)
    time_machine.move_to(start, tick=False)
    return lambda after: time_machine.move_to(start + after, tick=False)


def sent_by(page):
    """The form of the page, as the button sends it."""
    from html import unescape

    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    action = re.search(r'<main.*?<form method="post" action="([^"]+)"', page, re.DOTALL)
    assert action
    fields = {name: unescape(value) for name, value in found if name in FORM | LOOKS}
    return unescape(action[1]), fields


@pytest.mark.safety("A11")
def test_a_form_that_came_too_late_waits_and_is_sent_by_a_press(client_as, amara, clock):
    browser = client_as(amara)
    clock(MINUTE * 6)
    away = browser.post("/me/contact", FORM)
    assert away["Location"] == "/factor?next=%2Fme%2Fcarried"
    assert browser.get("/me/carried")["Location"].startswith("/factor")

    browser.post("/factor", {"next": "/me/carried"})
    page = browser.get("/me/carried").content.decode()
    assert "1 Elm Street" in page
    assert Contact.objects.get(person=amara).phone == "+1 603-555-0142"
    action, fields = sent_by(page)
    assert (action, fields) == ("/me/contact", FORM)

    assert browser.post(action, fields)["Location"] == "/me"
    assert Contact.objects.get(person=amara).phone == "+1 603-555-0199"
    assert "1 Elm Street" not in browser.get("/me/carried").content.decode()


@pytest.mark.safety("A10")
@pytest.mark.parametrize("looked_first", [False, True])
def test_a_form_of_a_sign_in_that_ended_waits_for_whoever_it_was(
    amara, participant_in, clock, looked_first
):
    browser = participant_in("amara@evening.test")
    browser.get("/me")
    clock(MINUTE * 61)
    if looked_first:  # a page that looks by itself found the end first
        browser.get("/tonight")
    away = browser.post("/me/looks", LOOKS)
    assert away["Location"] == "/account/login/?next=%2Fme%2Fcarried"

    participant_in("amara@evening.test", browser=browser)
    action, fields = sent_by(browser.get("/me/carried").content.decode())
    browser.post(action, fields)
    amara.refresh_from_db()
    assert (amara.drawing, amara.pronouns) == ("moon", "she and they")
    assert browser.session.get_expiry_age() > 60 * 60


@pytest.mark.safety("A10")
def test_nobody_else_sees_what_waits(amara, noor, participant_in, clock):
    browser = participant_in("amara@evening.test")
    browser.get("/me")
    clock(MINUTE * 61)
    browser.post("/me/looks", LOOKS)

    participant_in("noor@morning.test", browser=browser)

    assert "she and they" not in browser.get("/me/carried").content.decode()
    assert carried.CARRIED not in browser.session


def test_another_hat_first_keeps_the_form_too(client_as, ben, evening):
    from samepath.people import actions as people
    from samepath.people.permissions import Role

    people.grant_role(Role.PARTICIPANT, to=ben, by=None)
    browser = client_as(ben, Role.PARTICIPANT)
    guide = "/guides/00000000-0000-4000-8000-000000000000/copy"
    page = browser.post(guide, {"title": "A new name for it"})
    assert page.status_code == 403
    assert b'value="/me/carried"' in page.content
    assert b"A new name for it" in browser.get("/me/carried").content


@pytest.mark.safety("A11")
def test_it_waits_for_a_quarter_of_an_hour(client_as, amara, clock):
    browser = client_as(amara)
    clock(MINUTE * 6)
    browser.post("/me/contact", FORM)
    clock(MINUTE * 22)
    browser.post("/factor", {"next": "/me/carried"})
    assert "1 Elm Street" not in browser.get("/me/carried").content.decode()
    assert carried.CARRIED not in browser.session


def test_it_can_be_thrown_away(client_as, amara, clock):
    browser = client_as(amara)
    clock(MINUTE * 6)
    browser.post("/me/contact", FORM, headers={"referer": "http://testserver/me/contact"})
    assert browser.post("/me/carried/discard")["Location"] == "/me/contact"
    assert carried.CARRIED not in browser.session
    assert Contact.objects.get(person=amara).phone == "+1 603-555-0142"


@pytest.mark.safety("W08")
def test_it_lies_sealed_in_the_database(client_as, amara, clock):
    browser = client_as(amara)
    clock(MINUTE * 6)
    browser.post("/me/contact", FORM)
    stored = WebSession.objects.get(session_key=browser.session.session_key)
    assert "Elm" not in str(SessionStore().decode(stored.session_data))


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ({"phone": "6" * carried.MOST}, {}),
        ({"seat": "5a1b2c3d-0000-4000-8000-000000000000", "no": "1"}, {}),
        ({"password": "a long enough passphrase", "next": "/somewhere/else"}, {}),
        (FORM, {"accept": "application/json"}),
        (FORM, {"hx-request": "true"}),
        (FORM, {"sec-fetch-mode": "cors"}),
    ],
    ids=["too long", "a press", "secrets", "a script", "a fragment", "a fetch"],
)
def test_what_is_not_kept(client_as, amara, clock, form, headers):
    browser = client_as(amara)
    clock(MINUTE * 6)
    browser.post("/me/contact", form, headers=headers)
    assert carried.CARRIED not in browser.session


def test_what_is_too_long_is_said(client_as, amara, clock):
    browser = client_as(amara)
    clock(MINUTE * 6)
    browser.post("/me/contact", {"phone": "6" * carried.MOST})
    assert "too long to wait here" in browser.get("/factor").content.decode()


def test_a_refusal_of_the_domain_keeps_it(client_as, iris, ben, clock, monkeypatch):
    """What a verb refuses with words was not taken; the text is still wanted."""
    from samepath.people import actions as people
    from samepath.people.errors import EmailTaken

    browser = client_as(iris)
    clock(MINUTE * 6)
    where = f"/office/person/{ben.pk}/contact"
    browser.post(where, {"legal_name": "Benedict Legalname"})
    browser.post("/factor", {"next": "/me/carried"})

    def refused(*_, **__):
        raise EmailTaken

    monkeypatch.setattr(people, "change_contact", refused)
    assert browser.post(where, {"legal_name": "Benedict Legalname"}).status_code == 409
    assert "Benedict Legalname" in browser.get("/me/carried").content.decode()


@pytest.mark.parametrize(
    ("value", "tells"),
    [
        ("", False), ("1", False), ("5a1b2c3d-0000-4000-8000-000000000000", False), ("0f" * 16, False),
        ("no", True), ("603-555-0142", True), ("Iris", True), ("a few words", True),
    ],
)  # fmt: skip
def test_what_a_person_would_know_again(value, tells):
    assert carried.tells_something(value) is tells


@pytest.mark.safety("A10")
def test_what_lies_in_somebody_elses_session_opens_for_nobody(client_as, amara, noor, clock):
    theirs = client_as(amara)
    clock(MINUTE * 6)
    theirs.post("/me/contact", FORM)
    browser = client_as(noor)
    session = browser.session
    session[carried.CARRIED] = theirs.session[carried.CARRIED]
    session.save()
    assert "1 Elm Street" not in browser.get("/me/carried").content.decode()


@pytest.mark.parametrize(("status", "stays"), [(302, False), (422, False), (409, True)])
def test_it_goes_when_it_has_arrived(client_as, amara, clock, rf, status, stays):
    browser = client_as(amara)
    clock(MINUTE * 6)
    browser.post("/me/contact", FORM)
    request = rf.post("/me/contact")
    request.session, request.user = browser.session, amara
    carried.arrived(request, HttpResponse(status=status))
    assert (carried.CARRIED in request.session) is stays


def test_signing_in_lifts_the_short_life_of_the_waiting_session(amara):
    session = SessionStore()
    session.set_expiry(carried.KEPT)
    carried.signed_in(session, amara)
    assert session.get_expiry_age() > 60 * 60
