"""Guides that wait for a clinician: what changed, approve it, or send it back with words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from samepath.guides import actions, queries
from samepath.guides.errors import Wordless
from samepath.guides.models import Version
from samepath.lib.time import now as right_now
from samepath.people.permissions import Permission
from samepath.web.doors import SignedInRequest, door

FIELDS = {
    "title": gettext_lazy("Title"),
    "about": gettext_lazy("What it is for"),
    "segment": gettext_lazy("Segment"),
    "kind": gettext_lazy("Kind"),
    "minutes": gettext_lazy("Minutes"),
    "purpose": gettext_lazy("In one line"),
    "leader_card": gettext_lazy("Leader’s card"),
    "participant_card": gettext_lazy("Card for everybody"),
    "questions": gettext_lazy("Questions"),
    "watch_for": gettext_lazy("Watch for"),
    "round": gettext_lazy("A round"),
    "cross_talk": gettext_lazy("Open talk"),
    "turn_s": gettext_lazy("Seconds of a turn"),
}


@door(Permission.APPROVE_GUIDES)
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """What waits, longest first."""
    context = {"waiting": queries.waiting(request.user, request.hat), "now": right_now()}
    return render(request, "clinician/approvals.html", context)


@door(Permission.APPROVE_GUIDES)
@require_GET
def show(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """What changed against the version before, then the whole."""
    return render(request, "clinician/approval.html", _page(_find(request, version_id)))


def _find(request: SignedInRequest, version_id: UUID) -> Version:
    return get_object_or_404(queries.waiting(request.user, request.hat), pk=version_id)


def _page(version: Version, **more: Any) -> dict[str, Any]:
    found = queries.changes(version)
    return {
        "version": version,
        "before": queries.before(version),
        "changes": [(one, FIELDS[one.field]) for one in found],
        "segments": queries.segments_of(version),
    } | more


@door(Permission.APPROVE_GUIDES)
@require_POST
def approve(request: SignedInRequest, version_id: UUID) -> HttpResponseBase:
    """From now on the program leads from these words."""
    actions.approve(_find(request, version_id), by=request.user)
    messages.success(request, _("Approved. These words do not change any more."))
    return redirect("clinician:approvals")


@door(Permission.APPROVE_GUIDES)
@require_POST
def send_back(request: SignedInRequest, version_id: UUID) -> HttpResponseBase:
    """Ask the writer to change something."""
    version = _find(request, version_id)
    try:
        actions.send_back(version, words=request.POST.get("words", ""), by=request.user)
    except Wordless:
        wrong = _("Please write what to change, so that the writer knows.")
        return render(request, "clinician/approval.html", _page(version, wrong=wrong), status=422)
    messages.success(request, _("Sent back. The writer reads your words."))
    return redirect("clinician:approvals")
