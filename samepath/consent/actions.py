"""What happens with consent: texts are published, signed, and taken back."""

from __future__ import annotations

from django.db import transaction

from samepath.audit import trail
from samepath.consent.errors import NoName, NotCurrent, NotTheirs
from samepath.consent.models import Consent, ConsentText
from samepath.consent.queries import current_texts
from samepath.lib.time import now as right_now
from samepath.people.models import Person


@transaction.atomic
def publish(*, purpose: str, title: str, body: str, by: Person | None) -> ConsentText:
    """Make a new version of a text; from now on people are asked to sign this one (C09)."""
    latest = current_texts().get(purpose)
    text = ConsentText(
        purpose=purpose,
        version=latest.version + 1 if latest else 1,
        title=title,
        body=body,
        effective_from=right_now(),
    )
    text.sha256 = text.digest()
    text.save()
    trail.did("consent.publish", by=by, about=text, purpose_of=purpose, version=text.version)
    return text


@transaction.atomic
def agree(text: ConsentText, *, by: Person, signed_name: str) -> Consent:
    """Sign a text by typing one's name. The same text twice is one consent."""
    if not signed_name.strip():
        raise NoName
    if current_texts()[text.purpose].pk != text.pk:
        raise NotCurrent
    consent, made = Consent.objects.get_or_create(
        person=by,
        text=text,
        revoked_at=None,
        defaults={
            "signed_name": signed_name.strip()[:120],
            "given_at": right_now(),
            "text_sha256": text.digest(),
        },
    )
    if made:
        trail.did("consent.agree", by=by, about=text)
    return consent


@transaction.atomic
def revoke(consent: Consent, *, by: Person) -> None:
    """Take one's own agreement back. History stays; doors that need it close."""
    if consent.person_id != by.pk:
        raise NotTheirs
    changed = Consent.objects.filter(pk=consent.pk, revoked_at__isnull=True).update(
        revoked_at=right_now()
    )
    if changed:
        trail.did("consent.revoke", by=by, about=consent)
