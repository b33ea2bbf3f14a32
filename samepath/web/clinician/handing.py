"""A room handed to a colleague, with a line; and the colleague's console that answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from samepath.lib.time import now as right_now
from samepath.people.models import Person
from samepath.people.permissions import Permission, Role
from samepath.programs import queries as programs
from samepath.rooms import actions as rooms
from samepath.rooms import errors, queries
from samepath.schedule import errors as schedule
from samepath.schedule.models import HandOver, Session
from samepath.web.doors import SignedInRequest, door


@door(Permission.SUPERVISE_SESSIONS)
@require_GET
def show(request: SignedInRequest) -> HttpResponse:
    """Which rooms, to whom, and a line."""
    sessions = _mine(request)
    return _page(request, sessions, chosen=sessions)


@door(Permission.SUPERVISE_SESSIONS)
@require_POST
def ask(request: SignedInRequest) -> HttpResponseBase:
    """Offer them: all of them or, where one is refused, none. What was typed stays."""
    sessions = _mine(request)
    wanted = set(request.POST.getlist("room"))
    chosen = [one for one in sessions if str(one.pk) in wanted]
    to = next((one for one in _colleagues(request, sessions) if str(one.pk) == request.POST.get("to")), None)  # fmt: skip
    line = request.POST.get("line", "")
    wrong = "" if chosen and to else _("Please choose at least one room, and a clinician.")
    try:
        if to is not None and chosen:
            with transaction.atomic():
                for session in chosen:
                    rooms.hand_over(session, to=to, by=request.user, hat=request.hat, line=line)
    except (errors.RoomError, schedule.ScheduleError) as refusal:
        wrong = _words(refusal)
    if wrong:
        return _page(request, sessions, chosen=chosen, to=to, typed=line, wrong=wrong)
    return redirect("clinician:console")


@door(Permission.SUPERVISE_SESSIONS)
@require_POST
def take(request: SignedInRequest, hand_over_id: UUID) -> HttpResponseBase:
    """The console answers: I stand behind it now."""
    try:
        rooms.take_over(_find(request, hand_over_id), by=request.user, hat=request.hat)
    except schedule.ScheduleError as refusal:
        messages.error(request, _words(refusal))
    return redirect("clinician:console")


@door(Permission.SUPERVISE_SESSIONS)
@require_POST
def keep(request: SignedInRequest, hand_over_id: UUID) -> HttpResponseBase:
    """Keep it after all, while nobody has taken it."""
    rooms.undo_hand_over(_find(request, hand_over_id), by=request.user)
    return redirect("clinician:console")


def _find(request: SignedInRequest, hand_over_id: UUID) -> HandOver:
    known = HandOver.objects.visible_to(request.user, request.hat)
    return get_object_or_404(known.select_related("session__program", "by", "to"), pk=hand_over_id)


def _mine(request: SignedInRequest) -> list[Session]:
    behind = queries.behind(request.user, request.hat, right_now())
    return list(behind.select_related("program").order_by("starts_at"))


def _colleagues(request: SignedInRequest, sessions: list[Session]) -> list[Person]:
    """The other clinicians of these programs, by name."""
    found: dict[UUID, Person] = {}
    for program in {one.program for one in sessions}:
        for person in programs.staff_of(program, Role.CLINICIAN).exclude(pk=request.user.pk):
            found[person.pk] = person
    return sorted(found.values(), key=lambda one: one.alias.lower())


def _page(
    request: SignedInRequest, sessions: list[Session], *, chosen: list[Session], **more: Any
) -> HttpResponse:
    context = {
        "sessions": sessions,
        "chosen": {one.pk for one in chosen},
        "colleagues": _colleagues(request, sessions),
    }
    status = 422 if more.get("wrong") else 200
    return render(request, "clinician/hand_over.html", context | more, status=status)


def _words(refusal: Exception) -> str:
    """Why a room was not offered, and what can be done. Nothing was changed."""
    match refusal:
        case schedule.Clash(person=person, other=other) if person.pk not in {
            other.guide_id,
            other.host_id,
        }:
            return _("%(name)s stands behind as many rooms as one person may. Please choose somebody else.") % {"name": person.alias}  # fmt: skip
        case schedule.Clash(person=person):
            return _("%(name)s leads a session at that time. Please choose somebody else.") % {"name": person.alias}  # fmt: skip
        case schedule.SamePerson(person=person):
            return _("%(name)s leads this session. Please choose somebody else.") % {"name": person.alias}  # fmt: skip
        case schedule.WrongPerson(person=person) | schedule.EnrolledHere(person=person):
            return _("%(name)s is no clinician of this program. Please choose somebody else.") % {"name": person.alias}  # fmt: skip
        case errors.NoLine():
            return _("Please write a line, so that they know what they take.")
        case errors.LineTooLong(limit=limit):
            return _("That is too long. Please use no more than %(n)s letters; nothing was lost.") % {"n": limit}  # fmt: skip
        case errors.AlreadyOver():
            return _("This session is over.")
    return _("Only whoever stands behind a room hands it over.")
