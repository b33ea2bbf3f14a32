"""The console: every room one stands behind, and proof that somebody is there (V05, H03)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from samepath.audit import trail
from samepath.debriefs import actions as debriefs
from samepath.debriefs import queries as after
from samepath.debriefs.account import account_of
from samepath.debriefs.models import Debrief
from samepath.debriefs.words import TALK, reading
from samepath.facilitation import queries as facilitation
from samepath.facilitation.queries import WallRoom
from samepath.lib.time import now as right_now
from samepath.people.models import Person
from samepath.people.permissions import Permission
from samepath.rooms import actions as rooms
from samepath.rooms import queries
from samepath.rooms.errors import NotYours
from samepath.rooms.models import Admission, Ban, Watch
from samepath.safety import queries as safety
from samepath.schedule import queries as schedule
from samepath.schedule.models import Session
from samepath.web.doors import SignedInRequest, door

SEEN, STAMP = "Samepath-Seen", "Samepath-Stamp"


def _page(request: SignedInRequest) -> dict[str, object]:
    now = right_now()
    calls = list(safety.open_calls(request.user, request.hat))
    rooms = facilitation.wall_of(request.user, request.hat, now, calls)
    return {
        "rooms": rooms,
        "calls": calls,
        "offers": queries.hand_overs(request.user, request.hat, now),
        "now": now,
        "until": _until(rooms),
    }


def _until(rooms: list[WallRoom]) -> datetime | None:
    """When the last of one's rooms ends."""
    return max((one.session.ends_at for one in rooms), default=None)


@door(Permission.SUPERVISE_SESSIONS)
@require_GET
def show(request: SignedInRequest) -> HttpResponse:
    """The rooms that need someone first; calls above all; then what one leads, and what comes later."""
    page = _page(request)
    shown = [one.session.pk for one in page["rooms"]]  # type: ignore[attr-defined]
    coming = list(
        schedule.upcoming(request.user, request.hat)
        .filter(Q(supervisor=request.user) | Q(guide=request.user), cancelled_at__isnull=True)
        .exclude(pk__in=shown)[:8]
    )
    now = right_now()
    leading = [
        one
        for one in coming
        if one.guide_id == request.user.pk
        and one.starts_at - timedelta(minutes=one.program.leaders_early_min) <= now
    ]
    later = [one for one in coming if one not in leading]
    return render(
        request,
        "clinician/console.html",
        page | {"later": later, "leading": leading, "tasks": _tasks(request)},
    )


def _tasks(request: SignedInRequest) -> list[tuple[Debrief, object]]:
    """What leaders ask of a clinician, each with the words for it."""
    tasks = after.to_take_up(request.user, request.hat)
    return [(one, TALK.get(one.talk, "")) for one in tasks]


@door(Permission.SUPERVISE_SESSIONS)
@require_POST
def beat(request: SignedInRequest) -> HttpResponse:
    """The console answers for its rooms and gets them as they are now; 204 when it has seen them so already.

    Asked about once a second: without news 8 queries with the 3 of any page, and a write each three seconds.
    """
    stamp, answers = facilitation.stamp_of(request.user, request.hat, right_now())
    if answers:
        rooms.answer_console(by=request.user)
    if request.headers.get(SEEN) == stamp:
        return HttpResponse(status=204)
    answer = render(request, "clinician/_rooms.html", _page(request))
    answer[STAMP] = stamp
    return answer


@door(Permission.SUPERVISE_SESSIONS)
@require_POST
def alive(request: SignedInRequest) -> HttpResponse:
    """Another page of somebody who stands behind rooms: they are there, while they read or write."""
    rooms.answer_console(by=request.user)
    return HttpResponse(status=204)


@door(Permission.SUPERVISE_SESSIONS)
@require_POST
def watch(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Say where one is; everybody in the room reads it (V06)."""
    session = _find(request, session_id)
    state = request.POST.get("state", "")
    if state not in Watch.State.values:
        return JsonResponse({"reason": "state"}, status=422)
    try:
        rooms.watch(session, by=request.user, hat=request.hat, state=state)
    except NotYours:
        if not request.accepts("text/html"):
            return JsonResponse({"reason": "not-yours"}, status=403)
        messages.info(request, _("Another clinician stands behind this session."))
        return redirect("clinician:console")
    if not request.accepts("text/html"):
        return JsonResponse({"ok": True})
    if state in {Watch.State.IN_ROOM, Watch.State.LISTENING}:
        return redirect("room:door", session.pk)
    return redirect("clinician:console")


@door(Permission.SUPERVISE_SESSIONS)
@require_POST
def clear(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Open the group to somebody one has spoken with."""
    session = _find(request, session_id)
    person = get_object_or_404(
        Person.objects.filter(waits__session=session), pk=request.POST.get("person")
    )
    rooms.clear(session, person, by=request.user, hat=request.hat)
    return redirect("clinician:console")


@door(Permission.SUPERVISE_SESSIONS)
@require_POST
def reach_out(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Call somebody whose line was lost: how to reach them opens with it (Z06)."""
    session = _find(request, session_id)
    seats = Admission.objects.filter(room__session=session, role="participant", ended_at=None)
    person = get_object_or_404(
        Person.objects.filter(pk__in=seats.values("person")), pk=request.POST.get("person")
    )
    call = rooms.reach_out(
        session, person, by=request.user, hat=request.hat, next_step=_("I call you now.")
    )
    return redirect("clinician:call", call.pk)


@door(Permission.SUPERVISE_SESSIONS)
@require_POST
def lift(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Let somebody who was asked to leave come back to the door."""
    session = _find(request, session_id)
    ban = get_object_or_404(
        Ban.objects.select_related("session", "person").filter(
            session=session, lifted_at__isnull=True
        ),
        pk=request.POST.get("ban"),
    )
    rooms.lift_ban(ban, by=request.user, hat=request.hat)
    return redirect("clinician:session", session.pk)


@door(Permission.SUPERVISE_SESSIONS)
@require_GET
def session(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """Who was there, who was kept out and why."""
    found = _find(request, session_id)
    trail.saw("attendance", by=request.user, session=found.pk, program=found.program_id)
    context = {
        "session": found,
        "attended": queries.attendance(found),
        "bans": Ban.objects.filter(session=found).select_related(
            "person", "banned_by", "lifted_by"
        ),
        "debriefs": [
            reading(one, part=after.part_of(found, one.author), with_names=True)
            for one in after.finished_of(found, request.user, request.hat)
        ],
        "said": after.words_of(found),
    } | account_of(found, right_now(), clinical=True)
    return render(request, "clinician/session.html", context)


@door(Permission.READ_DEBRIEFS)
@require_POST
def take_up(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """I have what this leader asks for."""
    session = _find(request, session_id)
    debrief = get_object_or_404(
        Debrief.objects.visible_to(request.user, request.hat)
        .filter(session=session, done_at__isnull=False)
        .select_related("session"),
        pk=request.POST.get("debrief"),
    )
    debriefs.take_up(debrief, by=request.user)
    return redirect("clinician:session", session.pk)


def _find(request: SignedInRequest, session_id: UUID) -> Session:
    return get_object_or_404(
        Session.objects.visible_to(request.user, request.hat).select_related(
            "program", "guide", "host", "supervisor", "guide_version"
        ),
        pk=session_id,
    )
