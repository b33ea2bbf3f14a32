"""The debrief: three minutes after a session, kept as it is typed, finished when one says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from samepath.audit import trail
from samepath.debriefs import actions as debriefs
from samepath.debriefs import queries, rules
from samepath.debriefs.errors import DebriefError, Finished, Unfinished, Wrong
from samepath.debriefs.words import LACKING, boxes, energies, reading, ticks
from samepath.facilitation.queries.state import parked_for
from samepath.lib.time import now as right_now
from samepath.people.permissions import Permission
from samepath.schedule.models import Session
from samepath.ui.templatetags.ui import exact
from samepath.web.doors import SignedInRequest, door


def _find(request: SignedInRequest, session_id: UUID) -> Session:
    """A session whose debrief is this leader's to write, or 404 (Z02)."""
    found = get_object_or_404(
        Session.objects.visible_to(request.user, request.hat).select_related(
            "program", "group", "guide", "host", "supervisor"
        ),
        pk=session_id,
    )
    begun = found.starts_at <= right_now()
    if not begun or not queries.owes(found) or not queries.part_of(found, request.user):
        raise Http404
    return found


def _page(request: SignedInRequest, session: Session, *, lacks: list[str]) -> dict[str, Any]:
    paper = queries.paper_of(session, request.user, right_now())
    if paper.people:
        trail.saw(
            "attendance", by=request.user, session=session.pk, program=session.program_id
        )  # fmt: skip
    debrief = paper.debrief
    return {
        "session": session,
        "paper": paper,
        "debrief": debrief,
        "ticks": ticks(debrief),
        "boxes": boxes(debrief),
        "energies": energies(debrief),
        "parked": [one.text for one in parked_for(session)],
        "lacks": [LACKING[one] for one in lacks],
        "log": queries.log_of(session),
        "finished": reading(debrief, part=paper.part, with_names=bool(paper.people))
        if debrief.done_at
        else None,
    }


@door(Permission.WRITE_DEBRIEFS)
@require_GET
def show(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """The paper as it stands. Looking begins nothing."""
    session = _find(request, session_id)
    return render(request, "leader/debrief.html", _page(request, session, lacks=[]))


@door(Permission.WRITE_DEBRIEFS)
@require_POST
def keep(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Keep one part as it is typed, for the script; or the whole form, for a plain press."""
    session = _find(request, session_id)
    try:
        saved = debriefs.save(
            session, _given(request), revision=_revision(request), by=request.user
        )
    except DebriefError as refusal:
        if request.accepts("text/html"):
            raise
        return _refused(refusal)
    if request.accepts("text/html"):
        _say(request, saved)
        return redirect("leader:debrief", session.pk)
    words = _("Saved at %(time)s.") % {"time": exact(saved.at, request.user.zone)}
    return JsonResponse({"revision": saved.revision, "words": words, "both": saved.values or {}})


def _say(request: SignedInRequest, saved: debriefs.Saved) -> None:
    if saved.both:
        words = _(
            "You wrote in two windows. Both texts are kept, one below the other; please look them through."
        )
        messages.warning(request, words)
    else:
        messages.info(request, _("Saved. You can close this page and write on later."))


def _refused(refusal: DebriefError) -> JsonResponse:
    if isinstance(refusal, Finished):
        words = _("This debrief was finished in another window. Open it again there to write on.")
        return JsonResponse({"reason": "finished", "words": words}, status=409)
    reason = refusal.reason if isinstance(refusal, Wrong) else "refused"
    words = {
        "long": _("That is too long to be kept. Please make it shorter."),
        "letters": _("There is a sign in it that we cannot keep. Please take it out."),
    }.get(reason, _("This could not be saved. Your words are still on this page."))
    return JsonResponse({"reason": reason, "words": words}, status=422)


@door(Permission.WRITE_DEBRIEFS)
@require_POST
def finish(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Keep what stands in the form, and finish. What is missing is said; nothing is lost by it."""
    session = _find(request, session_id)
    debriefs.save(session, _given(request), revision=_revision(request), by=request.user)
    try:
        debriefs.finish(session, by=request.user)
    except Unfinished as refusal:
        page = _page(request, session, lacks=refusal.missing)
        return render(request, "leader/debrief.html", page, status=422)
    messages.info(request, _("Thank you. Your debrief is finished."))
    return redirect("leader:debrief", session.pk)


@door(Permission.WRITE_DEBRIEFS)
@require_POST
def reopen(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Write on after all."""
    debriefs.reopen(_find(request, session_id), by=request.user)
    return redirect("leader:debrief", session_id)


def _given(request: SignedInRequest) -> Mapping[str, str]:
    """One part by name, or everything a form holds: an empty box of a form is a tick taken away."""
    sent = request.POST
    if part := sent.get("part", ""):
        return {part[:40]: sent.get("value", "")}
    given = {name: sent[name] for name in (*rules.TEXTS, "energy") if name in sent}
    given |= {name: sent[name] for name in sent if name.startswith(debriefs.FOLLOW)}
    if sent.get("whole"):
        given |= {name: sent.get(name, "") for name in debriefs.FLAGS}
    return given


def _revision(request: SignedInRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
