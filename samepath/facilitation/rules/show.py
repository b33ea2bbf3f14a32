"""The run of show: which segment is on, how long it lasts, when the whole will end, what could be shorter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from samepath.facilitation.rules.company import Company
from samepath.facilitation.rules.floor import Act, Floor, Segment
from samepath.facilitation.rules.refusals import MovedOn, Refused
from samepath.facilitation.rules.rounds import wanting

LONGEST = 90  # minutes of one segment
SHORTEST_LEFT = 5  # what a shorter segment keeps
GIVES = (
    "topic",
    "practice",
    "resources",
    "check_in",
)  # what may become shorter, first the longest talk
TOLERATED_MIN = 1


def now_on(floor: Floor) -> Segment | None:
    """The segment that is on."""
    return next((one for one in floor.segments if one.state == "now"), None)


def state_of(floor: Floor) -> str:
    """Before, on or over."""
    if now_on(floor):
        return "on"
    return "over" if any(one.state == "done" for one in floor.segments) else "before"


def go_next(floor: Floor, act: Act) -> Floor:
    """Leave the segment that is on for the next one planned; after the last the guide is through."""
    _leaves(floor, act)
    if floor.round and wanting(floor.round, floor, act.company) and not act.args.get("anyway"):
        raise Refused("round-open")
    left = [_ended(one, act.now) for one in floor.segments]
    after = next((one.key for one in left if one.state == "planned"), None)
    if after is None and now_on(floor) is None:
        raise MovedOn
    segments = tuple(_begun(one, act.now) if one.key == after else one for one in left)
    return floor.but(segments=segments, round=None)


def go_back(floor: Floor, act: Act) -> Floor:
    """Back to the segment before; the one left is still to come."""
    _leaves(floor, act)
    if floor.round and wanting(floor.round, floor, act.company) and not act.args.get("anyway"):
        raise Refused("round-open")
    before = next((one for one in reversed(floor.segments) if one.state == "done"), None)
    if before is None:
        raise Refused("first")
    segments = tuple(
        replace(one, state="now", ended_at=None)
        if one.key == before.key
        else replace(one, state="planned", began_at=None)
        if one.state == "now"
        else one
        for one in floor.segments
    )
    return floor.but(segments=segments, round=None)


def extend(floor: Floor, act: Act) -> Floor:
    """Give the segment that is on some minutes more, or take some away."""
    segment = now_on(floor)
    if segment is None or segment.key != act.args["segment"]:
        raise MovedOn
    minutes = segment.minutes + act.args["minutes"]
    if act.args["minutes"] == 0 or not 1 <= minutes <= LONGEST:
        raise Refused("minutes")
    return _with(floor, replace(segment, minutes=minutes))


def shorten(floor: Floor, act: Act) -> Floor:
    """Plan another length for a segment to come."""
    return _with(floor, replace(_to_come(floor, act, "planned"), minutes=act.args["minutes"]))


def skip(floor: Floor, act: Act) -> Floor:
    """Leave out a segment to come."""
    return _with(floor, replace(_to_come(floor, act, "planned"), state="skipped"))


def unskip(floor: Floor, act: Act) -> Floor:
    """Take it in again."""
    return _with(floor, replace(_to_come(floor, act, "skipped"), state="planned"))


def reorder(floor: Floor, act: Act) -> Floor:
    """The segments to come, in another order."""
    planned = {one.key: one for one in floor.segments if one.state == "planned"}
    if sorted(act.args["order"]) != sorted(planned):
        raise Refused("order")
    new = iter(act.args["order"])
    segments = tuple(
        planned[next(new)] if one.state == "planned" else one for one in floor.segments
    )
    return floor.but(segments=segments)


@dataclass(frozen=True)
class Pace:
    """When the whole ends as it stands, how late that is, and which segment could be how long instead."""

    ends_at: datetime
    over_min: int
    shorten: tuple[Segment, int] | None = None


def pace(floor: Floor, company: Company) -> Pace:
    """Look ahead to the end. The last segments are not touched: a group is not closed in a hurry."""
    now, segment = company.now, now_on(floor)
    left = timedelta()
    if segment is not None and segment.began_at is not None:
        left = max(timedelta(), segment.began_at + timedelta(minutes=segment.minutes) - now)
    left += timedelta(minutes=sum(one.minutes for one in floor.segments if one.state == "planned"))
    start = max(now, floor.starts_at)
    over = round((start + left - floor.ends_at) / timedelta(minutes=1))
    return Pace(start + left, over, _could_give(floor, over) if over > TOLERATED_MIN else None)


def _could_give(floor: Floor, over: int) -> tuple[Segment, int] | None:
    able = [
        one
        for one in floor.segments
        if one.state == "planned" and one.kind in GIVES and one.minutes > SHORTEST_LEFT
    ]
    if not able:
        return None
    longest = max(able, key=lambda one: (one.minutes, -GIVES.index(one.kind)))
    return longest, max(SHORTEST_LEFT, longest.minutes - over)


def _leaves(floor: Floor, act: Act) -> None:
    segment = now_on(floor)
    if (segment.key if segment else "") != act.args["from"]:
        raise MovedOn


def _ended(one: Segment, now: datetime) -> Segment:
    return replace(one, state="done", ended_at=now) if one.state == "now" else one


def _begun(one: Segment, now: datetime) -> Segment:
    return replace(one, state="now", began_at=now)


def _to_come(floor: Floor, act: Act, state: str) -> Segment:
    segment = next((one for one in floor.segments if one.key == act.args["segment"]), None)
    if segment is None:
        raise Refused("segment")
    if segment.state != state:
        raise MovedOn
    return segment


def _with(floor: Floor, segment: Segment) -> Floor:
    segments = tuple(segment if one.key == segment.key else one for one in floor.segments)
    return floor.but(segments=segments)
