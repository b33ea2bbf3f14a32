"""FLOOR of the room protocol: the floor as one viewer may know it. Names are aliases, people are `who` (P06)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from samepath.facilitation import rules
from samepath.facilitation.models import Floor, ParkedItem
from samepath.facilitation.queries import leader, words
from samepath.facilitation.queries.beat import LINES, Beside, parked
from samepath.facilitation.queries.company import Gathering, Viewer
from samepath.facilitation.rules.show import now_on, state_of
from samepath.schedule.models import Session


def row_of(session: Session) -> Floor | None:
    """The floor of a session, if it was opened. 1 query."""
    return Floor.objects.filter(session=session).first()


def floor_state(
    row: Floor, floor: rules.Floor, people: Gathering, beside: Beside, *, person: str, role: str
) -> dict[str, Any]:
    """Everything of the floor that one page may know, from what was read. No query."""
    viewer = Viewer(person, rules.part_of(floor, person, role))
    state = {
        "version": row.version,
        "me": _me(floor, people, viewer),
        "led": _led(floor, people, viewer),
        "show": _show(floor, row.script, over=people.company.now >= floor.ends_at),
        "round": _round(floor, people, viewer),
        "hands": [{"who": people.who(h.person), "since": h.at.isoformat()} for h in floor.hands],
        "reactions": [
            {"who": people.who(one.person), "what": one.what, "until": one.until.isoformat()}
            for one in floor.reactions
        ],
        "reaction_words": words.reaction_words(),
        "typed": _typed(beside, floor, people, viewer),
        "vote": _vote(floor, viewer),
        "parking": _parking(beside),
        "pause": _pause(floor, people),
        "card": _card(floor, people),
        "split": _split(floor, people, viewer),
        "leader": leader.leader_state(floor, row.script, people, beside, viewer)
        if viewer.leads
        else None,
    }
    return state | {"faces": _faces(people)}


def _faces(people: Gathering) -> dict[str, dict[str, str]]:
    return {
        people.who(person): {"name": alias, "drawing": drawing}
        for person, (alias, drawing) in people.faces.items()
    }


def _me(floor: rules.Floor, people: Gathering, viewer: Viewer) -> dict[str, Any]:
    return {
        "who": people.who(viewer.person),
        "part": viewer.part,
        "can": rules.may(viewer.part),
        "place": floor.place_of(viewer.person),
        "place_words": words.place_words(floor, people, viewer.person),
        "hand": any(one.person == viewer.person for one in floor.hands),
        "asks": [
            {"ask": one.number, "what": one.what, "words": words.ask_words(one.what, people.alias(one.by) or _("A clinician"))}
            for one in floor.asks
            if one.person == viewer.person
        ],
    }  # fmt: skip


def _led(floor: rules.Floor, people: Gathering, viewer: Viewer) -> dict[str, Any]:
    swap = None
    if floor.swap is not None and viewer.person in {floor.swap.by, floor.swap.to}:
        swap = {
            "by": people.who(floor.swap.by),
            "to": people.who(floor.swap.to),
            "mine": viewer.person == floor.swap.to,
            "words": words.swap_words(floor, people, viewer.person),
        }
    return {
        "guide": _known(floor.guide, people),
        "host": _known(floor.host, people),
        "words": words.led_words(floor, people),
        "stands_in": floor.stands_in,
        "swap": swap,
    }


def _known(person: str | None, people: Gathering) -> str | None:
    return people.who(person) if person in people.faces and person is not None else None


def _show(floor: rules.Floor, script: dict[str, Any], *, over: bool) -> dict[str, Any]:
    """At the planned end it is over for everybody; what is still on keeps its card on the leaders' side."""
    segment = None if over else now_on(floor)
    shown = None
    if segment is not None and segment.began_at is not None:
        cards = script.get(segment.key, {})
        shown = {
            "key": segment.key,
            "kind": segment.kind,
            "title": segment.title,
            "purpose": cards.get("purpose", ""),
            "card": cards.get("card", ""),
            "questions": cards.get("questions", []),
            "began_at": segment.began_at.isoformat(),
            "ends_at": (segment.began_at + timedelta(minutes=segment.minutes)).isoformat(),
            "round": segment.round,
            "cross_talk": segment.cross_talk,
        }
    return {
        "state": "over" if over else state_of(floor),
        "now": shown,
        "segments": [
            {"key": one.key, "kind": one.kind, "title": one.title, "minutes": one.minutes, "state": one.state}
            for one in floor.segments
        ],
    }  # fmt: skip


def _round(floor: rules.Floor, people: Gathering, viewer: Viewer) -> dict[str, Any] | None:
    here = floor.round
    if here is None:
        return None

    def seen(person: str, state: str) -> str:
        # That somebody passed is theirs and the leaders' to know.
        plain = viewer.leads or person == viewer.person or state != "passed"
        return state if plain else "spoke"

    mine = next((turn.state for turn in here.turns if turn.person == viewer.person), "")
    return {
        "round": here.number,
        "turn": here.turn,
        "holder": people.who(here.holder) if here.holder else None,
        "since": here.since.isoformat() if here.since else None,
        "soft_s": here.soft_s,
        "quiet": here.quiet,
        "over": not any(one.state in {"waiting", "come-back", "speaking"} for one in here.turns),
        "words": words.round_words(here, floor, people, viewer.person),
        "mine": mine,
        "turns": [
            {"who": people.who(one.person), "state": seen(one.person, one.state)}
            for one in here.turns
        ],
    }


def _typed(beside: Beside, floor: rules.Floor, people: Gathering, viewer: Viewer) -> dict[str, Any]:
    return {
        "open": floor.typing,
        "can_say": floor.typing or viewer.leads,
        "lines": [
            {"id": str(one.key), "who": people.who(str(one.person)), "text": one.text, "at": one.at.isoformat()}
            for one in beside.words
        ],
    }  # fmt: skip


def _vote(floor: rules.Floor, viewer: Viewer) -> dict[str, Any] | None:
    vote = floor.vote
    if vote is None:
        return None
    counted = vote.closed or viewer.leads
    chosen = [one.option for one in vote.ballots]
    return {
        "vote": vote.number,
        "question": vote.question,
        "options": [
            {"option": number, "text": text, "votes": chosen.count(number) if counted else None}
            for number, text in enumerate(vote.options)
        ],
        "mine": next((one.option for one in vote.ballots if one.person == viewer.person), None),
        "closed": vote.closed,
        "voted": len(vote.ballots) if viewer.leads else None,
    }


def _parking(beside: Beside) -> list[dict[str, Any]]:
    return [
        {"item": str(one.key), "text": one.text, "earlier": one.earlier} for one in beside.parked
    ]


def parked_for(session: Session) -> list[ParkedItem]:
    """What waits for this session: its own, and what its group left from before. 1 query."""
    return list(parked(session.pk, session.group_id, session.starts_at)[:LINES])


def _pause(floor: rules.Floor, people: Gathering) -> dict[str, Any] | None:
    if floor.pause is None:
        return None
    return {
        "since": floor.pause.since.isoformat(),
        "by": _known(floor.pause.by, people),
        "words": _("The group rests for a moment. Breathe with the card, or just sit."),
        "breathing": True,
    }


def _card(floor: rules.Floor, people: Gathering) -> dict[str, Any] | None:
    card = floor.card
    if card is None:
        return None
    return {
        "title": card.title,
        "text": card.text,
        "link": card.link,
        "link_words": _("Open it") if card.link else "",
        "by": _known(card.by, people),
    }


def _split(floor: rules.Floor, people: Gathering, viewer: Viewer) -> dict[str, Any] | None:
    if floor.split is None:
        return None
    rooms = [one for one in floor.split.rooms if viewer.leads or viewer.person in one.people]
    return {
        "split": floor.split.number,
        "began_at": floor.split.since.isoformat(),
        "ends_at": floor.split.ends_at.isoformat(),
        "question": floor.split.question,
        "words": _("All rooms come back together soon."),
        "rooms": [leader.room_state(one, floor, people) for one in rooms],
    }
