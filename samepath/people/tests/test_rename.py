"""Changing the name others see."""

import pytest
from django.apps import apps

from samepath.people import actions as people
from samepath.people.errors import AliasRefused, AliasTaken

Entry = apps.get_model("audit", "Entry")


def test_a_name_changes(amara, iris):
    people.rename(amara, alias="Bracken", by=iris)

    amara.refresh_from_db()
    assert amara.alias == "Bracken"
    assert Entry.objects.filter(act="people.rename", about_key=str(amara.pk)).exists()


def test_ones_own_name_is_free_to_oneself(amara):
    people.rename(amara, alias="FERN", by=amara)
    amara.refresh_from_db()
    assert amara.alias == "FERN"


@pytest.mark.safety("H19")
def test_a_taken_name_stays_with_whoever_has_it(amara, ben):
    with pytest.raises(AliasTaken):
        people.rename(amara, alias="heron", by=amara)
    amara.refresh_from_db()
    assert amara.alias == "Fern"


@pytest.mark.safety("P06")
@pytest.mark.parametrize("badge", ["Dr. Fern", "Host", "H0st", "Peer Leader", "Staff Fern"])
def test_nobody_among_peers_sounds_like_staff(amara, ben, badge):
    for peer in (amara, ben):
        with pytest.raises(AliasRefused) as refusal:
            people.rename(peer, alias=badge, by=peer)
        assert refusal.value.why == "badge"


def test_a_clinician_may_carry_a_title(dr_chen):
    people.rename(dr_chen, alias="Dr. Mei Chen", by=dr_chen)
    dr_chen.refresh_from_db()
    assert dr_chen.alias == "Dr. Mei Chen"
