"""What happens when somebody asks for help: it is kept, people are told, somebody answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F

from samepath.audit import trail
from samepath.lib.time import now as right_now
from samepath.notices import actions as notices
from samepath.people.models import Person
from samepath.programs.models import Program
from samepath.safety.errors import AlreadyAnswered, NoNextStep, NotAnswered, OwnCall
from samepath.safety.models import Concern, Step, Told
from samepath.safety.queries import ladder_of, pace_of, program_of, who_to_tell
from samepath.safety.rules import Responder, Rung, is_due, moment_after, next_rung, wait_after
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
        next_at=now + pace_of(program).again,
        waits_since=now,
    )
    ladder = ladder_of(by, program, session)
    if origin == Concern.Origin.AFTER:
        # What is said after a session is for clinicians: leaders hold no group then, and do not learn of it.
        ladder[Rung.FIRST] = [one for one in ladder[Rung.FIRST] if one.as_what != "leader"]
    Step.objects.bulk_create(
        Step(concern=concern, rung=rung, person=one.person, as_what=one.as_what)
        for rung, people in ladder.items() for one in people
    )  # fmt: skip
    for one in ladder[Rung.FIRST]:
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


@transaction.atomic
def reach_out(person: Person, *, by: Person, session: Session, next_step: str) -> Concern:
    """A clinician gets in touch with somebody whose line was lost in a session (H10).

    It is theirs from the first moment, with the clock of any call that was answered: told again until they write what
    came of it. With a call of this person open already it is that one, taken if nobody has it.
    """
    if person.pk == by.pk:
        raise OwnCall
    _one_press_at_a_time(person)
    known = (
        Concern.objects.filter(person=person, program=session.program_id, closed_at__isnull=True)
        .exclude(origin=Concern.Origin.REMOVED)
        .order_by(F("answered_at").asc(nulls_first=True), "asked_at")
        .first()
    )
    if known is not None:
        if known.answered_at is None:
            answer(known, by=by, next_step=next_step)
        return known
    now = right_now()
    concern = Concern.objects.create(
        person=person, program=session.program, session=session, origin=Concern.Origin.DROPPED,
        command_id=uuid4(), asked_at=now, answered_at=now, answered_by=by, next_step=next_step,
        waits_since=now, next_at=now + pace_of(session.program).outcome,
    )  # fmt: skip
    trail.did_come_what_may(
        "safety.reach_out", by=by, about=concern, program=session.program_id, session=session.pk
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
    told = Told.objects.create(concern=concern, person=one.person, as_what=one.as_what, told_at=now)
    duty = program.duty_email if program else settings.DUTY_EMAIL
    notices.post(
        to=one.person.email if one.person else duty,
        template="look-now",
        key=f"concern:{concern.pk}:{told.pk}",
        context={"link": "/"},
    )


@transaction.atomic
def climb(concern_id: UUID) -> bool:
    """Take a call one rung further, if its moment has come; whether it was. Safe in two loops at once (R10).

    Not answered: the next ones are told, in the end everybody each minute. Answered and without an outcome: whoever
    has it and the second on call are told again (H18). 4 queries, and 2 for each person told.
    """
    rows = Concern.objects.select_for_update(of=("self",)).select_related("program", "answered_by")
    concern = rows.filter(pk=concern_id, closed_at__isnull=True, next_at__isnull=False).first()
    if concern is None or concern.next_at is None:
        return False
    now, steps = right_now(), list(concern.steps.select_related("person"))
    has_second = any(one.rung == Rung.SECOND for one in steps)
    pace = pace_of(concern.program)
    answered = concern.answered_at is not None
    if not is_due(concern.next_at, concern.waits_since or concern.asked_at, now):
        return False
    if answered:
        told, following = _without_outcome(concern, steps), pace.outcome
    else:
        concern.rung = next_rung(concern.rung, has_second=has_second)
        told = _on(concern.rung, steps)
        following = wait_after(concern.rung, pace, has_second=has_second)
    top = answered or concern.rung >= Rung.EVERYONE
    concern.next_at = moment_after(concern.next_at, following, now, repeating=top)
    concern.waits_since = now
    concern.save(update_fields=["rung", "next_at", "waits_since"])
    for one in told:
        _tell(concern, one, concern.program, now)
    trail.did_come_what_may(
        "safety.climb", by=None, about=concern, rung=concern.rung, told=len(told)
    )
    return True


def _on(rung: int, steps: Sequence[Step]) -> list[Responder[Person]]:
    """Whom a rung reaches; without anybody the duty address, so that no call is told to nobody (H02)."""
    asked = {Rung.AGAIN: Rung.FIRST, Rung.SECOND: Rung.SECOND}.get(
        Rung(min(rung, 3)), Rung.EVERYONE
    )
    found = [
        Responder(one.person, one.as_what)
        for one in steps if one.rung == asked and one.as_what != "leader"
    ]  # fmt: skip
    return found or [Responder(None, "duty")]


def _without_outcome(concern: Concern, steps: Sequence[Step]) -> list[Responder[Person]]:
    owner = Responder(concern.answered_by, "owner")
    second = [one for one in steps if one.rung == Rung.SECOND] or [
        one for one in steps if one.rung == Rung.FIRST and one.as_what != "leader"
    ]
    others = [
        Responder(one.person, one.as_what)
        for one in second if one.person_id != concern.answered_by_id
    ]  # fmt: skip
    return [owner, *others]


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
    if concern.next_at is not None:  # a follow-up for today has no ladder
        concern.waits_since = right_now()
        concern.next_at = concern.waits_since + pace_of(concern.program).outcome
    concern.save(update_fields=["next_step", "next_at", "waits_since"])
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
        concern.outcome, concern.next_at = outcome.strip(), None
        concern.save(update_fields=["outcome", "next_at"])
        trail.did("safety.close", by=by, about=concern)
