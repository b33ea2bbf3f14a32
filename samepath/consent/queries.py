"""What is asked about consent."""

from __future__ import annotations

from collections.abc import Iterable

from samepath.consent.models import Consent, ConsentText
from samepath.people.models import Person


def current_texts() -> dict[str, ConsentText]:
    """The newest version of each text, by purpose. 1 query."""
    newest: dict[str, ConsentText] = {}
    for text in ConsentText.objects.order_by("version"):
        newest[text.purpose] = text
    return newest


def missing(person: Person, purposes: Iterable[str]) -> list[ConsentText]:
    """The current texts among these purposes that the person has not agreed to. 2 queries."""
    texts = current_texts()
    wanted = [texts[purpose] for purpose in purposes if purpose in texts]
    agreed = set(
        Consent.objects.filter(person=person, revoked_at__isnull=True).values_list(
            "text_id", flat=True
        )
    )
    return [text for text in wanted if text.pk not in agreed]


def given(person: Person) -> list[Consent]:
    """What somebody has agreed to, newest first. 1 query."""
    return list(Consent.objects.filter(person=person).select_related("text").order_by("-given_at"))
