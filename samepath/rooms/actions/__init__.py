"""What happens around a live room. Read `door` first, then `inside`, `staff`, `presence`."""

from samepath.rooms.actions.apart import Place, bring_back, place
from samepath.rooms.actions.clearing import clear_room, undo_clear_room
from samepath.rooms.actions.door import Entry, answer, enter, go_away, go_to
from samepath.rooms.actions.handing import hand_over, let_lapse, take_over, undo_hand_over
from samepath.rooms.actions.inside import beat, end_admission, leave
from samepath.rooms.actions.presence import heard, record_past, roll_call
from samepath.rooms.actions.staff import (
    admit,
    answer_console,
    clear,
    close,
    close_all,
    deny,
    lift_ban,
    reach_out,
    remove,
    watch,
)

__all__ = [
    "Entry",
    "Place",
    "admit",
    "answer",
    "answer_console",
    "beat",
    "bring_back",
    "clear",
    "clear_room",
    "close",
    "close_all",
    "deny",
    "end_admission",
    "enter",
    "go_away",
    "go_to",
    "hand_over",
    "heard",
    "leave",
    "let_lapse",
    "lift_ban",
    "place",
    "reach_out",
    "record_past",
    "remove",
    "roll_call",
    "take_over",
    "undo_clear_room",
    "undo_hand_over",
    "watch",
]
