"""What holds for every answer and every visit, whichever face it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

Answer = Callable[[HttpRequest], HttpResponseBase]

# A page that only looks again by itself says so, and does not keep anybody signed in.
LOOKS_BY_ITSELF = "Samepath-Looks-By-Itself"
_NOTED_EVERY = timedelta(seconds=30)


def never_stored(answer: Answer) -> Answer:
    """Nothing about a person stays in a browser or between (P07); static files and the crisis card say otherwise."""

    def keep_out(response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    if iscoroutinefunction(answer):

        async def through(request: HttpRequest) -> HttpResponseBase:
            return keep_out(await answer(request))

        markcoroutinefunction(through)
        return through  # type: ignore[return-value]  # Django takes either kind

    return lambda request: keep_out(answer(request))


never_stored.sync_capable = never_stored.async_capable = True  # type: ignore[attr-defined]


def signed_out_by_time(answer: Answer) -> Answer:
    """Ends a sign-in that was left alone or is too old (A10). Beats from a live room are signs of life."""

    def through(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            _judge(request, timezone.now())
        return answer(request)

    return through


def _judge(request: HttpRequest, now: datetime) -> None:
    session = request.session
    began = _when(session.get("signed_in_at"))
    seen = _when(session.get("seen_at"))
    if began is None or seen is None:
        session["signed_in_at"] = session["seen_at"] = now.isoformat()
        return
    hat = getattr(request, "hat", None)
    idle, whole = settings.SESSION_AGES[
        "staff" if hat not in {None, "participant"} else "participant"
    ]
    if now - seen > idle or now - began > whole:
        logout(request)
        request.hat = None  # type: ignore[attr-defined]
    elif now - seen >= _NOTED_EVERY and LOOKS_BY_ITSELF not in request.headers:
        session["seen_at"] = now.isoformat()


def _when(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
