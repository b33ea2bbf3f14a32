"""The doors of pages. Every view has exactly one of them, outermost; closed unless one opens it (Z01)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django_htmx.middleware import HtmxDetails

from samepath.audit import trail
from samepath.people.models import Person
from samepath.people.permissions import GRANTS, Permission, Role
from samepath.web import carried
from samepath.web.hats import may_act
from samepath.web.nav import HATS

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class SignedInRequest(HttpRequest):
    """A request that came through a door."""

    user: Person
    hat: Role | None
    hats: list[Role]
    htmx: HtmxDetails


def door(permission: Permission, *, fresh: bool = False) -> Callable[[View], View]:
    """Open a page to whoever wears a hat that grants the permission; `fresh` asks for a factor of the last 5 minutes."""

    def hang(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _sign_in_first(request, permission)
            if not _hat_opens(request.hat, permission):
                return _another_hat(request, permission)
            if not may_act(request, permission, fresh=fresh):
                return _second_factor_first(request, permission)
            answer = view(request, *args, **kwargs)
            carried.arrived(request, answer)
            return answer

        guarded.door = permission  # type: ignore[attr-defined]  # a mark for the table of doors
        return cast("View", guarded)

    return hang


def _hat_opens(hat: Role | None, permission: Permission) -> bool:
    """Help asks for no hat: somebody whose roles have ended may need it most (H01)."""
    if permission == Permission.ASK_FOR_HELP:
        return True
    return hat is not None and permission in GRANTS[hat]


def open_to_all(view: View) -> View:
    """A page for anybody, signed in or not."""
    view.door = "anyone"  # type: ignore[attr-defined]  # the same
    return login_not_required(view)


def for_machines(view: View) -> View:
    """An endpoint that other systems call and that checks their signature itself."""
    view.door = "machines"  # type: ignore[attr-defined]  # the same
    return login_not_required(view)


class ClosedByDefault(LoginRequiredMiddleware):
    """A page that no door opens asks for a sign-in; one of ours without a door opens for nobody (Z01)."""

    def process_view(self, request: Any, view_func: Any, *parts: Any) -> HttpResponseBase | None:
        """Look at the page before it runs."""
        if view_func.__module__.startswith("samepath.") and not hasattr(view_func, "door"):
            raise PermissionDenied
        return super().process_view(request, view_func, *parts)

    def handle_no_permission(  # type: ignore[override]  # a script gets JSON
        self, request: Any, view_func: Any
    ) -> HttpResponseBase:
        """Lead to the sign-in, or tell a script so."""
        return _sign_in_first(request, getattr(view_func, "door", None))


def _wants_page(request: HttpRequest) -> bool:
    return request.accepts("text/html")


def _sign_in_first(request: Any, asked: Any) -> HttpResponseBase:
    if not _wants_page(request):
        return JsonResponse({"reason": "signed-out", "next": reverse("account_login")}, status=401)
    back = request.get_full_path() if request.method == "GET" else "/"
    if carried.carry(request, asked):
        back = reverse("account:carried")
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': back})}")


def _another_hat(request: Any, permission: Permission) -> HttpResponse:
    """The page is not for the hat worn; say which of one's own hats opens it, if any."""
    trail.did("web.refused", by=request.user, outcome="refused", door=permission.value)
    if not _wants_page(request):
        return JsonResponse({"reason": "hat"}, status=403)
    back = reverse("account:carried") if carried.carry(request, permission) else request.path
    fitting = [(hat.value, HATS[hat]) for hat in request.hats if permission in GRANTS[hat]]
    return render(request, "403_hat.html", {"fitting": fitting, "back": back}, status=403)


def _second_factor_first(request: Any, permission: Permission) -> HttpResponseBase:
    """Lead to showing a factor, or to setting one up (A01, A11)."""
    if not _wants_page(request):
        return JsonResponse({"reason": "factor", "next": reverse("account:factor")}, status=403)
    back = request.get_full_path() if request.method == "GET" else carried.page_before(request)
    if carried.carry(request, permission):
        back = reverse("account:carried")
    return HttpResponseRedirect(f"{reverse('account:factor')}?{urlencode({'next': back})}")
