"""What follows after a session, in tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samepath.debriefs.rules import (
    BOTH,
    FEWEST,
    Answers,
    Log,
    Written,
    both,
    calls_for_somebody,
    log,
    missing,
    names_people,
    offers_help,
    reminders,
    summary,
    talk,
)

END = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
LEVEL = st.none() | st.integers(0, 4)
ANSWERS = st.builds(Answers, LEVEL, LEVEL, LEVEL, LEVEL)


@given(st.lists(ANSWERS, max_size=FEWEST - 1))
def test_fewer_than_five_answers_say_nothing(answers):
    assert summary(answers) is None


@given(st.lists(ANSWERS, min_size=FEWEST, max_size=12))
def test_a_question_that_fewer_than_five_answered_is_left_out(answers):
    told = summary(answers)
    for question in ("heard", "belonging", "useful", "safe"):
        levels = [x for one in answers if (x := getattr(one, question)) is not None]
        shown = told is not None and question in told.middle
        assert not shown or (
            len(levels) >= FEWEST and min(levels) <= told.middle[question] <= max(levels)
        )


def test_the_middle_of_five_is_one_of_their_answers():
    told = summary([Answers(heard=level) for level in (0, 3, 3, 4, 4)])
    assert told is not None
    assert (told.given, told.middle) == (5, {"heard": 3})


@pytest.mark.parametrize(
    ("safe", "called", "offered"),
    [(None, False, False), (0, True, True), (1, False, True), (2, False, False), (4, False, False)],
)
@pytest.mark.safety("H15")
def test_not_safe_at_all_calls_for_somebody(safe, called, offered):
    answers = Answers(safe=safe)
    assert (calls_for_somebody(answers), offers_help(answers)) == (called, offered)


@pytest.mark.parametrize(
    ("energy", "boxes", "lacks"),
    [
        (3, ("well", "", ""), []),
        (None, ("", " ", ""), ["boxes", "energy"]),
        (None, ("", "", "moved"), ["energy"]),
        (1, ("", "", ""), ["boxes"]),
    ],
)
def test_what_is_missing_to_finish(energy, boxes, lacks):
    assert missing(Written(energy, boxes)) == lacks


@pytest.mark.parametrize(
    ("wants", "energies", "why"),
    [
        (True, [5], "asked"), (False, [2], ""), (False, [2, 2], "low-twice"), (False, [1, 3, 1], ""),
        (False, [3, 1], ""), (False, [], ""), (False, [2, 1, 5], "low-twice"),
    ],
)  # fmt: skip
def test_when_somebody_should_talk_with_a_leader(wants, energies, why):
    assert talk(wants=wants, energies=energies) == why


@given(st.text(max_size=80), st.text(max_size=80))
def test_two_windows_lose_no_word(stored, typed):
    joined = both(stored, typed)
    assert not stored.strip() or joined.startswith(stored)
    assert not typed.strip() or joined.endswith(typed)


def test_a_text_that_only_went_on_is_not_doubled():
    assert both("It was", "It was good") == "It was good"
    assert both("mine", "other") == f"mine{BOTH}other"


LEADERS = [("guide", "ben"), ("host", "lin")]


@pytest.mark.parametrize(
    ("owed", "over", "done", "answer"),
    [
        (True, False, set(), Log("open")),
        (True, True, set(), Log("waiting", ("guide", "host"))),
        (True, True, {"ben"}, Log("waiting", ("host",))),
        (True, True, {"ben", "lin"}, Log("closed")),
        (False, True, set(), Log("closed")),
    ],
)
def test_how_the_log_of_a_session_stands(owed, over, done, answer):
    assert log(owed=owed, over=over, leaders=LEADERS, done=done) == answer


@pytest.mark.parametrize(
    ("after", "due"),
    [
        (timedelta(minutes=119), []),
        (timedelta(hours=2), ["evening"]),
        (MORNING - END, ["evening", "morning"]),
        (timedelta(hours=49), []),
    ],
)
def test_two_reminders_and_then_none(after, due):
    assert reminders(now=END + after, ends_at=END, morning=MORNING) == due


@pytest.mark.parametrize(
    ("at", "seen"),
    [
        (timedelta(minutes=-106), False), (timedelta(minutes=-105), True), (timedelta(), True),
        (timedelta(hours=24), True), (timedelta(hours=24, seconds=1), False),
    ],
)  # fmt: skip
@pytest.mark.safety("Z04")
def test_leaders_see_people_from_15_minutes_before_to_a_day_after(at, seen):
    start = END - timedelta(minutes=90)
    assert names_people(now=END + at, starts_at=start, ends_at=END) == seen
