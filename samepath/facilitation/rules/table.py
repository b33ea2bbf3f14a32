"""Every command of the floor: who may, what it must carry, what it does. A clinician can read this table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from samepath.facilitation.rules import apart, leading, rounds, show, talk
from samepath.facilitation.rules.arguments import (
    Reader,
    flag,
    number,
    one_of,
    people,
    person,
    text,
    texts,
)
from samepath.facilitation.rules.floor import CLINICAL, LEADING, Act, Floor
from samepath.facilitation.rules.passing import tick
from samepath.facilitation.rules.refusals import NotYours, Refused

GUIDES = CLINICAL | {"guide"}
LEADS = CLINICAL | LEADING
ALL = LEADS | {"participant"}
COUNT = number(0, 100_000)
KEY = text(20)
CARD = 2200  # the card of a part for members and all its questions, as long as a guide lets them be
SIGNS = ("heard", "with_you", "thank_you", "strength")


@dataclass(frozen=True)
class Command:
    """One row of the table. Names of arguments that may be left out end in a question mark."""

    may: frozenset[str]
    does: Callable[[Floor, Act], Floor]
    args: Mapping[str, Reader]


def _row(may: frozenset[str], does: Callable[[Floor, Act], Floor], **args: Reader) -> Command:
    return Command(may, does, args)


NEXT = {"from": text(20, least=0), "anyway?": flag}

COMMANDS: dict[str, Command] = {
    # the run of show
    "next": Command(GUIDES, show.go_next, NEXT),
    "back": Command(GUIDES, show.go_back, NEXT),
    "extend": _row(GUIDES, show.extend, segment=KEY, minutes=number(-15, 30)),
    "shorten": _row(GUIDES, show.shorten, segment=KEY, minutes=number(1, show.LONGEST)),
    "skip": _row(GUIDES, show.skip, segment=KEY),
    "unskip": _row(GUIDES, show.unskip, segment=KEY),
    "reorder": _row(GUIDES, show.reorder, order=texts(0, 40, each=20)),
    # the round
    "round": Command(GUIDES, rounds.begin, {"order": one_of(*rounds.ORDERS), "quiet?": flag}),
    "give": Command(GUIDES, rounds.give, {"round": COUNT, "turn": COUNT, "to?": person}),
    "turns": _row(GUIDES, rounds.arrange, round=COUNT, turn=COUNT, order=people),
    "open_floor": _row(GUIDES, rounds.open_floor, round=COUNT),
    "done": _row(ALL, rounds.done, round=COUNT, turn=COUNT),
    "pass": _row(ALL, rounds.pass_on, round=COUNT, turn=COUNT),
    "come_back": _row(ALL, rounds.come_back, round=COUNT),
    # hands, signs, words
    "hand": _row(ALL, talk.hand, up=flag),
    "lower": _row(LEADS, talk.lower, who=person),
    "react": _row(ALL, talk.react, what=one_of(*SIGNS)),
    "say": _row(ALL, talk.say, text=text(500)),
    "typing": _row(LEADS, talk.typing, open=flag),
    # votes, what is parked, cards, rest
    "vote": _row(GUIDES, talk.ask_vote, question=text(140), options=texts(2, 6, each=60)),
    "ballot": _row(ALL, talk.ballot, vote=COUNT, option=number(0, 5)),
    "close_vote": _row(GUIDES, talk.close_vote, vote=COUNT),
    "clear_vote": _row(GUIDES, talk.clear_vote, vote=COUNT),
    "park": _row(LEADS, talk.as_it_is, text=text(200)),
    "parked": _row(LEADS, talk.as_it_is, item=text(36)),
    "pause": _row(LEADS, talk.pause),
    "go_on": _row(LEADS, talk.go_on),
    "show": Command(
        LEADS, talk.show_card, {"title": text(80), "text?": text(CARD, least=0), "link?": text(200, least=0)}
    ),
    "hide": _row(LEADS, talk.hide_card),
    # asking somebody
    "ask": _row(LEADS, talk.ask, who=person, what=one_of("mute", "camera")),
    "ask_all": _row(LEADS, talk.ask_all, what=one_of("mute")),
    "answer_ask": _row(ALL, talk.answer_ask, ask=COUNT),
    # two leaders
    "swap": _row(LEADING, leading.offer),
    "keep": _row(LEADING, leading.keep),
    "accept": _row(LEADING, leading.accept),
    # between whoever stands behind the session and its leaders
    "whisper": _row(CLINICAL, talk.as_it_is, text=text(200)),
    "reply": _row(LEADING, talk.as_it_is, whisper=text(36), answer=one_of("thanks", "join")),
    # rooms apart
    "side": _row(LEADS, apart.side, who=person),
    "end_side": _row(ALL, apart.end_side, room=KEY),
    "split": Command(
        GUIDES, apart.split, {"size": number(2, 3), "minutes": number(1, 20), "question?": text(200, least=0)}
    ),
    "longer": _row(LEADS, apart.longer, split=COUNT, minutes=number(1, 10)),
    "gather": _row(LEADS, apart.gather, split=COUNT),
    "call": _row(ALL, apart.call),
    "step_in": _row(LEADS, apart.step_in, room=KEY),
    "step_out": _row(LEADS, apart.step_out),
}  # fmt: skip


def read_args(kind: str, raw: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The arguments a command must carry, and no others. `names` says who is meant by what the page calls them."""
    command = COMMANDS.get(kind)
    if command is None:
        raise Refused("unknown")
    wanted = {name.rstrip("?"): (name, reader) for name, reader in command.args.items()}
    if set(raw) - set(wanted):
        raise Refused("args")
    read = {}
    for name, (spelled, reader) in wanted.items():
        if name in raw:
            read[name] = reader(raw[name], names)
        elif not spelled.endswith("?"):
            raise Refused("args")
    return read


def part_of(floor: Floor, person: str, role: str) -> str:
    """The part somebody has now: leaders change parts, and cover is found in the middle."""
    if person == floor.guide:
        return "guide"
    if person == floor.host:
        return "host"
    return "participant" if role in LEADING else role


def may(part: str) -> list[str]:
    """The commands of a part."""
    return sorted(kind for kind, command in COMMANDS.items() if part in command.may)


def apply(floor: Floor, act: Act) -> Floor:
    """Carry a command out, or raise why not. What time did until now comes first."""
    command = COMMANDS.get(act.kind)
    if command is None:
        raise Refused("unknown")
    floor = tick(floor, act.company)
    part = part_of(floor, act.who, act.role)
    if part not in command.may:
        raise NotYours
    if not act.company.inside(act.who) and (part not in CLINICAL or command.may == ALL):
        # A clinician may hold a session from the console; what one does as one of the circle needs a seat in it.
        raise Refused("not-inside")
    after = rounds.closed(floor, command.does(floor, replace(act, role=part)))
    return tick(after, act.company)


__all__ = ["COMMANDS", "Act", "apply", "may", "part_of", "read_args"]
