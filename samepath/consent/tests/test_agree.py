"""Publishing texts, signing them, and taking a signature back."""

import pytest
from django.apps import apps

from samepath.consent import actions as consent
from samepath.consent import queries
from samepath.consent.errors import NoName, NotCurrent, NotTheirs
from samepath.consent.models import Consent, Purpose
from samepath.consent.rules import NEEDED

Entry = apps.get_model("audit", "Entry")


@pytest.fixture
def text(db):
    return consent.publish(purpose=Purpose.TELEHEALTH, title="Over video", body="Words.", by=None)


def test_every_kind_of_session_asks_for_texts_there_are():
    assert {purpose for purposes in NEEDED.values() for purpose in purposes} <= set(Purpose.values)


@pytest.mark.safety("C09")
def test_a_signature_keeps_the_hash_of_the_words_signed(text, ben):
    signed = consent.agree(text, by=ben, signed_name=" Ben Legalname ")

    assert signed.text_sha256 == text.sha256 == text.digest()
    assert signed.signed_name == "Ben Legalname"
    assert queries.missing(ben, [Purpose.TELEHEALTH]) == []
    assert Entry.objects.filter(act="consent.agree").exists()


def test_signing_twice_is_one_consent(text, ben):
    assert consent.agree(text, by=ben, signed_name="Ben") == consent.agree(
        text, by=ben, signed_name="Ben"
    )
    assert Consent.objects.filter(person=ben).count() == 1


@pytest.mark.parametrize("name", ["", "   "])
def test_a_signature_has_a_name(text, ben, name):
    with pytest.raises(NoName):
        consent.agree(text, by=ben, signed_name=name)


@pytest.mark.safety("C09")
def test_a_new_version_is_asked_for_and_the_old_one_cannot_be_signed(text, ben):
    consent.agree(text, by=ben, signed_name="Ben")
    newer = consent.publish(purpose=text.purpose, title="Over video", body="Better words.", by=None)

    assert newer.version == 2
    assert queries.missing(ben, [Purpose.TELEHEALTH]) == [newer]
    with pytest.raises(NotCurrent):
        consent.agree(text, by=ben, signed_name="Ben")


@pytest.mark.safety("Z05", "H25", "C09")
def test_taking_it_back_counts_at_once_and_stays_in_the_record(text, ben):
    signed = consent.agree(text, by=ben, signed_name="Ben")
    consent.revoke(signed, by=ben)

    assert queries.missing(ben, [Purpose.TELEHEALTH]) == [text]
    assert [one.revoked_at is not None for one in queries.given(ben)] == [True]


def test_nobody_takes_back_what_somebody_else_signed(text, ben, iris):
    signed = consent.agree(text, by=ben, signed_name="Ben")
    with pytest.raises(NotTheirs):
        consent.revoke(signed, by=iris)
    assert queries.missing(ben, [Purpose.TELEHEALTH]) == []


def test_what_is_missing_is_one_question(agreements, amara, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert queries.missing(amara, NEEDED["peer"]) == []
