"""The floor of a live session as pure functions: a floor, a command and a company in; the next floor out.

Read `floor` (what is true), `table` (who may do what), then the part you came for: `show`, `rounds`, `talk`,
`apart`, `leading`. `passing` is what time does by itself.
"""

from samepath.facilitation.rules.apart import emptied, places
from samepath.facilitation.rules.codec import read_floor, write_floor
from samepath.facilitation.rules.company import Company, Member
from samepath.facilitation.rules.floor import Floor, Segment
from samepath.facilitation.rules.leading import as_planned
from samepath.facilitation.rules.passing import tick
from samepath.facilitation.rules.refusals import MovedOn, NotYours, Refused, Unheard
from samepath.facilitation.rules.story import by_itself
from samepath.facilitation.rules.table import Act, apply, may, part_of, read_args
from samepath.facilitation.rules.talk import let_go, spoke

__all__ = [
    "Act",
    "Company",
    "Floor",
    "Member",
    "MovedOn",
    "NotYours",
    "Refused",
    "Segment",
    "Unheard",
    "apply",
    "as_planned",
    "by_itself",
    "emptied",
    "let_go",
    "may",
    "part_of",
    "places",
    "read_args",
    "read_floor",
    "spoke",
    "tick",
    "write_floor",
]
