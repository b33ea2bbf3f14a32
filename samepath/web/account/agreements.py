"""Texts to read and sign, those signed, and taking a signature back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samepath.consent import actions as consent
from samepath.consent import queries
from samepath.consent.errors import NoName, NotCurrent
from samepath.consent.models import Consent
from samepath.people.permissions import Permission
from samepath.web.account.hat import next_of
from samepath.web.doors import SignedInRequest, door


@door(Permission.OWN_ACCOUNT)
@require_GET
def agreements(request: SignedInRequest) -> HttpResponse:
    """What is to sign and what is signed."""
    return render(request, "account/agreements.html", _page(request))


def _page(request: SignedInRequest, wrong: str = "") -> dict[str, Any]:
    return {
        "to_sign": queries.missing(request.user, queries.current_texts()),
        "given": queries.given(request.user),
        "next": next_of(request),
        "wrong": wrong,
        "typed": request.POST.get("signed_name", ""),
    }


@door(Permission.OWN_ACCOUNT)
@require_POST
def sign(request: SignedInRequest) -> HttpResponseBase:
    """Sign the texts that were read, by typing one's name."""
    read = set(request.POST.getlist("text"))
    texts = [text for text in queries.current_texts().values() if str(text.pk) in read]
    try:
        for text in texts:
            consent.agree(text, by=request.user, signed_name=request.POST.get("signed_name", ""))
    except NoName:
        return _again(request, _("Please type your name to sign."))
    except NotCurrent:
        return _again(request, _("One of the texts has changed. Please read the new one."))
    if len(texts) < len(read):
        return _again(request, _("One of the texts has changed. Please read the new one."))
    messages.success(request, _("Thank you. Signed and kept."))
    wanted = next_of(request)
    return redirect(wanted if wanted != "/" else "account:agreements")


def _again(request: SignedInRequest, wrong: str) -> HttpResponse:
    return render(request, "account/agreements.html", _page(request, wrong), status=422)


@door(Permission.OWN_ACCOUNT, fresh=True)
@require_http_methods(["GET", "POST"])
def take_back(request: SignedInRequest, consent_id: UUID) -> HttpResponseBase:
    """Ask whether it is meant, then take one signature back. Asks for a fresh factor first (A11)."""
    given = get_object_or_404(
        Consent.objects.select_related("text").filter(person=request.user, revoked_at__isnull=True),
        pk=consent_id,
    )
    if request.method == "GET":
        return render(request, "account/take_back.html", {"given": given})
    consent.revoke(given, by=request.user)
    messages.success(request, _("Taken back. You can sign it again at any time."))
    return redirect("account:agreements")
