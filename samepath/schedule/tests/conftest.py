"""A session to plan: tomorrow at six, everybody in their part."""

from datetime import time, timedelta

import pytest

from samepath.lib.time import in_zone


@pytest.fixture
def tomorrow(evening, moment):
    return in_zone(moment, evening.zone).date() + timedelta(days=1)


@pytest.fixture
def plan(evening, iris, tomorrow):
    """Plan a session in the evening program; a test names what is different."""

    from samepath.schedule import actions as schedule

    def planned(**different):
        wanted = {
            "program": evening, "kind": "peer", "title": "Circle", "on": tomorrow, "at": time(18),
            "minutes": 90, "by": iris,
        }  # fmt: skip
        return schedule.plan(**{**wanted, **different})

    return planned


@pytest.fixture
def same():
    """The plan a session follows, with something changed."""
    from samepath.schedule import actions as schedule

    def like(session, **different):
        wanted = {
            "kind": session.kind, "title": session.title, "on": session.on_date, "at": session.at_time,
            "minutes": session.minutes, "zone": session.zone, "group": session.group,
            "guide": session.guide, "host": session.host, "supervisor": session.supervisor,
        }  # fmt: skip
        return schedule.Plan(**{**wanted, **different})

    return like
