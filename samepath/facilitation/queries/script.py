"""From the guide of a session to segments on its floor, and the cards beside them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samepath.facilitation.rules import Segment
from samepath.guides import queries as guides
from samepath.guides.rules import Piece
from samepath.schedule.models import Session


def pieces_of(session: Session) -> tuple[Piece, ...]:
    """What a session is led from: its guide, or a plain order where none was chosen. At most 2 queries."""
    if session.guide_version is not None:
        return tuple(one.piece for one in guides.segments_of(session.guide_version))
    return _plain_order(session.minutes)


def segments_of(pieces: tuple[Piece, ...]) -> tuple[Segment, ...]:
    """The segments as the floor keeps them. No query."""
    return tuple(
        Segment(
            key=f"s{number}", kind=piece.kind, title=piece.title, minutes=piece.minutes,
            round=piece.round, cross_talk=piece.cross_talk, turn_s=piece.turn_s,
        )
        for number, piece in enumerate(pieces, 1)
    )  # fmt: skip


def script_of(pieces: tuple[Piece, ...]) -> dict[str, dict[str, Any]]:
    """The cards, by the keys of `segments_of`. No query."""
    return {
        f"s{number}": {
            "purpose": piece.purpose,
            "says": piece.leader_card,
            "card": piece.participant_card,
            "questions": list(piece.questions),
            "watch_for": list(piece.watch_for),
        }
        for number, piece in enumerate(pieces, 1)
    }


def _plain_order(minutes: int) -> tuple[Piece, ...]:
    """Arriving, a round, time to talk, a round, an end: enough to hold a session that has no guide."""
    ends, rounds = 5, max(5, minutes // 6)
    talk = max(5, minutes - 2 * ends - 2 * rounds)
    return (
        Piece("welcome", ends, _("Welcome"), _("Arrive, and hear how tonight goes")),
        Piece("check_in", rounds, _("Check-in round"), _("Each says how they come in; passing is fine"), round=True),
        Piece("topic", talk, _("Talk"), _("What matters to the group tonight"), cross_talk=True),
        Piece("check_out", rounds, _("Check-out round"), _("One thing each takes along"), round=True),
        Piece("closing", ends, _("Closing"), _("End together, and when we meet again")),
    )  # fmt: skip
