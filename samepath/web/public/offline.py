"""The script that keeps the numbers to call readable while the line is down (H20)."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from samepath.web.doors import open_to_all


@open_to_all
@require_GET
@cache_control(public=True, no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """Answer with the service worker. It comes from the root, because a worker only sees what lies below it."""
    found = finders.find("built/offline.js")
    if not isinstance(found, str):
        raise Http404
    return HttpResponse(Path(found).read_bytes(), content_type="text/javascript")
