"""What time does by itself to calls for help. Safe to run twice, late, or in two loops at once."""

from __future__ import annotations

from django.db.models import Q

from samepath.lib.time import now as right_now
from samepath.safety import actions
from samepath.safety.models import Concern


def climb_ladders() -> None:
    """Every second: take each open call a rung further when its moment has come (H01, R10).

    1 query while nothing is due. A call that waits since a moment still to come is due: the clock was set back.
    """
    now = right_now()
    due = Q(next_at__lte=now) | Q(waits_since__gt=now, next_at__isnull=False)
    calls = Concern.objects.filter(due, closed_at__isnull=True).values_list("pk", flat=True)
    for key in list(calls):
        actions.climb(key)
