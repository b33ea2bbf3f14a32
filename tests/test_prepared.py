"""A question compiled once answers as the queryset would."""

from uuid import UUID, uuid4

import pytest
from django.db.models import Value

from samepath.lib.prepared import Prepared, PreparedModels
from samepath.people.models import Person, RoleGrant

pytestmark = pytest.mark.django_db


def by_key(*, person: UUID):
    return Person.objects.filter(pk=person).values_list("alias")


def test_it_answers_each_time_about_the_values_given(amara, ben):
    ask = Prepared(by_key, person=UUID)
    assert [ask(person=one.pk) for one in (amara, ben)] == [[(amara.alias,)], [(ben.alias,)]]
    assert ask(person=uuid4()) == []


def test_nothing_is_like_no_value(amara):
    assert Prepared(by_key, person=UUID)(person=None) == []


def test_it_costs_one_query_and_builds_its_queryset_once(amara, django_assert_num_queries):
    built = []

    def build(*, person: UUID):
        built.append(person)
        return by_key(person=person)

    ask = Prepared(build, person=UUID)
    with django_assert_num_queries(2):
        ask(person=amara.pk)
        ask(person=amara.pk)
    assert len(built) == 1


def test_a_value_the_question_never_uses_is_a_mistake(db):
    ask = Prepared(lambda *, person, other: by_key(person=person), person=UUID, other=UUID)
    with pytest.raises(AssertionError, match="other"):
        ask(person=uuid4(), other=uuid4())


def grants_of(*, person: UUID):
    return RoleGrant.objects.filter(person=person).select_related("person").order_by("role")


def test_whole_rows_come_as_the_queryset_gives_them(lin, django_assert_num_queries):
    expected = list(grants_of(person=lin.pk))
    ask = PreparedModels(grants_of, person=UUID)
    ask.first(person=uuid4())
    with django_assert_num_queries(1):
        found = ask.all(person=lin.pk)
        assert found == expected
        assert [(one.person.alias, one.granted_at) for one in found] == [
            (one.person.alias, one.granted_at) for one in expected
        ]
    assert not found[0]._state.adding
    assert ask.first(person=uuid4()) is None


def test_words_may_be_asked_for(amara, ben):
    ask = PreparedModels(lambda *, alias: Person.objects.filter(alias=alias), alias=str)
    assert [ask.first(alias=one.alias) for one in (amara, ben)] == [amara, ben]


def test_rows_come_back_as_the_queryset_gives_them(amara):
    ask = Prepared(
        lambda *, person: Person.objects.filter(pk=person).values_list("pk", "joined_at"),
        person=UUID,
    )
    assert ask(person=amara.pk) == [(amara.pk, amara.joined_at)]


def test_what_is_annotated_or_put_off_is_as_in_the_queryset(tonight, django_assert_num_queries):
    from samepath.schedule.models import Session

    def with_people(*, session: UUID):
        sessions = Session.objects.select_related("guide", "watch").defer("guide__email")
        return sessions.filter(pk=session).annotate(number=Value(7))

    ask = PreparedModels(with_people, session=UUID)
    with django_assert_num_queries(1):
        found = ask.first(session=tonight.pk)
        assert found is not None
        assert (found.number, getattr(found, "watch", None)) == (7, None)
        assert "email" in found.guide.get_deferred_fields()
