"""The supervisor's wall with three rooms: one that needs somebody, one that is calm, one that opens soon."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from samepath.facilitation import actions as facilitation
from samepath.facilitation.models import Whisper
from samepath.lib.time import now
from samepath.people.permissions import Role
from samepath.rooms import actions as rooms
from samepath.rooms.models import Admission, CheckIn, Wait
from samepath.rooms.tests.conftest import READY
from samepath.schedule import actions as schedule
from samepath.schedule.models import Kind
from tests.look.eyes import DESK, HELP_ON_TOP, PHONE, wrong_with

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
SHOTS = os.environ.get("SHOTS")


@pytest.fixture
def three_rooms(tonight, evening, amara, ben, lin, dr_chen, iris, livekit_silent):
    """Tonight with a lost line and a whisper; Evening Harbor, calm; First Steps, in a few minutes and without a host."""
    from conftest import _enrolled, _person, _staff

    def leader(alias, drawing):
        person = _person(
            alias, f"{alias.lower()}@evening.test", f"{alias} Legalname", drawing=drawing
        )
        return _staff(person, Role.PEER_LEADER, evening)

    def member(alias):
        person = _person(alias, f"{alias.lower()}@evening.test", "L", drawing=alias.lower())
        return _enrolled(person, evening)

    def plan(title, minutes, **more):
        wall = (now() + timedelta(minutes=minutes)).astimezone(ZoneInfo(evening.zone))
        at = wall.replace(second=0, microsecond=0)
        return schedule.plan(
            program=evening, kind=Kind.PEER, title=title, on=at.date(), at=at.time(), minutes=90,
            supervisor=dr_chen, by=iris, **more,
        )  # fmt: skip

    def come(session, *people):
        for person in people:
            leads = person in {session.guide, session.host}
            hat = Role.PEER_LEADER if leads else Role.PARTICIPANT
            entry = rooms.enter(
                session, by=person, hat=hat, browser=person.alias, answers=None if leads else READY
            )
            assert entry.admission is not None
        Admission.objects.filter(room__session=session).update(beat_at=now())

    def does(session, person, hat, kind, **args):
        facilitation.command(session, by=person, hat=hat, kind=kind, args=args, command_id=uuid4())

    sun, moon, wave, acorn = (member(one) for one in ("Sun", "Moon", "Wave", "Acorn"))
    schedule.expect(tonight, people=[sun, moon], by=iris)
    harbor = plan(
        "Evening Harbor", -2, guide=leader("Willow", "fern"), host=leader("Finch", "finch"),
        expected=[wave],
    )  # fmt: skip
    steps = plan("First Steps", 5, guide=leader("Juniper", "juniper"), expected=[acorn])
    for session in (tonight, harbor):
        rooms.watch(session, by=dr_chen, hat=Role.CLINICIAN, state="listening")
    come(tonight, ben, lin, amara, sun, moon)
    come(harbor, harbor.guide, harbor.host)
    Wait.objects.create(session=steps, person=acorn, asked_at=now(), seen_at=now())
    does(tonight, ben, Role.PEER_LEADER, "next", **{"from": ""})
    does(tonight, ben, Role.PEER_LEADER, "round", order="arrival")
    does(tonight, moon, Role.PARTICIPANT, "hand", up=True)
    does(tonight, dr_chen, Role.CLINICIAN, "whisper", text="Fern has been quiet since the door.")
    does(
        tonight, lin, Role.PEER_LEADER, "reply", whisper=str(Whisper.objects.get().pk), answer="thanks"
    )  # fmt: skip
    facilitation.heard(tonight, by=moon, seconds=40)
    facilitation.heard(tonight, by=ben, seconds=60)
    CheckIn.objects.filter(person=amara).update(arriving=3)
    CheckIn.objects.filter(person=sun).update(arriving=2)
    Admission.objects.filter(person=sun).update(beat_at=now() - timedelta(seconds=16))
    return tonight


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_wall(open_page, three_rooms, dr_chen, size):
    page = open_page("/console", person=dr_chen, hat=Role.CLINICIAN, size=size)
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"wall-{size[0]}.png", full_page=size is PHONE)

    assert wrong_with(page) == []
    assert page.evaluate(HELP_ON_TOP)
    first = page.locator("[data-room] h2").first.inner_text()
    assert first == "Tuesday Evening Circle"
    assert page.locator("[data-room].first .why").first.inner_text().startswith("Sun dropped ")
    page.evaluate("document.documentElement.dataset.theme = 'day'")
    assert wrong_with(page) == []


def test_the_wall_by_keyboard(open_page, three_rooms, dr_chen):
    page = open_page("/console", person=dr_chen, hat=Role.CLINICIAN, size=DESK)

    page.keyboard.press("1")
    page.keyboard.press("w")
    assert page.locator("[data-whom]").inner_text() == "Heron and Lantern, Tuesday Evening Circle"
    assert wrong_with(page) == []
    page.keyboard.type("Sun came at 2.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_url("**/console")
    page.get_by_text("You to Heron and Lantern: “Sun came at 2.”").wait_for()


def test_news_is_on_the_wall_within_a_second(open_page, three_rooms, dr_chen, ben):
    """The page asks on the second; what was pressed meanwhile is there, and the focus is where it was."""
    page = open_page("/console", person=dr_chen, hat=Role.CLINICIAN, size=DESK)
    page.keyboard.press("2")
    held = page.evaluate("document.activeElement.id")
    page.get_by_text("console answered").wait_for()

    facilitation.command(
        three_rooms, by=ben, hat=Role.PEER_LEADER, kind="pause", args={}, command_id=uuid4()
    )

    page.get_by_text("The group rested.").wait_for(timeout=3_000)
    assert page.evaluate("document.activeElement.id") == held
