"""Two leaders: the guide has the floor, the host the door, hands and faces. The floor is never without one (H11)."""

from __future__ import annotations

from datetime import timedelta

from samepath.facilitation.rules.company import Company
from samepath.facilitation.rules.floor import Act, Floor, Swap
from samepath.facilitation.rules.refusals import MovedOn, NotYours, Refused

# A guide unseen for this long has lost the floor for now: two answers of the page missed, and every screen knows
# within ten seconds of the loss (H11).
MISSED = timedelta(seconds=8)


def as_planned(floor: Floor, guide: str, host: str) -> Floor:
    """The schedule's leaders, if they are others than before: cover was found in the middle."""
    if floor.planned == (guide, host):
        return floor
    return floor.but(
        planned=(guide, host), guide=guide or None, host=host or None, swap=None,
        stands_in=False, offered_back=False,
    )  # fmt: skip


def offer(floor: Floor, act: Act) -> Floor:
    """Offer the other leader to change parts."""
    other = floor.host if act.who == floor.guide else floor.guide
    if act.who not in {floor.guide, floor.host} or other is None:
        raise Refused("no-other")
    if not act.company.here(other):
        raise Refused("away")
    if floor.swap is not None:
        raise MovedOn
    return floor.but(swap=Swap(act.who, other))


def keep(floor: Floor, act: Act) -> Floor:
    """Take the offer back, or say no to it: all stays as it is."""
    if floor.swap is None:
        raise MovedOn
    if act.who not in {floor.swap.by, floor.swap.to}:
        raise NotYours
    return floor.but(swap=None, stands_in=False)


def accept(floor: Floor, act: Act) -> Floor:
    """Change parts, as offered."""
    if floor.swap is None:
        raise MovedOn
    if act.who != floor.swap.to:
        raise NotYours
    return _changed(floor, stands_in=False)


def hold_the_floor(floor: Floor, company: Company) -> Floor:
    """A guide who is gone leaves the floor to the host; back again, they are offered it back."""
    if floor.guide is None or floor.host is None:
        return floor
    host_able = floor.in_main(floor.host, company) and company.within(floor.host, MISSED)
    if _missing(floor, company) and host_able:
        return _changed(floor, stands_in=floor.host != floor.planned[0])
    if floor.swap is not None and not (
        company.within(floor.swap.by, MISSED) and company.within(floor.swap.to, MISSED)
    ):
        return floor.but(swap=None, offered_back=False)
    if floor.stands_in and host_able and not floor.offered_back and floor.swap is None:
        return floor.but(swap=Swap(floor.host, floor.guide), offered_back=True)
    return floor


def _missing(floor: Floor, company: Company) -> bool:
    """Whether the guide cannot hold the group: line lost, aside with somebody, or never came."""
    assert floor.guide is not None
    if company.get(floor.guide) is None:
        return company.now >= floor.starts_at
    aside = any(floor.guide in room.people for room in floor.sides)
    return aside or not company.within(floor.guide, MISSED)


def _changed(floor: Floor, *, stands_in: bool) -> Floor:
    return floor.but(
        guide=floor.host, host=floor.guide, stands_in=stands_in, offered_back=False, swap=None
    )
