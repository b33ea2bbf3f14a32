"""How long a sign-in lasts, what a live room keeps, and what asks for a fresh factor (A09, A10, A11)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from samepath.consent.models import Consent
from samepath.people import actions as people
from samepath.people.models import Contact
from samepath.people.permissions import Role

MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock(time_machine):
    """A clock that can be put on."""
    start = datetime.now(UTC)
    time_machine.move_to(start, tick=False)

    def put_to(after):
        time_machine.move_to(start + after, tick=False)

    return put_to


@pytest.mark.safety("A10")
@pytest.mark.parametrize(
    ("who", "page", "minutes"), [("dr_chen", "/calls", 15), ("amara", "/tonight", 60)]
)
def test_left_alone_for_too_long(who, page, minutes, request, client_as, clock):
    browser = client_as(request.getfixturevalue(who))
    assert browser.get(page).status_code == 200
    clock(MINUTE * minutes - timedelta(seconds=1))
    assert browser.get(page).status_code == 200
    clock(MINUTE * (2 * minutes) + timedelta(seconds=1))
    assert browser.get(page)["Location"].startswith("/account/login/")


@pytest.mark.safety("A10")
def test_a_live_room_keeps_its_people_but_locks_their_records(
    client_as, dr_chen, iris, tonight, clock
):
    """Dr. Chen watches from the console for an hour without touching anything."""
    browser = client_as(dr_chen)
    browser.get("/console")
    for minute in (0, 12, 24, 36, 48, 60):
        clock(MINUTE * minute)
        assert browser.post("/console/beat").status_code == 200

    assert browser.get("/me")["Location"].startswith("/factor")
    assert browser.get("/console").status_code == 200
    assert browser.post("/help", {"command_id": uuid4()}).status_code == 302

    assert browser.post("/factor", {"next": "/me"}).status_code == 302
    assert browser.get("/me").status_code == 200


@pytest.mark.safety("A10")
def test_help_works_after_an_hour_in_the_room(client_as, amara, tonight, clock):
    browser = client_as(amara)
    browser.get("/tonight")
    for minute in (0, 20, 40, 61):
        clock(MINUTE * minute)
        browser.post(f"/session/{tonight.pk}/beat", "{}", content_type="application/json")
    answer = browser.post("/help", {"command_id": uuid4()}, headers={"accept": "application/json"})
    assert answer.status_code == 201


@pytest.mark.safety("A11")
def test_contact_data_asks_for_a_fresh_factor(client_as, amara, clock):
    browser = client_as(amara)
    form = {"phone": "603-555-0199", "usual_address": "1 Elm Street, Keene", "usual_state": "nh"}
    clock(MINUTE * 4)
    answer = browser.post("/me/contact", form)
    assert answer["Location"] == "/me"
    assert Contact.objects.get(person=amara).phone == "+1 603-555-0199"

    clock(MINUTE * 6)
    assert browser.get("/me/contact")["Location"].startswith("/factor")
    answer = browser.post("/me/contact", form | {"phone": "603-555-0111"})
    assert answer["Location"].startswith("/factor")
    assert Contact.objects.get(person=amara).phone == "+1 603-555-0199"


@pytest.mark.safety("A11")
def test_a_password_is_no_fresh_factor(sign_in, amara, phone_of, clock):
    code = phone_of(amara)
    browser, _ = sign_in("amara@evening.test")
    browser.post("/account/2fa/authenticate/", {"code": code()})
    assert browser.get("/me/contact").status_code == 200
    clock(MINUTE * 6)
    asked = browser.get("/me/contact", follow=True)
    assert asked.redirect_chain[-1][0].startswith("/account/2fa/reauthenticate/")

    browser.post("/account/reauthenticate/", {"password": "a long enough passphrase"})
    assert browser.get("/me/contact").status_code == 302
    browser.post("/account/2fa/reauthenticate/", {"code": code()})
    assert browser.get("/me/contact").status_code == 200


@pytest.mark.safety("A11")
def test_taking_an_agreement_back_asks_too(client_as, amara, clock):
    browser = client_as(amara)
    given = Consent.objects.filter(person=amara).first()
    clock(MINUTE * 6)
    answer = browser.post(f"/agreements/{given.pk}/take-back")
    assert answer["Location"].startswith("/factor")
    given.refresh_from_db()
    assert given.revoked_at is None

    browser.post("/factor", {"next": "/agreements"})
    browser.post(f"/agreements/{given.pk}/take-back")
    given.refresh_from_db()
    assert given.revoked_at is not None


@pytest.mark.safety("A11")
def test_giving_and_ending_roles_asks_too(client_as, iris, ben, clock):
    browser = client_as(iris)
    clock(MINUTE * 6)
    for act in ("place", "place/end", "contact"):
        answer = browser.post(f"/office/person/{ben.pk}/{act}", {"role": "clinician"})
        assert answer["Location"].startswith("/factor"), act


@pytest.mark.safety("A09")
def test_a_role_taken_back_ends_the_sign_in_at_once(client_as, ben, omar):
    browser = client_as(ben)
    assert browser.get("/leading").status_code == 200
    people.end_role(Role.PEER_LEADER, of=ben, by=omar)
    assert browser.get("/leading").status_code == 302


@pytest.mark.safety("A09")
def test_a_closed_account_opens_nothing(client_as, ben, omar, sign_in):
    browser = client_as(ben)
    people.deactivate(ben, by=omar)
    assert browser.get("/leading").status_code == 302
    assert sign_in("ben@evening.test")[0].get("/leading").status_code == 302
