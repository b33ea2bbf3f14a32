"""The round: one talking piece, everyone in turn, and passing is always right.

Three promises, tried by properties: the piece is never lost, never in two hands, and nobody who wants a turn
and is here stays without one while the round lasts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from samepath.facilitation.rules.company import Company, Member
from samepath.facilitation.rules.floor import LEADING, Act, Counted, Floor, Round, Says, Turn
from samepath.facilitation.rules.refusals import MovedOn, NotYours, Refused

KEPT = timedelta(seconds=20)  # a holder whose line is lost keeps the piece this long
BARELY = timedelta(seconds=15)  # who held it for less has not had a turn
WANT = frozenset({"waiting", "come-back"})


def begin(floor: Floor, act: Act) -> Floor:
    """Start a round with everybody who is in the main room."""
    if floor.round is not None and wanting(floor.round, floor, act.company):
        raise Refused("round-first")
    if floor.split is not None:
        raise Refused("split-first")
    people = [one for one in act.company.members if _takes_part(one, floor, act.company)]
    if not people:
        raise Refused("nobody")
    order = ORDERS[act.args["order"]](people, act.seed)
    number = floor.rounds + 1
    segment = next((one for one in floor.segments if one.state == "now"), None)
    soft = segment.turn_s if segment and segment.turn_s else 0
    turns = tuple(Turn(one.person) for one in order)
    begun = Round(number, turns, quiet=act.args.get("quiet", False), soft_s=soft)
    return floor.but(round=begun, rounds=number)


def _takes_part(one: Member, floor: Floor, company: Company) -> bool:
    """Peers who lead take their turn like everyone; clinicians hold the room and do not."""
    peers = LEADING | {"participant"} if floor.kind == "peer" else {"participant"}
    return one.role in peers and floor.in_main(one.person, company)


def _by_fairness(people: Iterable[Member], _: str) -> list[Member]:
    return sorted(people, key=lambda one: (one.heard_s, one.arrived, one.person))


def _by_arrival(people: Iterable[Member], _: str) -> list[Member]:
    return sorted(people, key=lambda one: (one.arrived, one.person))


def _shuffled(people: Iterable[Member], seed: str) -> list[Member]:
    """By lot, with the command's own id for dice: sent twice, it falls the same."""
    return sorted(people, key=lambda one: hashlib.sha256(f"{seed}{one.person}".encode()).digest())


ORDERS: dict[str, Callable[[Iterable[Member], str], list[Member]]] = {
    "fairness": _by_fairness,
    "arrival": _by_arrival,
    "shuffled": _shuffled,
}


def done(floor: Floor, act: Act) -> Floor:
    """The holder has spoken."""
    here = _same_turn(floor, act)
    if here.holder != act.who:
        raise NotYours
    hands = tuple(hand for hand in floor.hands if hand.person != act.who)
    return floor.but(round=_put_down(here, "spoke", act.now), hands=hands)


def pass_on(floor: Floor, act: Act) -> Floor:
    """Somebody passes, with the piece in hand or before it comes. It counts against nobody."""
    here = _same_round(floor, act)
    if _state(here, act.who) not in {"speaking", *WANT}:
        raise MovedOn
    if here.holder == act.who:
        return floor.but(round=_put_down(here, "passed", act.now))
    return floor.but(round=_mark(here, act.who, "passed"))


def come_back(floor: Floor, act: Act) -> Floor:
    """Who passed would like a turn after all, once the others had theirs."""
    here = _same_round(floor, act)
    if _state(here, act.who) != "passed":
        raise MovedOn
    return floor.but(round=_mark(here, act.who, "come-back"))


def give(floor: Floor, act: Act) -> Floor:
    """The guide gives the piece on: to the next, or to somebody by name."""
    here = _same_turn(floor, act)
    to = act.args.get("to")
    if to is not None:
        one = act.company.get(to)
        if one is None or to == here.holder or not _takes_part(one, floor, act.company):
            raise Refused("away")
    if here.holder is not None:
        here = _put_down(here, "spoke" if _long_enough(here, act.now) else "come-back", act.now)
    if to is None:
        return floor.but(round=here)
    if _state(here, to) is None:
        here = replace(here, turns=(*here.turns, Turn(to)))
    return floor.but(round=_hand_to(here, to, act.company))


def arrange(floor: Floor, act: Act) -> Floor:
    """Those who wait, in another order. Everyone else keeps their place."""
    here = _same_turn(floor, act)
    order = act.args["order"]
    waiting = [turn.person for turn in here.turns if turn.state == "waiting"]
    if sorted(order) != sorted(waiting):
        raise Refused("order")
    new = iter(order)
    turns = tuple(Turn(next(new)) if turn.state == "waiting" else turn for turn in here.turns)
    return floor.but(round=replace(here, turns=turns))


def open_floor(floor: Floor, act: Act) -> Floor:
    """The round is over; whoever wants may speak."""
    _same_round(floor, act)
    return floor.but(round=None)


def settle(floor: Floor, company: Company) -> Floor:
    """Who came joins at the end; a piece held by nobody who is here goes on."""
    here = floor.round
    if here is None:
        return floor
    new = [
        Turn(one.person)
        for one in _by_arrival(company.members, "")
        if _state(here, one.person) is None and _takes_part(one, floor, company)
    ]
    here = replace(here, turns=(*here.turns, *new)) if new else here
    if here.holder is not None and _lost(here.holder, floor, company):
        here = _put_down(here, "come-back", company.now)
    if here.holder is None and (after := in_line(here, floor, company)):
        here = _hand_to(here, after[0], company)
    return floor.but(round=here)


def in_line(here: Round, floor: Floor, company: Company) -> list[str]:
    """Those who are here and want a turn, in order: who waits, then who comes back."""
    present = [turn for turn in here.turns if floor.in_main(turn.person, company)]
    return [
        turn.person for state in ("waiting", "come-back") for turn in present if turn.state == state
    ]


def wanting(here: Round, floor: Floor, company: Company) -> bool:
    """Whether somebody speaks, or is here and still wants to."""
    return here.holder is not None or bool(in_line(here, floor, company))


def _lost(holder: str, floor: Floor, company: Company) -> bool:
    return floor.place_of(holder) != "main" or not company.within(holder, KEPT)


def _same_round(floor: Floor, act: Act) -> Round:
    if floor.round is None or floor.round.number != act.args["round"]:
        raise MovedOn
    return floor.round


def _same_turn(floor: Floor, act: Act) -> Round:
    here = _same_round(floor, act)
    if here.turn != act.args["turn"]:
        raise MovedOn
    return here


def _state(here: Round, person: str) -> Says | None:
    return next((turn.state for turn in here.turns if turn.person == person), None)


def _mark(here: Round, person: str, state: Says) -> Round:
    turns = tuple(
        replace(turn, state=state) if turn.person == person else turn for turn in here.turns
    )
    return replace(here, turns=turns)


def _put_down(here: Round, state: Says, now: datetime) -> Round:
    assert here.holder is not None
    held = _long_enough(here, now)
    turns = tuple(
        replace(turn, state=state, held=turn.held or held) if turn.person == here.holder else turn
        for turn in here.turns
    )
    return replace(here, turns=turns, holder=None, since=None)


def _long_enough(here: Round, now: datetime) -> bool:
    return here.since is None or now - here.since >= BARELY


def count(here: Round) -> Counted:
    """How many had the piece and how many passed, as it stands. Whose line was lost in the middle of it had it."""
    had = [one for one in here.turns if one.held or one.state in {"spoke", "speaking"}]
    passed = [one for one in here.turns if one.state == "passed" and one not in had]
    return Counted(here.number, len(had), len(passed))


def closed(before: Floor, after: Floor) -> Floor:
    """The next floor with the round that ended on the way to it counted."""
    old, new = before.round, after.round
    if old is None or (new is not None and new.number == old.number):
        return after
    return after.but(counted=(*after.counted, count(old)))


def _hand_to(here: Round, person: str, company: Company) -> Round:
    marked = _mark(here, person, "speaking")
    return replace(marked, holder=person, since=company.now, turn=here.turn + 1)
