"""What a group promises each other, written down by those who lead it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samepath.guides import actions, queries
from samepath.guides.errors import Faulty
from samepath.people.permissions import Permission
from samepath.schedule.models import Session
from samepath.web.doors import SignedInRequest, door
from samepath.web.leader.guide_form import words_of


@door(Permission.WRITE_GUIDES)
@require_http_methods(["GET", "POST"])
def promises(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Read and amend them, one on each line. Members read the new ones at the door and say yes once."""
    visible = Session.objects.visible_to(request.user, request.hat).select_related("group__program")
    session = get_object_or_404(visible, pk=session_id)
    if session.group is None:
        raise Http404
    current = queries.promises_of(session.group_id)
    typed = request.POST.get("lines")
    wrong: list[str] = []
    if request.method == "POST" and typed is not None:
        lines = tuple(line.strip() for line in typed.splitlines() if line.strip())
        try:
            actions.agree_on(session.group, lines=lines, by=request.user)
        except Faulty as refusal:
            wrong = [
                words_of(one) if one.at is None else f"{lines[one.at][:60]}: {words_of(one)}"
                for one in refusal.faults
            ]
        else:
            messages.success(request, _("Kept. Members read them at the door and say yes once."))
            return redirect("leader:promises", session.pk)
    context = {
        "session": session,
        "current": current,
        "typed": typed if typed is not None else "\n".join(current.lines if current else ()),
        "wrong": wrong,
    }
    return render(request, "leader/promises.html", context, status=422 if wrong else 200)
