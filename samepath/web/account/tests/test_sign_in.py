"""Signing in: guesses, second factors, devices (A01, A03, A04, A05, A12)."""

from __future__ import annotations

import re
import statistics
import time

import pytest
from django.apps import apps
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import PASSWORD
from samepath.people.models import WebSession
from samepath.web.account.devices import device_words

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18 Safari/604"
)


@pytest.mark.safety("A01")
def test_participants_set_a_second_factor_up_before_anything(amara, sign_in):
    browser, answer = sign_in("amara@evening.test")
    assert answer.status_code == 302
    assert browser.get("/tonight")["Location"].startswith("/factor?next=%2Ftonight")
    page = browser.get("/factor").content.decode()
    assert "One more key to your account" in page
    assert "/account/2fa/totp/activate/" in page
    assert "/account/2fa/webauthn/add/" in page


@pytest.mark.safety("A01")
def test_staff_are_led_to_a_second_factor_before_anything(ben, sign_in):
    browser, _ = sign_in("ben@evening.test")
    assert browser.get("/leading")["Location"].startswith("/factor")
    page = browser.get("/factor")
    assert b"/account/2fa/totp/activate/" in page.content


@pytest.mark.safety("A01", "A02")
def test_setting_a_factor_up_counts_as_showing_it(ben, sign_in, factors_of, codes, monkeypatch):
    # Outside of tests there is no transaction around a request, and this happens inside it.
    monkeypatch.setattr("django.db.transaction.on_commit", lambda act, **_: act())
    browser, _ = sign_in("ben@evening.test")
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    browser.get("/account/2fa/totp/activate/")
    secret = browser.session["mfa.totp.secret"]

    answer = browser.post("/account/2fa/totp/activate/", {"code": codes(secret)})

    assert answer.status_code == 302
    assert factors_of(ben) == {"totp", "recovery_codes"}
    assert browser.get("/leading").status_code == 200


@pytest.mark.safety("A01")
def test_a_password_alone_is_half_a_sign_in_once_there_is_a_factor(ben, sign_in, phone_of):
    shown = phone_of(ben)
    browser, answer = sign_in("ben@evening.test")
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert browser.get("/leading")["Location"].startswith("/account/login/")

    browser.post("/account/2fa/authenticate/", {"code": shown()})

    assert browser.get("/leading").status_code == 200


@pytest.mark.safety("A01")
def test_a_staff_role_asks_for_it_under_any_hat(ben, evening, sign_in):
    from samepath.people import actions as people
    from samepath.people.permissions import Role

    people.grant_role(Role.PARTICIPANT, to=ben, by=None)
    browser, _ = sign_in("ben@evening.test")
    assert browser.get("/tonight")["Location"].startswith("/factor")


@pytest.mark.safety("A03")
@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=200).filter(lambda text: "\x00" not in text))
def test_every_character_of_a_password_counts(text):
    hasher = Cheap()
    hashed = hasher.encode(text, hasher.salt())
    assert hasher.verify(text, hashed)
    assert not hasher.verify(text + "a", hashed)
    assert not hasher.verify(text[:-1], hashed)


class Cheap(Argon2PasswordHasher):
    """Ours, at a price that forty examples can pay."""

    time_cost, memory_cost, parallelism = 1, 64, 1


@pytest.mark.safety("A03")
@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("fourteen chars", False),
        ("fifteen chars ok", True),
        ("птица за окном поёт", True),
        ("🌲🌊🪨🦊🐝🍄🌙🔥🧭🪶🌵🐚🎈🧩🛶", True),
        ("x" * 64, False),
        (" ".join(["kettle", "moss", "violin", "harbor"] * 5), True),
        ("samepathsamepath", False),
        ("passwordpassword", False),
        ("recovery therapy group", False),
    ],
)
def test_which_passwords_will_do(password, good):
    try:
        validate_password(password)
    except ValidationError:
        assert not good
    else:
        assert good


@pytest.mark.safety("A04")
def test_guessing_is_throttled_and_ejects_nobody(amara, sign_in, participant_in, monkeypatch):
    from samepath.people.models import Person

    there = participant_in("amara@evening.test")
    reached = []
    real = Person.check_password

    def counted(self, raw):
        reached.append(raw)
        return real(self, raw)

    monkeypatch.setattr(Person, "check_password", counted)
    for n in range(60):
        sign_in("amara@evening.test", f"guess number {n} of many")

    assert len(reached) <= 10
    assert there.get("/tonight").status_code == 200
    monkeypatch.undo()


@pytest.mark.safety("A04")
def test_a_throttled_account_opens_again(amara, sign_in, time_machine):
    for n in range(12):
        sign_in("amara@evening.test", f"guess number {n} of many")
    assert sign_in("amara@evening.test")[1].status_code == 200

    from datetime import UTC, datetime, timedelta

    time_machine.move_to(datetime.now(UTC) + timedelta(minutes=16))
    assert sign_in("amara@evening.test")[1].status_code == 302


def _plain(answer):
    """What is left of a page without its one-time values."""
    text = answer.content.decode()
    text = re.sub(r'(?<=value=")[\w-]{32,}(?=")', "", text)
    return text.replace("amara@evening.test", "@").replace("nobody@evening.test", "@")


@pytest.mark.safety("A05")
@pytest.mark.parametrize(
    ("url", "field"), [("/account/login/", "login"), ("/account/password/reset/", "email")]
)
def test_an_account_and_none_answer_alike(amara, url, field):
    known, unknown = (
        Client().post(url, {field: email, "password": "wrong, wrong, wrong"}, follow=True)
        for email in ("amara@evening.test", "nobody@evening.test")
    )
    assert known.status_code == unknown.status_code
    assert _plain(known) == _plain(unknown)


@pytest.mark.safety("A05")
@pytest.mark.parametrize("path", ["/account/login/", "/account/password/reset/"])
def test_an_account_and_none_take_equally_long(amara, path, settings):
    """A small sample of work done, not of waiting: it fails for a missing hash or a mail sent to one of them."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = False
    amara.set_password(PASSWORD)
    amara.save(update_fields=["password"])
    took: dict[str, list[float]] = {"amara@evening.test": [], "nobody@evening.test": []}
    for _ in range(5):
        for email, times in took.items():
            began = time.process_time()
            Client().post(path, {"login": email, "email": email, "password": "wrong, wrong, wrong"})
            times.append(time.process_time() - began)
    known, unknown = (statistics.median(times) for times in took.values())
    assert abs(known - unknown) < 0.010 + 0.1 * known, (known, unknown)


def test_nobody_signs_up_by_themselves(db):
    for path in ("/account/signup/", "/account/email/", "/account/password/set/"):
        assert Client().get(path).status_code == 404
        assert Client().post(path, {"email": "x@y.test"}).status_code == 404


@pytest.mark.safety("A12")
def test_the_session_has_a_new_name_after_signing_in(amara, sign_in):
    browser = Client()
    browser.get("/account/login/")
    session = browser.session
    session["planted"] = "yes"
    session.save()
    planted = session.session_key or ""
    browser.cookies["samepath"] = planted

    sign_in("amara@evening.test", browser=browser)

    assert browser.cookies["samepath"].value != planted
    assert not WebSession.objects.filter(session_key=planted).exists()


@pytest.mark.safety("A12")
def test_other_devices_are_told_once_and_neutrally(amara, sign_in, participant_in):
    old = participant_in("amara@evening.test", **{"user-agent": FIREFOX})
    sign_in("amara@evening.test", **{"user-agent": IPHONE})

    first, second = old.get("/me").content.decode(), old.get("/me").content.decode()

    assert "opened on another device (Safari on iPhone)" in first
    assert "opened on another device" not in second


@pytest.mark.safety("A12")
def test_one_sees_and_ends_ones_own_sign_ins(amara, ben, sign_in, participant_in):
    here = participant_in("amara@evening.test", **{"user-agent": FIREFOX})
    there = participant_in("amara@evening.test", **{"user-agent": IPHONE})
    page = here.get("/me").content.decode()
    assert "Firefox on Linux" in page
    assert "Safari on iPhone" in page
    assert here.session.session_key not in page
    assert there.session.session_key[:8] not in page

    (key,) = re.findall(r'name="key" value="(\w+)"', page)
    assert sign_in("ben@evening.test")[0].post("/me/devices/end", {"key": key}).status_code == 302
    assert there.get("/tonight").status_code == 200

    here.post("/me/devices/end", {"key": key})
    assert there.get("/tonight").status_code == 302
    assert here.get("/tonight").status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [(FIREFOX, "Firefox on Linux"), (IPHONE, "Safari on iPhone"), ("curl/8", ""), ("", "")],
)
def test_a_device_is_named_by_its_family(agent, words):
    assert device_words(agent) == words


def test_signing_in_and_out_are_in_the_trail_without_an_address(amara, sign_in):
    browser, _ = sign_in("amara@evening.test")
    sign_in("amara@evening.test", "wrong, wrong, wrong")
    browser.post("/account/logout/")

    Entry = apps.get_model("audit", "Entry")
    lines = list(Entry.objects.filter(act__startswith="account.").values_list("act", "outcome"))
    assert lines == [
        ("account.sign_in", "ok"), ("account.sign_in", "refused"), ("account.sign_out", "ok"),
    ]  # fmt: skip
    assert not Entry.objects.filter(by_name__contains="@").exists()
