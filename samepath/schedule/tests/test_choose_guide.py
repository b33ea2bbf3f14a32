"""A session is led from a version of a guide, and remembers which."""

from __future__ import annotations

from datetime import timedelta

import pytest

from samepath.audit import queries as trail
from samepath.guides import actions as guides
from samepath.guides import rules
from samepath.guides.errors import Faulty, NotUsable
from samepath.guides.models import Guide, Segment, Version
from samepath.lib.time import now
from samepath.schedule import actions as schedule
from samepath.schedule.errors import AlreadyOver

pytestmark = pytest.mark.django_db


def a_version(program, *, by, state="draft", minutes=30):
    guide = Guide.objects.create(program=program, slug="a-guide", title="A guide")
    version = Version.objects.create(
        guide=guide, title="A guide", about="Of something.", made_by=by, made_at=now(), saved_at=now(),
        state="draft", minutes=minutes,
    )  # fmt: skip
    if minutes:
        Segment.objects.create(
            version=version, position=0, kind="welcome", minutes=minutes, title="Hello",
            purpose="We arrive.", leader_card="Say hello.", participant_card="Hello.",
        )  # fmt: skip
    if state != "draft":
        Version.objects.filter(pk=version.pk).update(state=state, sha256="x")
    return version


def test_the_session_remembers_which_words_it_is_led_from(tonight, ben, evening):
    version = a_version(evening, by=ben)
    schedule.choose_guide(tonight, version, by=ben)
    tonight.refresh_from_db()
    version.refresh_from_db()
    assert tonight.guide_version == version
    assert version.used_at is not None
    assert not version.editable
    assert trail.about([tonight.pk])[0].act == "schedule.choose_guide"


def test_one_that_came_with_samepath_can_be_chosen_by_every_program(tonight, ben):
    guides.load_shipped()
    version = Version.objects.filter(state="approved").first()
    schedule.choose_guide(tonight, version, by=ben)
    assert tonight.guide_version == version


def test_it_can_be_chosen_anew_and_left_out_again(tonight, ben, evening):
    schedule.choose_guide(tonight, a_version(evening, by=ben), by=ben)
    schedule.choose_guide(tonight, None, by=ben)
    tonight.refresh_from_db()
    assert tonight.guide_version is None


@pytest.mark.safety("Z09")
def test_no_session_is_led_from_another_programs_guide(tonight, ben, morning, dr_okafor):
    with pytest.raises(NotUsable, match="program"):
        schedule.choose_guide(tonight, a_version(morning, by=dr_okafor), by=ben)
    tonight.refresh_from_db()
    assert tonight.guide_version is None


def test_a_retired_guide_is_not_chosen_again(tonight, ben, evening):
    with pytest.raises(NotUsable, match="retired"):
        schedule.choose_guide(tonight, a_version(evening, by=ben, state="retired"), by=ben)


def test_a_guide_without_segments_leads_nothing(tonight, ben, evening):
    with pytest.raises(Faulty) as refused:
        schedule.choose_guide(tonight, a_version(evening, by=ben, minutes=0), by=ben)
    assert rules.Fault(None, "segments", "empty") in refused.value.faults
    tonight.refresh_from_db()
    assert tonight.guide_version is None


def test_what_is_over_keeps_what_it_was_led_from(tonight, ben, evening, time_machine):
    version = a_version(evening, by=ben)
    time_machine.move_to(tonight.ends_at + timedelta(minutes=1))
    with pytest.raises(AlreadyOver):
        schedule.choose_guide(tonight, version, by=ben)
