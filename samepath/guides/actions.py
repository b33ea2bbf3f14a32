"""What happens with guides: they are loaded, copied, written, offered, approved, sent back, retired."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from samepath.audit import trail
from samepath.guides import queries, rules, shipped
from samepath.guides.errors import (
    Faulty,
    NoClinicianHere,
    NotALeaderHere,
    NotCurrent,
    NotOffered,
    NotUsable,
    NotYours,
    OwnWork,
    SavedMeanwhile,
    Sealed,
    Waits,
    Wordless,
)
from samepath.guides.models import AgreementAccepted, AgreementSet, Guide, Segment, Version
from samepath.lib.time import now as right_now
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.programs import queries as programs
from samepath.programs.models import Group, Program


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
def copy(version: Version, *, program: Program, by: Person) -> Version:
    """Begin one's own guide in a program with the words of another one that may be used there."""
    if version.guide.program_id not in {None, program.pk}:
        raise NotUsable("program")
    guide = Guide.objects.create(
        program=program, slug=_free_slug(program, version.guide.slug), title=version.title,
        topic=version.guide.topic, copied_from=version,
    )  # fmt: skip
    return _begin(guide, queries.content(version), by, "guides.copy")


def _free_slug(program: Program, slug: str) -> str:
    """The first of coping-1-own, coping-1-own-2, … that no guide of the program has."""
    taken = set(Guide.objects.filter(program=program).values_list("slug", flat=True))
    own = slug if "-own" in slug else f"{slug[:50]}-own"
    names = (own if n == 1 else f"{own}-{n}" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


@transaction.atomic
def write_on(version: Version, *, by: Person) -> Version:
    """A draft that begins with these words, for a guide of one's program: one's own that is open, or a new version."""
    guide = Guide.objects.select_for_update().get(pk=version.guide_id)
    if guide.program is None:
        raise NotUsable("program")
    open_ones = guide.versions.filter(made_by=by)
    if open_ones.filter(state=Version.State.OFFERED).exists():
        raise Waits  # it may come back as a draft, and of those one has one
    mine = open_ones.filter(state=Version.State.DRAFT, used_at__isnull=True).first()
    return mine or _begin(guide, queries.content(version), by, "guides.write_on")


def _begin(guide: Guide, words: rules.Draft, by: Person, act: str) -> Version:
    now = right_now()
    version = Version.objects.create(
        guide=guide, number=_next_number(guide), title=words.title, about=words.about, made_by=by,
        made_at=now, saved_at=now,
    )  # fmt: skip
    _write(version, words)
    trail.did(act, by=by, about=version, program=guide.program_id, number=version.number)
    return version


@transaction.atomic
def save_draft(version: Version, words: rules.Draft, *, revision: int, by: Person) -> int:
    """Keep what somebody has written so far, whole or not; returns the revision it now has.

    `revision` is the one that was read. Raises Sealed, NotYours, SavedMeanwhile, or Faulty for what is not even
    kept; then nothing has changed. The same words again change nothing.
    """
    current = _hold(version)
    if current.made_by_id != by.pk:
        raise NotYours
    if not current.editable:
        raise Sealed
    if current.revision != revision:
        raise SavedMeanwhile(current.revision)
    if wrong := rules.unsafe(words):
        raise Faulty(wrong)
    if rules.digest(words) == current.sha256:
        return revision
    _write(current, words)
    current.revision, current.saved_at = revision + 1, right_now()
    current.save(update_fields=["revision", "saved_at"])
    if current.number == 1:
        Guide.objects.filter(pk=current.guide_id).update(title=words.title)
    trail.did(
        "guides.save_draft", by=by, about=current, program=current.guide.program_id,
        revision=current.revision,
    )  # fmt: skip
    return current.revision


@transaction.atomic
def offer(version: Version, *, by: Person) -> None:
    """Ask a clinician to approve a draft of one's own that is whole. Until they answer, it stays as it is."""
    current = _hold(version)
    if current.made_by_id != by.pk:
        raise NotYours
    if current.state != Version.State.DRAFT:
        raise Sealed
    if wrong := rules.faults(queries.content(current)):
        raise Faulty(wrong)
    current.state, current.offered_at, current.sent_back = Version.State.OFFERED, right_now(), ""
    current.save(update_fields=["state", "offered_at", "sent_back"])
    trail.did("guides.offer", by=by, about=current, program=current.guide.program_id)


@transaction.atomic
def take_back(version: Version, *, by: Person) -> None:
    """Go on writing what one has offered."""
    current = _hold(version)
    if current.made_by_id != by.pk:
        raise NotYours
    _to_draft(current, "")
    trail.did("guides.take_back", by=by, about=current, program=current.guide.program_id)


@transaction.atomic
def approve(version: Version, *, by: Person) -> None:
    """Let the program lead from these words, which never change from now on. By a clinician who did not write them."""
    current = _hold(version)
    _check_clinician(current, by)
    if current.state != Version.State.OFFERED:
        raise NotOffered
    _approve(current, by)
    Guide.objects.filter(pk=current.guide_id).update(title=current.title)
    trail.did("guides.approve", by=by, about=current, program=current.guide.program_id)


@transaction.atomic
def send_back(version: Version, *, words: str, by: Person) -> None:
    """Ask the writer to change something, in words they can read."""
    current = _hold(version)
    _check_clinician(current, by)
    if not words.strip():
        raise Wordless
    _to_draft(current, words.strip()[:1000])
    trail.did("guides.send_back", by=by, about=current, program=current.guide.program_id)


def _check_clinician(version: Version, by: Person) -> None:
    program = version.guide.program
    seated = program is not None and programs.staff_of(program, Role.CLINICIAN).filter(pk=by.pk)
    if not seated:
        raise NoClinicianHere
    if version.made_by_id == by.pk:
        raise OwnWork


def _to_draft(version: Version, words: str) -> None:
    if version.state != Version.State.OFFERED:
        raise NotOffered
    version.state, version.offered_at, version.sent_back = Version.State.DRAFT, None, words
    version.save(update_fields=["state", "offered_at", "sent_back"])


@transaction.atomic
def retire(version: Version, *, by: Person) -> None:
    """Lead no further session from these words. What was led from them keeps them. By whoever wrote it, or a clinician."""
    current = _hold(version)
    if current.made_by_id != by.pk:
        _check_clinician(current, by)
    if current.state == Version.State.RETIRED:
        return
    current.state = Version.State.RETIRED
    current.save(update_fields=["state"])
    trail.did("guides.retire", by=by, about=current, program=current.guide.program_id)


@transaction.atomic
def use(version: Version, *, program: Program, by: Person) -> None:
    """Lead a session of this program from a version: from now on its words stay as they are.

    For `schedule.actions.choose_guide`. Raises NotUsable, or Faulty when it is not whole.
    """
    current = _hold(version)
    why = rules.not_usable(
        current.state, ours=current.guide.program_id in {None, program.pk},
        mine=current.made_by_id == by.pk, approved_only=program.approved_guides_only,
    )  # fmt: skip
    if why:
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


@transaction.atomic
def begin_promises(*, by: Person | None, program: Program | None = None) -> int:
    """Give every group (of a program) that has none those that come with Samepath. Returns how many; safe to repeat."""
    without = Group.objects.filter(agreements__isnull=True, closed_at__isnull=True)
    if program is not None:
        without = without.filter(program=program)
    groups = list(without)
    for group in groups:
        _promise(group, rules.PROMISES, 1, by)
    return len(groups)


@transaction.atomic
def agree_on(group: Group, *, lines: tuple[str, ...], by: Person) -> AgreementSet:
    """Write down what a group promises each other; from now on its members are asked to accept these.

    By somebody who leads or treats in the program. Raises Faulty, and nothing changes; the same lines change nothing.
    """
    if not programs.staff_of(group.program, Role.PEER_LEADER, Role.CLINICIAN).filter(pk=by.pk):
        raise NotALeaderHere
    if wrong := rules.promise_faults(lines):
        raise Faulty(wrong)
    group = Group.objects.select_for_update().get(pk=group.pk)
    current = queries.promises_of(group.pk)
    if current is None:
        return _promise(group, lines, 1, by)
    if tuple(current.lines) == lines:
        return current
    current.superseded_at = right_now()
    current.save(update_fields=["superseded_at"])
    return _promise(group, lines, current.version + 1, by)


def _promise(group: Group, lines: tuple[str, ...], version: int, by: Person | None) -> AgreementSet:
    made = AgreementSet.objects.create(
        group=group, version=version, lines=list(lines), made_by=by, made_at=right_now()
    )
    trail.did(
        "guides.agree_on",
        by=by or "samepath",
        about=group,
        program=group.program_id,
        version=version,
    )
    return made


@transaction.atomic
def accept_promises(agreements: AgreementSet, *, by: Person) -> None:
    """Say: I have read these, and I can keep them. Once is enough."""
    if agreements.superseded_at is not None:
        raise NotCurrent
    _, made = AgreementAccepted.objects.get_or_create(
        agreements=agreements, person=by, defaults={"accepted_at": right_now()}
    )
    if made:
        trail.did(
            "guides.accept_promises", by=by, about=agreements, version=agreements.version,
            program=agreements.group.program_id,
        )  # fmt: skip
