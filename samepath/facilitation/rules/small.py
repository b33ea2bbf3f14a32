"""Who is with whom in small rooms: as even as can be, nobody alone, and never two who are kept apart (H13, Z10)."""

from __future__ import annotations

from collections.abc import Sequence

from samepath.facilitation.rules.company import Company


def in_small(people: Sequence[str], size: int) -> list[list[str]]:
    """People in rooms of about `size`, as even as can be, and nobody alone."""
    rooms = -(-len(people) // size)
    if len(people) // rooms < 2:
        rooms = max(1, len(people) // 2)
    return [list(people[start::rooms]) for start in range(rooms)]


def rooms_for(people: Sequence[str], size: int, company: Company) -> list[list[str]]:
    """The same without two who are kept apart. `people` come in the order of the lot.

    Whoever fits in no room stays with the leaders: the one with the most to be kept from goes out first, until it
    works. Nobody is left out while everybody fits, and nobody for whom nobody is kept apart. Empty when nothing works.
    """
    left = list(people)
    while len(left) >= 2:
        if not any(map(company.clash, plain := in_small(left, size))):
            return plain
        if found := _fitted(left, [len(room) for room in plain], company):
            return found
        left.remove(max(left, key=lambda one: _kept_from(one, left, company)))
    return []


def _kept_from(one: str, people: Sequence[str], company: Company) -> int:
    return sum(company.clash((one, other)) for other in people)


def _fitted(people: Sequence[str], sizes: Sequence[int], company: Company) -> list[list[str]]:
    """Everybody in rooms of these sizes; the hardest to place first. Empty when there is no way."""
    hardest = sorted(people, key=lambda one: -_kept_from(one, people, company))
    rooms: list[list[str]] = [[] for _ in sizes]

    def place(number: int) -> bool:
        if number == len(hardest):
            return True
        tried: set[tuple[int, tuple[str, ...]]] = set()
        for room, size in zip(rooms, sizes, strict=True):
            same = (size, tuple(room))  # two empty rooms of one size are one try
            if len(room) == size or same in tried or company.clash((*room, hardest[number])):
                continue
            tried.add(same)
            room.append(hardest[number])
            if place(number + 1):
                return True
            room.pop()
        return False

    return rooms if place(0) else []
