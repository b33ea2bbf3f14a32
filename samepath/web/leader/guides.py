"""Guides: find one, read it, make it one's own, write on it, offer it, and choose one for a session."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samepath.guides import actions, queries, rules
from samepath.guides.errors import Faulty, SavedMeanwhile
from samepath.guides.models import Version
from samepath.lib.time import now as right_now
from samepath.people.permissions import Permission
from samepath.programs import queries as programs
from samepath.programs.models import Program
from samepath.schedule import actions as schedule_actions
from samepath.schedule import queries as schedule
from samepath.schedule.models import Session
from samepath.web.doors import SignedInRequest, door
from samepath.web.leader.guide_form import GuideForm, rearranged


def _find(request: SignedInRequest, version_id: UUID) -> Version:
    found = Version.objects.visible_to(request.user, request.hat)
    return get_object_or_404(
        found.select_related("guide__program", "guide__copied_from", "made_by", "approved_by"),
        pk=version_id,
    )


def _program(request: SignedInRequest) -> Program:
    """The program named in the form, if one works there; else one's first."""
    mine = programs.programs_of(request.user, request.hat)
    if not mine:
        raise Http404
    wanted = request.POST.get("program", "")
    return next((one for one in mine if str(one.pk) == wanted), mine[0])


def _held(request: SignedInRequest) -> QuerySet[Session]:
    """The coming sessions of a group one leads, hosts or supervises, soonest first."""
    part = Q(guide=request.user) | Q(host=request.user) | Q(supervisor=request.user)
    coming = schedule.upcoming(request.user, request.hat)
    return coming.filter(part, cancelled_at__isnull=True).exclude(kind="individual")


@door(Permission.WRITE_GUIDES)
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """What one may lead from, by topic; what one writes on above it."""
    approved = (
        Version.objects.visible_to(request.user, request.hat)
        .filter(state=Version.State.APPROVED)
        .select_related("guide__program")
    )
    context = {
        "approved": queries.by_topic(approved),
        "mine": queries.own_drafts(request.user, request.hat),
        "sessions": list(_held(request)[:6]),
    }
    return render(request, "leader/guides.html", context)


@door(Permission.WRITE_GUIDES)
@require_GET
def show(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """One guide, to read, to print, and to do something with."""
    version = _find(request, version_id)
    context = {
        "version": version,
        "segments": queries.segments_of(version),
        "own": version.made_by_id == request.user.pk,
        "programs": programs.programs_of(request.user, request.hat),
        "sessions": [
            one for one in _held(request)[:8] if version.guide.program_id in {None, one.program_id}
        ]
        if version.state != Version.State.RETIRED
        else [],
    }
    return render(request, "leader/guide.html", context)


@door(Permission.WRITE_GUIDES)
@require_POST
def copy(request: SignedInRequest, version_id: UUID) -> HttpResponseBase:
    """Make it one's own: a draft in one's program with the same words."""
    mine = actions.copy(_find(request, version_id), program=_program(request), by=request.user)
    messages.success(request, _("This copy is yours. What you type is kept as you go."))
    return redirect("leader:write_guide", mine.pk)


@door(Permission.WRITE_GUIDES)
@require_POST
def write_on(request: SignedInRequest, version_id: UUID) -> HttpResponseBase:
    """Begin the next version of a guide of one's program, or go on with the one that is open."""
    return redirect(
        "leader:write_guide", actions.write_on(_find(request, version_id), by=request.user).pk
    )


@door(Permission.WRITE_GUIDES)
@require_POST
def take_back(request: SignedInRequest, version_id: UUID) -> HttpResponseBase:
    """Go on writing what one has offered."""
    version = _find(request, version_id)
    actions.take_back(version, by=request.user)
    return redirect("leader:guide", version.pk)


@door(Permission.WRITE_GUIDES)
@require_POST
def retire(request: SignedInRequest, version_id: UUID) -> HttpResponseBase:
    """Lead no further session from it."""
    version = _find(request, version_id)
    actions.retire(version, by=request.user)
    messages.success(request, _("Put away. Sessions that were led from it still show it."))
    return redirect("leader:guides")


@door(Permission.WRITE_GUIDES)
@require_http_methods(["GET", "POST"])
def write(request: SignedInRequest, version_id: UUID) -> HttpResponseBase:
    """The editor. The page's script sends what was typed every moment; without it, the buttons do."""
    version = _find(request, version_id)
    if version.made_by_id != request.user.pk:
        raise Http404
    if not version.editable and request.method == "GET":
        return redirect("leader:guide", version.pk)
    if request.method == "GET":
        return _editor(request, version, GuideForm.of(queries.content(version), version.revision))
    return _keep(request, version)


def _keep(request: SignedInRequest, version: Version) -> HttpResponseBase:
    form = GuideForm.sent(request.POST)
    if not request.POST.get("segments", "").isdecimal():
        return redirect(
            "leader:write_guide", version.pk
        )  # not our form: an empty one must not empty the guide
    try:
        if not form.readable():
            return _refused(request, version, form)
        wanted = rearranged(form.draft, request.POST.get("act", ""))
        revision = actions.save_draft(version, wanted, revision=form.revision, by=request.user)
        if request.POST.get("act") == "offer":
            actions.offer(version, by=request.user)
    except Faulty as refusal:
        form.explain(refusal.faults)
        return _refused(request, version, form)
    except SavedMeanwhile as refusal:
        return _overtaken(request, version, form, refusal.revision)
    return _kept(request, version, revision)


def _kept(request: SignedInRequest, version: Version, revision: int) -> HttpResponseBase:
    if not request.accepts("text/html"):
        return JsonResponse({"revision": revision})
    if request.POST.get("act") == "offer":
        messages.success(request, _("A clinician of your program will read it and answer."))
        return redirect("leader:guide", version.pk)
    if request.POST.get("act") in {"", None}:
        messages.success(request, _("Kept."))
    return redirect("leader:write_guide", version.pk)


def _refused(request: SignedInRequest, version: Version, form: GuideForm) -> HttpResponseBase:
    """Nothing was kept of this send; the page has all of it and says what is wrong."""
    if not request.accepts("text/html"):
        wrong = [{"field": field, "words": words} for field, _name, words in form.wrong]
        return JsonResponse({"wrong": wrong}, status=422)
    _same_revision(request, form, version)
    return _editor(request, version, form, status=422)


def _same_revision(request: SignedInRequest, form: GuideForm, version: Version) -> None:
    """An offer that was refused may have kept the words first: the page goes on from there."""
    version.refresh_from_db(fields=["revision"])
    sent = form.revision if form.head.is_valid() or "revision" in form.head.cleaned_data else 0
    if request.POST.get("act") == "offer" and version.revision == sent + 1:
        form.head.data = {**request.POST.dict(), "revision": str(version.revision)}


def _overtaken(
    request: SignedInRequest, version: Version, form: GuideForm, revision: int
) -> HttpResponseBase:
    """Somebody, perhaps oneself in another tab, kept something since: nothing is overwritten, nothing is lost."""
    if not request.accepts("text/html"):
        return JsonResponse({"revision": revision, "reason": "overtaken"}, status=409)
    form.head.data = {**request.POST.dict(), "revision": str(revision)}
    return _editor(request, version, form, overtaken=True, status=409)


def _editor(
    request: SignedInRequest, version: Version, form: GuideForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "version": version, "form": form, "longest": rules.LONGEST, "most": rules.MOST_SEGMENTS,
        "zone": request.user.zone,
    }  # fmt: skip
    return render(request, "leader/write_guide.html", context | more, status=status)


@door(Permission.WRITE_GUIDES)
@require_http_methods(["GET", "POST"])
def choose(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """The guide of one of one's coming sessions."""
    session = get_object_or_404(_held(request), pk=session_id)
    usable = queries.usable_by(request.user, request.hat, session.program)
    if request.method == "POST":
        named = request.POST.get("version")
        if named is None:
            return redirect("leader:choose_guide", session.pk)
        version = get_object_or_404(usable, pk=named) if named else None
        schedule_actions.choose_guide(session, version, by=request.user)
        messages.success(request, _("The guide is set.") if version else _("No guide is set."))
        return redirect("leader:choose_guide", session.pk)
    context = {"session": session, "usable": queries.by_topic(usable), "now": right_now()}
    return render(request, "leader/choose_guide.html", context)
