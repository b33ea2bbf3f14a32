"""What of a person is read where only faces are shown."""

from __future__ import annotations

from samepath.people.models import Person

FACE = frozenset({"id", "alias", "drawing"})


def all_but_the_face(path: str) -> list[str]:
    """What others need not know: never read where only faces are shown, some of it is sealed."""
    return [f"{path}__{one.name}" for one in Person._meta.concrete_fields if one.name not in FACE]
