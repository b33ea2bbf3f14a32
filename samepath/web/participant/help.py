"""Help: a plain form first. The page shows only what is true (H01)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import structlog
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from samepath.lib.time import now as right_now
from samepath.people.models import Person
from samepath.people.permissions import Permission, Role
from samepath.people.queries import roles_of
from samepath.rooms import queries as rooms
from samepath.rooms.rules import Door
from samepath.safety import actions as safety
from samepath.safety import credentials, queries
from samepath.safety.models import Concern
from samepath.safety.rules import Rung
from samepath.schedule.models import Session
from samepath.web.doors import SignedInRequest, door, open_to_all

log = structlog.get_logger()


@csrf_exempt
@open_to_all
@require_POST
def ask(request: HttpRequest) -> HttpResponseBase:
    """Somebody presses Help.

    The token in the page says whose press it is, when the sign-in has ended since: then it stands for the form's
    own check too, because no other site can have it. Everything else is checked like any form.
    """
    person = credentials.person_of(request.POST.get("help_token", ""))
    if person is not None and person != request.user:
        return _keep(request, person)
    return _ask_checked(request)


@csrf_protect
def _ask_checked(request: HttpRequest) -> HttpResponseBase:
    """Signed out and without a token, the page says plainly that nothing was sent, and whom to call."""
    if not request.user.is_authenticated:
        return _not_sent(request, "signed-out", 401)
    return _ask(request)


def _keep(request: HttpRequest, person: Person) -> HttpResponseBase:
    """A press from a page whose sign-in has ended. Its answer names nobody: anyone may sit there now."""
    try:
        concern = safety.ask_signed_out(
            by=person,
            command_id=_uuid(request.POST.get("command_id")) or uuid4(),
            session=_session_of(request, person, roles_of(person)),
        )
    except Exception as problem:  # noqa: BLE001  # see below
        log.error("help.not_kept", error=type(problem).__name__)
        return _not_sent(request, "not-kept", 503)
    where = reverse("participant:help_pressed", args=[credentials.receipt_of(concern)])
    if not request.accepts("text/html"):
        return JsonResponse({**_receipt(concern), "url": where}, status=201)
    return redirect(where)


@door(Permission.ASK_FOR_HELP)
def _ask(request: Any) -> HttpResponseBase:
    try:
        concern = safety.ask_for_help(
            by=request.user,
            command_id=_uuid(request.POST.get("command_id")) or uuid4(),
            session=_session_of(request, request.user, [request.hat]),
        )
    except Exception as problem:  # noqa: BLE001  # whatever it is, the person must read that nothing was sent
        log.error("help.not_kept", error=type(problem).__name__)
        return _not_sent(request, "not-kept", 503)
    if not request.accepts("text/html"):
        return JsonResponse(_receipt(concern), status=201)
    return redirect("participant:help", concern.pk)


def _receipt(concern: Concern) -> dict[str, str]:
    """What the server has, for the script that sends a press again until it is received."""
    answered = "answered" if concern.answered_at else "received"
    return {
        "id": str(concern.pk),
        "received_at": concern.asked_at.isoformat(),
        "state": "closed" if concern.closed_at else answered,
        "url": reverse("participant:help", args=[concern.pk]),
    }


def _not_sent(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    if not request.accepts("text/html"):
        return JsonResponse({"reason": reason}, status=status)
    command = _uuid(request.POST.get("command_id")) or uuid4()
    session = _uuid(request.POST.get("session"))
    again = reverse("participant:help_again")
    query = urlencode({"command_id": command, **({"session": session} if session else {})})
    context = {
        "signed_out": reason == "signed-out",
        "command_id": command,
        "session": session,
        "help_token": request.POST.get("help_token", ""),
        "sign_in": f"{reverse('account_login')}?{urlencode({'next': f'{again}?{query}'})}",
    }
    return render(request, "participant/help_not_sent.html", context, status=status)


def _session_of(
    request: HttpRequest, person: Person, hats: Sequence[Role | None]
) -> Session | None:
    """The session whose page was open, if this person may know about it; never a reason to refuse."""
    asked = _uuid(request.POST.get("session"))
    if asked is None:
        return None
    known = Session.objects.select_related("program", "guide", "host", "supervisor")
    found = (known.visible_to(person, hat).filter(pk=asked).first() for hat in hats)
    return next((one for one in found if one is not None), None)


@door(Permission.ASK_FOR_HELP)
@require_GET
def again(request: SignedInRequest) -> HttpResponse:
    """Back from the sign-in: the press that was not sent, with its own id, ready to be sent."""
    context = {
        "command_id": _uuid(request.GET.get("command_id")) or uuid4(),
        "session": _uuid(request.GET.get("session")),
        "back": True,
    }
    return render(request, "participant/help_not_sent.html", context)


@open_to_all
@require_GET
def pressed(request: HttpRequest, receipt: str) -> HttpResponse:
    """What became of a press without a sign-in: times and states, no name and no record."""
    concern = credentials.concern_of(receipt)
    if concern is None:
        raise Http404
    told = sum(one.as_what != "leader" for one in queries.who_was_told(concern))
    return render(
        request,
        "participant/help_pressed.html",
        {"concern": concern, "told": told, "receipt": receipt},
    )


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


@door(Permission.ASK_FOR_HELP)
@require_GET
def show(request: SignedInRequest, concern_id: UUID) -> HttpResponse:
    """What is true of this call now; the part that changes looks again by itself."""
    concern = get_object_or_404(
        Concern.objects.filter(person=request.user)
        .select_related("person", "answered_by", "session__program", "program")
        .prefetch_related("told__person"),
        pk=concern_id,
    )
    everybody = queries.who_was_told(concern)
    told = [one for one in everybody if one.as_what != "leader"]
    context = {
        "concern": concern,
        "told": told,
        "leaders": [one.person.alias for one in everybody if one.person and one not in told],
        "all_told": concern.rung >= Rung.EVERYONE,
        "room_for_two": _room_for_two(request, concern),
    }
    page = "participant/_help_state.html" if request.htmx else "participant/help.html"
    return render(request, page, context)


def _room_for_two(request: SignedInRequest, concern: Concern) -> bool:
    """Whether the session's door opens to a private room with a clinician now. 1 query while none is there."""
    session, now = concern.session, right_now()
    if session is None or concern.closed_at is not None:
        return False
    limits = rooms.limits_of(session.program)
    if not rooms.clinician_in_private(session, request.user, now, limits):
        return False
    return rooms.door_of(session, request.user, request.hat, now) == Door.PRIVATE_OPEN
