"""Web sessions that know whose they are (Django's database sessions with a person on each row)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet

from samepath.lib.prepared import PreparedModels
from samepath.lib.time import now

REMEMBERED = "remembered"  # in a session: the key of the remembered device it belongs to


def _live(*, key: str, at: datetime) -> QuerySet[Any]:
    found: QuerySet[Any] = SessionStore.get_model_class().objects.filter(
        session_key=key, expire_date__gt=at
    )
    return found


_LIVE: PreparedModels[Any] = PreparedModels(_live, key=str, at=datetime)


class SessionStore(DatabaseStore):
    """Django's store; every saved session carries the person signed in to it."""

    @classmethod
    def get_model_class(cls) -> Any:
        from samepath.people.models import WebSession

        return WebSession

    def _get_session_from_db(self) -> Any:
        # Every request begins here.
        found = _LIVE.first(key=self.session_key, at=now())
        if found is None:
            self._session_key = None
        return found

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        signed_in = data.get("_auth_user_id")
        row.person_id = UUID(str(signed_in)) if signed_in else None
        row.device = str(data.get("device", ""))[:60]
        remembered = data.get(REMEMBERED)
        row.remembered_id = UUID(remembered) if remembered else None
        began = data.get("signed_in_at")
        row.started_at = datetime.fromisoformat(began) if began else now()
        return row
