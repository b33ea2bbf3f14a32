"""How was it? Half a minute after a session, for oneself and the clinicians; skipped in one press."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from samepath.debriefs import actions as debriefs
from samepath.debriefs import queries, rules
from samepath.debriefs.errors import Wrong
from samepath.debriefs.words import questions
from samepath.people.permissions import Permission
from samepath.safety.models import Concern
from samepath.schedule.models import Session
from samepath.web.doors import SignedInRequest, door


class CheckOutForm(forms.Form):
    """Four answers and a few words; any of them may be left out."""

    heard = forms.IntegerField(min_value=0, max_value=4, required=False)
    belonging = forms.IntegerField(min_value=0, max_value=4, required=False)
    useful = forms.IntegerField(min_value=0, max_value=4, required=False)
    safe = forms.IntegerField(min_value=0, max_value=4, required=False)
    words = forms.CharField(max_length=500, required=False)

    @property
    def answers(self) -> rules.Answers:
        """The four, as the rules see them."""
        return rules.Answers(*(self.cleaned_data[one] for one in rules.QUESTIONS))


def _find(request: SignedInRequest, session_id: UUID) -> Session:
    """A session somebody was at, while its check-out is open; else 404."""
    found = get_object_or_404(
        Session.objects.visible_to(request.user, request.hat).select_related(
            "program", "supervisor"
        ),
        pk=session_id,
    )
    if not queries.may_check_out(found, request.user):
        raise Http404
    return found


def _page(request: SignedInRequest, session: Session, *, wrong: str = "") -> dict[str, Any]:
    given = queries.check_out_of(session, request.user)
    told = Concern.objects.visible_to(request.user, request.hat).filter(
        person=request.user, session=session, origin=Concern.Origin.AFTER
    )
    return {
        "session": session,
        "given": given,
        "questions": questions(given),
        "typed_words": request.POST.get("words", given.words if given else ""),
        "wrong": wrong,
        "concern": told.first(),
        "offer_help": given is not None and rules.offers_help(given.answers),
        "answered": given is not None and not given.skipped,
    }


@door(Permission.CHECK_OUT)
@require_GET
def show(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """The questions, or thanks; and, for who did not feel safe, who was told."""
    return render(request, "participant/check_out.html", _page(request, _find(request, session_id)))


@door(Permission.CHECK_OUT)
@require_POST
def give(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Keep the answers."""
    session = _find(request, session_id)
    form = CheckOutForm(request.POST)
    wrong = _("Please choose at least one answer, or write a few words.")
    if form.is_valid():
        try:
            words = form.cleaned_data["words"]
            debriefs.check_out(session, form.answers, words=words, by=request.user)
            return redirect("participant:check_out", session.pk)
        except Wrong as refusal:
            if refusal.reason == "letters":
                wrong = _("There is a sign in it that we cannot keep. Please take it out.")
    elif "words" in form.errors:
        wrong = _("That is too long. Please make it shorter; nothing was lost.")
    page = _page(request, session, wrong=wrong)
    return render(request, "participant/check_out.html", page | {"answered": False}, status=422)


@door(Permission.CHECK_OUT)
@require_POST
def skip(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Rather not: fine, and asked no more."""
    debriefs.skip_check_out(_find(request, session_id), by=request.user)
    messages.info(request, _("That is fine. Take good care of yourself."))
    return redirect("participant:tonight")
