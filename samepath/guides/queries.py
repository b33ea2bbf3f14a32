"""What is asked about guides."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from samepath.guides import rules
from samepath.guides.models import AgreementAccepted, AgreementSet, Guide, Segment, Version
from samepath.people.models import Person
from samepath.people.permissions import Role
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


def usable_by(person: Person, hat: Role | None, program: Program) -> QuerySet[Version]:
    """What this person can lead a session of this program from: what is approved, and their own where allowed. 1 query."""
    return (
        for_program(program, approved_only=program.approved_guides_only)
        .filter(Q(state=Version.State.APPROVED) | Q(made_by=person))
        .filter(pk__in=Version.objects.visible_to(person, hat).values("pk"))
    )


def own_drafts(person: Person, hat: Role | None) -> QuerySet[Version]:
    """What somebody writes on, or waits for a clinician's answer about. 1 query."""
    return (
        Version.objects.visible_to(person, hat)
        .filter(made_by=person, state__in=[Version.State.DRAFT, Version.State.OFFERED])
        .select_related("guide__program")
        .order_by("-saved_at")
    )


def waiting(person: Person, hat: Role | None) -> QuerySet[Version]:
    """What waits for this clinician's look, longest first; not what they wrote themselves. 1 query."""
    return (
        Version.objects.visible_to(person, hat)
        .filter(state=Version.State.OFFERED, guide__program__isnull=False)
        .exclude(made_by=person)
        .select_related("guide__program", "guide__copied_from", "made_by")
        .order_by("offered_at")
    )


def before(version: Version) -> Version | None:
    """What a version is compared with: the one last approved before it, else what the guide was copied from. 1 query."""
    earlier = (
        version.guide.versions.filter(number__lt=version.number, approved_at__isnull=False)
        .order_by("-number")
        .first()
    )
    return earlier or version.guide.copied_from


def changes(version: Version) -> list[rules.Change]:
    """What differs from the version before; everything, when there was none. 4 queries."""
    earlier = before(version)
    return rules.changes(content(earlier) if earlier else rules.Draft(""), content(version))


def by_topic(versions: QuerySet[Version]) -> list[Version]:
    """In the order in which topics are read: the four core ones first. 1 query."""
    order = list(Guide.Topic.values)
    return sorted(versions, key=lambda one: (order.index(one.guide.topic), one.guide.slug))


def promises_of(group_id: UUID | None) -> AgreementSet | None:
    """What the people of a group promise each other now. 1 query."""
    return AgreementSet.objects.filter(group=group_id, superseded_at__isnull=True).first()


def unpromised(person: UUID, group: UUID | None) -> QuerySet[AgreementSet]:
    """The current promises of a group, if this person has not accepted them. For the door, which asks with others."""
    accepted = AgreementAccepted.objects.filter(person=person).values("agreements")
    return AgreementSet.objects.filter(group=group, superseded_at__isnull=True).exclude(
        pk__in=accepted
    )
