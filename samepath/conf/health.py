"""What machines ask: is the process alive, can it serve people? LiveKit is left out: Help works without it."""

from __future__ import annotations

from django.db import connection
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse
from django.urls import path

from samepath.web.doors import for_machines


@for_machines
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive", content_type="text/plain")


@for_machines
def ready(request: HttpRequest) -> HttpResponse:
    """Whether the database takes a question; 503 tells whoever watches to keep people away."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("not ready", status=503, content_type="text/plain")
    return HttpResponse("ready", content_type="text/plain")


urlpatterns = [path("healthz", alive, name="healthz"), path("readyz", ready, name="readyz")]
