"""A small evening for the rules, and one with rows: Ben guides, Lin hosts, a clinician supervises, others come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from samepath.facilitation.rules import Act, Company, Floor, Member, Segment, apply, tick

START = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
GROUP = ("amara", "sun", "moon", "wave")


class Evening:
    """A floor that commands are sent to while time passes and people come and go."""

    def __init__(self, group: tuple[str, ...] = GROUP, kind: str = "peer") -> None:
        self.now = START
        self.floor = Floor(
            kind=kind, starts_at=START, ends_at=START + timedelta(minutes=90),
            planned=("ben", "lin"), guide="ben", host="lin",
            segments=(
                Segment("s1", "welcome", "Welcome", 5),
                Segment("s2", "check_in", "Check-in", 20, round=True, turn_s=120),
                Segment("s3", "topic", "Stress", 40),
                Segment("s4", "closing", "Closing", 5),
            ),
        )  # fmt: skip
        self.members: dict[str, Member] = {}
        self.away: set[str] = set()
        roles = {"ben": "guide", "lin": "host", "ada": "supervisor"}
        for person in (*roles, *group):
            self.comes(person, roles.get(person, "participant"))

    def comes(self, person: str, role: str = "participant") -> None:
        if known := self.members.get(person):
            self.members[person] = replace(known, seen=self.now, inside=True)
        else:
            arrived = self.now + timedelta(milliseconds=len(self.members))
            self.members[person] = Member(person, role, arrived, self.now)
        self.away.discard(person)

    def drops(self, person: str) -> None:
        """The line is lost: no beats, the seat is kept."""
        self.away.add(person)

    def leaves(self, person: str, *, gone: bool = False) -> None:
        self.members[person] = replace(self.members[person], seen=self.now, inside=False, gone=gone)
        self.away.add(person)

    def heard(self, person: str, seconds: int) -> None:
        self.members[person] = replace(self.members[person], heard_s=seconds)

    @property
    def company(self) -> Company:
        return Company(self.now, tuple(self.members.values()))

    def wait(self, seconds: float) -> Floor:
        """Time passes; whoever is not away keeps beating."""
        self.now += timedelta(seconds=seconds)
        for person, member in self.members.items():
            if person not in self.away and member.inside:
                self.members[person] = replace(member, seen=self.now)
        self.floor = tick(self.floor, self.company)
        return self.floor

    def does(self, person: str, kind: str, /, **args: Any) -> Floor:
        role = self.members[person].role if person in self.members else "participant"
        args = {name.rstrip("_"): value for name, value in args.items()}
        act = Act(kind, person, role, self.company, args, seed="0")
        self.floor = apply(self.floor, act)
        return self.floor

    def turn(self, person: str, kind: str, /, **more: Any) -> Floor:
        """A command about the round as it stands."""
        assert self.floor.round is not None
        here = self.floor.round
        return self.does(person, kind, round=here.number, turn=here.turn, **more)

    def states(self) -> dict[str, str]:
        assert self.floor.round is not None
        return {turn.person: turn.state for turn in self.floor.round.turns}

    @property
    def holder(self) -> str | None:
        assert self.floor.round is not None
        return self.floor.round.holder


@pytest.fixture
def looks(monkeypatch):
    """The rooms that were asked to look."""
    told: list[str] = []
    monkeypatch.setattr("samepath.rooms.livekit.tell_to_look", lambda *rooms: told.extend(rooms))
    for name in ("remove", "close"):
        monkeypatch.setattr(f"samepath.rooms.livekit.{name}", lambda *_, **__: None)
    return told


@pytest.fixture
def circle(tonight, ben, lin, amara, dr_chen, looks):
    from samepath.facilitation.tests.circle import Circle

    return Circle(tonight, ben, lin, amara, dr_chen)


@pytest.fixture
def sol(evening, agreements):
    """Another participant of the evening, known as Sun."""
    from conftest import _enrolled, _person

    person = _person("Sun", "sol@evening.test", "Sol Legalname", usual_state="NH", drawing="sun")
    return _enrolled(person, evening)


@pytest.fixture
def with_sun(circle, sol, dr_chen, iris):
    """The circle with a second participant and the clinician in it: enough for a pair, and for a side room."""
    from samepath.people.permissions import Role
    from samepath.schedule import actions as schedule

    schedule.expect(circle.session, people=[sol], by=iris)
    circle.hats[sol] = Role.PARTICIPANT
    circle.comes(sol)
    circle.comes(dr_chen)
    return circle


@pytest.fixture
def floor_tonight() -> Evening:
    """An evening of the rules alone."""
    return Evening()
