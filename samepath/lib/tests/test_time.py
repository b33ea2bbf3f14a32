"""Wall time in a named zone to instants and back, also on the nights the clocks change (safety.md 4.5)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samepath.lib.time import Happens, happens, in_zone, instant, now, overlap, span, week_start

ZONES = [
    "America/New_York", "America/Phoenix", "America/Indiana/Indianapolis", "America/Indiana/Knox", "Europe/London",
    "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia",
]  # fmt: skip

# zone, wall time, how often, instant (UTC)
NIGHTS = [
    ("America/New_York", "2026-03-08 02:30", "never", "2026-03-08 07:00"),
    ("America/New_York", "2026-03-08 02:00", "never", "2026-03-08 07:00"),
    ("America/New_York", "2026-03-08 02:59", "never", "2026-03-08 07:00"),
    ("America/New_York", "2026-03-08 03:00", "once", "2026-03-08 07:00"),
    ("America/New_York", "2026-03-08 01:59", "once", "2026-03-08 06:59"),
    ("America/New_York", "2026-11-01 01:30", "twice", "2026-11-01 05:30"),
    ("America/New_York", "2026-11-01 02:00", "once", "2026-11-01 07:00"),
    ("America/Phoenix", "2026-03-08 02:30", "once", "2026-03-08 09:30"),
    ("America/Indiana/Indianapolis", "2026-11-01 01:00", "twice", "2026-11-01 05:00"),
    ("Europe/London", "2026-03-29 01:30", "never", "2026-03-29 01:00"),
    ("Europe/London", "2026-03-08 02:30", "once", "2026-03-08 02:30"),
    ("Europe/London", "2026-10-25 01:30", "twice", "2026-10-25 00:30"),
    ("Australia/Lord_Howe", "2026-10-04 02:15", "never", "2026-10-03 15:30"),
    ("Australia/Lord_Howe", "2026-04-05 01:45", "twice", "2026-04-04 14:45"),
    ("Africa/Casablanca", "2026-03-22 02:30", "never", "2026-03-22 02:00"),
    ("Pacific/Apia", "2011-12-30 12:00", "never", "2011-12-30 10:00"),
    ("Pacific/Apia", "2011-12-30 00:00", "never", "2011-12-30 10:00"),
]  # fmt: skip


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(("zone", "wall", "often", "utc"), NIGHTS)
def test_the_nights_the_clocks_change(zone, wall, often, utc):
    moment = at(wall)
    assert happens(moment.date(), moment.time(), zone) == Happens(often)
    assert instant(moment.date(), moment.time(), zone) == (at(utc).replace(tzinfo=UTC), 0)


@pytest.mark.parametrize("zone", ZONES)
def test_six_in_the_evening_stays_six_in_the_evening_all_year(zone):
    for day in range(370):
        on = date(2026, 1, 1) + timedelta(days=day)
        starts, _ = instant(on, time(18, 0), zone)
        assert in_zone(starts, zone).replace(tzinfo=None) == datetime.combine(on, time(18, 0))


def test_a_session_across_the_change_lasts_as_long_as_planned():
    starts, ends = span(date(2026, 11, 1), time(0, 30), 90, "America/New_York")
    assert ends - starts == timedelta(minutes=90)
    assert in_zone(ends, "America/New_York").strftime("%H:%M") == "01:00"


def test_spans_that_touch_do_not_overlap():
    six, seven, eight = (datetime(2026, 5, 4, hour, tzinfo=UTC) for hour in (18, 19, 20))
    assert not overlap((six, seven), (seven, eight))
    assert overlap((six, eight), (seven, eight))
    assert overlap((six, eight), (six, seven))


@given(
    st.datetimes(min_value=datetime(2011, 1, 1), max_value=datetime(2040, 1, 1)),
    st.sampled_from(ZONES),
)
def test_an_instant_shows_the_wall_time_or_the_next_valid_minute(wall, zone):
    wall = wall.replace(second=0, microsecond=0)
    moment, _ = instant(wall.date(), wall.time(), zone)
    shown = in_zone(moment, zone).replace(tzinfo=None)

    if happens(wall.date(), wall.time(), zone) is Happens.NEVER:
        assert shown > wall
        minute_before = in_zone(moment - timedelta(minutes=1), zone).replace(tzinfo=None)
        assert minute_before < wall
    else:
        assert shown == wall
        assert in_zone(moment, zone).fold == 0


def test_a_time_typed_with_a_zone_or_fold_of_its_own_means_the_first_in_the_zone_named():
    tricky = time(1, 30, fold=1, tzinfo=ZoneInfo("Europe/London"))
    assert instant(date(2026, 11, 1), tricky, "America/New_York")[0] == datetime(
        2026, 11, 1, 5, 30, tzinfo=UTC
    )


def test_now_is_utc():
    assert now().utcoffset() == timedelta(0)


def test_a_week_starts_on_monday():
    assert week_start(date(2026, 11, 29)) == week_start(date(2026, 11, 23)) == date(2026, 11, 23)
