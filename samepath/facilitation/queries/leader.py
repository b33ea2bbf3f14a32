"""What leaders and clinicians see besides: the card, the time, who was heard, who is aside. Never participants."""

from __future__ import annotations

from typing import Any

from samepath.facilitation import rules
from samepath.facilitation.queries import words
from samepath.facilitation.queries.beat import Beside
from samepath.facilitation.queries.company import Gathering, Viewer
from samepath.facilitation.rules.floor import CLINICAL, LEADING, Apart
from samepath.facilitation.rules.show import now_on, pace
from samepath.facilitation.rules.talk import heard_least

SHOWN = 5  # lines to the leaders at a time; the newest of them first


def leader_state(
    floor: rules.Floor, script: dict[str, Any], people: Gathering, beside: Beside, viewer: Viewer
) -> dict[str, Any]:
    """The leaders' part of FLOOR. No query."""
    segment = now_on(floor)
    cards = script.get(segment.key, {}) if segment else {}
    return {
        "says": cards.get("says", ""),
        "watch_for": cards.get("watch_for", []),
        "time": _time(floor, people),
        "airtime": airtime_of(people),
        "heard_least": [people.who(one) for one in heard_least(floor, people.company)],
        "sides": [_side(one, floor, people) for one in floor.sides],
        "votes": _earlier_votes(floor),
        "whispers": _whispers(floor, people, beside, viewer),
    }


def _whispers(
    floor: rules.Floor, people: Gathering, beside: Beside, viewer: Viewer
) -> list[dict[str, Any]]:
    """What waits for a leader's word, and the newest whatever was said to it."""
    newest_first = beside.whispers[::-1]
    shown = [one for place, one in enumerate(newest_first) if not (one.answer and place)]
    return [
        {
            "whisper": str(one.key),
            "from": words.whisper_words(one.by, floor, people, viewer.person),
            "text": one.text,
            "at": one.at.isoformat(),
            "answer_words": words.answer_words(one.answer, one.answered_by),
            "open": not one.answer and viewer.part in LEADING,
        }
        for one in shown[:SHOWN]
    ]


def _earlier_votes(floor: rules.Floor) -> list[dict[str, Any]]:
    """How the votes before went, but for the one everybody still sees. Counts only."""
    return [
        {
            "vote": one.number,
            "question": one.question,
            "options": [
                {"text": text, "votes": votes}
                for text, votes in zip(one.options, one.counts, strict=True)
            ],
        }
        for one in floor.outcomes
        if floor.vote is None or floor.vote.number != one.number
    ]


def _time(floor: rules.Floor, people: Gathering) -> dict[str, Any]:
    ahead = pace(floor, people.company)
    shorten = None
    if ahead.shorten is not None:
        segment, minutes = ahead.shorten
        shorten = {
            "segment": segment.key,
            "minutes": minutes,
            "words": words.shorten_words(segment.title, minutes),
        }
    return {
        "ends_at": ahead.ends_at.isoformat(),
        "planned_end": floor.ends_at.isoformat(),
        "over_min": ahead.over_min,
        "words": words.pace_words(ahead.over_min),
        "shorten": shorten,
    }


def airtime_of(people: Gathering) -> dict[str, Any]:
    """How speaking is shared among those who are here or were heard; clinicians do not count."""
    company = people.company
    counted = [one for one in company.members if one.role not in CLINICAL and not one.gone]
    total = sum(one.heard_s for one in counted)
    heard = sorted((one for one in counted if one.heard_s), key=lambda one: -one.heard_s)
    quiet = [one.person for one in counted if not one.heard_s and company.here(one.person)]
    return {
        "words": words.airtime_words(len(quiet), people.alias(heard[0].person) if heard else ""),
        "quiet": [people.who(one) for one in quiet],
        "shares": [
            {
                "who": people.who(one.person),
                "share": round(one.heard_s / total, 3),
                "words": words.share_words(people.alias(one.person), one.heard_s / total),
            }
            for one in heard
        ],
    }


def room_state(room: Apart, floor: rules.Floor, people: Gathering) -> dict[str, Any]:
    """One room of a split. No query."""
    visitors = [one.person for one in floor.visits if one.room == room.key]
    return {
        "room": room.key,
        "people": [people.who(one) for one in room.people],
        "visitors": [people.who(one) for one in visitors],
        "called": room.called is not None,
    }


def _side(room: Apart, floor: rules.Floor, people: Gathering) -> dict[str, Any]:
    who, leader = room.people
    return {
        "room": room.key,
        "who": people.who(who),
        "with": people.who(leader),
        "since": room.opened_at.isoformat(),
        "called": room.called is not None,
    }
