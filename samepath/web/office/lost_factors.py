"""A lost second factor: one colleague checks that it is them, another one agrees (A08)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samepath.people import actions as people
from samepath.people import queries
from samepath.people.errors import NotRestored
from samepath.people.models import LostFactor, Person
from samepath.people.permissions import Permission
from samepath.people.rules import RESTORE_WITHIN
from samepath.programs.queries import people_visible_to
from samepath.web.doors import SignedInRequest, door
from samepath.web.office.common import key_of
from samepath.web.office.people import find

NO_HOW = gettext_lazy("Please say how you checked who it is.")
WHY: dict[str, str | Promise] = {
    "own": gettext_lazy("Nobody does this for themselves. Please ask two colleagues."),
    "same": gettext_lazy("You checked who it is, so a colleague agrees. Please ask one of them."),
    "expired": gettext_lazy("A request waits for 24 hours. This one is over; please check again who it is and begin anew."),
    "over": gettext_lazy("This request was answered or taken back in the meantime."),
    "reach": gettext_lazy("Their role reaches further than yours. Please ask an administrator."),
    "none": gettext_lazy("They have no second factor. They sign in with their password and set one up."),
    "how": NO_HOW,
}  # fmt: skip


class HowForm(forms.Form):
    """How somebody was known to be themselves."""

    how = forms.ChoiceField(
        label=gettext_lazy("How did you check that it is them?"),
        choices=LostFactor.How.choices,
        widget=forms.RadioSelect,
        error_messages={"required": NO_HOW, "invalid_choice": NO_HOW},
    )


def _waiting(request: SignedInRequest) -> QuerySet[LostFactor]:
    """Requests about people whoever asks may see."""
    return queries.lost_factors(people_visible_to(request.user, request.hat))


@door(Permission.KEEP_PEOPLE, fresh=True)
@require_http_methods(["GET", "POST"])
def begin(request: SignedInRequest, person_id: UUID) -> HttpResponseBase:
    """Say how one checked who it is. Nothing changes until a colleague agrees."""
    found = find(request, person_id)
    form = HowForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            people.ask_to_restore(found, how=form.cleaned_data["how"], by=request.user)
        except NotRestored as refusal:
            form.add_error(None, str(WHY[refusal.why]))
        else:
            messages.success(
                request, _("Noted. Now a colleague agrees: under People, Lost second factors, within 24 hours.")
            )  # fmt: skip
            return redirect("office:lost_factors")
    status = 422 if form.errors else 200
    return render(request, "office/lost_factor.html", _page(request, found, form), status=status)


def _page(request: SignedInRequest, found: Person, form: HowForm) -> dict[str, Any]:
    return {
        "person": found,
        "form": form,
        "has_one": Authenticator.objects.filter(user=found).exists(),
        "waiting": queries.lost_factors(Person.objects.filter(pk=found.pk)).first(),
        "own": found.pk == request.user.pk,
    }


@door(Permission.KEEP_PEOPLE, fresh=True)
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """Who waits for a second colleague. 2 queries."""
    rows = [
        {"asked": one, "until": one.asked_at + RESTORE_WITHIN, "mine": one.asked_by_id == request.user.pk,
         "own": one.person_id == request.user.pk}
        for one in _waiting(request)
    ]  # fmt: skip
    return render(request, "office/lost_factors.html", {"rows": rows})


def _named(request: SignedInRequest) -> LostFactor:
    """The request a form names, among people whoever asks may see; also one that is over, to say so."""
    visible = people_visible_to(request.user, request.hat)
    every = LostFactor.objects.filter(person__in=visible).select_related("person")
    return get_object_or_404(every, pk=key_of(request, "lost"))


@door(Permission.KEEP_PEOPLE, fresh=True)
@require_POST
def restore(request: SignedInRequest) -> HttpResponseBase:
    """Agree, as the second person."""
    asked = _named(request)
    try:
        people.restore(asked, by=request.user)
    except NotRestored as refusal:
        messages.error(request, str(WHY[refusal.why]))
    else:
        words = _("Done. %(name)s is signed out everywhere and has a link in the mail, for half an hour. After that, “I forgot my password” sends another.")  # fmt: skip
        messages.success(request, words % {"name": asked.person.alias})
    return redirect("office:lost_factors")


@door(Permission.KEEP_PEOPLE)
@require_POST
def withdraw(request: SignedInRequest) -> HttpResponseBase:
    """Take a request back."""
    people.withdraw_lost_factor(_named(request), by=request.user)
    messages.success(request, _("Taken back. Nothing was changed. To undo it, begin again on the person’s page."))  # fmt: skip
    return redirect("office:lost_factors")
