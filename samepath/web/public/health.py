"""Whether the house stands, for whoever looks after it."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from samepath.web.doors import for_machines


@for_machines
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@for_machines
@require_GET
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether people can come in: the database answers and has every migration.

    The media server is reported and not asked for: the door, check-in and Help work without it.
    """
    parts = {"database": False, "migrations": False, "media": _media_answers()}
    try:
        executor = MigrationExecutor(connection)
        parts["database"] = True
        parts["migrations"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        pass
    ready = parts["database"] and parts["migrations"]
    return JsonResponse({"ready": ready, **parts}, status=200 if ready else 503)


def _media_answers() -> bool:
    where = urlsplit(settings.LIVEKIT_URL)
    try:
        with socket.create_connection((where.hostname or "", where.port or 443), timeout=0.5):
            return True
    except OSError:
        return False
