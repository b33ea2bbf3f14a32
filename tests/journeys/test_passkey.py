"""From an invitation to a second factor and back in, in a real browser: by passkey, and by an app on the phone."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect

from samepath.rehearsal.browser import totp
from tests.live.house import samepath
from tests.look.eyes import wrong_with

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.timeout(240)]

PASSWORD = "kettle moss violin harbor"
INVITE = """
from samepath.people.permissions import Role
from samepath.programs import actions
from samepath.programs.models import Program
program = Program.objects.first() if "{role}" == "participant" else None
print("TOKEN", actions.invite(email="{email}", role=Role("{role}"), program=program, by=None)[1])
"""
MADE_UP = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def invited(house):
    """Invites somebody; answers the token of the link."""

    def invite(role, email):
        asked = INVITE.format(role=role, email=email)
        done = samepath(house.env, "manage", "shell", "-v0", "-c", asked)
        return done.stdout.split("TOKEN ")[1].split()[0]

    return invite


def set_up(page, house, token, alias, email):
    """From the link to the first page behind the password."""
    page.goto(f"{house.origin}/invitation/{token}")
    page.fill("[name=alias]", alias)
    page.fill("[name=legal_name]", f"{alias} Legalname")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Set up my account").click()
    sign_in(page, email)


def sign_in(page, email):
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page):
    page.locator("summary.hat").first.click()
    page.get_by_role("button", name="Sign out").click()


def look(page, name):
    """Nothing axe finds; a picture where somebody asked for one."""
    assert wrong_with(page) == []
    if folder := os.environ.get("LOOK_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.safety("A01", "A02", "A07", "A12")
def test_a_passkey_is_a_second_factor_and_a_way_in(house, chromium, invited):
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": MADE_UP})

    set_up(page, house, invited("administrator", "robin@new.test"), "Robin", "robin@new.test")
    expect(page.get_by_role("heading", level=1)).to_have_text("One more key for this hat")

    expect(page.get_by_role("link", name="Use an app on my phone")).to_have_count(0)

    page.get_by_role("link", name="Use a passkey").press("Enter")
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button").first.click()
    page.fill("[name=name]", "my phone")
    page.get_by_label("It may open my account without the password").check()
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/recovery-codes/**")

    page.goto(f"{house.origin}/office/people")
    expect(page.get_by_role("heading", level=1)).to_have_text("People")

    sign_out(page)
    page.goto(f"{house.origin}/office/people")
    page.get_by_role("button", name="Sign in with a passkey").click()

    page.wait_for_url("**/office/people")
    expect(page.get_by_role("heading", level=1)).to_have_text("People")
    context.close()


@pytest.mark.safety("A01", "A12")
def test_a_participant_sets_an_app_up_and_is_remembered(house, chromium, invited):
    """On a phone: the app at the first sign-in, a code at the second, none at the third, and again for records."""
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda fault: page.faults.append(str(fault)))
    h1 = page.get_by_role("heading", level=1)
    set_up(page, house, invited("participant", "wren@new.test"), "Wren", "wren@new.test")
    expect(h1).to_have_text("One more key to your account")
    look(page, "factor-participant")

    page.get_by_role("link", name="Use an app on my phone").click()
    if page.locator("[name=password]").count():
        page.fill("[name=password]", PASSWORD)
        page.locator("main form button").first.click()
    secret = page.input_value("#authenticator_secret")
    look(page, "factor-app")
    page.fill("[name=code]", totp(secret))
    page.get_by_role("button", name="Use this app").click()
    page.wait_for_url("**/recovery-codes/**")
    look(page, "factor-recovery-codes")
    # A code of the app is good once, and the next one half a minute away: these are good at once.
    codes = page.input_value("#recovery_codes").split()
    assert len(codes) == 10
    page.goto(f"{house.origin}/tonight")
    expect(h1).to_contain_text("Wren")

    sign_out(page)
    page.goto(f"{house.origin}/tonight")
    sign_in(page, "wren@new.test")
    page.get_by_label("Remember this phone or computer").check()
    look(page, "factor-code")
    page.fill("[name=code]", codes.pop())
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/tonight")
    page.goto(f"{house.origin}/me")
    expect(page.get_by_role("heading", name="Devices that ask for no code")).to_be_visible()
    look(page, "remembered-device")

    sign_out(page)
    page.goto(f"{house.origin}/tonight")
    sign_in(page, "wren@new.test")
    page.wait_for_url("**/tonight")
    expect(h1).to_contain_text("Wren")

    page.get_by_role("link", name="My week").click()
    expect(page.locator("[name=code]")).to_be_visible()
    look(page, "factor-again")
    page.fill("[name=code]", codes.pop())
    page.locator("main form button").first.click()
    page.wait_for_url("**/week")
    context.close()
