"""What the door answers now: its rule, asked with all that is known of one person there."""

from __future__ import annotations

from datetime import datetime

from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.rooms.models import Wait
from samepath.rooms.queries.door import AtTheDoor, at_the_door
from samepath.rooms.rules import Door, door
from samepath.schedule.models import Session


def door_of(session: Session, person: Person, hat: Role | None, now: datetime) -> Door:
    """What the door answers this person now. Costs as `at_the_door`."""
    return answered(at_the_door(session, person, hat, now))


def answered(here: AtTheDoor) -> Door:
    """What it answers to what was gathered already. No query."""
    return door(here.facts, sent_out=here.waited == Wait.State.OUTSIDE)
