"""What eyes, fingers and screen readers meet: every part and page in both themes, on a phone and on a desktop."""

from __future__ import annotations

from pathlib import Path

import pytest

from samepath.people.permissions import Role
from tests.look.eyes import DESK, HELP_ON_TOP, ON_ITS_SIDE, PHONE, ZOOMED, wrong_with

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

# What the room's script does with the state, in small: faces from the page's own templates.
FILL_ROOM = """(faces) => {
    const room = document.querySelector("[data-room]");
    room.hidden = false;
    document.body.classList.add("in-room");
    document.documentElement.dataset.theme = "night";
    for (const veil of room.querySelectorAll("[data-veil]")) veil.hidden = true;
    const pattern = room.querySelector("template[data-tile]").content.firstElementChild;
    for (let face = 0; face < faces; face += 1) {
        const tile = pattern.cloneNode(true);
        tile.querySelector("[data-name]").textContent = "Fern " + face;
        tile.querySelector("[data-role]").textContent = "guide";
        tile.classList.toggle("main", face === 0);
        room.querySelector("[data-floor]").append(tile);
    }
    room.querySelector("[data-floor]").classList.toggle("few", faces <= 2);
}"""
SMALLEST = """() => Math.min(
    ...[...document.querySelectorAll(".tile")].map((tile) => tile.getBoundingClientRect().width))"""


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("theme", ["day", "night"])
def test_every_part_on_the_shelf(open_page, theme, size):
    """Names, roles and contrast of each part, in both themes."""
    assert wrong_with(open_page(f"/gallery?theme={theme}", size=size)) == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_pages_for_anybody(open_page, size, db):
    """Whoever is not signed in."""
    for path in ("/", "/crisis", "/account/login/", "/account/password/reset/"):
        assert wrong_with(open_page(path, size=size)) == [], path


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_pages_of_every_hat(open_page, size, tonight, amara, ben, dr_chen, iris):
    """The pages of a participant, a leader, a clinician and the office; Help is in its place on each, uncovered."""
    pages = [
        (amara, Role.PARTICIPANT, ["/tonight", "/week", "/me", "/agreements", f"/session/{tonight.pk}/door"]),
        (ben, Role.PEER_LEADER, ["/leading", "/guides", f"/leading/{tonight.pk}/guide", f"/session/{tonight.pk}/door"]),
        (dr_chen, Role.CLINICIAN, ["/console", "/console/hand-over", f"/console/{tonight.pk}/whisper", "/calls", "/debriefs", "/approvals"]),
        (iris, Role.COORDINATOR, ["/office", "/office/people", "/office/session/new", f"/office/session/{tonight.pk}",
                                  f"/office/person/{amara.pk}", "/office/people/invite", "/office/groups", "/office/program"]),
    ]  # fmt: skip
    for person, hat, paths in pages:
        for path in paths:
            page = open_page(path, person=person, hat=hat, size=size)
            assert wrong_with(page) == [], path
            assert page.evaluate(HELP_ON_TOP), f"Help is covered on {path}"
            page.context.close()  # its looks by itself and the next sign-in share one database


@pytest.mark.parametrize("faces", [2, 9, 14])
def test_the_room_lays_itself_out(open_page, tonight, amara, faces):
    """Nobody under 80 px on a phone and 160 px on a desktop; Help and leaving stay in reach on every screen."""
    page = open_page(
        f"/session/{tonight.pk}/room",
        person=amara,
        hat=Role.PARTICIPANT,
        without="**/built/assets/room*",  # it would find that there is no room behind this page
    )
    page.evaluate(FILL_ROOM, faces)
    for size in (PHONE, DESK, ON_ITS_SIDE, ZOOMED):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        if size != ZOOMED:
            assert page.evaluate(SMALLEST) >= (160 if size == DESK else 80), size
        assert page.evaluate(HELP_ON_TOP), size
        # On a phone the bar has four, and leaving is behind "More".
        page.locator(".ctl[data-act=leave]:visible, .ctl[data-act=more]:visible").first.click(
            trial=True
        )
        page.faults.clear()
        assert wrong_with(page) == [], size


@pytest.mark.safety("P10", "H20")
def test_the_numbers_to_call_open_without_a_line_and_nothing_else_is_kept(
    open_page, tonight, amara
):
    """Any page asked for while the line is down shows the numbers; the browser keeps that page, a style and a font."""
    page = open_page("/tonight", person=amara, hat=Role.PARTICIPANT)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.context.set_offline(True)
    page.goto(page.url.replace("/tonight", "/week"))
    assert page.locator("a[href='tel:988']").first.is_visible()
    assert "Fern" not in page.content()
    page.context.set_offline(False)
    kept = page.evaluate(
        """async () => {
            const paths = [];
            for (const name of await caches.keys())
                for (const one of await (await caches.open(name)).keys()) paths.push(new URL(one.url).pathname);
            return {paths, local: Object.keys(localStorage), session: Object.keys(sessionStorage)};
        }"""
    )
    assert {Path(path).suffix or path for path in kept["paths"]} == {"/crisis", ".css", ".woff2"}
    assert kept["local"] == []
    assert kept["session"] == []


def test_the_door_can_be_answered_with_arrow_keys(open_page, tonight, amara):
    """Each press of an arrow is kept, and the step stays open under the hand."""
    page = open_page(f"/session/{tonight.pk}/door", person=amara, hat=Role.PARTICIPANT)
    number = page.locator("[name=arriving]")
    number.nth(3).focus()
    for key in ("Space", "ArrowRight"):
        with page.expect_response("**/answer"):
            page.keyboard.press(key)
        page.wait_for_timeout(300)
    assert page.evaluate("document.activeElement.value") == "4"
    assert page.locator("#steps").count() == 1
    assert page.faults == []
    page.reload()
    assert number.nth(4).is_checked()
