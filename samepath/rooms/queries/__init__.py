"""What is asked about live rooms: at the door, while live, and about the roll afterwards."""

from samepath.rooms.queries.door import (
    answered,
    answers_of,
    arrival,
    at_the_door,
    clinician_in_private,
    door_of,
    is_over,
    limits_of,
    live_admission,
    may_connect,
    part_in,
    stands_behind,
    still_admitted,
)
from samepath.rooms.queries.handing import hand_overs
from samepath.rooms.queries.live import (
    Face,
    LiveRoom,
    behind,
    live_room,
    live_sessions,
    role_words,
    seats_of,
    state_of,
)
from samepath.rooms.queries.roll import Attended, attendance, minutes_of
from samepath.rooms.queries.seats import House, house_of
from samepath.rooms.queries.state import Company, company_of, state_for

__all__ = [
    "Attended",
    "Company",
    "Face",
    "House",
    "LiveRoom",
    "answered",
    "answers_of",
    "arrival",
    "at_the_door",
    "attendance",
    "behind",
    "clinician_in_private",
    "company_of",
    "door_of",
    "hand_overs",
    "house_of",
    "is_over",
    "limits_of",
    "live_admission",
    "live_room",
    "live_sessions",
    "may_connect",
    "minutes_of",
    "part_in",
    "role_words",
    "seats_of",
    "stands_behind",
    "state_for",
    "state_of",
    "still_admitted",
]
