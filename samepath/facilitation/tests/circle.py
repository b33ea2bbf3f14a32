"""A session with people in its room, for what the floor does with rows."""

from __future__ import annotations

from uuid import uuid4

from samepath.facilitation import actions, queries, rules
from samepath.facilitation.models import Floor
from samepath.lib.time import now
from samepath.people.permissions import Role
from samepath.rooms import actions as rooms
from samepath.rooms.rules import STAFF
from samepath.rooms.tests.conftest import READY


class Circle:
    """Tonight's session with Ben, Lin and Amara in its room."""

    def __init__(self, session, ben, lin, amara, dr_chen):
        self.session = session
        self.hats = {
            ben: Role.PEER_LEADER, lin: Role.PEER_LEADER, amara: Role.PARTICIPANT, dr_chen: Role.CLINICIAN,
        }  # fmt: skip
        self.seats = {}
        rooms.watch(session, by=dr_chen, hat=Role.CLINICIAN, state="listening")
        for person in (ben, lin, amara):
            self.comes(person)
        actions.open_floor(session, by=ben)

    def comes(self, person):
        entry = rooms.enter(
            self.session, by=person, hat=self.hats[person], browser=person.alias,
            answers=READY if self.hats[person] == Role.PARTICIPANT else None,
        )  # fmt: skip
        self.seats[person] = entry.admission

    def beats(self, *people):
        for person in people:
            seat = self.seats[person]
            rooms.beat(self.session, by=person, browser=person.alias, identity=seat.identity)

    def does(self, person, kind, /, command_id=None, **args):
        args = {name.rstrip("_"): value for name, value in args.items()}
        actions.command(
            self.session, by=person, hat=self.hats[person], kind=kind, args=args,
            command_id=command_id or uuid4(),
        )  # fmt: skip

    @property
    def floor(self):
        return rules.read_floor(Floor.objects.get(session=self.session).state)

    def seen_by(self, person, role):
        row = Floor.objects.get(session=self.session)
        people = queries.gathering_of(self.session, now())
        floor = rules.read_floor(row.state)
        beside = queries.beside_of(self.session, leads=role in STAFF)
        return queries.floor_state(row, floor, people, beside, person=str(person.pk), role=role)

    def who(self, person):
        return queries.gathering_of(self.session, now()).who(str(person.pk))
