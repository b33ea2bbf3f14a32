"""Tonight and my week: one big thing, aliases only, the truth about the door."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samepath.people.models import Person
from samepath.rooms import actions as rooms
from samepath.safety import actions as safety
from samepath.schedule import actions as schedule
from samepath.schedule.models import Kind, Session
from samepath.web.participant.tonight import greeting

CANARIES = ("Legalname", "Mei Chen", "@evening.test", "555-0142", "Alder Street")


@pytest.fixture
def fern(client_as, amara):
    return client_as(amara)


def _text(browser, url):
    answer = browser.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def _plan(evening, iris, moment, **more):
    wall = moment.astimezone(ZoneInfo(evening.zone)).replace(second=0, microsecond=0)
    given = {"kind": Kind.PEER, "title": "Circle", "minutes": 60, **more}
    return schedule.plan(program=evening, on=wall.date(), at=wall.time(), by=iris, **given)


@pytest.mark.parametrize(
    ("hour", "words"),
    [(0, "Good night"), (4, "Good night"), (5, "Good morning"), (11, "Good morning"), (12, "Good afternoon"),
     (16, "Good afternoon"), (17, "Good evening"), (23, "Good evening")],
)  # fmt: skip
def test_the_greeting_follows_ones_own_clock(hour, words):
    assert greeting(datetime(2026, 11, 24, hour, 30, tzinfo=ZoneInfo("America/New_York"))) == words


def test_an_open_session_is_the_big_thing(fern, tonight):
    text = _text(fern, "/tonight")

    assert "Fern." in text
    assert "Tuesday Evening Circle" in text
    for alias in ("Heron", "Lantern", "Dr. Chen"):
        assert alias in text
    assert "Check in and join" in text
    assert f"/session/{tonight.pk}/door" in text


def test_before_the_door_opens_the_page_says_when(fern, evening, amara, ben, dr_chen, iris, moment):
    session = _plan(
        evening, iris, moment + timedelta(hours=2), guide=ben, supervisor=dr_chen, expected=[amara]
    )

    text = _text(fern, "/tonight")

    assert "The door opens at" in text
    assert "Check in and join" not in text
    assert f"/session/{session.pk}/door" not in text


def test_with_nothing_planned_the_page_says_what_will_be_here(fern):
    assert "Nothing is planned for you yet" in _text(fern, "/tonight")


@pytest.mark.safety("H09")
def test_a_session_that_was_called_off_is_said_kindly_and_is_no_door(fern, tonight, iris):
    schedule.cancel(tonight, by=iris)

    text = _text(fern, "/tonight")

    assert "does not take place" in text
    assert "Check in and join" not in text


def test_somebody_elsewhere_reads_both_clocks(fern, tonight, amara):
    Person.objects.filter(pk=amara.pk).update(zone="America/Los_Angeles")

    assert "New York time" in _text(fern, "/tonight")


def test_what_is_not_signed_comes_before_the_door(fern, tonight, amara):
    amara.consents.all().delete()

    text = _text(fern, "/tonight")

    assert "First, read and sign" in text
    assert "Check in and join" not in text


@pytest.mark.safety("P06")
def test_pages_of_a_participant_hold_aliases_only(fern, tonight, amara, dr_chen, ben, lin):
    call = safety.ask_for_help(by=amara, command_id=uuid4(), session=tonight)
    safety.answer(call, by=dr_chen, next_step="I call you now.")

    for url in ("/tonight", "/week", f"/help/{call.pk}", f"/session/{tonight.pk}/left"):
        text = _text(fern, url)
        for canary in CANARIES:
            assert canary not in text, f"{url} shows {canary}"


def test_the_week_has_two_lanes_with_ones_own_minutes(
    fern, evening, amara, dr_chen, iris, tonight, moment
):
    _plan(
        evening, iris, moment + timedelta(minutes=90), kind=Kind.INDIVIDUAL, title="Dr. Chen and you",
        guide=dr_chen, expected=[amara],
    )  # fmt: skip
    began = moment - timedelta(hours=3)
    Session.objects.filter(pk=tonight.pk).update(
        starts_at=began, ends_at=began + timedelta(hours=1)
    )
    tonight.refresh_from_db()
    rooms.record_past(
        tonight, amara, role="participant", by=iris,
        intervals=[(began, began + timedelta(minutes=20)), (began + timedelta(minutes=25), began + timedelta(minutes=52))],
    )  # fmt: skip
    day = began.astimezone(ZoneInfo(amara.zone)).date()

    answer = fern.get(f"/week?from={day}")

    lanes = {lane["lane"]: lane for lane in answer.context["lanes"]}
    assert lanes["peer"]["minutes"] == 47
    assert lanes["care"]["minutes"] == 0
    assert "You were there for 47 minutes" in answer.content.decode()


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "nonsense", "2026-13-01", ""])
def test_a_day_that_is_none_shows_this_week(fern, day):
    assert fern.get(f"/week?from={day}").context["monday"] == fern.get("/week").context["monday"]


@pytest.mark.parametrize("url", ["/tonight", "/week"])
def test_the_number_of_questions_does_not_grow(
    url, fern, evening, amara, ben, lin, dr_chen, iris, moment
):
    counts = []
    for hours in ((2,), (4, 6, 8, 10, 12, 14)):
        for hour in hours:
            _plan(
                evening, iris, moment + timedelta(hours=hour), title=f"Circle {hour}", guide=ben, host=lin,
                supervisor=dr_chen, expected=[amara],
            )  # fmt: skip
        fern.get(url)
        with CaptureQueriesContext(connection) as seen:
            fern.get(url)
        counts.append(len(seen))

    assert counts[0] == counts[1]
