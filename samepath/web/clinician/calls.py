"""Calls for help: who asks, what is known, who has it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from samepath.audit import trail
from samepath.lib.time import now as right_now
from samepath.people.models import Contact
from samepath.people.permissions import Permission
from samepath.rooms.models import CheckIn
from samepath.safety import actions as safety
from samepath.safety import queries
from samepath.safety.errors import AlreadyAnswered, NoNextStep, NotAnswered
from samepath.safety.models import Concern
from samepath.web.doors import SignedInRequest, door

TOO_OLD = timedelta(hours=4)  # a place said longer ago is asked for again (H04)


@door(Permission.ANSWER_CALLS)
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """Open calls, unanswered and oldest first."""
    calls = queries.open_calls(request.user, request.hat)
    return render(request, "clinician/calls.html", {"calls": calls, "now": right_now()})


@door(Permission.ANSWER_CALLS)
@require_GET
def show(request: SignedInRequest, concern_id: UUID) -> HttpResponse:
    """One call. Where the person is and how to reach them shows only while it is open, and is noted (Z06)."""
    concern = _find(request, concern_id)
    return render(request, "clinician/call.html", _page(request, concern))


def _find(request: SignedInRequest, concern_id: UUID) -> Concern:
    """A call of somebody else's: one's own has the page of whoever asked, and is answered by a colleague."""
    return get_object_or_404(
        Concern.objects.visible_to(request.user, request.hat)
        .exclude(person=request.user)
        .select_related("person", "session", "answered_by", "closed_by", "program")
        .prefetch_related("told__person"),
        pk=concern_id,
    )


def _page(request: SignedInRequest, concern: Concern, **more: Any) -> dict[str, Any]:
    mine = concern.answered_by_id == request.user.pk
    reach = None
    if mine and concern.closed_at is None:
        reach = _reach(concern)
        trail.saw(
            "how-to-reach", by=request.user, about=concern.person, program=concern.program_id,
            session=concern.session_id, purpose="open-call",
        )  # fmt: skip
    return {
        "concern": concern,
        "told": queries.who_was_told(concern),
        "mine": mine,
        "reach": reach,
    } | more


def _reach(concern: Concern) -> dict[str, Any]:
    """Number and place: what was last said at a door of this program, with its age; else what the office keeps."""
    contact = Contact.objects.filter(person=concern.person).first()
    check_in = (
        CheckIn.objects.filter(
            person=concern.person, session__program=concern.program_id, located_at__isnull=False
        )
        .order_by("-located_at")
        .first()
    )
    now = right_now()
    said_at = check_in.located_at if check_in else None
    old = said_at is None or now - said_at > TOO_OLD
    return {"contact": contact, "check_in": check_in, "old": old, "now": now}


@door(Permission.ANSWER_CALLS)
@require_POST
def answer(request: SignedInRequest, concern_id: UUID) -> HttpResponseBase:
    """I have this, with the next step."""
    concern = _find(request, concern_id)
    step = request.POST.get("next_step", "") or request.POST.get("other_step", "")
    try:
        safety.answer(concern, by=request.user, next_step=step)
    except NoNextStep:
        wrong = _("Please choose or write the next step, so that the person reads what happens.")
        return render(
            request, "clinician/call.html", _page(request, concern, wrong=wrong), status=422
        )
    except AlreadyAnswered as taken:
        messages.info(request, _("%(name)s has this already.") % {"name": taken.by.alias})
    return redirect("clinician:call", concern.pk)


@door(Permission.ANSWER_CALLS)
@require_POST
def close(request: SignedInRequest, concern_id: UUID) -> HttpResponseBase:
    """End a call with what came of it."""
    concern = _find(request, concern_id)
    try:
        safety.close(concern, by=request.user, outcome=request.POST.get("outcome", ""))
    except (NoNextStep, NotAnswered):
        wrong = _(
            "Please write in a few words what came of it. A call is answered before it is closed."
        )
        return render(
            request, "clinician/call.html", _page(request, concern, wrong=wrong), status=422
        )
    return redirect("clinician:calls")
