"""The first page: one's own when signed in, the ways in when not."""

from __future__ import annotations

import secrets
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from samepath.audit import trail
from samepath.people.permissions import Role
from samepath.web.doors import open_to_all
from samepath.web.hats import source_of, wear
from samepath.web.nav import HOMES


@open_to_all
@require_GET
def home(request: Any) -> HttpResponseBase:
    """Lead somebody signed in to the page of their hat; show others the ways in."""
    if request.user.is_authenticated and request.hat is not None and "ways" not in request.GET:
        return redirect(HOMES[request.hat])
    ways = _demo().ways_in() if settings.DEMO else []
    now = _demo().open_now() if settings.DEMO else None
    return render(request, "public/home.html", {"ways": ways, "now": now, "demo": settings.DEMO})


def _demo() -> Any:
    return import_module("samepath.demo.queries")


@open_to_all
@require_GET
@cache_control(public=True, max_age=3600)
def crisis(request: HttpRequest) -> HttpResponse:
    """Numbers to call, for anybody, signed in or not, kept by the browser for when the line is down (H20)."""
    return render(request, "public/crisis.html")


@open_to_all
@require_GET
def away(request: HttpRequest) -> HttpResponse:
    """A page that says nothing: where "leave this page fast" leads."""
    return render(request, "public/away.html")


@open_to_all
@require_POST
def demo_enter(request: Any, who: str) -> HttpResponseBase:
    """Come in as one of the made-up people. Exists only in the demonstration, on this machine."""
    if not settings.DEMO or source_of(request) != "here":
        raise Http404
    way = next((way for way in _demo().people_of_the_demo() if way.key == who), None)
    if way is None:
        raise Http404
    login(request, way.person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session["nonce"] = secrets.token_hex(4)
    wear(request.session, Role(way.role), second_factor=True)
    trail.did("web.demo_enter", by=way.person)
    return redirect(request.POST.get("next") if _ours(request.POST.get("next")) else "public:home")


def _ours(path: str | None) -> bool:
    return bool(path) and str(path).startswith("/") and not str(path).startswith("//")
