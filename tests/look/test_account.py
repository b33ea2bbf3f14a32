"""Pages around signing in, in both themes, on a phone and a desktop, with axe; and a form that came too late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator

from samepath.people import actions as people
from samepath.people.models import Contact, WebSession
from samepath.people.permissions import Role
from samepath.people.sessions import SessionStore
from samepath.web.hats import FACTOR
from tests.look.eyes import DESK, HELP_ON_TOP, PHONE, wrong_with

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
NIGHT = "() => { document.documentElement.dataset.theme = 'night'; }"


def _looks_right(page, name):
    for _theme in ("day", "night"):
        assert wrong_with(page) == [], name
        assert page.evaluate(HELP_ON_TOP), f"Help is covered on {name}"
        page.evaluate(NIGHT)


def _factor_of_six_minutes_ago(person):
    row = WebSession.objects.filter(person=person).latest("seen_at")
    session = SessionStore(row.session_key)
    session[FACTOR] = (datetime.now(UTC) - timedelta(minutes=6)).isoformat()
    session.save()


@pytest.mark.safety("A11")
def test_a_form_that_came_too_late_by_keyboard(open_page, amara, live_server):
    page = open_page("/me/contact", person=amara, hat=Role.PARTICIPANT)
    _factor_of_six_minutes_ago(amara)
    page.fill("[name=usual_address]", "1 Elm Street, Keene")
    page.press("[name=usual_address]", "Enter")

    page.get_by_role("button", name="It is me").press("Enter")
    page.wait_for_url("**/me/carried")
    assert page.get_by_text("1 Elm Street, Keene").is_visible()
    _looks_right(page, "carried")
    page.get_by_role("button", name="Send it").press("Enter")

    page.wait_for_url("**/me")
    assert Contact.objects.get(person=amara).usual_address == "1 Elm Street, Keene"


@pytest.mark.safety("A08")
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_helping_somebody_back_in(open_page, size, amara, ben, iris, omar):
    """The form, the form refused, and the list as either colleague sees it."""
    for person in (amara, ben):
        Authenticator.objects.create(user=person, type="totp", data={})
    people.ask_to_restore(ben, how="known-on-video", by=omar)
    people.ask_to_restore(amara, how="id-on-video", by=iris)
    pages = {
        "the form": f"/office/person/{amara.pk}/lost-factor",
        "about oneself": f"/office/person/{iris.pk}/lost-factor",
        "the list": "/office/lost-factors",
        "people": "/office/people",
    }
    for name, path in pages.items():
        _looks_right(open_page(path, person=iris, hat=Role.COORDINATOR, size=size), name)

    page = open_page(pages["the form"], person=iris, hat=Role.COORDINATOR, size=size)
    page.get_by_role("button", name="I checked it").press("Enter")
    page.wait_for_load_state()
    assert page.get_by_text("Please say how you checked who it is").first.is_visible()
    page.faults.clear()  # the browser calls a refused form an error
    _looks_right(page, "the form refused")


@pytest.mark.safety("A02")
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_page_that_asks_for_a_passkey(open_page, size, dr_chen):
    page = open_page("/me", person=dr_chen, hat=Role.CLINICIAN, size=size)
    row = WebSession.objects.get(person=dr_chen)
    session = SessionStore(row.session_key)
    del session[FACTOR]
    session.save()
    page.goto(page.url.replace("/me", "/calls"))
    assert page.get_by_role("link", name="Use a passkey").is_visible()
    _looks_right(page, "the passkey asked for")
