"""The one door for the network: pages go to Django, signalling of live rooms to the gate."""

from __future__ import annotations

import gc
import os
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samepath.conf.settings")
_pages = get_asgi_application()

from samepath.web.room import gate  # noqa: E402  # needs Django to be set up

# What was loaded at the start lives as long as the process: looking through it again and again for garbage
# took a quarter of the time of a join. What a request leaves behind is still collected.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if gate.guards(scope):
        await gate.serve(scope, receive, send)
    else:
        await _pages(scope, receive, send)
