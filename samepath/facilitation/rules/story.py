"""What is worth keeping of the difference between two floors when nobody pressed anything."""

from __future__ import annotations

from samepath.facilitation.rules.floor import Floor


def by_itself(before: Floor, after: Floor) -> list[str]:
    """What time did: who holds the floor now, a piece that went on, rooms that came home."""
    told = []
    if before.guide != after.guide:
        told.append("stand-in" if after.stands_in else "took-over")
    if before.split is not None and after.split is None:
        told.append("gathered")
    told += ["called-back" for one in after.back if one not in before.back]
    if len(after.sides) < len(before.sides):
        told.append("side-over")
    held, holds = before.round, after.round
    if held and holds and held.number == holds.number and held.holder not in {holds.holder, None}:
        told.append("piece-went-on")
    return told
