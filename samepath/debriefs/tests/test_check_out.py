"""The private check-out: kept, skipped, and never left alone with "not safe"."""

from __future__ import annotations

from datetime import timedelta

import pytest

from samepath.debriefs import actions as debriefs
from samepath.debriefs import queries
from samepath.debriefs.errors import NotNow, Wrong
from samepath.debriefs.models import CheckOut
from samepath.debriefs.rules import Answers
from samepath.debriefs.tests.conftest import moved
from samepath.notices.models import Notice
from samepath.safety.models import Concern

WELL = Answers(3, 4, 3, 4)


def test_what_somebody_says_is_kept_and_may_be_said_anew(amara, over):
    debriefs.check_out(over, WELL, words="warm", by=amara)
    debriefs.check_out(over, Answers(heard=2), words="", by=amara)

    row = CheckOut.objects.get()
    assert (row.heard, row.safe, row.words) == (2, None, "")


@pytest.mark.safety("H15", "D03")
def test_who_did_not_feel_safe_at_all_is_put_before_a_clinician_once(amara, over):
    for _ in range(2):
        debriefs.check_out(over, Answers(safe=0), words="", by=amara)

    concern = Concern.objects.get()
    assert (concern.origin, concern.session) == ("after", over)
    assert {one.as_what for one in concern.told.all()} == {"supervisor"}


@pytest.mark.safety("Z04")
def test_leaders_do_not_learn_that_somebody_did_not_feel_safe(amara, ben, lin, over):
    debriefs.check_out(over, Answers(safe=0), words="", by=amara)

    told = {one.to for one in Notice.objects.filter(template="look-now")}
    assert told == {"chen@evening.test"}


@pytest.mark.safety("H15", "D03")
def test_when_nobody_can_be_told_nothing_is_said_to_be_kept(amara, over, monkeypatch):
    def broken(**_):
        raise RuntimeError

    monkeypatch.setattr("samepath.debriefs.actions.safety.ask_for_help", broken)
    with pytest.raises(RuntimeError):
        debriefs.check_out(over, Answers(safe=0), words="", by=amara)
    assert not CheckOut.objects.exists()


def test_rather_not_is_one_press_and_takes_nothing_back(amara, over):
    debriefs.check_out(over, WELL, words="warm", by=amara)
    debriefs.skip_check_out(over, by=amara)

    assert CheckOut.objects.get().words == "warm"


def test_after_a_skip_one_may_still_say_it(amara, over):
    debriefs.skip_check_out(over, by=amara)
    debriefs.check_out(over, WELL, words="", by=amara)

    row = CheckOut.objects.get()
    assert (row.skipped, row.heard) == (False, 3)


def test_a_day_later_it_is_over(amara, over):
    moved(over, ended_ago=timedelta(hours=24, minutes=1))

    with pytest.raises(NotNow):
        debriefs.check_out(over, WELL, words="", by=amara)


def test_only_who_was_there_as_a_member_says_how_it_was(ben, over):
    with pytest.raises(NotNow):
        debriefs.check_out(over, WELL, words="", by=ben)


@pytest.mark.parametrize(
    ("answers", "words"), [(Answers(), ""), (Answers(heard=5), ""), (Answers(heard=1), "x" * 501), (WELL, "\x00")]
)  # fmt: skip
def test_nothing_or_nonsense_is_refused_and_changes_nothing(amara, over, answers, words):
    with pytest.raises(Wrong):
        debriefs.check_out(over, answers, words=words, by=amara)
    assert not CheckOut.objects.exists()


def test_one_answer_is_never_shown_as_the_groups(amara, over):
    debriefs.check_out(over, WELL, words="", by=amara)
    assert queries.how_it_was(over) is None
