"""Whether the house stands, for whoever looks after it."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from samepath.web.doors import open_to_all


@open_to_all
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@open_to_all
@require_GET
def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers and has every migration: people can come in."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"ready": False, "why": "database"}, status=503)
    if waiting:
        return JsonResponse({"ready": False, "why": "migrations"}, status=503)
    return JsonResponse({"ready": True})
