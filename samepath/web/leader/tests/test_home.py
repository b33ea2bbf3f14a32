"""What a leader sees, when, and what a leader never sees (Z04, P06)."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samepath.people.permissions import Role
from samepath.rooms import actions as rooms
from samepath.schedule import actions as schedule
from samepath.schedule.models import Kind, Session

CANARIES = ("Legalname", "Mei Chen", "@evening.test", "555-0142", "Alder Street")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def heron(client_as, ben):
    return client_as(ben)


def _text(browser, url="/leading"):
    answer = browser.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def _move(session, starts_at, ends_at):
    Session.objects.filter(pk=session.pk).update(starts_at=starts_at, ends_at=ends_at)
    session.refresh_from_db()


def test_what_is_on_now_is_large_with_its_door(heron, tonight):
    text = _text(heron)

    assert "Hello, Heron." in text
    assert "You guide" in text
    assert "Lantern" in text
    assert "Dr. Chen" in text
    assert f"/session/{tonight.pk}/door" in text


def test_the_host_reads_that_they_host(client_as, lin, tonight):
    assert "You host" in _text(client_as(lin))


@pytest.mark.parametrize(("minutes", "door"), [(29, True), (31, False)])
def test_the_door_opens_for_leaders_half_an_hour_before(heron, tonight, moment, minutes, door):
    _move(tonight, moment + minutes * MINUTE, moment + (minutes + 90) * MINUTE)

    assert (f"/session/{tonight.pk}/door" in _text(heron)) == door


@pytest.mark.safety("Z04")
@pytest.mark.parametrize(("minutes", "named"), [(14, True), (16, False)])
def test_who_is_expected_shows_from_a_quarter_of_an_hour_before(
    heron, tonight, moment, minutes, named
):
    _move(tonight, moment + minutes * MINUTE, moment + (minutes + 90) * MINUTE)

    assert ("Fern" in _text(heron)) == named


@pytest.mark.safety("Z04")
@pytest.mark.parametrize(
    ("starts", "ends", "status"),
    [
        (timedelta(minutes=16), timedelta(hours=2), 404),
        (timedelta(minutes=14), timedelta(hours=2), 200),
        (-timedelta(hours=1), timedelta(hours=1), 200),
        (-timedelta(hours=25), -timedelta(hours=24) + MINUTE, 200),
        (-timedelta(hours=26), -timedelta(hours=24) - MINUTE, 200),
    ],
)
def test_the_page_of_a_session_opens_around_it(heron, tonight, moment, starts, ends, status):
    _move(tonight, moment + starts, moment + ends)

    assert heron.get(f"/leading/{tonight.pk}").status_code == status


@pytest.mark.safety("Z04", "P06")
def test_pages_of_a_leader_hold_aliases_only(heron, tonight, amara, iris, moment):
    rooms.answer(tonight, by=amara, place="elsewhere", location="Motel on Route 9", arriving=2)
    _move(tonight, moment - timedelta(hours=2), moment - timedelta(minutes=30))
    rooms.record_past(
        tonight, amara, role="participant", by=iris,
        intervals=[(tonight.starts_at, tonight.starts_at + 40 * MINUTE)],
    )  # fmt: skip

    for url in ("/leading", f"/leading/{tonight.pk}"):
        text = _text(heron, url)
        for canary in (*CANARIES, "Motel"):
            assert canary not in text, f"{url} shows {canary}"
    text = _text(heron, f"/leading/{tonight.pk}")
    assert "Fern" in text
    assert "40 min 00 s" in text
    assert "Computed from presence, never typed in." in text


@pytest.mark.safety("Z04")
def test_a_session_others_lead_is_not_there(client_as, evening, tonight):
    from conftest import _person, _staff

    finch = _staff(_person("Finch", "finch@evening.test", "F"), Role.PEER_LEADER, evening)

    assert tonight.title not in _text(client_as(finch))
    assert client_as(finch).get(f"/leading/{tonight.pk}").status_code == 404


def test_what_is_missing_is_said(heron, tonight):
    Session.objects.filter(pk=tonight.pk).update(host=None, supervisor=None)

    text = _text(heron)

    assert "no host yet" in text
    assert "no clinician yet: it will not open without one" in text


def test_with_nothing_to_lead_the_page_says_what_will_be_here(heron):
    assert "Nothing to lead yet" in _text(heron)


def test_the_number_of_questions_does_not_grow(
    heron, evening, tonight, ben, lin, dr_chen, iris, moment
):
    from conftest import _enrolled, _person

    counts = []
    for more in (False, True):
        if more:
            for n, hours in enumerate((4, 6, 8, 10)):
                wall = (moment + timedelta(hours=hours)).astimezone(ZoneInfo(evening.zone))
                schedule.plan(
                    program=evening, kind=Kind.PEER, title=f"Circle {n}", on=wall.date(),
                    at=wall.time().replace(second=0, microsecond=0), minutes=60, guide=ben, host=lin,
                    supervisor=dr_chen, by=iris,
                )  # fmt: skip
            names = ("Willow", "Juniper", "Stone", "Acorn")
            people = [
                _enrolled(_person(name, f"{name}@evening.test", "X"), evening) for name in names
            ]
            schedule.expect(tonight, people=people, by=iris)
        for url in ("/leading", f"/leading/{tonight.pk}"):
            heron.get(url)
            with CaptureQueriesContext(connection) as seen:
                heron.get(url)
            counts.append(len(seen))

    assert counts[:2] == counts[2:]
