"""From an invitation to a passkey and back in with it alone, in a real browser with a made-up authenticator."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.live.house import samepath

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.timeout(240)]

PASSWORD = "kettle moss violin harbor"
INVITE = """
from samepath.people.permissions import Role
from samepath.programs import actions
print("TOKEN", actions.invite(email="robin@new.test", role=Role.ADMINISTRATOR, program=None, by=None)[1])
"""
MADE_UP = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def token(house):
    """An invitation to run the installation."""
    done = samepath(house.env, "manage", "shell", "-v0", "-c", INVITE)
    return done.stdout.split("TOKEN ")[1].split()[0]


@pytest.mark.safety("A01", "A02", "A07", "A12")
def test_a_passkey_is_a_second_factor_and_a_way_in(house, chromium, token):
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": MADE_UP})

    page.goto(f"{house.origin}/invitation/{token}")
    page.fill("[name=alias]", "Robin")
    page.fill("[name=legal_name]", "Robin Legalname")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Set up my account").click()

    page.fill("[name=login]", "robin@new.test")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
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

    page.locator("summary.hat").first.click()
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{house.origin}/office/people")
    page.get_by_role("button", name="Sign in with a passkey").click()

    page.wait_for_url("**/office/people")
    expect(page.get_by_role("heading", level=1)).to_have_text("People")
    context.close()
