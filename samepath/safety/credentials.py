"""What proves a press of Help without a sign-in: it was made for this one use and opens nothing else (H01).

A page that somebody opened while signed in carries a token of theirs in its Help form. When the sign-in has ended
meanwhile, the token still says whose press it is. A receipt shows what became of that press, and no more.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core import signing

from samepath.people.models import Person
from samepath.safety.models import Concern

VALID_FOR = timedelta(hours=12)
_PRESS, _RECEIPT = "samepath.help.press", "samepath.help.receipt"


def token_of(person: Person) -> str:
    """What goes into the Help form of this person's pages. No query."""
    return signing.dumps(str(person.pk), salt=_PRESS)


def person_of(token: str) -> Person | None:
    """Whose press it is, or nobody's. 1 query when it is signed and not too old, else none."""
    key = _read(token, _PRESS)
    return Person.objects.filter(pk=key).first() if key else None


def receipt_of(concern: Concern) -> str:
    """What shows the state of one press to whoever holds it."""
    return signing.dumps(str(concern.pk), salt=_RECEIPT)


def concern_of(receipt: str) -> Concern | None:
    """The press a receipt is for. At most 1 query (and 1 for who was told)."""
    key = _read(receipt, _RECEIPT)
    if key is None:
        return None
    known = Concern.objects.select_related("person", "program").prefetch_related("told")
    return known.filter(pk=key).first()


def _read(signed: str, salt: str) -> UUID | None:
    try:
        return UUID(signing.loads(signed, salt=salt, max_age=VALID_FOR))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
