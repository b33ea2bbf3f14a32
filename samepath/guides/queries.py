"""What is asked about guides."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from samepath.guides import rules
from samepath.guides.models import Segment, Version
from samepath.programs.models import Program


def segments_of(version: Version) -> list[Segment]:
    """The segments in their order. 1 query."""
    return list(version.segments.order_by("position"))


def content(version: Version) -> rules.Draft:
    """A version's whole words as one value. 1 query."""
    pieces = tuple(segment.piece for segment in segments_of(version))
    return rules.Draft(title=version.title, about=version.about, pieces=pieces)


def unchanged(version: Version) -> bool:
    """Whether a sealed version still says, word for word, what was sealed. 1 query."""
    return bool(version.sha256) and rules.digest(content(version)) == version.sha256


def for_program(program: Program, *, approved_only: bool = False) -> QuerySet[Version]:
    """What a session of this program can be led from: the approved version of each guide, and, where the program
    lets its leaders decide, what they still work on too. By topic. 1 query.
    """
    states = [Version.State.APPROVED]
    if not approved_only:
        states += [Version.State.DRAFT, Version.State.OFFERED]
    return (
        Version.objects.filter(
            Q(guide__program__isnull=True) | Q(guide__program=program), state__in=states
        )
        .select_related("guide", "made_by")
        .order_by("guide__topic", "guide__slug", "number")
    )
