"""Writing a debrief: kept part by part, in two windows too, by whoever led, and not once it is finished."""

from __future__ import annotations

from datetime import timedelta

import pytest

from samepath.audit import queries as trail
from samepath.debriefs import actions as debriefs
from samepath.debriefs.errors import Finished, NotNow, NotYours, Wrong
from samepath.debriefs.models import Debrief, FollowUp
from samepath.debriefs.rules import BOTH
from samepath.debriefs.tests.conftest import moved
from samepath.rooms.rules import who_in


def test_parts_are_kept_one_by_one(ben, over):
    first = debriefs.save(over, {"went_well": "Fern spoke first."}, revision=0, by=ben)
    debriefs.save(over, {"energy": "4"}, revision=first.revision, by=ben)
    debriefs.save(over, {"no_advice": "yes"}, revision=2, by=ben)

    kept = Debrief.objects.get()
    assert (kept.went_well, kept.energy, kept.no_advice, kept.revision) == (
        "Fern spoke first.",
        4,
        True,
        3,
    )


def test_the_same_words_again_are_no_news(ben, over):
    debriefs.save(over, {"went_well": "calm"}, revision=0, by=ben)
    again = debriefs.save(over, {"went_well": "calm"}, revision=1, by=ben)
    assert again.revision == 1


def test_of_two_windows_both_texts_are_kept(ben, over):
    debriefs.save(over, {"was_hard": "from the laptop"}, revision=0, by=ben)
    saved = debriefs.save(over, {"was_hard": "from the phone"}, revision=0, by=ben)

    assert saved.both == ("was_hard",)
    assert Debrief.objects.get().was_hard == f"from the laptop{BOTH}from the phone"


def test_two_windows_with_different_parts_do_not_meet(ben, over):
    debriefs.save(over, {"was_hard": "a"}, revision=0, by=ben)
    saved = debriefs.save(over, {"went_well": "b"}, revision=0, by=ben)
    assert saved.both == ()


def test_guide_and_host_each_write_their_own(ben, lin, over):
    debriefs.save(over, {"went_well": "b"}, revision=0, by=ben)
    debriefs.save(over, {"went_well": "l"}, revision=0, by=lin)
    assert {one.author: one.went_well for one in Debrief.objects.all()} == {ben: "b", lin: "l"}


def test_whoever_did_not_lead_writes_nothing(amara, dr_chen, over):
    for person in (amara, dr_chen):
        with pytest.raises(NotYours):
            debriefs.save(over, {"went_well": "x"}, revision=0, by=person)
    assert not Debrief.objects.exists()


@pytest.mark.parametrize(
    ("part", "value", "reason"),
    [
        ("author", "x", "part"), ("energy", "6", "value"), ("energy", "", "value"), ("no_advice", "maybe", "value"),
        ("went_well", "x" * 12_001, "long"), ("went_well", "\x1b", "letters"), ("follow-nobody", "hm", "part"),
    ],
)  # fmt: skip
def test_what_is_no_part_or_no_value_is_refused(ben, over, part, value, reason):
    with pytest.raises(Wrong) as refusal:
        debriefs.save(over, {part: value}, revision=0, by=ben)
    assert refusal.value.reason == reason
    assert not Debrief.objects.exists()


def test_somebody_to_follow_up_is_named_by_a_line_and_taken_back_by_none(amara, ben, over):
    part = f"follow-{who_in(over.pk, amara.pk)}"
    debriefs.save(over, {part: "left early"}, revision=0, by=ben)
    assert FollowUp.objects.get().line == "left early"

    debriefs.save(over, {part: ""}, revision=1, by=ben)
    assert not FollowUp.objects.exists()


@pytest.mark.safety("Z04")
def test_a_day_later_nobody_is_named_any_more(amara, ben, over):
    moved(over, ended_ago=timedelta(hours=25))
    with pytest.raises(NotNow):
        debriefs.save(over, {f"follow-{who_in(over.pk, amara.pk)}": "x"}, revision=0, by=ben)


@pytest.mark.safety("L01")
def test_the_trail_knows_that_something_was_written_and_not_what(ben, over):
    debriefs.save(over, {"went_well": "Secretword"}, revision=0, by=ben)
    line = next(one for one in trail.by(ben.pk) if one.act == "debriefs.save")
    assert "Secretword" not in repr(line)


@pytest.mark.safety("W08")
def test_words_lie_sealed_in_the_table(ben, over):
    from django.db import connection

    debriefs.save(over, {"touched_me": "Secretword"}, revision=0, by=ben)
    with connection.cursor() as cursor:
        cursor.execute("SELECT touched_me FROM debriefs_debrief")
        assert "Secretword" not in cursor.fetchone()[0]


def test_what_is_finished_does_not_change(ben, over):
    debriefs.save(over, {"went_well": "a", "energy": "3"}, revision=0, by=ben)
    debriefs.finish(over, by=ben)
    with pytest.raises(Finished):
        debriefs.save(over, {"went_well": "b"}, revision=1, by=ben)
