"""A program begins, and changes its own numbers within what is safe."""

import pytest
from django.apps import apps

from samepath.programs import actions as programs
from samepath.programs import rules
from samepath.programs.errors import BadSetting, NameTaken, NotASetting
from samepath.programs.models import Program

Entry = apps.get_model("audit", "Entry")


def test_every_default_is_safe(evening):
    for name, allowed in rules.SETTINGS.items():
        assert allowed.low <= getattr(evening, name) <= allowed.high, name
    assert rules.rising(evening.capacity_target, evening.capacity_soft, evening.capacity_hard)


@pytest.mark.parametrize(("zone", "states"), [("Mars/Base", ["NH"]), ("America/New_York", ["XX"])])
def test_a_program_stands_in_a_zone_and_states_that_exist(db, zone, states):
    with pytest.raises(NotASetting):
        programs.start_program(name="P", zone=zone, states=states, duty_email="d@p.test", by=None)
    assert not Program.objects.exists()


def test_two_programs_do_not_share_a_name(evening):
    with pytest.raises(NameTaken):
        programs.start_program(
            name=evening.name, zone=evening.zone, states=[], duty_email="d@p.test", by=None
        )


def test_a_number_changes_and_the_trail_says_from_what_to_what(evening, iris):
    programs.change_settings(evening, by=iris, late_grace_min=20)

    evening.refresh_from_db()
    assert evening.late_grace_min == 20
    assert Entry.objects.get(act="programs.change_settings").facts == {
        "name": "late_grace_min", "was": 10, "became": 20,
    }  # fmt: skip


@pytest.mark.safety("V05")
@pytest.mark.parametrize("name", rules.SETTINGS)
def test_outside_the_safe_range_nothing_changes(evening, iris, name):
    before = getattr(evening, name)
    allowed = rules.SETTINGS[name]
    for unsafe in (allowed.low - 1, allowed.high + 1):
        with pytest.raises(BadSetting) as refusal:
            programs.change_settings(evening, by=iris, **{name: unsafe})
        assert (refusal.value.name, refusal.value.low) == (name, allowed.low)
    evening.refresh_from_db()
    assert getattr(evening, name) == before


@pytest.mark.safety("Z03")
@pytest.mark.parametrize("name", ["id", "name", "created_at", "seats", "pk"])
def test_only_settings_are_settings(evening, iris, name):
    with pytest.raises(NotASetting):
        programs.change_settings(evening, by=iris, **{name: 5})


def test_group_sizes_rise_also_when_only_one_is_changed(evening, iris):
    with pytest.raises(NotASetting) as refusal:
        programs.change_settings(evening, by=iris, capacity_target=11)
    assert refusal.value.why == "order"
    programs.change_settings(
        evening, by=iris, capacity_target=11, capacity_soft=12, capacity_hard=12
    )


def test_a_switch_is_on_or_off_and_nothing_else(evening, iris):
    programs.change_settings(evening, by=iris, approved_guides_only=True)
    with pytest.raises(NotASetting):
        programs.change_settings(evening, by=iris, approved_guides_only=2)
    evening.refresh_from_db()
    assert evening.approved_guides_only is True


def test_words_are_checked_too(evening, iris):
    programs.change_settings(evening, by=iris, states=["VT"], zone="America/Chicago")
    with pytest.raises(NotASetting):
        programs.change_settings(evening, by=iris, zone="Nowhere")
