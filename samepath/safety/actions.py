"""What happens when somebody asks for help: it is kept, people are told, somebody answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from samepath.audit import trail
from samepath.lib.time import now as right_now
from samepath.notices import actions as notices
from samepath.people.models import Person
from samepath.programs.models import Program
from samepath.safety.errors import AlreadyAnswered, NoNextStep, NotAnswered, OwnCall
from samepath.safety.models import Concern, Told
from samepath.safety.queries import program_of, who_to_tell
from samepath.safety.rules import Responder
from samepath.schedule.models import Session

SAME_PRESS = timedelta(seconds=2)  # a trembling thumb presses twice (W11)
# Presses without a sign-in: after so many in so long, the newest call stands for the next ones too.
MANY, WITHIN = 6, timedelta(minutes=10)


@transaction.atomic
def ask_for_help(
    *,
    by: Person,
    command_id: UUID,
    session: Session | None = None,
    origin: str = Concern.Origin.HELP,
) -> Concern:
    """Keep a call for help and owe messages to everybody who can answer it: all or nothing (D03, H01).

    The same `command_id`, or the same person again within two seconds, is the same call (D04).
    """
    _one_press_at_a_time(by)
    now = right_now()
    known = _already(by, command_id, origin, now)
    if known is not None:
        trail.did_come_what_may("safety.ask_again", by=by, about=known)
        return known
    program = program_of(by, session)
    concern = Concern.objects.create(
        person=by,
        program=program,
        session=session,
        origin=origin,
        command_id=_free(command_id),
        asked_at=now,
    )
    for one in who_to_tell(by, program, session):
        # What is said after a session is for clinicians: leaders hold no group then, and do not learn of it.
        if origin != Concern.Origin.AFTER or one.as_what != "leader":
            _tell(concern, one, program, now)
    trail.did_come_what_may(
        "safety.ask_for_help", by=by, about=concern, origin=str(origin),
        program=program.pk if program else "", session=session.pk if session else "",
    )  # fmt: skip
    return concern


@transaction.atomic
def ask_signed_out(*, by: Person, command_id: UUID, session: Session | None = None) -> Concern:
    """Keep a press from a page whose sign-in has ended; the page's token said whose it is (H01).

    A press is never refused. Whoever sends a page over and over gets the receipt of their newest open call, and
    alarms nobody again.
    """
    _one_press_at_a_time(by)
    lately = Concern.objects.filter(
        person=by, origin=Concern.Origin.HELP, asked_at__gt=right_now() - WITHIN
    ).order_by("-asked_at")
    newest = lately.filter(closed_at__isnull=True).first()
    if newest is not None and lately.count() >= MANY:
        trail.did_come_what_may("safety.ask_again", by=by, about=newest)
        return newest
    return ask_for_help(by=by, command_id=command_id, session=session)


@transaction.atomic
def follow_up(person: Person, *, by: Person, session: Session, command_id: UUID) -> Concern:
    """Somebody was put out of a session: a clinician speaks with them today (H26).

    It stands among the open calls of the program. The care team is told, or the duty address where there is
    neither a supervisor nor a team; the session's supervisor learns of the removal itself.
    """
    now = right_now()
    concern = Concern.objects.create(
        person=person, program=session.program, session=session, origin=Concern.Origin.REMOVED,
        command_id=command_id, asked_at=now,
    )  # fmt: skip
    for one in who_to_tell(person, session.program, session):
        if one.as_what in {"care-team", "duty"}:
            _tell(concern, one, session.program, now)
    trail.did_come_what_may(
        "safety.follow_up", by=by, about=concern, program=session.program_id, session=session.pk
    )
    return concern


def _one_press_at_a_time(person: Person) -> None:
    """Hold this person's row until the end: the same press twice at once is one call, not an error."""
    Person.objects.select_for_update(no_key=True).filter(pk=person.pk).values_list("pk").first()


def _free(command_id: UUID) -> UUID:
    """A press is never refused: with an id that somebody else used, it gets one of its own."""
    return uuid4() if Concern.objects.filter(command_id=command_id).exists() else command_id


def _already(by: Person, command_id: UUID, origin: str, now: datetime) -> Concern | None:
    mine = Concern.objects.filter(person=by)
    return (
        mine.filter(command_id=command_id).first()
        or mine.filter(origin=origin, asked_at__gt=now - SAME_PRESS).first()
    )


def _tell(concern: Concern, one: Responder[Person], program: Program | None, now: datetime) -> None:
    Told.objects.create(concern=concern, person=one.person, as_what=one.as_what, told_at=now)
    duty = program.duty_email if program else settings.DUTY_EMAIL
    notices.post(
        to=one.person.email if one.person else duty,
        template="look-now",
        key=f"concern:{concern.pk}:{one.person.pk if one.person else 'duty'}",
        context={"link": "/"},
    )


@transaction.atomic
def answer(concern: Concern, *, by: Person, next_step: str) -> None:
    """Take a call, with the next step in words. One clinician wins; the second learns who (H18)."""
    if concern.person_id == by.pk:
        raise OwnCall
    if not next_step.strip():
        raise NoNextStep
    taken = Concern.objects.filter(pk=concern.pk, answered_at__isnull=True).update(
        answered_at=right_now(), answered_by=by
    )
    if not taken:
        current = Concern.objects.select_related("answered_by").get(pk=concern.pk)
        assert current.answered_by is not None
        if current.answered_by_id == by.pk:
            return
        raise AlreadyAnswered(current.answered_by)
    concern.refresh_from_db()
    concern.next_step = next_step.strip()
    concern.save(update_fields=["next_step"])
    trail.did_come_what_may("safety.answer", by=by, about=concern)


@transaction.atomic
def close(concern: Concern, *, by: Person, outcome: str) -> None:
    """End a call with what came of it."""
    if concern.person_id == by.pk:
        raise OwnCall
    if concern.answered_at is None:
        raise NotAnswered
    if not outcome.strip():
        raise NoNextStep
    closed = Concern.objects.filter(pk=concern.pk, closed_at__isnull=True).update(
        closed_at=right_now(), closed_by=by
    )
    if closed:
        concern.refresh_from_db()
        concern.outcome = outcome.strip()
        concern.save(update_fields=["outcome"])
        trail.did("safety.close", by=by, about=concern)
