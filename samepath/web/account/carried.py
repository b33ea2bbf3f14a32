"""What somebody typed before a door asked who they are: seen again, then sent or thrown away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from samepath.people.permissions import Permission
from samepath.web import carried
from samepath.web.doors import SignedInRequest, door


@door(Permission.OWN_ACCOUNT, fresh=True)
@require_GET
def show(request: SignedInRequest) -> HttpResponse:
    """The form that waits, with one button that sends it where it was going. The door there asks as always."""
    return render(request, "account/carried.html", {"kept": carried.waiting(request)})


@door(Permission.OWN_ACCOUNT)
@require_POST
def discard(request: SignedInRequest) -> HttpResponseBase:
    """Throw it away."""
    kept = carried.waiting(request)
    carried.forget(request.session)
    messages.success(request, _("Thrown away. Nothing was sent."))
    return redirect(kept.page if kept else "/")
