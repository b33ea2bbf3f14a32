"""Text that nobody reads from a stolen file (W08)."""

import base64

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models
from django.db.models.functions import Cast
from hypothesis import given
from hypothesis import strategies as st

from samepath.lib.fields import EncryptedTextField, WrongKey, reseal, seal, unseal

pytestmark = pytest.mark.safety("W08")

OLD = {"k1": bytes(range(32))}
NEW = {"k2": bytes(range(100, 132)), **OLD}
COLUMN = "people.contact.phone"


class Diary(models.Model):
    """A row of this test."""

    page = EncryptedTextField(blank=True)
    note = EncryptedTextField(null=True)  # type: ignore[misc]

    class Meta:
        app_label = "lib_tests"


@pytest.fixture
def diary(db):
    kind = "INTEGER PRIMARY KEY" if connection.vendor == "sqlite" else "SERIAL PRIMARY KEY"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE lib_tests_diary (id {kind}, page text NOT NULL, note text)")


@pytest.fixture(autouse=True)
def ring(settings):
    settings.FIELD_KEYS = OLD
    return settings


def stored(row, field="page"):
    return (
        Diary.objects.annotate(raw=Cast(field, models.TextField()))
        .values_list("raw", flat=True)
        .get(pk=row.pk)
    )


@given(st.text(), st.text())
def test_what_is_sealed_opens_under_the_same_name_and_no_other(text, other):
    sealed = seal(text, name=COLUMN)
    assert unseal(sealed, name=COLUMN) == text
    assert not text or len(text) < 3 or text not in sealed
    if text and other != COLUMN:
        with pytest.raises(WrongKey):
            unseal(sealed, name=f"{COLUMN}{other or '.'}")


@given(st.text(min_size=1), st.data())
def test_a_changed_value_does_not_open(text, data):
    key_id, _, body = seal(text, name=COLUMN).partition(":")
    raw = bytearray(base64.b64decode(body))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(WrongKey):
        unseal(f"{key_id}:{base64.b64encode(raw).decode()}", name=COLUMN)


def test_the_same_text_never_looks_the_same():
    assert seal("Fern", name=COLUMN) != seal("Fern", name=COLUMN)


def test_empty_stays_empty():
    assert seal("", name=COLUMN) == unseal("", name=COLUMN) == ""


@pytest.mark.safety("P08")
@pytest.mark.parametrize(
    "value",
    [
        "Amara Legalname",
        "k1:Amara Legalname",
        "k1:",
        "k9:QW1hcmE=",
        ":",
        "k1:QW1h",
        "Amara: 12 Alder Street",
    ],
)
def test_what_does_not_open_is_never_shown(value):
    with pytest.raises(WrongKey) as refused:
        unseal(value, name=COLUMN)
    assert COLUMN in str(refused.value)
    assert "Amara" not in repr(refused.value)
    assert refused.value.__cause__ is None


def test_another_key_does_not_open(settings):
    sealed = seal("Fern", name=COLUMN)
    settings.FIELD_KEYS = {"k1": bytes(range(1, 33))}
    with pytest.raises(WrongKey, match="does not open"):
        unseal(sealed, name=COLUMN)
    settings.FIELD_KEYS = {"k2": OLD["k1"]}
    with pytest.raises(WrongKey, match="not in the ring"):
        unseal(sealed, name=COLUMN)


def test_a_column_holds_no_plain_text(diary):
    row = Diary.objects.create(page="Fern was here", note=None)
    assert stored(row).startswith("k1:")
    assert "Fern" not in stored(row)
    assert stored(row, "note") is None

    read = Diary.objects.get()
    assert (read.page, read.note) == ("Fern was here", None)
    assert "Fern" not in repr(read)


def test_every_way_to_write_seals(diary):
    row = Diary.objects.create(page="one")
    Diary.objects.update(page="two")
    assert stored(row).startswith("k1:")
    row.page = "three"
    Diary.objects.bulk_update([row], ["page"])
    assert stored(row).startswith("k1:")
    assert Diary.objects.get().page == "three"
    Diary.objects.bulk_create([Diary(page="four")])
    assert {other.page for other in Diary.objects.all()} == {"three", "four"}


def test_a_value_moved_to_another_column_does_not_open(diary):
    row = Diary.objects.create(page="Fern", note="Heron")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE lib_tests_diary SET note = page")
    with pytest.raises(WrongKey, match=r"lib_tests\.diary\.note"):
        Diary.objects.get(pk=row.pk)


def test_nobody_can_look_up_by_it(diary):
    Diary.objects.create(page="Fern", note=None)
    for lookup in ("page", "page__startswith", "page__in", "page__contains"):
        with pytest.raises(FieldError, match="encrypted"):
            Diary.objects.filter(**{lookup: "Fern"}).exists()
    assert Diary.objects.filter(note__isnull=True).exists()


def test_keys_rotate_without_losing_a_word(diary, settings):
    rows = [Diary.objects.create(page=f"page {n}", note="x" if n else None) for n in range(7)]
    Diary.objects.create(page="")
    settings.FIELD_KEYS = NEW
    fresh = Diary.objects.create(page="written with the new key")

    assert reseal(Diary, at_a_time=2) == 7 + 6
    assert reseal(Diary) == 0

    settings.FIELD_KEYS = {"k2": NEW["k2"]}
    assert [Diary.objects.get(pk=row.pk).page for row in rows] == [f"page {n}" for n in range(7)]
    assert Diary.objects.get(pk=fresh.pk).page == "written with the new key"


def test_rotation_stops_at_a_value_it_cannot_open(diary, settings):
    Diary.objects.create(page="Fern")
    settings.FIELD_KEYS = {"k3": bytes(range(50, 82))}
    with pytest.raises(WrongKey, match=r"lib_tests\.diary\.page"):
        reseal(Diary)


def test_rotation_never_writes_over_a_newer_word(diary, settings, monkeypatch):
    row = Diary.objects.create(page="old word")
    settings.FIELD_KEYS = NEW

    def slowly(text, *, name):
        opened = unseal(text, name=name)
        Diary.objects.filter(pk=row.pk).update(page="new word")
        return opened

    monkeypatch.setattr("samepath.lib.fields.unseal", slowly)
    assert reseal(Diary) == 0
    monkeypatch.undo()
    assert Diary.objects.get().page == "new word"
