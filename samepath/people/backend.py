"""How Django finds who is signed in: allauth's way, with the question every request asks prepared."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend

from samepath.people.models import Person
from samepath.people.queries import person_by_key


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth is untyped
    """allauth's backend. A closed account is nobody (A09)."""

    def get_user(self, user_id: Any) -> Person | None:
        """The person of a web session, while the account is open. 1 query."""
        found = person_by_key(UUID(str(user_id)))
        return found if found is not None and self.user_can_authenticate(found) else None
