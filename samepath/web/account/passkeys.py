"""Who shows a passkey and nothing less (A02)."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator

from samepath.people.permissions import BY_PASSKEY
from samepath.people.queries import roles_of


def must_show_passkey(person: Any) -> bool:
    """Whether a code is not enough: their role asks for a passkey, and they have one. At most 2 queries."""
    if not person.is_authenticated or not BY_PASSKEY.intersection(roles_of(person)):
        return False
    keys = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN)
    return bool(keys.exists())
