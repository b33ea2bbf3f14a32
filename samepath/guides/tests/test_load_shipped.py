"""The guides that come with Samepath are loaded once, and again only where their words changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from samepath.audit import queries as trail
from samepath.guides import actions, queries, rules, shipped
from samepath.guides.errors import Faulty
from samepath.guides.models import Guide, Segment, Version

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(monkeypatch):
    """Only two of the guides, so that a test can change them."""
    some = list(shipped.guides())[:2]
    monkeypatch.setattr(shipped, "guides", lambda: iter(some))
    return some


def test_every_file_becomes_an_approved_version(db):
    assert actions.load_shipped() == Guide.objects.count() == len(list(shipped.guides()))
    for version in Version.objects.select_related("guide"):
        assert version.state == "approved"
        assert version.guide.program_id is None
        assert version.minutes == sum(one.minutes for one in queries.segments_of(version))
        assert queries.unchanged(version)


def test_again_changes_nothing(two, django_assert_num_queries):
    actions.load_shipped()
    before = set(Version.objects.values_list("pk", "sha256"))
    with django_assert_num_queries(3):  # one read, around it the savepoint
        assert actions.load_shipped() == 0
    assert set(Version.objects.values_list("pk", "sha256")) == before


def test_changed_words_are_a_new_version_and_the_old_one_stays_whole(two):
    actions.load_shipped()
    old = Version.objects.get(guide__slug=two[0].slug)
    two[0] = replace(two[0], draft=replace(two[0].draft, about="Other words."))

    assert actions.load_shipped() == 1

    new = Version.objects.get(guide__slug=two[0].slug, state="approved")
    assert (new.number, new.about) == (2, "Other words.")
    old.refresh_from_db()
    assert old.state == "retired"
    assert queries.unchanged(old)


def test_a_guide_that_is_not_whole_is_refused_and_nothing_is_loaded(two):
    two[1] = replace(two[1], draft=rules.Draft("A title", "What it is", ()))
    with pytest.raises(Faulty) as refused:
        actions.load_shipped()
    assert refused.value.faults == [rules.Fault(None, "segments", "empty")]
    assert not Guide.objects.exists()


def test_the_trail_says_that_they_came(two):
    actions.load_shipped()
    for version in Version.objects.all():
        assert [line.act for line in trail.about([version.pk])] == ["guides.load_shipped"]


@pytest.mark.parametrize(
    "change",
    [
        lambda version: Version.objects.filter(pk=version.pk).update(about="Other words."),
        lambda version: Version.objects.filter(pk=version.pk).update(approved_at=None),
        lambda version: Segment.objects.filter(version=version).update(minutes=1),
        lambda version: version.segments.first().delete(),
        lambda version: Segment.objects.create(
            version=version, position=99, kind="break", minutes=1
        ),
    ],
    ids=["its words", "its approval", "a segment", "a segment less", "a segment more"],
)
def test_the_database_itself_refuses_to_change_an_approved_version(two, change):
    actions.load_shipped()
    version = Version.objects.get(guide__slug=two[0].slug)
    with (
        pytest.raises(DatabaseError, match="an approved guide never changes"),
        transaction.atomic(),
    ):
        change(version)
    assert queries.unchanged(version)


def test_a_changed_word_would_be_seen(two):
    """As somebody who owns the database."""
    actions.load_shipped()
    version = Version.objects.get(guide__slug=two[0].slug)
    version.about = "Other words."
    assert not queries.unchanged(version)
