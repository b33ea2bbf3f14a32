"""A device that stands in for the second factor: for joining and for Help, 30 days, and never for staff (A01)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from conftest import PASSWORD
from samepath.people import actions as people
from samepath.people.models import RememberedDevice, WebSession
from samepath.people.permissions import Role

pytestmark = pytest.mark.safety("A01")
CODE = "/account/2fa/authenticate/"
AMARA = "amara@evening.test"


@pytest.fixture
def app(amara, phone_of):
    """What Amara's app shows."""
    return phone_of(amara)


@pytest.fixture
def phone(amara, app, sign_in):
    """Her phone: she signed in with a code, asked to be remembered, and signed out."""
    browser, _ = sign_in(AMARA)
    headers = {"user-agent": "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Firefox/140.0"}
    browser.post(CODE, {"code": app(), "remember": "on"}, headers=headers)
    browser.post("/account/logout/")
    return browser


@pytest.fixture
def back(phone, sign_in):
    """Her phone, on which she has typed her password."""
    sign_in(AMARA, browser=phone)
    return phone


def test_a_password_is_enough_to_join_there(back, tonight):
    assert back.get("/tonight").status_code == 200
    assert back.get(f"/session/{tonight.pk}/door").status_code == 200
    assert back.post("/help", {"command_id": uuid4()}).status_code == 302


def test_and_for_nothing_else(back):
    for page in ("/week", "/me", "/me/contact", "/agreements"):
        assert back.get(page)["Location"].startswith("/factor"), page
    again = back.get("/factor?next=/week")
    assert again["Location"].startswith("/account/2fa/reauthenticate/")


def test_nowhere_else(phone, sign_in):
    other, answer = sign_in(AMARA)
    assert answer["Location"].startswith(CODE)
    assert other.get("/tonight")["Location"].startswith("/account/login/")


def test_the_cookie_is_a_secret_of_which_only_a_hash_is_kept(phone):
    cookie = phone.cookies[settings.DEVICE_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert int(cookie["max-age"]) == 30 * 24 * 60 * 60
    assert RememberedDevice.objects.get().token_hash != cookie.value
    assert cookie.value not in str(list(RememberedDevice.objects.values()))


def test_a_guess_and_somebody_elses_cookie_open_nothing(phone, noor, sign_in, phone_of):
    phone_of(noor)
    _, answer = sign_in("noor@morning.test", browser=phone)
    assert answer["Location"].startswith(CODE)
    guess = Client()
    guess.cookies[settings.DEVICE_COOKIE_NAME] = "a guess"
    assert sign_in(AMARA, browser=guess)[1]["Location"].startswith(CODE)


def test_not_without_the_wish(amara, app, sign_in):
    browser, _ = sign_in(AMARA)
    browser.post(CODE, {"code": app()})
    assert not RememberedDevice.objects.exists()


def test_not_without_a_factor(amara, sign_in):
    browser = Client()
    browser.post("/account/login/", {"login": AMARA, "password": PASSWORD, "remember": "on"})
    assert not RememberedDevice.objects.exists()
    assert browser.get("/tonight")["Location"].startswith("/factor")


def test_a_wrong_code_keeps_the_wish(amara, app, sign_in):
    browser, _ = sign_in(AMARA)
    page = browser.post(CODE, {"code": "000000", "remember": "on"})
    assert not RememberedDevice.objects.exists()
    assert b"checked" in page.content


def test_staff_are_not_asked_and_not_remembered(ben, sign_in, phone_of):
    code = phone_of(ben)
    browser, _ = sign_in("ben@evening.test")
    assert b"Remember this" not in browser.get(CODE).content
    browser.post(CODE, {"code": code(), "remember": "on"})
    assert not RememberedDevice.objects.exists()


def test_a_staff_role_given_later_ends_what_it_stands_for(back, amara):
    people.grant_role(Role.PEER_LEADER, to=amara, by=None)
    assert back.get("/tonight")["Location"].startswith("/factor")


def test_after_thirty_days_the_code_is_asked_again(phone, sign_in, time_machine):
    time_machine.move_to(datetime.now(UTC) + timedelta(days=29))
    assert sign_in(AMARA, browser=phone)[1]["Location"] == "/"
    phone.post("/account/logout/")
    time_machine.move_to(datetime.now(UTC) + timedelta(days=2))
    assert sign_in(AMARA, browser=phone)[1]["Location"].startswith(CODE)


@pytest.mark.safety("A06", "A08", "A09")
@pytest.mark.parametrize(
    "end",
    [
        lambda amara: people.end_web_sessions(amara, by=amara),
        lambda amara: people.deactivate(amara, by=amara),
        lambda amara: people.forget_devices(amara, by=amara),
    ],
    ids=["signed out everywhere", "account closed", "forgotten"],
)
def test_it_ends_with_what_it_belongs_to(back, amara, end):
    end(amara)
    assert not RememberedDevice.objects.exists()
    assert not WebSession.objects.filter(person=amara).exists()
    assert back.get("/tonight")["Location"].startswith("/account/login/")


@pytest.mark.safety("A12")
def test_it_is_listed_and_forgotten_from_another_device(back, amara, client_as):
    here = client_as(amara)
    page = here.get("/me").content.decode()
    assert "Devices that ask for no code" in page
    assert "Firefox on Android" in page

    device = RememberedDevice.objects.get()
    assert here.post(f"/me/devices/{device.pk}/forget")["Location"] == "/me"
    assert back.get("/tonight")["Location"].startswith("/account/login/")
    assert here.get("/me").status_code == 200


@pytest.mark.safety("A12")
def test_signing_a_device_out_from_afar_forgets_it(back, amara, client_as):
    import re

    here = client_as(amara)
    (key,) = re.findall(r'name="key" value="(\w+)"', here.get("/me").content.decode())
    here.post("/me/devices/end", {"key": key})
    assert not RememberedDevice.objects.exists()
    assert back.get("/tonight").status_code == 302


@pytest.mark.safety("A12")
def test_forgetting_this_one_keeps_me_here(back, amara, app):
    from django.core.cache import cache

    cache.clear()  # the code of this half minute was used to sign in
    back.post("/account/2fa/reauthenticate/", {"code": app()})
    assert back.get("/me").status_code == 200
    device = RememberedDevice.objects.get()
    back.post(f"/me/devices/{device.pk}/forget")
    assert back.get("/me").status_code == 200
    assert not RememberedDevice.objects.exists()


def test_it_ends_with_the_factor_it_stands_for(back, amara, app):
    from django.core.cache import cache

    cache.clear()
    back.post("/account/2fa/reauthenticate/", {"code": app()})
    assert back.post("/account/2fa/totp/deactivate/").status_code == 302
    assert not RememberedDevice.objects.exists()
    assert back.get("/tonight").status_code == 200  # this sign-in has shown it


@pytest.mark.safety("Z02")
def test_nobody_forgets_somebody_elses(back, noor, client_as):
    device = RememberedDevice.objects.get()
    assert client_as(noor).post(f"/me/devices/{device.pk}/forget").status_code == 404
    assert RememberedDevice.objects.exists()


def test_the_office_sees_none_of_it(back, amara, iris, client_as):
    assert b"Android" not in client_as(iris).get(f"/office/person/{amara.pk}").content
