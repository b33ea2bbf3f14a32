"""The pages after a session, in both themes, at the sizes people have, with axe; and typing that saves itself."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from samepath.people.permissions import Role
from tests.look.eyes import DESK, HELP_ON_TOP, PHONE, wrong_with

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
NARROW = (320, 640)
NIGHT = "() => { document.documentElement.dataset.theme = 'night'; }"


@pytest.fixture
def over(tonight, amara, ben, lin):
    """Tonight, ten minutes after its end, with a floor that ran."""
    from samepath.debriefs.tests.conftest import moved, was_there
    from samepath.facilitation.actions import open_floor

    session = moved(tonight, ended_ago=timedelta(minutes=10))
    for person, role in ((ben, "guide"), (lin, "host"), (amara, "participant")):
        was_there(session, person, role)
    open_floor(session, by=None)
    return session


def _pages(session, amara, ben, dr_chen, iris):
    return [
        ("left", amara, Role.PARTICIPANT, f"/session/{session.pk}/left"),
        ("check-out", amara, Role.PARTICIPANT, f"/session/{session.pk}/how-it-was"),
        ("tonight", amara, Role.PARTICIPANT, "/tonight"),
        ("leading", ben, Role.PEER_LEADER, "/leading"),
        ("debrief", ben, Role.PEER_LEADER, f"/leading/{session.pk}/debrief"),
        ("session-leader", ben, Role.PEER_LEADER, f"/leading/{session.pk}"),
        ("console", dr_chen, Role.CLINICIAN, "/console"),
        ("session-clinician", dr_chen, Role.CLINICIAN, f"/clinic/{session.pk}"),
        ("session-office", iris, Role.COORDINATOR, f"/office/session/{session.pk}"),
    ]


def _picture(page, name):
    if folder := os.environ.get("LOOK_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("size", [NARROW, PHONE, DESK], ids=["narrow", "phone", "desk"])
def test_the_pages_after_a_session(open_page, size, over, amara, ben, lin, dr_chen, iris):
    """Nothing wrong by axe in either theme, nothing sideways, Help uncovered."""
    from samepath.debriefs import actions as debriefs
    from samepath.rooms.rules import who_in

    debriefs.save(
        over, {"went_well": "Moon spoke first for once, and others followed.", "energy": "2", "no_advice": "yes",
               "wants_to_talk": "yes", f"follow-{who_in(over.pk, amara.pk)}": "left early, was quiet"},
        revision=0, by=lin,
    )  # fmt: skip
    debriefs.finish(over, by=lin)
    wrong = {}
    for name, person, hat, path in _pages(over, amara, ben, dr_chen, iris):
        page = open_page(path, person=person, hat=hat, size=size)
        _picture(page, f"{name}-{size[0]}")
        found = wrong_with(page)
        if not page.evaluate(HELP_ON_TOP):
            found.append("Help is covered")
        page.evaluate(NIGHT)
        found += wrong_with(page)
        if found:
            wrong[path] = found
    assert wrong == {}


def test_typing_saves_itself_and_is_there_again(open_page, over, ben):
    """By keyboard: a tick, words, a choice; then the page anew."""
    page = open_page(f"/leading/{over.pk}/debrief", person=ben, hat=Role.PEER_LEADER, size=PHONE)
    page.locator("[name=turns_offered]").focus()
    page.keyboard.press("Space")
    page.locator("[name=was_hard]").focus()
    page.keyboard.type("Sun dropped out in the round.")
    page.locator("[name=energy]").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "() => document.querySelector('[data-kept]').textContent.startsWith('Saved at')"
    )
    page.wait_for_timeout(2500)
    page.reload()
    assert page.locator("[name=turns_offered]").is_checked()
    assert page.locator("[name=was_hard]").input_value() == "Sun dropped out in the round."
    assert page.locator("[name=energy][value='3']").is_checked()
    _picture(page, "debrief-typed-360")
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0


def test_a_check_out_by_keyboard_alone(open_page, over, amara):
    page = open_page(f"/session/{over.pk}/how-it-was", person=amara, hat=Role.PARTICIPANT)
    page.locator("[name=safe]").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Send").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Thank you.").wait_for()
    assert page.get_by_text("A clinician has been told").is_visible()
    _picture(page, "check-out-told-360")
    assert wrong_with(page) == []
