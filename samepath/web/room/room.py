"""Inside: the ticket, the beat, leaving, and what the browser is told."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from samepath.debriefs import queries as debriefs
from samepath.debriefs.words import questions
from samepath.facilitation import actions as facilitation
from samepath.facilitation.queries import Standing, standing_of
from samepath.lib.ids import hash_secret
from samepath.lib.time import now as right_now
from samepath.people.models import Person
from samepath.people.permissions import Permission, Role
from samepath.rooms import actions as rooms
from samepath.rooms import queries
from samepath.rooms.errors import NotInside
from samepath.rooms.models import Admission, Room
from samepath.rooms.rules import INSIDE, Door
from samepath.schedule import queries as schedule
from samepath.schedule.models import Session
from samepath.web.doors import SignedInRequest, door
from samepath.web.room.floor import floor_for, seconds_heard
from samepath.web.room.words import door_words, end_words, room_words, watch_states


def _find(request: SignedInRequest, session_id: UUID) -> Session:
    session = schedule.find(session_id, request.user, request.hat)
    if session is None:
        raise Http404
    return session


def _browser(request: SignedInRequest) -> str:
    return hash_secret(request.session.session_key or "")


def seat_page(session: Session, hat: Role | None) -> dict[str, Any]:
    """The addresses and numbers the room's script needs, for the page to carry."""
    pages = (
        "enter",
        "ticket",
        "beat",
        "floor",
        "leave",
        "left",
        "waiting",
        "admit",
        "deny",
        "remove",
        "close",
        "clear",
        "undo_clear",
    )
    return {
        "urls": {name: reverse(f"room:{name}", args=[session.pk]) for name in pages}
        | {
            "watch": reverse("clinician:watch", args=[session.pk]),
            "door": reverse("room:door", args=[session.pk]),
        },
        "room_words": room_words(),
        "watch_states": watch_states() if hat == Role.CLINICIAN else [],
        "capture_height": session.program.capture_height,
        "capture_fps": session.program.capture_fps,
        "crisis_number": session.program.crisis_number,
        "emergency_number": session.program.emergency_number,
    }


def seat_payload(entry: rooms.Entry, session: Session, by: Person, *, floor: bool) -> JsonResponse:
    """TICKET of the room protocol, or why not: 200 in, 202 wait, 403 no, 409 elsewhere.

    Without `floor` the page's first beat brings it: at the full hour everybody comes in at once.
    """
    if entry.door in INSIDE and entry.admission is not None:
        program = session.program
        return JsonResponse(
            {
                "url": settings.ORIGIN.replace("http", "ws", 1),
                "token": entry.ticket,
                "identity": entry.admission.identity,
                "room": entry.admission.room.place,
                "capture": {"height": program.capture_height, "fps": program.capture_fps},
                "state": state_of(entry.admission, session, by, entry.company)
                if floor
                else queries.state_for(entry.admission, right_now(), entry.company)
                | {"floor": None},
            }
        )
    waits = entry.door.value.startswith(("wait", "private", "full"))
    status = 409 if entry.door == Door.ELSEWHERE else 202 if waits else 403
    return JsonResponse(
        {"reason": entry.door.value, "words": door_words(entry.door, session)}, status=status
    )


def state_of(
    admission: Admission, session: Session, by: Person, company: queries.Company | None = None
) -> dict[str, Any]:
    """STATE of the room protocol: the room, and the floor in it. A private room has no floor."""
    state = queries.state_for(admission, right_now(), company)
    if admission.room.purpose == Room.Purpose.PRIVATE:
        return state | {"floor": None}
    return state | {"floor": floor_for(session, person=by, role=admission.role)}


def _state_at_a_beat(
    admission: Admission, stands: Standing, house: queries.House, by: Person
) -> dict[str, Any]:
    """The same, from what the beat has read. 1 query, and 1 for staff while somebody waits at the door."""
    company = house.in_room(admission.room)
    state = queries.state_for(admission, right_now(), company, waits=stands.waits)
    if admission.room.purpose == Room.Purpose.PRIVATE:
        return state | {"floor": None}
    floor = floor_for(stands.session, person=by, role=admission.role, row=stands.floor, house=house)
    return state | {"floor": floor}


@door(Permission.JOIN_SESSIONS)
@require_GET
def show(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """The room's own page, for coming back after a reload: the script asks for a ticket at once."""
    session = _find(request, session_id)
    context = seat_page(session, request.hat) | {
        "session": session,
        "inside": True,
        "with": request.GET.get("with", ""),
    }
    return render(request, "room/room.html", context)


@door(Permission.JOIN_SESSIONS)
@require_POST
def ticket(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """A ticket for somebody who is let in already, or may come in now (V01)."""
    session = _find(request, session_id)
    body = _body(request)
    whom = body.get("with")
    identity, take_over = str(body.get("identity") or ""), body.get("take_over") is True
    if whom:
        # Whoever came to the door, or asked for help from this session's pages.
        near = Q(waits__session=session) | Q(concerns__session=session)
        person = get_object_or_404(Person.objects.filter(near).distinct(), pk=UUID(str(whom)))
        entry = rooms.go_to(
            session,
            person,
            by=request.user,
            hat=request.hat,
            browser=_browser(request),
            identity=identity,
        )
    else:
        # The line can fall a moment before the page hears that the session was ended for everybody: that is no
        # lost line, and must not open the room again.
        ended = Admission.objects.filter(
            room__session=session, person=request.user, identity=identity, end=Admission.End.CLOSED
        )
        if identity and ended.exists():
            return _gone(session, Admission.End.CLOSED)
        entry = rooms.enter(
            session, by=request.user, hat=request.hat, browser=_browser(request), identity=identity,
            take_over=take_over,
        )  # fmt: skip
    return seat_payload(entry, session, request.user, floor=True)


@door(Permission.JOIN_SESSIONS)
@require_POST
def beat(request: SignedInRequest, session_id: UUID) -> JsonResponse:
    """The page says it is there and gets the state. 410 with words when it no longer is.

    8 queries with the 3 of any page of somebody signed in; 1 more for a supervisor, and while it is one's own
    voice that is heard (`tests/test_beat.py`).
    """
    stands = standing_of(session_id, request.user, request.hat)
    if stands is None:
        raise Http404
    session, house = stands.session, queries.house_of(stands.session, stands.watch)
    body = _body(request)
    sid = str(body.get("sid") or "")[:40] if body.get("media") == "connected" else ""
    try:
        admission = rooms.beat(
            session, by=request.user, browser=_browser(request), identity=str(body.get("identity") or ""),
            sid=sid, house=house,
        )  # fmt: skip
    except NotInside as gone:
        return _gone(session, gone.end)
    if seconds := seconds_heard(body):
        row = facilitation.heard(session, by=request.user, seconds=seconds, row=stands.floor)
        stands = replace(stands, floor=row)
    return JsonResponse(_state_at_a_beat(admission, stands, house, request.user))


def _gone(session: Session, end: str) -> JsonResponse:
    reasons = {
        "removed": "removed",
        "cleared": "cleared",
        "moved": "elsewhere",
        "closed": "ended",
        "revoked": "signed-out",
    }
    reason = reasons.get(end, "gone")
    return JsonResponse(
        {
            "reason": reason,
            "words": end_words(end),
            "next": reverse("room:left", args=[session.pk]) + f"?why={reason}",
        },
        status=410,
    )


@door(Permission.JOIN_SESSIONS)
@require_POST
def leave(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """Leave, by the button or as the page goes away (a beacon carries the CSRF token in its form)."""
    session = _find(request, session_id)
    rooms.leave(
        session,
        by=request.user,
        browser=_browser(request),
        identity=request.POST.get("identity", ""),
    )
    return HttpResponse(status=204)


@door(Permission.JOIN_SESSIONS)
@require_GET
def left(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """After: a kind word, when the group meets next, whom to call."""
    session = _find(request, session_id)
    last = (
        Admission.objects.filter(room__session=session, person=request.user)
        .order_by("-admitted_at")
        .first()
    )
    # The word that somebody leaves travels beside this page and may come after it.
    end = (last.end or Admission.End.LEFT.value) if last else ""
    following = (
        Session.objects.visible_to(request.user, request.hat)
        .filter(starts_at__gt=max(right_now(), session.starts_at), cancelled_at__isnull=True)
        .order_by("starts_at")
        .first()
    )
    context = {
        "session": session,
        "words": end_words(end),
        "end": end,
        "was_cleared": was_cleared(session, request.user),
        "may_return": end not in {"removed", "closed"} and right_now() < session.ends_at,
        "next_session": following,
        "to_write": request.hat == Role.PEER_LEADER
        and debriefs.still_writes(session, request.user),
    } | _check_out(request, session)
    return render(request, "room/left.html", context)


def was_cleared(session: Session, person: Person) -> bool:
    """Whether this person was inside when the room was cleared: a note waits for them. 1 query."""
    mine = Admission.objects.filter(room__session=session, person=person)
    return mine.filter(end=Admission.End.CLEARED).exists()


def _check_out(request: SignedInRequest, session: Session) -> dict[str, Any]:
    """How it was, asked of a member who has not said so. 2 queries."""
    if request.hat != Role.PARTICIPANT or not debriefs.may_check_out(session, request.user):
        return {}
    given = debriefs.check_out_of(session, request.user)
    return {"questions": questions(None) if given is None else [], "said": given}


def _body(request: SignedInRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body or b"{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
