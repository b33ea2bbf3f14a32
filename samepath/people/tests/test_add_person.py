"""Adding people: the name others see is checked, and kept apart from the name in the records."""

import pytest
from django.apps import apps
from django.db import connection

from samepath.people import actions as people
from samepath.people.errors import AliasRefused, AliasTaken, EmailTaken
from samepath.people.models import Contact, Person

Entry = apps.get_model("audit", "Entry")


def add(alias="Fern", email="fern@evening.test", **contact):
    return people.add_person(email=email, alias=alias, by=None, **contact)


def test_a_person_is_added_with_a_line_in_the_trail(db):
    fern = add(legal_name="Amara Legalname", phone="+1 603-555-0142")

    assert (fern.alias, fern.contact.legal_name) == ("Fern", "Amara Legalname")
    assert not fern.has_usable_password()
    assert Entry.objects.get(act="people.add_person").about_key == str(fern.pk)


@pytest.mark.safety("P06")
def test_the_legal_name_is_not_in_the_table_peers_read_nor_readable_in_its_own(db):
    add(legal_name="Amara Legalname")

    assert "legal_name" not in {field.name for field in Person._meta.get_fields()}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT legal_name FROM {Contact._meta.db_table}")
        assert "Amara" not in str(cursor.fetchone()[0])


@pytest.mark.safety("H19", "P06")
@pytest.mark.parametrize("alike", ["Fern", "fern", " FERN ", "Fеrn", "F3rn", "F e r n"])
def test_a_name_an_eye_could_take_for_another_is_taken(db, alike):
    add()
    with pytest.raises((AliasTaken, AliasRefused)):
        add(alias=alike, email="other@evening.test")
    assert Person.objects.count() == 1


@pytest.mark.safety("P06")
@pytest.mark.parametrize(
    ("alias", "why"),
    [("", "empty"), ("x" * 41, "long"), ("Fe\u202ern", "hidden"), ("Fern ✔", "sign")],
)
def test_a_name_that_cannot_be_shown_safely_is_refused_with_a_word(db, alias, why):
    with pytest.raises(AliasRefused) as refusal:
        add(alias=alias)
    assert refusal.value.why == why


def test_an_address_is_used_once_however_it_is_written(db):
    add()
    with pytest.raises(EmailTaken):
        add(alias="Moon", email="FERN@evening.test")


@pytest.mark.safety("H19")
def test_of_two_who_want_one_name_at_once_the_later_is_told(db, monkeypatch):
    """The check before the insert saw nothing yet; the database decides."""
    shape = add().alias_skeleton
    monkeypatch.setattr(people, "_free_alias", lambda alias: (alias, shape))
    with pytest.raises(AliasTaken):
        add(email="other@evening.test")


@pytest.mark.safety("Z03")
def test_only_contact_fields_are_contact_fields(db):
    with pytest.raises(TypeError):
        add(is_active="no")
