"""Rooms beside the main one: pairs and threes for some minutes, and a side room for one person with a leader.

Nobody is kept anywhere: a side room is left by whoever is in it, a split ends by the clock, and whoever is
left alone comes back by themselves. Being apart is never private: leaders and clinicians may step in (Z07).
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from samepath.facilitation.rules.company import Company
from samepath.facilitation.rules.floor import CLINICAL, Act, Apart, Back, Floor, Split, Visit
from samepath.facilitation.rules.refusals import MovedOn, NotYours, Refused
from samepath.facilitation.rules.rounds import closed, wanting
from samepath.facilitation.rules.small import rooms_for

# A member waits so long, alone in a room apart, for whoever went away; from the other's last beat it is 15 s.
ALONE = timedelta(seconds=10)
ARRIVES = timedelta(seconds=25)  # a slow phone on a slow line has moved to another room by then
LINGERS = timedelta(seconds=30)  # a leader who waits for somebody, or a room with nobody in it
TOLD = timedelta(seconds=60)  # how long a word about coming back stands
MOST = timedelta(minutes=30)  # a split, however often it is made longer


def split(floor: Floor, act: Act) -> Floor:
    """All participants of the main room in pairs or threes."""
    if floor.split is not None:
        raise MovedOn
    if floor.round and wanting(floor.round, floor, act.company):
        raise Refused("round-first")
    people = [
        one.person
        for one in act.company.members
        if one.role == "participant" and floor.in_main(one.person, act.company)
    ]
    if len(people) < 2:
        raise Refused("too-few")
    lots = sorted(people, key=lambda one: hashlib.sha256(f"{act.seed}{one}".encode()).digest())
    together = rooms_for(lots, act.args["size"], act.company)
    if not together:
        raise Refused("no-pairs")
    rooms = tuple(
        Apart(f"pair-{number}", tuple(members), act.now)
        for number, members in enumerate(together, floor.paired + 1)
    )
    number = floor.splits + 1
    ends_at = act.now + timedelta(minutes=act.args["minutes"])
    new = Split(number, rooms, ends_at, act.args.get("question", ""), began_at=act.now)
    paired = floor.paired + len(rooms)
    return floor.but(split=new, splits=number, paired=paired, round=None)


def longer(floor: Floor, act: Act) -> Floor:
    """Some minutes more in the small rooms."""
    here = _same_split(floor, act)
    ends_at = here.ends_at + timedelta(minutes=act.args["minutes"])
    if ends_at - here.since > MOST:
        raise Refused("minutes")
    return floor.but(split=replace(here, ends_at=ends_at))


def gather(floor: Floor, act: Act) -> Floor:
    """Everybody back together now."""
    _same_split(floor, act)
    return _closed(floor.but(split=None))


def side(floor: Floor, act: Act) -> Floor:
    """Go aside with one person. The group is not left alone for it (H11)."""
    who, company = act.args["who"], act.company
    one = company.get(who)
    if one is None or one.role != "participant" or not company.here(who):
        raise Refused("away")
    if not company.here(act.who):
        raise Refused("not-inside")
    busy = any({who, act.who} & set(room.people) for room in floor.sides)
    if busy:
        raise Refused("busy")
    if company.clash((who, act.who)):
        raise Refused("not-open")
    floor = _out_of_pairs(_left(floor, act.who), {who})
    left = [one for one in company.members if one.role == "participant" and one.person != who]
    group = any(floor.in_main(one.person, company) for one in left)
    if group and not floor.leader_in_main(company, but=act.who):
        raise Refused("group-alone")
    number = floor.sided + 1
    room = Apart(f"side-{number}", (who, act.who), act.now)
    return _closed(floor.but(sides=(*floor.sides, room), sided=number))


def end_side(floor: Floor, act: Act) -> Floor:
    """Back to the group. Whoever is in a side room may always say so."""
    room = next((one for one in floor.sides if one.key == act.args["room"]), None)
    if room is None:
        raise MovedOn
    leads = act.role in CLINICAL or act.who in {floor.guide, floor.host}
    if act.who not in room.people and not leads:
        raise NotYours
    return _closed(floor.but(sides=tuple(one for one in floor.sides if one != room)))


def call(floor: Floor, act: Act) -> Floor:
    """Ask a leader into the room one is in."""
    room = next((one for one in floor.apart if one.key == floor.place_of(act.who)), None)
    if room is None:
        raise MovedOn
    return _with(floor, replace(room, called=room.called or act.now))


def step_in(floor: Floor, act: Act) -> Floor:
    """A leader or clinician goes into a room apart, seen by everybody in it (V06)."""
    room = next((one for one in floor.apart if one.key == act.args["room"]), None)
    if room is None:
        raise MovedOn
    if not act.company.here(act.who):
        raise Refused("not-inside")
    if any(act.who in one.people for one in floor.sides):
        raise Refused("busy")
    if any(act.company.clash((act.who, one)) for one in room.people):
        raise Refused("not-open")
    group = any(
        one.role == "participant" and floor.in_main(one.person, act.company)
        for one in act.company.members
    )
    if group and not floor.leader_in_main(act.company, but=act.who):
        raise Refused("group-alone")
    visits = (*_left(floor, act.who).visits, Visit(act.who, room.key))
    return _with(floor.but(visits=visits), replace(room, called=None))


def step_out(floor: Floor, act: Act) -> Floor:
    """Back to the main room."""
    return _left(floor, act.who)


def places(floor: Floor) -> dict[str, tuple[str, datetime | None]]:
    """Everybody who does not belong in the main room: their room, and until when."""
    until = floor.split.ends_at if floor.split else None
    pairs = {room.key for room in floor.split.rooms} if floor.split else set()
    people = [
        *(one for room in floor.apart for one in room.people),
        *(v.person for v in floor.visits),
    ]
    keys = {person: floor.place_of(person) for person in people}
    return {person: (key, until if key in pairs else None) for person, key in keys.items()}


def emptied(floor: Floor) -> Floor:
    """The room was cleared (H12): nobody holds the piece or belongs apart; the run of show stands still as it is."""
    empty = floor.but(split=None, sides=(), round=None, back=(), asks=(), card=None)
    return _closed(closed(floor, empty))


def gather_in_time(floor: Floor, company: Company) -> Floor:
    """What time ends: a split, a room with one person left in it, a side room without both."""
    if floor.split is not None and company.now >= floor.split.ends_at:
        floor = floor.but(split=None)
    over: list[Apart] = []
    if floor.split is not None:
        rooms = [_looked_at(room, floor, company) for room in floor.split.rooms]
        over += [room for room in rooms if _given_up(room, company)]
        kept = tuple(room for room in rooms if room not in over)
        floor = floor.but(split=replace(floor.split, rooms=kept) if kept else None)
    sides = [_looked_at(room, floor, company) for room in floor.sides]
    over += [room for room in sides if _given_up(room, company)]
    floor = floor.but(sides=tuple(room for room in sides if room not in over))
    return _welcomed(_closed(floor), [room for room in over if room.lone], company)


def _looked_at(room: Apart, floor: Floor, company: Company) -> Apart:
    """Since when fewer than two people are in a room, counting whoever stepped in.

    Whose seat stayed in the main room is not in this one. A line that is lost counts from when it was last heard.
    """
    inside = [*room.people, *(one.person for one in floor.visits if one.room == room.key)]
    there = [one for one in inside if company.in_room(one, room.key)]
    on_the_way = not there and all(company.here(one) for one in room.people)
    if len(there) >= 2 or on_the_way:
        return replace(room, lone="", alone_since=None)
    lone = there[0] if there else ""
    if room.alone_since is not None and room.lone == lone:
        return room
    lost = [one for one in room.people if not company.here(one)]
    seen = [member.seen for one in lost if (member := company.get(one))]
    since = max(seen) if lone and seen and len(lost) == len(room.people) - 1 else company.now
    return replace(room, lone=lone, alone_since=max(room.opened_at, min(since, company.now)))


def _given_up(room: Apart, company: Company) -> bool:
    if room.alone_since is None:
        return False
    on_the_way = any(company.here(p) and not company.in_room(p, room.key) for p in room.people)
    if on_the_way and company.now - room.opened_at < ARRIVES:
        return False
    one = company.get(room.lone)
    patient = ALONE if one is not None and one.role == "participant" else LINGERS
    return company.now - room.alone_since >= patient


def _welcomed(floor: Floor, over: list[Apart], company: Company) -> Floor:
    """Whoever was left alone comes back to the group, with a word about it, and finds somebody there who leads."""
    known = tuple(one for one in floor.back if company.now - one.at < TOLD)
    members = [one for room in over if (one := company.get(room.lone)) is not None]
    new = tuple(
        Back(room.lone, tuple(p for p in room.people if p != room.lone), company.now)
        for room, one in zip(over, members, strict=True)
        if one.role == "participant"
    )
    if new and not floor.leader_in_main(company):
        leads = next((v for v in floor.visits if v.person in {floor.host, floor.guide}), None)
        floor = floor.but(visits=tuple(one for one in floor.visits if one != leads))
    return floor.but(back=(*known, *new))


def _same_split(floor: Floor, act: Act) -> Split:
    if floor.split is None or floor.split.number != act.args["split"]:
        raise MovedOn
    return floor.split


def _with(floor: Floor, room: Apart) -> Floor:
    """The floor with a room apart in a new state."""

    def new(rooms: tuple[Apart, ...]) -> tuple[Apart, ...]:
        return tuple(room if one.key == room.key else one for one in rooms)

    pairs = replace(floor.split, rooms=new(floor.split.rooms)) if floor.split else None
    return floor.but(split=pairs, sides=new(floor.sides))


def _left(floor: Floor, person: str) -> Floor:
    return floor.but(visits=tuple(one for one in floor.visits if one.person != person))


def _out_of_pairs(floor: Floor, people: set[str]) -> Floor:
    """Take people out of the rooms of a split; who then has nobody comes back after a moment."""
    if floor.split is None:
        return floor
    rooms = [
        replace(one, people=tuple(p for p in one.people if p not in people))
        for one in floor.split.rooms
    ]
    kept = tuple(one for one in rooms if one.people)
    return floor.but(split=replace(floor.split, rooms=kept) if kept else None)


def _closed(floor: Floor) -> Floor:
    """Visits to rooms that are no more end with them."""
    open_rooms = {room.key for room in floor.apart}
    return floor.but(visits=tuple(one for one in floor.visits if one.room in open_rooms))
