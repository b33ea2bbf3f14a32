"""What is asked about consent."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from samepath.consent.models import Consent, ConsentText
from samepath.people.models import Person


def current_texts() -> dict[str, ConsentText]:
    """The newest version of each text, by purpose. 1 query."""
    newest: dict[str, ConsentText] = {}
    for text in ConsentText.objects.order_by("version"):
        newest[text.purpose] = text
    return newest


def missing(person: Person, purposes: Iterable[str]) -> list[ConsentText]:
    """The current texts among these purposes that the person has not agreed to, in this order. 1 query."""
    wanted = list(purposes)
    return sorted(unsigned(person.pk, wanted), key=lambda text: wanted.index(text.purpose))


def unsigned(person_id: UUID, purposes: Iterable[str]) -> QuerySet[ConsentText]:
    """The same as a queryset, for a condition inside another query."""
    newer = ConsentText.objects.filter(purpose=OuterRef("purpose"), version__gt=OuterRef("version"))
    agreed = Consent.objects.filter(text=OuterRef("pk"), person=person_id, revoked_at__isnull=True)
    return ConsentText.objects.filter(~Exists(newer), ~Exists(agreed), purpose__in=list(purposes))


def given(person: Person) -> list[Consent]:
    """What somebody has agreed to, newest first. 1 query."""
    return list(Consent.objects.filter(person=person).select_related("text").order_by("-given_at"))
