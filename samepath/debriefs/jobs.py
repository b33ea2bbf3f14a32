"""What time does after sessions. Safe to run twice, late, or in two loops at once."""

from __future__ import annotations

from samepath.debriefs import actions, queries, rules
from samepath.debriefs.models import Debrief
from samepath.lib.time import now as right_now
from samepath.schedule.models import Kind, Session


def remind_leaders() -> None:
    """Every minute: two hours after a session and on the next morning, whoever has not finished writing (P03)."""
    now = right_now()
    lately = Session.objects.filter(
        kind=Kind.PEER, cancelled_at__isnull=True, ends_at__gte=now - rules.REMIND_FOR,
        ends_at__lte=now - rules.REMIND_AFTER,
    ).select_related("program", "guide", "host")  # fmt: skip
    for session in lately:
        due = rules.reminders(
            now=now, ends_at=session.ends_at, morning=queries.morning_after(session)
        )
        done = set(
            Debrief.objects.filter(session=session, done_at__isnull=False).values_list(
                "author_id", flat=True
            )
        )
        for _part, person in queries.leaders_of(session):
            for which in due if person.pk not in done else []:
                actions.remind(session, person, which=which)
