"""A forgotten password (A06, A07)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from samepath.notices.models import Notice
from samepath.people.models import WebSession

NEW = "kettle moss violin harbor"
RESET = "/account/password/reset/"


@pytest.fixture
def asked(amara):
    """Amara asks for a link."""
    Client().post(RESET, {"email": "amara@evening.test"})
    return Notice.objects.get(template="reset")


def _choose(link, password=NEW):
    browser = Client()
    there = browser.get(link)
    where = there["Location"] if there.status_code == 302 else link
    return browser.post(where, {"password1": password, "password2": password})


@pytest.mark.safety("A06", "P03")
def test_the_link_goes_to_the_stored_address_and_says_nothing(asked):
    assert asked.to == "amara@evening.test"
    assert asked.link.startswith("/account/password/reset/key/")
    assert asked.expires_at - asked.posted_at <= timedelta(minutes=30, seconds=1)


@pytest.mark.safety("A06")
@pytest.mark.parametrize(
    "typed",
    [
        {"email": ["amara@evening.test", "thief@else.test"]},
        {"email": "amara@evening.test,thief@else.test"},
        {"email": "amara@evening.test\r\nBcc: thief@else.test"},
        {"email": '["amara@evening.test","thief@else.test"]'},
        {"email": "AMARA@Evening.Test"},
        {"email": "thief@else.test", "email[]": "amara@evening.test"},
        {"email": "amara@evening.test "},
    ],
)
def test_one_mail_to_the_stored_address_or_none(amara, typed):
    Client().post(RESET, typed)
    owed = [
        notice
        for notice in Notice.objects.all()
        if notice.expires_at and notice.expires_at > notice.posted_at
    ]
    assert {notice.to for notice in owed} <= {"amara@evening.test"}
    assert len(owed) <= 1


@pytest.mark.safety("A06")
def test_a_reset_ends_every_session_and_works_once(amara, client_as):
    thief = client_as(amara)
    Client().post(RESET, {"email": "amara@evening.test"})
    asked = Notice.objects.get(template="reset")
    _choose(asked.link)

    amara.refresh_from_db()
    assert amara.check_password(NEW)
    assert not WebSession.objects.filter(person=amara).exists()
    assert thief.get("/tonight").status_code == 302

    _choose(asked.link, "another violin harbor moss")
    amara.refresh_from_db()
    assert amara.check_password(NEW)


@pytest.mark.safety("A06")
def test_it_works_for_half_an_hour(asked, amara, time_machine):
    time_machine.move_to(datetime.now(UTC) + timedelta(minutes=31))
    _choose(asked.link)
    amara.refresh_from_db()
    assert not amara.check_password(NEW)


@pytest.mark.safety("A06")
def test_it_does_not_skip_the_second_factor(dr_chen, phone_of, sign_in):
    phone_of(dr_chen)
    Client().post(RESET, {"email": "chen@evening.test"})
    _choose(Notice.objects.get(template="reset").link)

    browser, answer = sign_in("chen@evening.test", NEW)
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert browser.get("/console").status_code == 302


@pytest.mark.safety("A05")
def test_an_address_nobody_has_costs_the_same_writes(asked):
    """Each ask is one row of the outbox; the one to nobody is over before it is sent."""

    def rows_after(email):
        before = Notice.objects.count()
        Client().post(RESET, {"email": email})
        return Notice.objects.count() - before

    assert rows_after("amara@evening.test") == rows_after("nobody@evening.test") == 1
    to_nobody = next(one for one in Notice.objects.all() if one.to != "amara@evening.test")
    assert to_nobody.to.endswith(".invalid")
    assert to_nobody.expires_at is not None
    assert to_nobody.expires_at <= to_nobody.posted_at + timedelta(seconds=1)


@pytest.mark.safety("A07")
def test_a_robot_that_opens_the_link_uses_nothing_up(asked, amara):
    for _ in range(10):
        Client().get(asked.link, follow=True)
        Client().head(asked.link)
    _choose(asked.link)
    amara.refresh_from_db()
    assert amara.check_password(NEW)


@pytest.mark.safety("A06")
def test_a_changed_password_ends_the_other_sessions_and_is_told(amara, sign_in):
    from conftest import PASSWORD

    browser, _ = sign_in("amara@evening.test")
    other, _ = sign_in("amara@evening.test")
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    browser.post("/account/password/change/", form)

    amara.refresh_from_db()
    assert amara.check_password(NEW)
    assert other.get("/tonight").status_code == 302
    assert [notice.to for notice in Notice.objects.filter(template="update")] == [amara.email]
