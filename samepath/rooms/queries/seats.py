"""Every seat of one session, read once for everything that is asked about who is in it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from samepath.lib.prepared import PreparedModels
from samepath.people.models import Person
from samepath.rooms.models import Admission, Room, Watch
from samepath.rooms.queries.face import all_but_the_face
from samepath.rooms.queries.state import Company
from samepath.schedule.models import Session


@dataclass(frozen=True)
class House:
    """Who was ever let in to the rooms of a session, in the order they came, and who watches over it."""

    seats: tuple[Admission, ...]
    watch: Watch | None

    def in_room(self, room: Room) -> Company:
        """Who is admitted to one of the rooms now. No query."""
        live = (one for one in self.seats if one.room_id == room.pk and one.ended_at is None)
        return Company(tuple(live), self.watch)

    def seat_of(self, person: Person, browser: str, identity: str) -> Admission | None:
        """The live seat of this browser, by the name its page knows it by. No query."""
        return next(
            (
                one
                for one in self.seats
                if (one.identity, one.browser, one.person_id) == (identity, browser, person.pk)
                and one.ended_at is None
            ),
            None,
        )


def house_of(session: Session, watch: Watch | None = None) -> House:
    """Read it, but for who watches: the caller has that already, or does not need it. 1 query."""
    seats = tuple(_SEATS.all(session=session.pk))
    for seat in seats:
        seat.room.session = session
    return House(seats, watch)


def _seats(*, session: UUID) -> QuerySet[Admission]:
    return (
        Admission.objects.filter(room__session=session)
        .select_related("room", "person")
        .defer(*all_but_the_face("person"))
        .order_by("admitted_at")
    )


_SEATS = PreparedModels[Admission](_seats, session=UUID)
