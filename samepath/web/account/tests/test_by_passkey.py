"""Clinicians and administrators come in by a passkey; a code that a false page could ask for is not enough (A02)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.test import RequestFactory

from conftest import PASSWORD
from samepath.people import actions as people
from samepath.people.permissions import BY_PASSKEY, GRANTS, Permission, Role

AGAIN = "/account/2fa/reauthenticate/"
HOME = {"dr_chen": "/console", "omar": "/office/people", "iris": "/office", "ben": "/leading"}


def shown(browser, person, kind):
    """A sign-in that showed a factor of a kind just now, as allauth writes it down."""
    request = RequestFactory().get("/")
    request.session = browser.session
    record_authentication(request, person, method="mfa", type=kind, id=1)
    request.session.save()


def has_passkey(person):
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "key"})


@pytest.mark.safety("A02")
def test_it_is_the_hats_that_supervise_and_those_that_keep_the_installation():
    reach = {Permission.SUPERVISE_SESSIONS, Permission.START_PROGRAMS}
    assert {role for role in Role if reach & GRANTS[role]} == BY_PASSKEY


@pytest.mark.safety("A02")
@pytest.mark.parametrize(
    ("who", "kind", "opens"),
    [
        ("dr_chen", "totp", False), ("dr_chen", "recovery_codes", False), ("dr_chen", "webauthn", True),
        ("omar", "totp", False), ("omar", "recovery_codes", False), ("omar", "webauthn", True),
        ("iris", "totp", True), ("ben", "totp", True), ("ben", "webauthn", True),
    ],
)  # fmt: skip
def test_whose_factor_counts(who, kind, opens, request, evening, client_as):
    person = request.getfixturevalue(who)
    browser = client_as(person, second_factor=False)
    shown(browser, person, kind)
    answer = browser.get(HOME[who])
    assert (answer.status_code == 200) is opens
    assert opens or answer["Location"].startswith("/factor")


@pytest.mark.safety("A02")
@pytest.mark.parametrize("who", ["dr_chen", "omar"])
def test_the_way_to_one_is_said_and_nothing_less_is_offered(who, request, sign_in):
    person = request.getfixturevalue(who)
    browser, _ = sign_in(person.email)
    page = browser.get("/factor?next=/calls").content.decode()
    assert "opens with a passkey" in page
    assert 'href="/account/2fa/webauthn/add/?next=/calls"' in page
    assert "totp" not in page


@pytest.mark.safety("A02")
def test_it_is_offered_to_everybody(amara, sign_in):
    browser, _ = sign_in(amara.email)
    page = browser.get("/account/2fa/").content.decode()
    assert "/account/2fa/webauthn/add/" in page


@pytest.mark.safety("A02")
def test_a_code_got_by_deceit_adds_no_key(dr_chen, sign_in, phone_of):
    """Somebody with her password and a code of her app gets no further than the question for her passkey."""
    code = phone_of(dr_chen)
    has_passkey(dr_chen)
    browser, _ = sign_in("chen@evening.test")
    browser.post("/account/2fa/authenticate/", {"code": code()})

    assert browser.get("/factor")["Location"].startswith("/account/2fa/webauthn/reauthenticate/")
    assert browser.get("/account/2fa/webauthn/add/")["Location"].startswith(
        "/account/2fa/webauthn/reauthenticate/"
    )
    Authenticator.objects.filter(user=dr_chen, type="totp").update(last_used_at=None)
    browser.post(AGAIN, {"code": code()})
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    assert browser.get("/account/2fa/webauthn/add/").status_code == 302
    assert browser.get("/console")["Location"].startswith("/factor")


@pytest.mark.safety("A02")
def test_a_role_given_later_asks_at_once(iris, evening, client_as, omar):
    browser = client_as(iris, second_factor=False)
    shown(browser, iris, "totp")
    assert browser.get("/office").status_code == 200
    people.grant_role(Role.CLINICIAN, to=iris, by=omar)
    assert browser.get("/office")["Location"].startswith("/factor")


@pytest.mark.safety("A02", "H01")
def test_help_asks_for_no_key(dr_chen, sign_in):
    browser, _ = sign_in("chen@evening.test")
    assert browser.post("/help", {"command_id": uuid4()}).status_code == 302
