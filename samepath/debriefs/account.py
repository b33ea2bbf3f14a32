"""What a session was, for the page that tells the whole of it: gathered from the floor, the check-outs and the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from samepath.debriefs import queries, rules
from samepath.debriefs.words import PARTS, middle
from samepath.facilitation.queries.story import story_of
from samepath.schedule.models import Session


def account_of(session: Session, now: datetime, *, clinical: bool) -> dict[str, Any]:
    """Story, log and, from five answers on, how it was: nobody's name in any of it. About 7 queries.

    Leaders see how it was a day later, when nobody's answer can be told by its coming; clinicians at once.
    """
    log = queries.log_of(session, now)
    closed = now > session.ends_at + rules.OPEN_FOR
    found = queries.how_it_was(session) if clinical or closed else None
    return {
        "story": story_of(session),
        "log": log,
        "waits_for": [PARTS[part] for part in log.waits_for],
        "how_it_was": middle(found) if found else [],
    }


def facts_of(session: Session, now: datetime) -> dict[str, Any]:
    """The same for the office: what ran and whether the log is closed; nothing that the group said or chose."""
    log = queries.log_of(session, now)
    return {
        "story": replace(story_of(session), votes=[]),
        "log": log,
        "waits_for": [PARTS[part] for part in log.waits_for],
    }
