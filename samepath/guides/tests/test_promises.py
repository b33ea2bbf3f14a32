"""What a group promises each other: begun, amended, accepted."""

from __future__ import annotations

import pytest

from samepath.audit import queries as trail
from samepath.guides import actions, queries, rules
from samepath.guides.errors import Faulty, NotALeaderHere, NotCurrent
from samepath.lib.words import grade
from samepath.programs import actions as programs


def current_of(group):
    found = queries.promises_of(group.pk)
    assert found is not None
    return found


NEW = ("We speak from our own life.", "Passing is fine.")


@pytest.fixture
def circle(evening, iris):
    group = programs.add_group(evening, name="Circle", lane="peer", by=iris)
    actions.begin_promises(by=None)
    return group


def test_every_group_begins_with_promises_in_plain_words(circle):
    current = current_of(circle)
    assert tuple(current.lines) == rules.PROMISES
    assert rules.promise_faults(rules.PROMISES) == []
    assert grade(" ".join(rules.PROMISES)) <= 6
    assert actions.begin_promises(by=None) == 0


def test_they_name_the_limit_of_what_stays_in_the_group():
    assert any("danger" in line for line in rules.PROMISES)
    assert any("law" in line for line in rules.PROMISES)


def test_amended_they_are_a_new_version_and_are_asked_for_again(circle, ben, amara):
    first = current_of(circle)
    actions.accept_promises(first, by=amara)
    assert not queries.unpromised(amara.pk, circle.pk).exists()
    second = actions.agree_on(circle, lines=NEW, by=ben)
    assert (second.version, tuple(second.lines)) == (2, NEW)
    assert queries.unpromised(amara.pk, circle.pk).get() == second
    first.refresh_from_db()
    with pytest.raises(NotCurrent):
        actions.accept_promises(first, by=amara)
    assert trail.about([circle.pk])[0].act == "guides.agree_on"


def test_the_same_lines_ask_nobody_again(circle, dr_chen):
    assert actions.agree_on(circle, lines=rules.PROMISES, by=dr_chen).version == 1


def test_saying_yes_twice_is_one_yes(circle, amara):
    current = current_of(circle)
    actions.accept_promises(current, by=amara)
    actions.accept_promises(current, by=amara)
    assert current.accepted.count() == 1


@pytest.mark.safety("Z09")
@pytest.mark.parametrize("who", ["amara", "iris", "dr_okafor"])
def test_only_who_leads_or_treats_here_writes_them_down(circle, who, request):
    with pytest.raises(NotALeaderHere):
        actions.agree_on(circle, lines=NEW, by=request.getfixturevalue(who))
    assert current_of(circle).version == 1


@pytest.mark.safety("W03")
@pytest.mark.parametrize(
    "lines", [(), ("x" * 201,), ("fine",) * 21, ("<script>alert(1)</script>",)],
    ids=["none", "a long one", "many", "a script"],
)  # fmt: skip
def test_what_is_not_words_is_refused_and_nothing_changes(circle, ben, lines):
    with pytest.raises(Faulty):
        actions.agree_on(circle, lines=lines, by=ben)
    assert current_of(circle).version == 1
