"""What time does to floors. Each job is safe to run twice, late, or in two loops at once."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from samepath.facilitation import actions, rules
from samepath.facilitation.models import Floor, Whisper, Words
from samepath.facilitation.queries import gathering_of
from samepath.lib.time import now as right_now
from samepath.rooms.models import Room
from samepath.schedule.models import Session

OPEN = Room.objects.filter(session=OuterRef("session"), closed_at__isnull=True)
UNSWEPT_H = 24  # words of a session whose room nobody ever closed
WITH = ("session__program", "session__guide_version")


def let_time_pass() -> None:
    """Every second: hands that go down, a piece that goes on, a host who stands in, rooms that come home."""
    now = right_now()
    for row in Floor.objects.filter(Exists(OPEN)).select_related(*WITH):
        floor = rules.read_floor(row.state)
        if rules.tick(floor, gathering_of(row.session, now, airtime=False).company) != floor:
            actions.pass_time(row.session)


def sweep_floors() -> None:
    """Every 5 s: of sessions that have ended, take away what was only for the evening (P10)."""
    over = Floor.objects.filter(~Exists(OPEN), swept_at__isnull=True, session__rooms__isnull=False)
    for row in over.select_related(*WITH).distinct():
        actions.sweep(row)


def forget_words() -> None:
    """Every hour: words a program kept for a while, once the while is over."""
    now = right_now()
    typed = Q(words__isnull=False) | Q(whispers__isnull=False)
    for session in Session.objects.filter(typed).select_related("program").distinct():
        until = session.ends_at + timedelta(hours=session.program.words_kept_h or UNSWEPT_H)
        if until < now:
            Words.objects.filter(session=session).delete()
            Whisper.objects.filter(session=session).delete()
