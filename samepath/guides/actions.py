"""What happens with guides: they are loaded, copied, written, offered, approved, sent back, retired."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from samepath.audit import trail
from samepath.guides import queries, rules, shipped
from samepath.guides.errors import Faulty, NotUsable
from samepath.guides.models import Guide, Segment, Version
from samepath.lib.time import now as right_now
from samepath.people.models import Person
from samepath.programs.models import Program


@transaction.atomic
def load_shipped(*, by: Person | None = None) -> int:
    """Bring the guides that come with Samepath up to date: changed words become a new approved version.

    Returns how many changed. The same words again change nothing and cost 1 query.
    """
    sealed = dict(
        Version.objects.filter(
            guide__program__isnull=True, state=Version.State.APPROVED
        ).values_list("guide__slug", "sha256")
    )
    changed = [one for one in shipped.guides() if sealed.get(one.slug) != rules.digest(one.draft)]
    for one in changed:
        _ship(one, by)
    return len(changed)


def _ship(one: shipped.Shipped, by: Person | None) -> None:
    if wrong := rules.faults(one.draft):
        raise Faulty(wrong)
    now = right_now()
    guide, _ = Guide.objects.update_or_create(
        program=None, slug=one.slug, defaults={"title": one.draft.title, "topic": one.topic}
    )
    version = Version.objects.create(
        guide=guide, number=_next_number(guide), title=one.draft.title, about=one.draft.about,
        shipped=True, made_at=now, saved_at=now,
    )  # fmt: skip
    _write(version, one.draft)
    _approve(version, None)
    trail.did("guides.load_shipped", by=by or "samepath", about=version, number=version.number)


def _next_number(guide: Guide) -> int:
    last = guide.versions.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def _write(version: Version, draft: rules.Draft) -> None:
    """Lay these words down as the version's own."""
    version.segments.all().delete()
    Segment.objects.bulk_create(
        Segment(
            version=version, position=position, kind=piece.kind, minutes=piece.minutes, title=piece.title,
            purpose=piece.purpose, leader_card=piece.leader_card, participant_card=piece.participant_card,
            questions=list(piece.questions), watch_for=list(piece.watch_for), round=piece.round,
            cross_talk=piece.cross_talk, turn_s=piece.turn_s,
        )
        for position, piece in enumerate(draft.pieces)
    )  # fmt: skip
    version.title, version.about, version.minutes = draft.title, draft.about, draft.minutes
    version.sha256 = rules.digest(draft)
    version.save(update_fields=["title", "about", "minutes", "sha256"])


def _approve(version: Version, by: Person | None) -> None:
    """The version of its guide from now on; the one before stays readable and is no longer chosen."""
    version.guide.versions.filter(state=Version.State.APPROVED).update(state=Version.State.RETIRED)
    version.state, version.approved_at, version.approved_by = (
        Version.State.APPROVED,
        right_now(),
        by,
    )
    version.save(update_fields=["state", "approved_at", "approved_by"])


@transaction.atomic
def use(version: Version, *, program: Program, by: Person) -> None:
    """Lead a session of this program from a version: from now on its words stay as they are.

    For `schedule.actions.choose_guide`. Raises NotUsable, or Faulty when it is not whole.
    """
    current = _hold(version)
    if why := rules.not_usable(current.state, ours=current.guide.program_id in {None, program.pk}):
        raise NotUsable(why)
    words = queries.content(current)
    if wrong := rules.faults(words):
        raise Faulty(wrong)
    if current.used_at is not None:
        return
    changed: dict[str, datetime | str] = {"used_at": right_now()}
    if current.approved_at is None:
        changed["sha256"] = rules.digest(words)
    Version.objects.filter(pk=current.pk).update(**changed)
    trail.did("guides.use", by=by, about=current, program=program.pk, number=current.number)


def _hold(version: Version) -> Version:
    """The version as it is now, kept from other writers until this transaction ends."""
    return (
        Version.objects.select_for_update(of=("self",)).select_related("guide").get(pk=version.pk)
    )
