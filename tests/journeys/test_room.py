"""A session from the landing page to the attendance page, in real browsers against the real media server."""

from __future__ import annotations

import os
import re
import signal
import time

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, Staff, check_in, pictures, wait_for
from tests.live.house import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.timeout(240)]


def enter(page):
    page.get_by_role("button", name="Enter quietly").click()
    expect(page.locator("[data-room]")).to_be_visible()
    elsewhere = page.locator('[data-veil="elsewhere"]')
    wait_for(page, lambda: elsewhere.is_visible() or page.locator(".tile").count() > 0)
    if elsewhere.is_visible():
        page.get_by_role("button", name="Go on here").click()
    expect(page.locator(".tile.mine")).to_be_visible()
    expect(page.locator('[data-veil="joining"]')).to_be_hidden()


def seconds_of(house, session, name):
    office = Visitor(house.origin, "priya")
    office.come_in()
    page = office.get(f"/office/session/{session}").text
    office.close()
    rows = re.findall(r'data-seconds="(\d+)">(.*?)</tr>', page, re.DOTALL)
    return next((int(s) for s, cells in rows if f">{name}<" in cells), None)


@pytest.mark.safety("V13", "V05", "V06", "P01", "H21", "H23", "R06", "V03", "H07")
def test_an_evening(house, staffed, come):
    """Fern comes in from a phone, is seen, survives the media server's fall, is removed and stays out."""
    heron = come("heron")
    heron.get_by_role("link", name="Go to the door").click()
    heron.locator('[data-mirror="camera"]').click()
    expect(heron.locator("[data-mirror-glass] video")).to_be_visible()
    enter(heron)
    expect(heron.locator("[data-watching]")).to_have_text(re.compile("Ada Okafor is close by"))

    fern = come("fern", PHONE)
    check_in(fern)
    began = time.time()
    enter(fern)
    wait_for(fern, lambda: pictures(fern) == 1)
    # Nothing of Fern goes out before a press.
    heron_sees = heron.locator(".tile", has_text="Fern")
    expect(heron_sees).to_be_visible()
    assert heron_sees.locator("video").is_hidden()
    fern.locator('[data-act="camera"]').click()
    wait_for(heron, lambda: pictures(heron) == 1)

    os.kill(house.pid("livekit"), signal.SIGKILL)
    expect(fern.locator("[data-say]")).to_have_text(re.compile("seat is kept"))
    wait_for(fern, lambda: pictures(fern) == 1, 60)
    wait_for(heron, lambda: pictures(heron) == 1, 60)

    heron_sees.get_by_role("button", name="Ask to leave").click(force=True)
    heron.locator("#remove-reason").fill("a rehearsal of removing")
    heron.locator('[data-sheet="remove"]').get_by_role("button", name="Ask to leave").click()
    expect(fern.locator('[data-veil="ended"]')).to_be_visible()
    stayed = time.time() - began
    expect(fern.locator('[data-veil="ended"]')).to_contain_text("asked to leave")
    fern.get_by_role("link", name="Back to the door").click()
    expect(fern.get_by_text("You cannot come into this session tonight")).to_be_visible()
    assert fern.get_by_role("button", name="Enter quietly").count() == 0
    time.sleep(1)
    assert abs(seconds_of(house, staffed, "Fern") - stayed) <= 15


@pytest.mark.safety("V05", "H03", "V14", "H05")
def test_the_door_waits_and_a_second_device_asks(house, tonight, come):
    time.sleep(16)  # nobody of an earlier evening counts as a leader in the room any more
    ada = Staff(house.origin, "ada", tonight)
    ada.watch()
    wave = come_as(come, "wave")
    check_in(wave)
    wave.get_by_role("button", name="Enter quietly").click()
    expect(wave.locator('[data-veil="waiting"]')).to_contain_text("We wait for Heron")
    heron = Staff(house.origin, "heron", tonight)
    heron.lead()
    expect(wave.locator(".tile.mine")).to_be_visible(timeout=20_000)

    second = come_as(come, "wave")
    second.get_by_role("link", name="Check in and join").click()
    second.get_by_role("button", name="Enter quietly").click()
    expect(second.locator('[data-veil="elsewhere"]')).to_be_visible()
    second.get_by_role("button", name="Go on here").click()
    expect(second.locator(".tile.mine")).to_be_visible()
    expect(wave.locator('[data-veil="elsewhere"]')).to_be_visible(timeout=15_000)
    heron.end()
    ada.end()


@pytest.mark.safety("H01", "H23", "R07", "R09")
def test_help_works_with_the_media_server_stopped(house, staffed, come):
    fern = come("fern")
    check_in(fern)
    fern.get_by_role("button", name="Enter quietly").click()
    expect(fern.locator(".tile.mine")).to_be_visible()
    expect(fern.locator("[data-say]")).to_have_text(re.compile("in the room|is speaking"))
    media = house.pid("livekit")
    os.kill(media, signal.SIGSTOP)
    try:
        stopped = time.monotonic()
        expect(fern.locator("[data-say]")).to_have_text(re.compile("seat is kept"))
        assert time.monotonic() - stopped < 10
        moon = come_as(come, "moon")
        moon.set_viewport_size(PHONE)
        moon.keyboard.press("F8")
        expect(moon.get_by_role("heading", name="We have your call.")).to_be_visible(timeout=10_000)
        expect(moon.get_by_text("Dr. Ada Okafor was told.")).to_be_visible()
        ada = come("ada", DESK)
        call = ada.locator("section.alarm", has_text="Moon")
        call.get_by_role("link", name="Answer").click()
        ada.get_by_label("Or in your own words").fill("I call you in a minute.")
        ada.get_by_role("button", name="I have this").click()
        expect(moon.get_by_role("heading", name="Dr. Ada Okafor has your call.")).to_be_visible()
        expect(moon.get_by_text("I call you in a minute.")).to_be_visible()
    finally:
        os.kill(media, signal.SIGCONT)
    expect(fern.locator("[data-say]")).to_have_text(re.compile("in the room|is speaking"))


@pytest.mark.safety("H15")
def test_somebody_not_safe_meets_a_clinician_and_not_the_group(house, staffed, come):
    ridge = come_as(come, "ridge")
    check_in(ridge, safe="not-sure")
    expect(ridge.locator("#steps .note.look")).to_contain_text("has been told")
    ridge.get_by_role("button", name="Enter quietly").click()
    expect(ridge.locator('[data-veil="waiting"]')).to_contain_text("has been told")
    ada = come("ada", DESK)
    ada.get_by_role("link", name="Go to them").first.click()
    expect(ada.locator(".tile.mine")).to_be_visible()
    expect(ridge.locator(".tile.mine")).to_be_visible(timeout=20_000)
    expect(ridge.locator(".tile", has_text="Ada Okafor")).to_be_visible()
    assert ridge.locator(".tile").count() == 2


@pytest.mark.safety("H27")
def test_by_keyboard_alone(house, staffed, come):
    oak = come_as(come, "oak")
    press_until(oak, "Check in and join")
    for name, steps in (("place", 1), ("privacy", 1), ("arriving", 1), ("safe", 1)):
        field = oak.locator(f'input[name="{name}"]').first
        reach(oak, field)
        with oak.expect_response(lambda answer: answer.url.endswith("/answer")):
            for _ in range(steps):
                oak.keyboard.press("Space")
        oak.wait_for_timeout(300)
    button = oak.get_by_role("button", name="Enter quietly")
    reach(oak, button)
    oak.keyboard.press("Enter")
    expect(oak.locator(".tile.mine")).to_be_visible()
    expect(oak.locator('[data-veil="joining"]')).to_be_hidden()
    expect(oak.locator("[data-say]")).to_have_text(re.compile("in the room|is speaking"))
    oak.keyboard.press("v")
    expect(oak.locator('[data-act="camera"]')).to_have_attribute("aria-pressed", "true")
    oak.keyboard.press("v")
    expect(oak.locator('[data-act="camera"]')).to_have_attribute("aria-pressed", "false")
    reach(oak, oak.locator('.ctl[data-act="leave"]'))
    oak.keyboard.press("Enter")
    expect(oak.get_by_role("heading", name="You left the room.")).to_be_visible()


@pytest.mark.safety("H01")
def test_help_is_kept_when_the_sign_in_has_ended(house, come):
    """The page was left open, the sign-in is gone, and the press still counts; what it answers names nobody."""
    sun = come_as(come, "sun")
    sun.set_viewport_size(PHONE)
    sun.context.clear_cookies()
    sun.keyboard.press("F8")
    expect(sun.get_by_role("heading", name="We have your call.")).to_be_visible()
    expect(sun.get_by_text("Nobody has answered yet.")).to_be_visible()
    expect(sun.get_by_text("Okafor")).to_have_count(0)
    if folder := os.environ.get("LOOK_PICTURES"):
        sun.screenshot(path=f"{folder}/help-pressed.png")
    sun.goto(f"{house.origin}/tonight")
    expect(sun).to_have_url(re.compile("/account/login/"))


def come_as(come, who):
    """As a made-up person who has no door of their own on the landing page."""
    page = come("fern")
    page.context.clear_cookies()
    origin = page.url.split("/tonight")[0]
    page.goto(f"{origin}/?ways")
    page.evaluate(
        "who => { const form = document.querySelector('form[action*=\"/demo/as/\"]');"
        " form.action = '/demo/as/' + who; form.submit(); }",
        who,
    )
    page.wait_for_url("**/tonight")
    return page


def press_until(page, name):
    link = page.get_by_role("link", name=name)
    reach(page, link)
    page.keyboard.press("Enter")


def reach(page, target, most=60):
    """Tab until the focus is there."""
    handle = target.element_handle()
    for _ in range(most):
        if handle.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
        handle = target.element_handle()
    raise AssertionError("the keyboard does not reach it")
