"""A line to those who lead a session, and to nobody else (Z07)."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from samepath.facilitation import actions as facilitation
from samepath.facilitation.queries.words import leaders_words
from samepath.facilitation.rules import Unheard
from samepath.people.permissions import Permission
from samepath.schedule.models import Session
from samepath.web.doors import SignedInRequest, door


@door(Permission.SUPERVISE_SESSIONS)
@require_GET
def show(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """Room to write one."""
    return render(request, "clinician/whisper.html", _page(request, session_id))


@door(Permission.SUPERVISE_SESSIONS)
@require_POST
def send(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Send it; what could not be sent stays in the field, with the reason. The same press twice is one line (D04)."""
    page = _page(request, session_id)
    typed = request.POST.get("line", "").replace("\r\n", "\n")
    try:
        facilitation.command(
            page["session"], by=request.user, hat=request.hat, kind="whisper",
            args={"text": typed}, command_id=_command(request.POST.get("command", "")),
        )  # fmt: skip
    except Unheard as refusal:
        wrong = {"wrong": refusal_words(refusal.reason), "typed": typed}
        return render(request, "clinician/whisper.html", page | wrong, status=422)
    messages.success(request, _("Your line is with %(leaders)s.") % {"leaders": page["leaders"]})
    return redirect("clinician:console")


def _page(request: SignedInRequest, session_id: UUID) -> dict[str, Any]:
    visible = Session.objects.visible_to(request.user, request.hat).select_related(
        "program", "group", "guide", "host", "guide_version"
    )
    session = get_object_or_404(visible, pk=session_id)
    return {"session": session, "leaders": leaders_words(session)}


def _command(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        return uuid4()


def refusal_words(reason: str) -> str:
    """Why a line was not sent, and what can be done."""
    return {
        "empty": _("Please write something first."),
        "long": _("That is too long. Please make it shorter; nothing was lost."),
        "letters": _("There is a sign in it that we cannot show. Please take it out."),
        "closed": _("The room is closed; nobody would read it any more."),
        "whispers": _("A lot was written to the leaders tonight already. Please step in to them."),
        "no-floor": _("This session is for one person; there are no leaders to write to."),
        "not-yours": _(
            "Whoever stands behind this session writes to its leaders. Take the watch first."
        ),
    }.get(reason, _("That did not work. Nothing was changed."))
