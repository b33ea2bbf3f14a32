"""Who is told of a call for help. Pure; the whole ladder is a later step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

P = TypeVar("P")


@dataclass(frozen=True)
class Responder(Generic[P]):
    """Somebody to tell, and as what. `person` None means the program's duty address."""

    person: P | None
    as_what: str  # supervisor, care-team, on-call, leader, duty


def responders(
    *,
    supervisor: P | None,
    care_team: Sequence[P],
    on_call: Sequence[P],
    leaders: Sequence[P],
    asker: P,
) -> list[Responder[P]]:
    """Where to reach people who can help now. Never empty (H02).

    The session's supervisor first, then the care team, then whoever is on call; leaders are told so that
    they can hold the group, but never stand in for a clinician. With no clinician at all the duty address
    is told. Nobody is told twice, and nobody of their own call.
    """
    ordered = [
        *([Responder(supervisor, "supervisor")] if supervisor is not None else []),
        *(Responder(one, "care-team") for one in care_team),
        *(Responder(one, "on-call") for one in on_call),
    ]
    told: list[Responder[P]] = []
    for one in ordered:
        if one.person != asker and all(one.person != other.person for other in told):
            told.append(one)
    if not told:
        told.append(Responder(None, "duty"))
    known = [one.person for one in told]
    told += [Responder(one, "leader") for one in leaders if one != asker and one not in known]
    return told
