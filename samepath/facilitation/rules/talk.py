"""Hands, signs, words, votes, cards, rest, and what somebody is asked to close."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from samepath.facilitation.rules.company import Company
from samepath.facilitation.rules.floor import (
    Act,
    Ask,
    Ballot,
    Card,
    Floor,
    Hand,
    Outcome,
    Pause,
    Reaction,
    Vote,
)
from samepath.facilitation.rules.refusals import MovedOn, NotYours, Refused
from samepath.facilitation.rules.rounds import closed

FADES = timedelta(seconds=6)
HAND_KEPT = timedelta(minutes=10)  # for somebody who went away
ASK_LASTS = timedelta(seconds=60)
SPOKEN_S = 3  # in one beat: more than a word between


def hand(floor: Floor, act: Act) -> Floor:
    """Raise or lower one's own hand. Raised twice it keeps its first moment."""
    up = any(one.person == act.who for one in floor.hands)
    if act.args["up"] == up:
        return floor
    if act.args["up"]:
        return floor.but(hands=(*floor.hands, Hand(act.who, act.now)))
    return _lowered(floor, act.who)


def lower(floor: Floor, act: Act) -> Floor:
    """A leader lowers somebody's hand."""
    return _lowered(floor, act.args["who"])


def spoke(floor: Floor, person: str, seconds: int) -> Floor:
    """Who was heard does not need the hand any more."""
    return _lowered(floor, person) if seconds >= SPOKEN_S else floor


def _lowered(floor: Floor, person: str) -> Floor:
    kept = tuple(one for one in floor.hands if one.person != person)
    return floor if kept == floor.hands else floor.but(hands=kept)


def heard_least(floor: Floor, company: Company) -> list[str]:
    """Raised hands, those heard least first."""
    heard = {one.person: one.heard_s for one in company.members}
    order = sorted(floor.hands, key=lambda one: (heard.get(one.person, 0), one.at, one.person))
    return [one.person for one in order]


def react(floor: Floor, act: Act) -> Floor:
    """A quiet sign; a new one takes the place of one's last."""
    others = tuple(one for one in floor.reactions if one.person != act.who)
    mine = Reaction(act.who, act.args["what"], act.now + FADES)
    return floor.but(reactions=(*others, mine))


def say(floor: Floor, act: Act) -> Floor:
    """Words for the whole room; the text itself is kept beside the floor, sealed."""
    if act.role == "participant" and not floor.typing:
        raise Refused("typing-closed")
    return floor


def typing(floor: Floor, act: Act) -> Floor:
    """Leaders open and close typing."""
    return floor.but(typing=act.args["open"])


def as_it_is(floor: Floor, act: Act) -> Floor:
    """Nothing on the floor itself changes: a row beside it does."""
    return floor


def ask_vote(floor: Floor, act: Act) -> Floor:
    """Put a question to all."""
    if floor.vote is not None and not floor.vote.closed:
        raise Refused("vote-open")
    options = act.args["options"]
    if len({one.casefold() for one in options}) < len(options):
        raise Refused("options")
    number = floor.votes + 1
    return floor.but(vote=Vote(number, act.args["question"], tuple(options)), votes=number)


def ballot(floor: Floor, act: Act) -> Floor:
    """Choose, or choose again."""
    vote = _open_vote(floor, act)
    if act.args["option"] >= len(vote.options):
        raise Refused("option")
    others = tuple(one for one in vote.ballots if one.person != act.who)
    mine = Ballot(act.who, act.args["option"])
    return floor.but(vote=replace(vote, ballots=(*others, mine)))


def close_vote(floor: Floor, act: Act) -> Floor:
    """Close a vote; from now on everybody sees how it went, and what is kept of it are counts alone."""
    return _counted(floor, _open_vote(floor, act), act.now)


def _counted(floor: Floor, vote: Vote, now: datetime) -> Floor:
    chosen = [one.option for one in vote.ballots]
    counts = tuple(chosen.count(number) for number in range(len(vote.options)))
    outcome = Outcome(vote.number, vote.question, vote.options, counts, now)
    return floor.but(vote=replace(vote, closed=True), outcomes=(*floor.outcomes, outcome))


def let_go(floor: Floor, now: datetime) -> Floor:
    """The evening is over: a vote nobody closed and a round nobody ended are counted.

    Who chose what, and who spoke or passed, is kept nowhere.
    """
    if floor.vote is not None and not floor.vote.closed and floor.vote.ballots:
        floor = _counted(floor, floor.vote, now)
    return closed(floor, floor.but(vote=None, round=None))


def clear_vote(floor: Floor, act: Act) -> Floor:
    """Put a vote away."""
    if floor.vote is None or floor.vote.number != act.args["vote"]:
        raise MovedOn
    return floor.but(vote=None)


def _open_vote(floor: Floor, act: Act) -> Vote:
    vote = floor.vote
    if vote is None or vote.number != act.args["vote"] or vote.closed:
        raise MovedOn
    return vote


def pause(floor: Floor, act: Act) -> Floor:
    """The group rests with the breathing card."""
    return floor if floor.pause else floor.but(pause=Pause(act.who, act.now))


def go_on(floor: Floor, act: Act) -> Floor:
    """The rest is over."""
    return floor.but(pause=None)


def show_card(floor: Floor, act: Act) -> Floor:
    """Show something to all. A link leads to this site only."""
    link = act.args.get("link", "")
    if link and (not link.startswith("/") or link.startswith("//") or "\\" in link):
        raise Refused("link")
    return floor.but(card=Card(act.who, act.args["title"], act.args.get("text", ""), link))


def hide_card(floor: Floor, act: Act) -> Floor:
    """Put the card away."""
    return floor.but(card=None)


def ask(floor: Floor, act: Act) -> Floor:
    """Ask one person to close microphone or camera."""
    if not act.company.here(act.args["who"]):
        raise Refused("away")
    return _asked(floor, act, act.args["who"])


def ask_all(floor: Floor, act: Act) -> Floor:
    """Ask all participants, but for who holds the piece."""
    holder = floor.round.holder if floor.round else None
    for one in act.company.members:
        if one.role == "participant" and one.person != holder and act.company.here(one.person):
            floor = _asked(floor, act, one.person)
    return floor


def _asked(floor: Floor, act: Act, person: str) -> Floor:
    what, number = act.args["what"], floor.asked + 1
    others = tuple(one for one in floor.asks if (one.person, one.what) != (person, what))
    new = Ask(number, person, what, act.who, act.now)
    return floor.but(asks=(*others, new), asked=number)


def answer_ask(floor: Floor, act: Act) -> Floor:
    """Whoever was asked has seen it."""
    asked = next((one for one in floor.asks if one.number == act.args["ask"]), None)
    if asked is None:
        raise MovedOn
    if asked.person != act.who:
        raise NotYours
    return floor.but(asks=tuple(one for one in floor.asks if one != asked))


def fade(floor: Floor, company: Company) -> Floor:
    """What time takes away: signs, asks nobody answered, hands of people long gone."""
    now = company.now
    return floor.but(
        reactions=tuple(one for one in floor.reactions if one.until > now),
        asks=tuple(one for one in floor.asks if now - one.at < ASK_LASTS),
        hands=tuple(one for one in floor.hands if company.within(one.person, HAND_KEPT)),
    )
