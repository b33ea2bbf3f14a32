"""The week: gaps first, every session with its coverage, the same number of queries at any size."""

from datetime import time, timedelta

import pytest

from samepath.lib.time import in_zone, week_start
from samepath.schedule import actions as schedule

WEEK = "/office"


@pytest.fixture
def office(client_as, iris):
    return client_as(iris)


@pytest.fixture
def monday(evening, moment):
    """The Monday of next week, so that nothing planned is over."""
    return week_start(in_zone(moment, evening.zone).date()) + timedelta(days=7)


@pytest.fixture
def plan(evening, iris, monday):
    def planned(title="Circle", days=0, at=time(18), kind="peer", **people):
        return schedule.plan(
            program=evening, kind=kind, title=title, on=monday + timedelta(days=days), at=at, by=iris,
            **people,
        )  # fmt: skip

    return planned


def test_gaps_come_first_and_say_what_is_missing(office, plan, monday, ben, lin, dr_chen):
    plan("Held", guide=ben, host=lin, supervisor=dr_chen)
    plan("First Steps", days=1, guide=ben)

    page = office.get(WEEK, {"from": monday.isoformat()}).content.decode()

    assert "2 sessions, 1 gap" in page
    assert page.index("Gaps first") < page.index("First Steps") < page.index("Held")
    assert "no host, no clinician" in page
    assert page.count("covered") == 1


def test_a_session_of_care_needs_a_guide_only(office, plan, monday, dr_chen):
    plan("Skills", kind="clinical", guide=dr_chen)
    page = office.get(WEEK, {"from": monday.isoformat()}).content.decode()
    assert "Gaps first" not in page
    assert "covered" in page


def test_what_is_called_off_says_so_and_is_no_gap(office, plan, monday, iris):
    schedule.cancel(plan("Off"), by=iris)
    page = office.get(WEEK, {"from": monday.isoformat()}).content.decode()
    assert "called off" in page
    assert "Gaps first" not in page


def test_weeks_lead_to_one_another_and_nonsense_to_this_one(office, monday, plan):
    plan("Next week")
    assert "Next week" not in office.get(WEEK, {"from": "2020-01-01"}).content.decode()
    for nonsense in ("soon", "2026-13-40", ""):
        assert office.get(WEEK, {"from": nonsense}).status_code == 200
    assert f"?from={monday.isoformat()}" in office.get(WEEK).content.decode()


def test_an_empty_week_teaches(office):
    assert "Sessions appear here" in office.get(WEEK, {"from": "2020-01-01"}).content.decode()


@pytest.mark.safety("Z09")
def test_the_other_program_is_nowhere_on_the_page(office, morning, monday):
    schedule.plan(program=morning, kind="peer", title="Sunrise", on=monday, at=time(8), by=None)
    page = office.get(WEEK, {"from": monday.isoformat()}).content.decode()
    assert "Sunrise" not in page
    assert "Morning program" not in page
    office.post("/office/choose", {"program": str(morning.pk)})
    assert "Sunrise" not in office.get(WEEK, {"from": monday.isoformat()}).content.decode()


@pytest.mark.parametrize("size", [1, 25])
def test_the_week_asks_as_much_for_many_sessions_as_for_one(
    office, plan, monday, ben, size, django_assert_max_num_queries
):
    for number in range(size):
        plan(f"Circle {number}", days=number % 7, at=time(8 + number // 7), guide=None)
    office.get(WEEK)
    with django_assert_max_num_queries(8):
        office.get(WEEK, {"from": monday.isoformat()})


def test_an_administrator_without_a_program_is_led_to_where_one_begins(client_as, omar):
    browser = client_as(omar)
    assert browser.get(WEEK)["Location"] == "/office/program/new"
    assert b"There is no program yet" in browser.get("/office/people").content
