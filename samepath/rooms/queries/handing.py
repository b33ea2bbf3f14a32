"""What is asked about rooms that go from one clinician to another."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.rooms.rules import HAND_OVER_LASTS
from samepath.schedule.models import HandOver


def hand_overs(person: Person, hat: Role | None, now: datetime) -> QuerySet[HandOver]:
    """What waits for this person or was offered by them, and for some minutes how it ended. 1 query."""
    lately = Q(ended_at__gte=now - 2 * HAND_OVER_LASTS, by=person)
    waits = Q(state=HandOver.State.ASKED, asked_at__gte=now - HAND_OVER_LASTS)
    return (
        HandOver.objects.visible_to(person, hat)
        .filter((lately & ~Q(state=HandOver.State.UNDONE)) | waits)
        .select_related("session", "by", "to")
        .order_by("asked_at")
    )
