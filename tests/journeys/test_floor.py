"""A round, a hand, a vote and a pause, held from a phone and lived at a desk."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, check_in, wait_for
from tests.journeys.test_room import come_as, enter

AXE = Path(__file__).parents[2] / "client/node_modules/axe-core/axe.min.js"
pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.timeout(300)]


def picture(page, name):
    """Kept only where somebody wants to look."""
    if folder := os.environ.get("SHOTS"):
        page.wait_for_timeout(600)
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def tool(page, words):
    page.locator("summary", has_text=words).click()


@pytest.mark.safety("H27", "Z07")
def test_a_round_a_hand_a_vote_and_a_pause(house, staffed, come, tmp_path):
    heron = come("heron", PHONE)
    heron.get_by_role("link", name="Go to the door").click()
    enter(heron)
    fern = come("fern", DESK)
    check_in(fern)
    enter(fern)
    fern.locator('.ctl[data-act="camera"]').click()

    heron.get_by_role("button", name=re.compile("^(Begin|Next): ")).click()
    expect(fern.locator("[data-purpose]")).not_to_be_empty()
    picture(fern, "begun-desk")
    heron.get_by_role("button", name="Start a round").click()
    heron.locator("[data-turns] .now").wait_for()
    picture(heron, "leader-phone")
    for _ in range(3):
        if fern.get_by_role("button", name="I’m done").is_visible():
            break
        heron.get_by_role("button", name="Give the piece on").click()
        heron.wait_for_timeout(800)
    expect(fern.get_by_role("img", name="has the talking piece")).to_be_visible()
    picture(fern, "speaking-desk")
    fern.get_by_role("button", name="Pass", exact=True).click()
    expect(fern.get_by_role("button", name="Come back to me")).to_be_visible()
    picture(fern, "passed-desk")

    fern.keyboard.press("h")
    expect(fern.locator("[data-hand-words]")).to_have_text("Hand up, 1")
    expect(heron.locator("[data-hands] li", has_text="Fern")).to_be_visible()
    heron.get_by_role("button", name="Open the floor").click()

    tool(heron, "Ask the group")
    heron.get_by_label("Your question").fill("What shall we talk about?")
    heron.get_by_label("The choices, one on each line").fill("Sleep\nAsking for help")
    heron.get_by_role("button", name="Start the vote").click()
    fern.get_by_role("button", name="Sleep").click()
    expect(fern.get_by_role("button", name="Sleep")).to_have_attribute("aria-pressed", "true")
    expect(heron.locator("[data-voted]")).to_have_text("1 have voted")
    picture(fern, "vote-desk")
    picture(heron, "vote-leader-phone")
    heron.get_by_role("button", name="Close the vote").click()
    expect(fern.locator("[data-vote-note]")).to_have_text("The vote is closed.")
    heron.get_by_role("button", name="Put it away").click()

    fern.keyboard.press("t")
    fern.get_by_label("Your words").fill("I am on a bus tonight.")
    fern.keyboard.press("Enter")
    expect(fern.locator("[data-lines] li")).to_have_text("Fern I am on a bus tonight.")
    fern.keyboard.press("Escape")
    expect(heron.locator("[data-latest]")).to_contain_text("I am on a bus tonight.")

    heron.get_by_role("button", name="Pause", exact=True).click()
    expect(fern.get_by_role("heading", name="A pause")).to_be_visible()
    picture(fern, "pause-desk")
    picture(heron, "pause-leader-phone")
    heron.locator('[data-lead] [data-do="go_on"]').click()
    expect(fern.locator("[data-rest]")).to_be_hidden()

    for page in (fern, heron):
        clean(page)
    shapes(fern, heron)


def clean(page):
    """What axe finds, which is nothing."""
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "async () => (await axe.run()).violations.map(one => [one.id, one.nodes[0].html])"
    )
    assert found == []


def shapes(fern, heron):
    """What is at a speaker's hand is in sight at every size, and nothing scrolls sideways."""
    heron.get_by_role("button", name="Start a round").click()
    wait_for(fern, lambda: fern.locator("[data-mine]").is_visible())
    for width, height in ((360, 740), (320, 568), (740, 360), (320, 200), (1280, 800)):
        fern.set_viewport_size({"width": width, "height": height})
        fern.wait_for_timeout(300)
        picture(fern, f"turn-{width}x{height}")
        mine = fern.locator("[data-mine] button:visible").first
        assert mine.evaluate(
            "one => { const box = one.getBoundingClientRect();"
            " const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);"
            " return box.height >= 44 && one.contains(top); }"
        ), (width, height)
        controls = fern.locator('.ctl[data-act="mic"]')
        expect(controls).to_be_in_viewport()
        assert fern.evaluate("document.documentElement.scrollWidth <= innerWidth"), (width, height)
    heron.set_viewport_size(DESK)
    picture(heron, "leader-desk")


@pytest.mark.safety("H12", "V03")
def test_two_go_to_a_room_of_their_own_and_come_back(house, staffed, come):
    """Pairs and back: the two see each other and not the group, call the leader, and come back by themselves."""
    heron = come("heron", DESK)
    heron.get_by_role("link", name="Go to the door").click()
    enter(heron)
    oak, wave = come_as(come, "oak"), come_as(come, "wave")
    oak.set_viewport_size(PHONE)
    for page in (oak, wave):
        check_in(page)
        enter(page)
    expect(oak.locator(".tile")).to_have_count(3)
    before = heron.get_by_role("button", name="Open the floor")
    if before.is_visible():  # the round of a journey before this one
        before.click()
        expect(before).to_be_hidden()
    heron.get_by_role("button", name=re.compile("^(Begin|Next): ")).click()
    rearrange(heron)
    tool(heron, "The whole evening")
    tool(heron, "People")
    picture(heron, "leader-three")
    clean(heron)
    oak.get_by_role("button", name="More").click()
    picture(oak, "more-phone")
    clean(oak)
    oak.get_by_role("button", name="With you").click()
    expect(heron.locator(".tile", has_text="Oak").locator(".flag")).to_have_text("With you")
    heron.get_by_role("button", name="Open the floor").click()

    tool(heron, "Pairs and threes")
    heron.get_by_label("A question for them, if you like").fill("What helped you once before?")
    heron.get_by_role("button", name="Send them to small rooms").click()
    for page in (oak, wave):
        expect(page.locator("[data-question-words]")).to_have_text("What helped you once before?")
        expect(page.locator(".tile", has_text="Heron")).to_have_count(0)
        expect(page.locator(".tile")).to_have_count(2)
    picture(oak, "pair-phone")
    picture(heron, "split-leader-desk")
    oak.get_by_role("button", name="Call a leader").click()
    expect(heron.locator("[data-rooms] .called")).to_be_visible()
    heron.get_by_role("button", name="Bring everyone back").click()
    for page in (oak, wave):
        expect(page.locator(".tile", has_text="Heron")).to_be_visible()
        expect(page.locator(".tile")).to_have_count(3)


def rearrange(heron):
    """The order of a round, by keyboard with the focus kept, and by drag."""
    heron.locator("#round-order").select_option("arrival")
    heron.get_by_role("button", name="Start a round").click()
    rows = heron.locator("[data-turns] li")
    expect(rows).to_have_count(3)
    last = rows.nth(2).locator("b").inner_text()
    up = heron.get_by_role("button", name=f"{last} one place earlier")
    up.focus()
    heron.keyboard.press("Enter")
    expect(rows.nth(1).locator("b")).to_have_text(last)
    expect(up).to_be_focused()
    grip, target = rows.nth(2).locator("[data-grip]").bounding_box(), rows.nth(1).bounding_box()
    assert grip is not None
    assert target is not None
    heron.mouse.move(grip["x"] + 16, grip["y"] + 22)
    heron.mouse.down()
    heron.mouse.move(target["x"] + 60, target["y"] + 12, steps=6)
    heron.mouse.move(target["x"] + 60, target["y"] + 6, steps=3)
    heron.mouse.up()
    expect(rows.nth(2).locator("b")).to_have_text(last)
