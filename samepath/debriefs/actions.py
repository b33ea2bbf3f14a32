"""What happens after a session: people say how it was, leaders write and finish, a clinician takes up what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from samepath.audit import trail
from samepath.debriefs import queries, rules
from samepath.debriefs.errors import (
    AlreadyRead,
    Finished,
    NotNow,
    NotYours,
    Unfinished,
    WrittenOn,
    Wrong,
)
from samepath.debriefs.models import CheckOut, Debrief, FollowUp
from samepath.lib.time import now as right_now
from samepath.notices import actions as notices
from samepath.notices.queries import already_posted
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.programs import queries as programs
from samepath.rooms.rules import who_in
from samepath.safety import actions as safety
from samepath.safety.models import Concern
from samepath.schedule.models import Session

FEW_WORDS = 500
FOLLOW = "follow-"
LINE = 200
FLAGS = (*rules.TICKS, "wants_to_talk")


# --- the private check-out ------------------------------------------------------------------------


@transaction.atomic
def check_out(
    session: Session, answers: rules.Answers, *, words: str, by: Person
) -> Concern | None:
    """Keep how it was. Whoever felt not safe at all is put before a clinician in the same breath (H15, D03).

    Said again within the day, the newest counts. Raises NotNow or Wrong; then nothing is kept.
    """
    if not queries.may_check_out(session, by):
        raise NotNow
    words = _tidy(words, FEW_WORDS)
    if not answers.fit or not (answers.any or words):
        raise Wrong("value")
    said = {one: getattr(answers, one) for one in rules.QUESTIONS}
    row, _ = CheckOut.objects.update_or_create(
        session=session, person=by, defaults=said | {"words": words, "skipped": False, "at": right_now()}
    )  # fmt: skip
    concern = None
    if rules.calls_for_somebody(answers):
        # One call, however often it is said (D04).
        concern = safety.ask_for_help(
            by=by, command_id=uuid5(row.pk, "not-safe"), session=session, origin=Concern.Origin.AFTER
        )  # fmt: skip
    trail.did("debriefs.check_out", by=by, session=session.pk, program=session.program_id)
    return concern


@transaction.atomic
def skip_check_out(session: Session, *, by: Person) -> None:
    """Rather not. It is asked no more; what was said before stays."""
    if not queries.may_check_out(session, by):
        raise NotNow
    _row, made = CheckOut.objects.get_or_create(
        session=session, person=by, defaults={"skipped": True, "at": right_now()}
    )
    if made:
        trail.did("debriefs.skip_check_out", by=by, session=session.pk, program=session.program_id)


# --- writing --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Saved:
    """How a save came out. `both` are texts that two windows wrote, now joined; `values` what is kept of them."""

    revision: int
    at: datetime
    both: tuple[str, ...] = ()
    values: Mapping[str, str] | None = None


@transaction.atomic
def save(session: Session, parts: Mapping[str, str], *, revision: int, by: Person) -> Saved:
    """Keep what a leader has typed so far: one part as it is typed, or all of a form.

    `revision` is the one the page has read. Where another window saved the same text since, both texts are
    kept in one. Raises NotYours, NotNow, Finished or Wrong; then nothing has changed.
    """
    debrief = _open_paper(session, by)
    changed, both = [], []
    for part, value in parts.items():
        value = _fit(part, value)
        stored = _stored(debrief, part)
        if value == stored:
            continue
        if part in rules.TEXTS and debrief.kept.get(part, 0) > revision:
            value = rules.both(stored, value)
            both.append(part)
        _put(debrief, part, value)
        changed.append(part)
    if changed:
        debrief.revision, debrief.saved_at = debrief.revision + 1, right_now()
        debrief.kept |= dict.fromkeys(changed, debrief.revision)
        debrief.save(update_fields=[*_columns(changed), "revision", "saved_at", "kept"])
        trail.did(
            "debriefs.save", by=by, about=debrief, session=session.pk, program=session.program_id,
            revision=debrief.revision, parts=len(changed),
        )  # fmt: skip
    values = {part: _stored(debrief, part) for part in both}
    return Saved(debrief.revision, debrief.saved_at, tuple(both), values)


@transaction.atomic
def finish(session: Session, *, by: Person) -> Debrief:
    """Done. When somebody should talk with the leader, or look after somebody, a clinician is told (P03).

    Raises Unfinished with what is missing.
    """
    debrief = _open_paper(session, by)
    if lacks := debrief.missing:
        raise Unfinished(lacks)
    before = (
        Debrief.objects.filter(
            author=by, done_at__isnull=False, session__starts_at__lt=session.starts_at
        )
        .order_by("-session__starts_at")
        .first()
    )
    energies = [
        one.energy for one in (debrief, before) if one is not None and one.energy is not None
    ]
    debrief.talk = rules.talk(wants=debrief.wants_to_talk, energies=energies)
    debrief.done_at = right_now()
    debrief.save(update_fields=["talk", "done_at"])
    if debrief.talk or debrief.follow_ups.exists():
        _tell(debrief)
    trail.did(
        "debriefs.finish", by=by, about=debrief, session=session.pk, program=session.program_id,
        talk=debrief.talk,
    )  # fmt: skip
    return debrief


@transaction.atomic
def reopen(session: Session, *, by: Person) -> None:
    """Write on. Not any more once a clinician has signed it as read."""
    debrief = Debrief.objects.select_for_update().filter(session=session, author=by).first()
    if debrief is None:
        raise NotYours
    if debrief.read_at is not None:
        raise AlreadyRead
    if debrief.done_at is None:
        return
    debrief.done_at = None
    debrief.save(update_fields=["done_at"])
    trail.did(
        "debriefs.reopen", by=by, about=debrief, session=session.pk, program=session.program_id
    )


@transaction.atomic
def take_up(debrief: Debrief, *, by: Person) -> None:
    """A clinician has what a leader asked for. The second press changes nothing; nobody takes up their own."""
    if debrief.author_id == by.pk:
        raise NotYours
    open_ones = Debrief.objects.filter(pk=debrief.pk, done_at__isnull=False, talked_at__isnull=True)
    if open_ones.update(talked_at=right_now(), talked_by=by):
        trail.did(
            "debriefs.take_up", by=by, about=debrief, session=debrief.session_id,
            program=debrief.session.program_id,
        )  # fmt: skip


@transaction.atomic
def countersign(debrief: Debrief, *, revision: int, reply: str = "", by: Person) -> None:
    """Sign a debrief as read, with a few words back to its author. From then on neither changes.

    `revision` is the one that was read. Raises NotYours for one's own, AlreadyRead when a colleague signed it before,
    WrittenOn when the author changed it since, and Wrong for words that cannot be kept; then nothing has changed. The
    author is told in neutral words (P03).
    """
    if debrief.author_id == by.pk:
        raise NotYours
    reply = _tidy(reply, rules.LONGEST).strip()
    unread = Debrief.objects.filter(pk=debrief.pk, read_at__isnull=True)
    now = right_now()
    if not unread.filter(done_at__isnull=False, revision=revision).update(read_at=now, read_by=by):
        raise WrittenOn if unread.exists() else AlreadyRead
    debrief.refresh_from_db()
    debrief.reply = reply
    debrief.save(update_fields=["reply"])
    notices.post(
        to=debrief.author.email, template="update", key=f"debrief:{debrief.pk}:read",
        context={"link": "/"}, expires_at=now + timedelta(days=3),
    )  # fmt: skip
    trail.did(
        "debriefs.countersign", by=by, about=debrief, session=debrief.session_id,
        program=debrief.session.program_id, revision=revision, replied=bool(reply),
    )  # fmt: skip


@transaction.atomic
def remind(session: Session, person: Person, *, which: str, by: Person | None = None) -> None:
    """A neutral word that something waits. The same reminder goes out once (P03, D04)."""
    key = f"debrief:{session.pk}:{person.pk}:{which}"
    if already_posted(key):
        return
    notices.post(to=person.email, template="update", key=key, context={"link": "/"})
    trail.did(
        "debriefs.remind", by=by or "clock", about=person, session=session.pk,
        program=session.program_id, which=which,
    )  # fmt: skip


def _open_paper(session: Session, by: Person) -> Debrief:
    """The leader's own debrief, held until this transaction ends; begun when it is first written."""
    if not queries.owes(session) or not queries.part_of(session, by):
        raise NotYours
    now = right_now()
    if now < session.starts_at:
        raise NotNow
    Debrief.objects.get_or_create(
        session=session, author=by, defaults={"begun_at": now, "saved_at": now}
    )
    debrief = Debrief.objects.select_for_update().get(session=session, author=by)
    if debrief.done_at is not None:
        raise Finished
    return debrief


def _fit(part: str, value: str) -> str:
    """The value as it is kept, or Wrong."""
    if part in rules.TEXTS:
        return _tidy(value, rules.LONGEST)
    if part.startswith(FOLLOW):
        return _tidy(value, LINE).strip()
    if part in FLAGS:
        allowed = {"yes", ""}
    elif part == "energy":
        allowed = {str(one) for one in rules.ENERGIES}
    else:
        raise Wrong("part")
    if value not in allowed:
        raise Wrong("value")
    return value


def _tidy(text: str, longest: int) -> str:
    """Words as typed, with plain line ends, within a length, without what no keyboard types."""
    words = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(words) > longest:
        raise Wrong("long")
    if any(ord(letter) < 32 and letter not in "\n\t" for letter in words) or "\x7f" in words:
        raise Wrong("letters")
    return words


def _stored(debrief: Debrief, part: str) -> str:
    if part.startswith(FOLLOW):
        about = _about(debrief, part)
        row = FollowUp.objects.filter(debrief=debrief, person=about).first()
        return row.line if row else ""
    value = getattr(debrief, part)
    if part in FLAGS:
        return "yes" if value else ""
    return "" if value is None else str(value)


def _put(debrief: Debrief, part: str, value: str) -> None:
    if part.startswith(FOLLOW):
        rows = FollowUp.objects.filter(debrief=debrief, person=_about(debrief, part))
        if not value:
            rows.delete()
        else:
            FollowUp.objects.update_or_create(
                debrief=debrief, person=_about(debrief, part), defaults={"line": value}
            )
    elif part in FLAGS:
        setattr(debrief, part, value == "yes")
    elif part == "energy":
        debrief.energy = int(value)
    else:
        setattr(debrief, part, value)


def _columns(parts: list[str]) -> list[str]:
    return [part for part in parts if not part.startswith(FOLLOW)]


def _about(debrief: Debrief, part: str) -> Person:
    """Whom a line is about: somebody of this session, while leaders may see who was there (Z04)."""
    session = debrief.session
    when = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    if not rules.names_people(now=right_now(), **when):
        raise NotNow
    wanted = part.removeprefix(FOLLOW)
    for one in queries.members_of(session):
        if who_in(session.pk, one.pk) == wanted:
            return one
    raise Wrong("part")


def _tell(debrief: Debrief) -> None:
    """The session's clinician, else whoever is on call, else the duty address. Never nobody."""
    session = debrief.session
    clinicians = list(
        programs.staff_of(session.program, Role.CLINICIAN).filter(
            pk__in=[session.supervisor_id] if session.supervisor_id else []
        )
    ) or programs.on_call(session.program)
    others: list[tuple[UUID | str, str]] = [
        (one.pk, one.email) for one in clinicians if one.pk != debrief.author_id
    ]
    for key, address in others or [("duty", session.program.duty_email)]:
        notices.post(
            to=address, template="update", key=f"debrief:{debrief.pk}:{key}", context={"link": "/"}
        )
