"""The ladder: a call for help climbs until a named clinician has it, and again until something came of it (H01, H02, R10)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from samepath.notices.models import Notice
from samepath.people.permissions import Role
from samepath.programs import actions as programs
from samepath.safety import actions as safety
from samepath.safety import jobs, queries, rules
from samepath.safety.models import Concern
from samepath.safety.rules import Pace, Responder, Rung, routing

pytestmark = pytest.mark.safety("H01", "H02", "R10")
S = timedelta(seconds=1)
NOON = datetime(2030, 5, 1, 12, tzinfo=UTC)
CHEN, REYES, SOL, HERON, FERN = "Dr. Chen", "Dr. Reyes", "Dr. Sol", "Heron", "Fern"


def told(*pairs):
    return [Responder(person, as_what) for person, as_what in pairs]


# what `responders` found, the program's clinicians -> first, second, everyone
ROUTES = {
    "a session's supervisor first, then who is on call, then all": (
        told((CHEN, "supervisor"), (REYES, "care-team"), (SOL, "on-call"), (HERON, "leader")), [CHEN, REYES, SOL],
        [CHEN, HERON], [SOL], [CHEN, REYES, SOL, None],
    ),
    "without anybody else on call the care team is second": (
        told((CHEN, "supervisor"), (REYES, "care-team")), [CHEN, REYES], [CHEN], [REYES], [CHEN, REYES, None],
    ),
    "outside a session the care team and who is on call, at once": (
        told((REYES, "care-team"), (SOL, "on-call")), [SOL, REYES, CHEN],
        [REYES, SOL], [], [REYES, SOL, CHEN, None],
    ),
    "one clinician: the second rung is empty": (told((CHEN, "supervisor")), [CHEN], [CHEN], [], [CHEN, None]),
    "no clinician: the duty address, on every rung": (told((None, "duty")), [], [None], [], [None]),
    "one's own call is not one's own to hear of": (told((CHEN, "supervisor")), [CHEN, FERN], [CHEN], [], [CHEN, None]),
}  # fmt: skip


@pytest.mark.parametrize("case", ROUTES)
def test_whom_each_rung_reaches(case):
    found, clinicians, *expected = ROUTES[case]
    ladder = routing(found, clinicians=clinicians, asker=FERN)
    assert [
        [one.person for one in ladder[rung]] for rung in (Rung.FIRST, Rung.SECOND, Rung.EVERYONE)
    ] == expected


def climbed(pace, *, has_second, until):
    """(seconds after the press, rung) of every rung, with a look each second."""
    reached, planned, since, found = 0, NOON + pace.again, NOON, []
    for second in range(1, until + 1):
        now = NOON + second * S
        if rules.is_due(planned, since, now):
            reached = rules.next_rung(reached, has_second=has_second)
            wait = rules.wait_after(reached, pace, has_second=has_second)
            planned = rules.moment_after(planned, wait, now, repeating=reached >= Rung.EVERYONE)
            since = now
            found.append((second, reached))
    return found


def test_the_rungs_come_at_30_60_and_120_seconds_and_then_each_minute():
    found = climbed(Pace(), has_second=True, until=300)
    assert found == [(30, 1), (60, 2), (120, 3), (180, 4), (240, 5), (300, 6)]


def test_an_empty_second_rung_is_stepped_over_at_once():
    assert climbed(Pace(), has_second=False, until=130) == [(30, 1), (60, 3), (120, 4)]


@given(
    st.lists(
        st.one_of(st.integers(1, 3), st.integers(1, 7200), st.integers(-4000, -1)), min_size=1, max_size=60
    ),
    st.booleans(),
)  # fmt: skip
def test_whatever_the_clock_does_no_call_stays_where_it_is(steps, has_second):
    """The clock jumps an hour either way, looks come late: after two quiet minutes and a half everybody has been told,
    and no rung was left out or climbed twice."""
    pace = Pace()
    reached, planned, since, now, seen = 0, NOON + pace.again, NOON, NOON, [0]
    for step in [*steps, *[1] * 150]:
        now += step * S
        if rules.is_due(planned, since, now):
            reached = rules.next_rung(reached, has_second=has_second)
            wait = rules.wait_after(reached, pace, has_second=has_second)
            planned = rules.moment_after(planned, wait, now, repeating=reached >= Rung.EVERYONE)
            since = now
            seen.append(reached)
    assert reached >= Rung.EVERYONE
    assert seen == sorted(set(seen))
    assert (Rung.SECOND in seen) is has_second


# --- with rows -----------------------------------------------------------------------------------


@pytest.fixture
def at(monkeypatch, moment):
    """Moves every clock of the ladder to so many seconds after the press, and lets the loop look once."""

    def look(seconds):
        now = moment + seconds * S
        for module in (safety, jobs):
            monkeypatch.setattr(module, "right_now", lambda: now)
        if seconds:
            jobs.climb_ladders()

    look(0)
    return look


@pytest.fixture
def dr_reyes(evening):
    """On call too."""
    from conftest import _person, _staff

    person = _person("Dr. Reyes", "reyes@evening.test", "Luz Reyes")
    return _staff(person, Role.CLINICIAN, evening, on_call=True)


@pytest.fixture
def call(at, amara, tonight, dr_reyes):
    """Amara's press in the session that Dr. Chen supervises."""
    return safety.ask_for_help(by=amara, command_id=uuid4(), session=tonight)


def names(call):
    return [one.person.alias if one.person else "duty" for one in call.told.all()]


def test_nobody_answers(call, at):
    assert set(names(call)) == {"Dr. Chen", "Heron", "Lantern"}
    at(29)
    assert len(names(call)) == 3
    at(31)
    assert names(call)[3:] == ["Dr. Chen"]
    at(61)
    assert names(call)[4:] == ["Dr. Reyes"]
    at(121)
    assert set(names(call)[5:]) == {"Dr. Chen", "Dr. Reyes", "duty"}
    at(181)
    assert len(names(call)) == 11
    assert Notice.objects.filter(template="look-now").count() == 11


def test_a_named_answer_ends_it_and_without_an_outcome_it_comes_back(call, at, dr_chen, dr_reyes):
    at(10)
    safety.answer(call, by=dr_chen, next_step="I call you now.")
    at(200)
    assert len(names(call)) == 3
    at(311)
    assert set(names(call)[3:]) == {"Dr. Chen", "Dr. Reyes"}
    at(612)
    assert len(names(call)) == 7
    call.refresh_from_db()
    safety.close(call, by=dr_chen, outcome="We spoke.")
    at(2000)
    assert len(names(call)) == 7


def test_two_loops_at_once_tell_once(call, at, monkeypatch):
    at(31)
    told_before = len(names(call))
    assert not safety.climb(call.pk)
    jobs.climb_ladders()
    assert len(names(call)) == told_before


def test_a_clock_set_back_by_an_hour_delays_nothing(call, at):
    at(-3600)
    assert sorted(names(call)) == ["Dr. Chen", "Dr. Chen", "Heron", "Lantern"]
    at(-3600 + 61)
    assert "Dr. Reyes" in names(call)


def test_after_a_stop_of_ten_minutes_the_missed_rungs_come_at_once_and_the_repeats_do_not_pile_up(
    call, at
):
    for second in (600, 601, 602, 603, 604):
        at(second)
    call.refresh_from_db()
    assert call.rung == Rung.EVERYONE
    assert names(call).count("duty") == 1


def test_who_it_reaches_was_decided_at_the_press(call, at, evening, iris, dr_reyes):
    from conftest import _person, _staff

    _staff(_person("Dr. Sol", "sol@evening.test", "S Sol"), Role.CLINICIAN, evening, on_call=True)
    at(31), at(61), at(121)
    assert "Dr. Sol" not in names(call)


def test_a_programs_own_numbers(at, amara, tonight, evening, dr_reyes, iris):
    programs.change_settings(evening, by=iris, help_again_s=10, help_second_s=50)
    tonight.program.refresh_from_db()
    call = safety.ask_for_help(by=amara, command_id=uuid4(), session=tonight)
    at(11)
    assert names(call)[3:] == ["Dr. Chen"]
    at(49)
    assert "Dr. Reyes" not in names(call)
    at(51)
    assert "Dr. Reyes" in names(call)


def test_a_program_without_a_clinician_and_a_call_without_a_program(at, evening, omar):
    call = safety.ask_for_help(by=omar, command_id=uuid4())
    assert call.program is None
    assert names(call) == ["duty"]
    at(31), at(61)
    assert names(call) == ["duty", "duty", "duty"]


def test_a_follow_up_for_today_has_no_ladder(at, amara, tonight, dr_chen):
    call = safety.follow_up(amara, by=dr_chen, session=tonight, command_id=uuid4())
    at(4000)
    call.refresh_from_db()
    assert (call.rung, call.next_at) == (0, None)


def test_each_rung_is_in_the_trail(call, at):
    at(31), at(61)
    lines = apps.get_model("audit", "Entry").objects.filter(act="safety.climb").order_by("pk")
    assert [(one.facts["rung"], one.facts["told"]) for one in lines] == [(1, 1), (2, 1)]


def test_everybody_once_with_first_and_last(call, at):
    for second in (31, 61, 121, 181):
        at(second)
    call = Concern.objects.prefetch_related("told__person").get(pk=call.pk)
    told = {one.person.alias if one.person else "duty": one for one in queries.who_was_told(call)}
    assert set(told) == {"Dr. Chen", "Heron", "Lantern", "Dr. Reyes", "duty"}
    chen = told["Dr. Chen"]
    assert (chen.last_at - chen.first_at, chen.as_what) == (181 * S, "supervisor")
