"""LiveKit tells who joined and left."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from samepath.lib.time import now
from samepath.rooms import actions as rooms
from samepath.rooms import livekit
from samepath.rooms.errors import HookRefused
from samepath.web.doors import for_machines

LARGEST = 64 * 1024


@for_machines
@csrf_exempt
@require_POST
def hear(request: HttpRequest) -> HttpResponse:
    """Check, keep once, act, answer 200; 401 for anything not signed by our media server (V08)."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return HttpResponse(status=413)
    try:
        event = livekit.read_hook(request.body, request.headers.get("Authorization", ""), now=now())
    except HookRefused:
        return HttpResponse(status=401)
    rooms.heard(event)
    return HttpResponse(status=200)
