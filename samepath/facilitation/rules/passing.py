"""What time does by itself, in one order. Ticking twice at one moment is ticking once."""

from __future__ import annotations

from samepath.facilitation.rules.apart import gather_in_time
from samepath.facilitation.rules.company import Company
from samepath.facilitation.rules.floor import Floor
from samepath.facilitation.rules.leading import hold_the_floor
from samepath.facilitation.rules.rounds import settle
from samepath.facilitation.rules.talk import fade


def tick(floor: Floor, company: Company) -> Floor:
    """The floor as it stands at the company's moment."""
    for rule in (fade, gather_in_time, hold_the_floor, settle):
        floor = rule(floor, company)
    return floor
