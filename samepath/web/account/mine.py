"""One's own account."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from samepath.audit import trail
from samepath.consent import actions as consent
from samepath.consent import queries as consent_queries
from samepath.consent.errors import ConsentError
from samepath.consent.models import ConsentText
from samepath.people import actions as people
from samepath.people.errors import AliasRefused, AliasTaken
from samepath.people.models import DRAWINGS, WebSession
from samepath.people.permissions import Permission, Role
from samepath.web.doors import SignedInRequest, door, open_to_all
from samepath.web.hats import wear
from samepath.web.public.invitation import ZONES


class Looks(forms.Form):
    """What others see, and my own clock."""

    alias = forms.CharField(label=gettext_lazy("The name others see"), max_length=40)
    drawing = forms.ChoiceField(
        label=gettext_lazy("My drawing"), choices=[(d, d) for d in DRAWINGS]
    )
    pronouns = forms.CharField(label=gettext_lazy("Pronouns"), max_length=30, required=False)
    zone = forms.ChoiceField(
        label=gettext_lazy("My time zone"), choices=[(z, z.replace("_", " ")) for z in ZONES]
    )


def next_of(request: Any) -> str:
    """Where to go afterwards: a page of ours or the first one."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return wanted if wanted.startswith("/") and not wanted.startswith("//") else "/"


@door(Permission.OWN_ACCOUNT)
@require_GET
def mine(request: SignedInRequest) -> HttpResponse:
    """Names, devices, factors, agreements on one page."""
    return render(request, "account/mine.html", _page(request))


def _page(request: SignedInRequest, form: Looks | None = None) -> dict[str, Any]:
    person = request.user
    looks = {
        "alias": person.alias,
        "drawing": person.drawing,
        "pronouns": person.pronouns,
        "zone": person.zone,
    }
    return {
        "form": form or Looks(initial=looks),
        "devices": WebSession.objects.filter(person=person).order_by("-seen_at"),
        "this_key": request.session.session_key,
        "factors": Authenticator.objects.filter(user=person).exclude(
            type=Authenticator.Type.RECOVERY_CODES
        ),
        "agreements": consent_queries.given(person),
    }


@door(Permission.OWN_ACCOUNT)
@require_POST
def change_looks(request: SignedInRequest) -> HttpResponseBase:
    """Change name, drawing, pronouns, zone."""
    form = Looks(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            if data["alias"] != request.user.alias:
                people.rename(request.user, alias=data.pop("alias"), by=request.user)
            data.pop("alias", None)
            people.change_looks(request.user, by=request.user, **data)
        except AliasTaken:
            form.add_error("alias", _("Somebody here has this name, or one very close to it."))
        except AliasRefused:
            form.add_error("alias", _("Please use letters of one alphabet, without hidden signs."))
        else:
            messages.success(request, _("Kept."))
            return redirect("account:mine")
    return render(request, "account/mine.html", _page(request, form), status=422)


@door(Permission.OWN_ACCOUNT)
@require_POST
def end_device(request: SignedInRequest) -> HttpResponseBase:
    """Sign another device out (A12)."""
    if people.end_web_session(request.POST.get("key", ""), by=request.user):
        messages.success(request, _("That device is signed out."))
    return redirect("account:mine")


@open_to_all
@require_POST
def hat(request: Any) -> HttpResponseBase:
    """Change hats, on purpose and visibly."""
    wanted = request.POST.get("hat", "")
    if request.user.is_authenticated and wanted in request.hats:
        wear(request.session, Role(wanted))
        trail.did("web.wear", by=request.user, role=wanted)
    return redirect(next_of(request))


@open_to_all
@require_GET
def factor(request: Any) -> HttpResponseBase:
    """Lead to showing a second factor, or to setting one up (A01)."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    has_one = Authenticator.objects.filter(user=request.user).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    query = urlencode({"next": next_of(request)})
    if has_one.exists():
        return redirect(f"{reverse('mfa_reauthenticate')}?{query}")
    return render(request, "account/factor.html", {"next": next_of(request)})


@door(Permission.OWN_ACCOUNT)
@require_GET
def agreements(request: SignedInRequest) -> HttpResponse:
    """Texts to read and sign, and those signed."""
    return render(request, "account/agreements.html", _agreements(request))


def _agreements(request: SignedInRequest, wrong: str = "") -> dict[str, Any]:
    current = consent_queries.current_texts()
    return {
        "to_sign": consent_queries.missing(request.user, current),
        "given": consent_queries.given(request.user),
        "next": next_of(request),
        "wrong": wrong,
        "typed": request.POST.get("signed_name", ""),
    }


@door(Permission.OWN_ACCOUNT)
@require_POST
def sign(request: SignedInRequest) -> HttpResponseBase:
    """Sign the texts that were read, by typing one's name."""
    texts = ConsentText.objects.filter(pk__in=request.POST.getlist("text"))
    try:
        for text in texts:
            consent.agree(text, by=request.user, signed_name=request.POST.get("signed_name", ""))
    except ConsentError:
        wrong = _("Please type your name to sign.")
        return render(request, "account/agreements.html", _agreements(request, wrong), status=422)
    messages.success(request, _("Thank you. Signed and kept."))
    return redirect(next_of(request) if next_of(request) != "/" else reverse("account:agreements"))
