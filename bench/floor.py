"""The floor of the storm: one Django view that writes one row, behind the same server, middleware and sign-in."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.urls import path

from samepath.conf.asgi import application
from samepath.lib.ids import new_secret
from samepath.lib.time import now
from samepath.rooms.models import MediaEvent


def write_one_row(request: HttpRequest) -> JsonResponse:
    """One insert in one transaction, for somebody signed in."""
    MediaEvent.objects.create(event_id=new_secret(), kind="floor", made_at=now(), heard_at=now())
    return JsonResponse({"who": str(request.user.pk)})


urlpatterns = [path("floor", write_one_row)]
__all__ = ["application", "urlpatterns"]
