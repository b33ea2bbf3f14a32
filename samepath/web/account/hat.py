"""The hat worn, and the factor shown for it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from samepath.audit import trail
from samepath.people.permissions import BY_PASSKEY, STAFF, Role
from samepath.web.account.passkeys import must_show_passkey
from samepath.web.doors import open_to_all
from samepath.web.hats import FACTOR, wear


def next_of(request: Any) -> str:
    """Where to go afterwards: a page of ours or the first one."""
    wanted: str = request.POST.get("next") or request.GET.get("next") or "/"
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours else "/"


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
@require_http_methods(["GET", "POST"])
def factor(request: Any) -> HttpResponseBase:
    """Lead to showing a factor again, or to setting one up (A01, A11)."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    if settings.DEMO and FACTOR in request.session:
        return _pretend(request)
    query = urlencode({"next": next_of(request)})
    if BY_PASSKEY.intersection(request.hats) and not must_show_passkey(request.user):
        return render(request, "account/factor.html", {"next": next_of(request), "passkey": True})
    ways = get_adapter().get_reauthentication_methods(request.user)
    factors = [way for way in ways if way["id"] != "reauthenticate"]
    if factors:
        return redirect(f"{factors[0]['url']}?{query}")
    about_others = bool(STAFF.intersection(request.hats))
    context = {"next": next_of(request), "about_others": about_others}
    return render(request, "account/factor.html", context)


def _pretend(request: Any) -> HttpResponseBase:
    """Made-up people have no phone: in the demonstration a press stands for their factor."""
    if request.method == "POST":
        wear(request.session, request.hat, second_factor=True)
        return redirect(next_of(request))
    return render(request, "account/factor.html", {"next": next_of(request), "pretend": True})
