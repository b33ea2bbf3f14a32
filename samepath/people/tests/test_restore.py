"""A lost second factor: one checks, another agrees, everything old ends (A08)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import IntegrityError, transaction

from conftest import PASSWORD
from samepath.notices.models import Notice
from samepath.notices.texts import TEMPLATES, tells
from samepath.people import actions as people
from samepath.people import queries
from samepath.people.errors import NotRestored
from samepath.people.models import LostFactor, Person, WebSession
from samepath.people.permissions import BY_REACH, Role
from samepath.people.rules import REACH, Restoring, may_vouch, why_not_restore

AMARA, IRIS, OMAR = UUID(int=1), UUID(int=2), UUID(int=3)
NOON = datetime(2030, 1, 7, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.safety("A08")
@pytest.mark.parametrize(
    ("by", "after", "over", "why"),
    [
        (OMAR, HOUR, False, ""),
        (OMAR, 24 * HOUR, False, ""),
        (OMAR, 24 * HOUR + timedelta(seconds=1), False, "expired"),
        (IRIS, HOUR, False, "same"),
        (AMARA, HOUR, False, "own"),
        (OMAR, HOUR, True, "over"),
    ],
)
def test_who_may_agree_and_when(by, after, over, why):
    asked = Restoring(whose=AMARA, asked_by=IRIS, asked_at=NOON, over=over)
    assert why_not_restore(asked, by=by, now=NOON + after) == why


@pytest.mark.safety("A08", "Z05")
@pytest.mark.parametrize(
    ("mine", "theirs", "may"),
    [
        (["coordinator"], ["participant"], True),
        (["coordinator"], ["clinician", "participant"], True),
        (["coordinator"], ["coordinator"], True),
        (["coordinator"], ["participant", "administrator"], False),
        (["administrator"], ["administrator"], True),
        (["coordinator"], [], True),
    ],
)
def test_nobody_speaks_for_a_role_of_more_reach(mine, theirs, may):
    assert may_vouch(mine, theirs) is may


def test_reach_is_ordered_as_in_the_permissions():
    assert tuple(role.value for role in BY_REACH) == REACH


@pytest.fixture
def with_factors(amara):
    """Amara with an app and recovery codes."""
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=amara, type=kind, data={})
    return amara


@pytest.fixture
def asked(with_factors, iris):
    return people.ask_to_restore(with_factors, how="id-on-video", by=iris)


@pytest.mark.safety("A08")
def test_two_people_bring_somebody_back(asked, amara, iris, omar, client_as):
    client_as(amara)

    people.restore(asked, by=omar)

    amara.refresh_from_db()
    assert not Authenticator.objects.filter(user=amara).exists()
    assert not WebSession.objects.filter(person=amara).exists()
    assert not amara.has_usable_password()
    Entry = apps.get_model("audit", "Entry")
    lines = Entry.objects.filter(about_key=str(amara.pk), act__contains="restore")
    actors = dict(lines.values_list("act", "by_key"))
    assert actors == {"people.ask_to_restore": str(iris.pk), "people.restore": str(omar.pk)}


@pytest.mark.safety("A08")
def test_asking_changes_nothing_yet(asked, amara, client_as):
    browser = client_as(amara)
    amara.refresh_from_db()
    assert Authenticator.objects.filter(user=amara).count() == 2
    assert amara.check_password(PASSWORD)
    assert browser.get("/tonight").status_code == 200


@pytest.mark.safety("A08", "P03")
def test_the_person_is_told_in_neutral_words(asked, amara, omar):
    people.restore(asked, by=omar)
    mine = Notice.objects.filter(key__startswith="lost-factor:")
    assert {one.to for one in mine} == {amara.email}
    assert sorted(mine.values_list("template", flat=True)) == ["reset", "update", "update"]
    for template in ("reset", "update"):
        assert not [word for text in TEMPLATES[template] for word in tells(str(text))]


@pytest.mark.safety("A08")
@pytest.mark.parametrize("who", ["iris", "amara"])
def test_one_person_is_not_enough(asked, who, request, amara):
    with pytest.raises(NotRestored):
        people.restore(asked, by=request.getfixturevalue(who))
    assert Authenticator.objects.filter(user=amara).count() == 2


@pytest.mark.safety("A08")
def test_the_database_asks_for_two_as_well(asked, iris):
    with pytest.raises(IntegrityError), transaction.atomic():
        LostFactor.objects.filter(pk=asked.pk).update(restored_by=iris, restored_at=NOON)


@pytest.mark.safety("A08")
@pytest.mark.parametrize(
    ("whose", "by", "how", "why"),
    [
        ("with_factors", "with_factors", "id-on-video", "own"),
        ("with_factors", "iris", "a voice", "how"),
        ("ben", "iris", "id-on-video", "none"),
        ("omar", "iris", "id-on-video", "reach"),
    ],
)
def test_what_cannot_be_asked(whose, by, how, why, request, evening):
    person, by = request.getfixturevalue(whose), request.getfixturevalue(by)
    with pytest.raises(NotRestored) as refusal:
        people.ask_to_restore(person, how=how, by=by)
    assert refusal.value.why == why


@pytest.mark.safety("A08")
def test_a_role_given_meanwhile_is_asked_again(asked, amara, iris, omar, evening):
    second = people.add_person(email="second@evening.test", alias="Second", by=None)
    people.grant_role(Role.COORDINATOR, to=second, by=None)
    people.grant_role(Role.ADMINISTRATOR, to=amara, by=omar)
    with pytest.raises(NotRestored) as refusal:
        people.restore(asked, by=second)
    assert refusal.value.why == "reach"


@pytest.mark.safety("A08")
def test_a_request_that_was_taken_back_or_waited_too_long_restores_nobody(
    asked, amara, iris, omar, time_machine
):
    people.withdraw_lost_factor(asked, by=iris)
    with pytest.raises(NotRestored, match="over"):
        people.restore(asked, by=omar)

    again = people.ask_to_restore(amara, how="known-in-person", by=iris)
    time_machine.move_to(datetime.now(UTC) + 25 * HOUR)
    assert not queries.lost_factors(Person.objects.all())
    with pytest.raises(NotRestored, match="expired"):
        people.restore(again, by=omar)


@pytest.mark.safety("A08")
def test_the_newest_request_counts(asked, amara, iris, omar):
    newer = people.ask_to_restore(amara, how="id-in-person", by=omar)
    assert list(queries.lost_factors(Person.objects.all())) == [newer]
    with pytest.raises(NotRestored, match="over"):
        people.restore(asked, by=omar)
    people.restore(newer, by=iris)
    with pytest.raises(NotRestored, match="over"):
        people.restore(newer, by=iris)
