"""Signing in the way people do, with a password and an app on the phone."""

from __future__ import annotations

import pytest
from django.test import Client

PASSWORD = "a long enough passphrase"
LOGIN = "/account/login/"


def code_of(secret):
    """What an app shows now."""
    from allauth.mfa.totp.internal import auth

    counter = next(iter(auth.yield_hotp_counters_from_time()))
    return auth.format_hotp_value(auth.hotp_value(secret, counter))


@pytest.fixture
def sign_in():
    """Types an address and a password; answers the browser and what it got."""

    def type_it(email, password=PASSWORD, browser=None, **headers):
        browser = browser or Client()
        return browser, browser.post(LOGIN, {"login": email, "password": password}, headers=headers)

    return type_it


@pytest.fixture
def participant_in(sign_in):
    """A participant who typed the password and showed a second factor; answers the browser."""

    def come(email, **kwargs):
        from samepath.people.permissions import Role
        from samepath.web.hats import wear

        browser, _ = sign_in(email, **kwargs)
        session = browser.session
        wear(session, Role.PARTICIPANT, second_factor=True)
        session.save()
        return browser

    return come


@pytest.fixture
def phone_of():
    """Sets an app up for somebody; answers what shows its codes."""

    def set_up(person):
        from allauth.mfa.totp.internal import auth

        secret = auth.generate_totp_secret()
        auth.TOTP.activate(person, secret)
        return lambda: code_of(secret)

    return set_up


@pytest.fixture
def factors_of():
    """The second factors somebody has."""

    def kinds(person):
        from allauth.mfa.models import Authenticator

        return set(Authenticator.objects.filter(user=person).values_list("type", flat=True))

    return kinds


@pytest.fixture
def codes():
    """What an app shows for a secret."""
    return code_of
