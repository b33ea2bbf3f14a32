"""What leaders wrote, to be read, answered and signed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from samepath.audit import trail
from samepath.debriefs import actions, queries
from samepath.debriefs.errors import AlreadyRead, NotYours, WrittenOn, Wrong
from samepath.debriefs.models import Debrief
from samepath.debriefs.words import reading
from samepath.people.permissions import Permission
from samepath.web.doors import SignedInRequest, door

A_PAGE = 10


@door(Permission.READ_DEBRIEFS)
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """Those nobody has signed, of one's own sessions first."""
    return render(request, "clinician/debriefs.html", _page(request))


def _page(request: SignedInRequest, **more: Any) -> dict[str, Any]:
    page = Paginator(queries.to_read(request.user, request.hat), A_PAGE).get_page(
        request.GET.get("page")
    )
    shown = [reading(one, part="", with_names=True) for one in page]
    for one in shown:
        trail.saw(
            "debrief", by=request.user, about=one.debrief, session=one.debrief.session_id,
            program=one.debrief.session.program_id,
        )  # fmt: skip
    return {"page": page, "shown": shown} | more


@door(Permission.READ_DEBRIEFS)
@require_POST
def sign(request: SignedInRequest) -> HttpResponseBase:
    """I have read this, with what I write back."""
    debrief = get_object_or_404(
        Debrief.objects.visible_to(request.user, request.hat).select_related("session", "author"),
        pk=request.POST.get("debrief"),
    )
    reply = request.POST.get("reply", "")
    wrong = ""
    try:
        actions.countersign(debrief, revision=_number(request), reply=reply, by=request.user)
    except AlreadyRead:
        messages.info(request, _("A colleague has signed this one."))
    except WrittenOn:
        wrong = _("The leader has written on since you read it. Please read it once more.")
    except NotYours:
        wrong = _("Nobody signs their own debrief.")
    except Wrong:
        wrong = _(
            "Your words are too long or hold a sign that we cannot keep. They are still here."
        )
    else:
        words = _("Signed. %(name)s reads your name and your words.")
        messages.success(request, words % {"name": debrief.author.alias})
    if wrong:
        page = _page(request, wrong=wrong, wrong_at=debrief.pk, typed=reply)
        return render(request, "clinician/debriefs.html", page, status=422)
    return redirect("clinician:debriefs")


def _number(request: SignedInRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 9 else -1
