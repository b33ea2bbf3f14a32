"""What holds for every answer and every visit, whichever face it belongs to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from samepath.web.carried import WAS

Answer = Callable[[HttpRequest], HttpResponseBase]

# A page that only looks again by itself says so, and does not keep anybody signed in.
LOOKS_BY_ITSELF = "Samepath-Looks-By-Itself"
BEATS = (
    "/beat"  # how the addresses end by which a live room and the console say that somebody is there
)
AT_ONCE = ("/help", "/healthz")
_turns = threading.Semaphore(4)
_NOTED_EVERY = timedelta(seconds=30)
_BEATS_MISSED = timedelta(seconds=90)
_LIVE_GRACE = timedelta(hours=2)  # a session that began before the day was over may end
_NONE = timedelta()


def never_stored(answer: Answer) -> Answer:
    """Nothing about a person stays in a browser or between (P07); static files and the crisis card say otherwise."""

    def keep_out(response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Cache-Control", "no-store")
        if "public" in response.headers["Cache-Control"]:
            # The same for everybody, so kept whoever is signed in; it must open with the server off (H20).
            response.cookies.clear()
            names = [name.strip() for name in response.headers.get("Vary", "").split(",")]
            response.headers["Vary"] = ", ".join(n for n in names if n and n.lower() != "cookie")
        return response

    if iscoroutinefunction(answer):

        async def through(request: HttpRequest) -> HttpResponseBase:
            return keep_out(await answer(request))

        markcoroutinefunction(through)
        return through  # type: ignore[return-value]  # Django takes either kind

    return lambda request: keep_out(answer(request))


never_stored.sync_capable = never_stored.async_capable = True  # type: ignore[attr-defined]  # how Django asks


def in_turn(answer: Answer) -> Answer:
    """Lets a few requests work at a time; the others wait, each in its own thread, without taking anybody's time.

    Python runs one thread at a time and SQLite lets one writer in: two hundred threads at the full hour spend
    most of it taking turns. A request has its turn when its body is here and gives it back before the answer
    goes out, so a slow line holds nobody up. A call for help waits for nobody (R09, R20).
    """

    def through(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(AT_ONCE):
            return answer(request)
        with _turns:
            return answer(request)

    return through


def signed_out_by_time(answer: Answer) -> Answer:
    """Ends a sign-in that was left alone or is too old (A10).

    A live room keeps its people: beats are signs of life, but nobody's hand. Where only beats came for the
    whole time, the room and Help go on and everything else is locked until a factor is shown.
    """

    def through(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            _judge(request, timezone.now())
        return answer(request)

    return through


def _judge(request: HttpRequest, now: datetime) -> None:
    session = request.session
    began = _when(session.get("signed_in_at"))
    touched = _when(session.get("seen_at"))
    if began is None or touched is None:
        session["signed_in_at"] = session["seen_at"] = now.isoformat()
        return
    beaten = _when(session.get("beat_at")) or touched
    idle, whole = _ages(request)
    live = now - beaten <= _BEATS_MISSED
    if now - max(touched, beaten) > idle or now - began > whole + (_LIVE_GRACE if live else _NONE):
        whose = str(request.user.pk)
        logout(request)
        session[WAS] = whose  # so that a form still open here is kept for them, and only them
        request.hat = None  # type: ignore[attr-defined]  # set by HatMiddleware
        request.hats = []  # type: ignore[attr-defined]
        return
    if now - touched > idle and (_when(session.get("locked_at")) or began) <= touched:
        session["locked_at"] = now.isoformat()
    _note(request, now, touched, beaten)


def _ages(request: HttpRequest) -> tuple[timedelta, timedelta]:
    """How long for the hat worn: without a sign of life, and in all."""
    hat = getattr(request, "hat", None)
    kind = "staff" if hat not in {None, "participant"} else "participant"
    idle, whole = settings.SESSION_AGES[kind]
    return idle, whole


def _note(request: HttpRequest, now: datetime, touched: datetime, beaten: datetime) -> None:
    """Keep the newest sign of life of its kind, at most every half minute."""
    if LOOKS_BY_ITSELF in request.headers:
        return
    if _beats(request):
        if now - beaten >= _NOTED_EVERY:
            request.session["beat_at"] = now.isoformat()
    elif now - touched >= _NOTED_EVERY:
        request.session["seen_at"] = now.isoformat()


def _beats(request: HttpRequest) -> bool:
    """Whether this is a page's own beat; fragments, too, are only ever fetched by GET without a hand."""
    if request.method == "POST":
        return request.path.endswith(BEATS)
    return "HX-Request" in request.headers


def _when(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
