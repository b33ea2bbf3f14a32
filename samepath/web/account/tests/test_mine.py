"""One's own page: names, hats, agreements."""

from __future__ import annotations

import pytest

from samepath.consent import actions as consent
from samepath.consent import queries
from samepath.consent.models import Purpose
from samepath.people import actions as people
from samepath.people.permissions import Role

LOOKS = {"alias": "Fern", "drawing": "fern", "pronouns": "", "zone": "America/New_York"}


def test_a_new_name_is_kept(client_as, amara):
    client_as(amara).post("/me/looks", LOOKS | {"alias": "River", "pronouns": "she/her"})
    amara.refresh_from_db()
    assert (amara.alias, amara.pronouns) == ("River", "she/her")


@pytest.mark.safety("P06")
@pytest.mark.parametrize("alias", ["Heron", "Нeron", "He\u200bron", "\u202enreF"])
def test_a_name_like_another_persons_is_refused_with_words(client_as, amara, ben, alias):
    answer = client_as(amara).post("/me/looks", LOOKS | {"alias": alias})
    assert answer.status_code == 422
    amara.refresh_from_db()
    assert amara.alias == "Fern"


def test_a_hat_is_changed_on_purpose(client_as, ben):
    people.grant_role(Role.PARTICIPANT, to=ben, by=None)
    browser = client_as(ben, Role.PARTICIPANT)
    assert b"Go on as peer leader" in browser.get("/leading").content

    browser.post("/hat", {"hat": "peer-leader", "next": "/leading"})
    assert browser.get("/leading").status_code == 200


@pytest.mark.safety("Z01")
@pytest.mark.parametrize("hat", ["administrator", "clinician", "", "root"])
def test_a_hat_one_does_not_hold_is_not_put_on(client_as, amara, hat):
    browser = client_as(amara)
    browser.post("/hat", {"hat": hat})
    assert browser.get("/tonight").status_code == 200
    assert browser.get("/console").status_code == 403


@pytest.mark.parametrize(
    "away", ["https://else.test", "//else.test", "/\\else.test", "javascript:x"]
)
def test_the_way_on_stays_in_the_house(client_as, amara, away):
    answer = client_as(amara).post("/hat", {"hat": "participant", "next": away})
    assert answer["Location"] == "/"


def test_a_new_text_is_read_and_signed(client_as, amara):
    text = consent.publish(purpose=Purpose.TELEHEALTH, title="New", body="Words.", by=None)
    browser = client_as(amara)
    assert b"New" in browser.get("/agreements").content

    assert (
        browser.post("/agreements/sign", {"text": text.pk, "signed_name": " "}).status_code == 422
    )
    browser.post("/agreements/sign", {"text": text.pk, "signed_name": "Amara Legalname"})
    assert queries.missing(amara, [Purpose.TELEHEALTH]) == []


def test_a_text_that_changed_meanwhile_is_not_signed(client_as, amara):
    old = consent.publish(purpose=Purpose.TELEHEALTH, title="Old", body="Words.", by=None)
    consent.publish(purpose=Purpose.TELEHEALTH, title="New", body="Other words.", by=None)
    answer = client_as(amara).post("/agreements/sign", {"text": old.pk, "signed_name": "A"})
    assert answer.status_code == 422
    assert len(queries.missing(amara, [Purpose.TELEHEALTH])) == 1
