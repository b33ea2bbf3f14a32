"""What those who hold a session do from inside the room: let in, not now, remove, end."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samepath.facilitation import actions as facilitation
from samepath.people.permissions import Permission
from samepath.rooms import actions as rooms
from samepath.rooms.errors import CareFirst, NotYours, TooLate
from samepath.rooms.models import Admission, Wait
from samepath.schedule.models import Session
from samepath.web.doors import SignedInRequest, door


def _session(request: SignedInRequest, session_id: UUID) -> Session:
    return get_object_or_404(
        Session.objects.visible_to(request.user, request.hat).select_related("program"),
        pk=session_id,
    )


def _not_yours() -> JsonResponse:
    words = _("Only the people who hold this session can do that.")
    return JsonResponse({"reason": "not-yours", "words": words}, status=403)


def _wait(request: SignedInRequest, session_id: UUID) -> Wait:
    session = _session(request, session_id)
    return get_object_or_404(
        Wait.objects.select_related("session__program", "person").filter(session=session),
        pk=_uuid(request.POST.get("wait", "")),
    )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


@door(Permission.JOIN_SESSIONS)
@require_POST
def admit(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Let somebody in who waits."""
    try:
        rooms.admit(_wait(request, session_id), by=request.user, hat=request.hat)
    except NotYours:
        return _not_yours()
    return JsonResponse({"ok": True})


@door(Permission.JOIN_SESSIONS)
@require_POST
def deny(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Not tonight, with a reason that staff can read."""
    wait = _wait(request, session_id)
    try:
        rooms.deny(wait, by=request.user, hat=request.hat, why=request.POST.get("why", ""))
    except NotYours:
        return _not_yours()
    return JsonResponse({"ok": True})


@door(Permission.JOIN_SESSIONS)
@require_POST
def remove(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Put somebody out. Needs a reason; the supervisor is told at once."""
    session = _session(request, session_id)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        words = _("Please say in a few words why. The supervisor reads it.")
        return JsonResponse({"reason": "no-reason", "words": words}, status=422)
    admission = get_object_or_404(
        Admission.objects.select_related("room__session__supervisor", "person").filter(
            room__session=session
        ),
        identity=request.POST.get("identity", ""),
    )
    try:
        rooms.remove(admission, by=request.user, hat=request.hat, reason=reason[:500])
    except NotYours:
        return _not_yours()
    except CareFirst:
        words = _(
            "This person waits for a clinician. Go to a side room with them, or ask the clinician to come. "
            "A clinician can still ask them to leave."
        )
        return JsonResponse({"reason": "care-first", "words": words}, status=409)
    return JsonResponse({"ok": True})


@door(Permission.JOIN_SESSIONS)
@require_POST
def clear(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """Everybody but staff back to the door, now (H12). No reason is asked first: it can be written afterwards."""
    try:
        facilitation.clear_room(
            _session(request, session_id), by=request.user, hat=request.hat,
            why=request.POST.get("why", "").strip(),
        )  # fmt: skip
    except NotYours:
        return _not_yours()
    return JsonResponse({"ok": True})


@door(Permission.JOIN_SESSIONS)
@require_POST
def undo_clear(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """It was a mistake: everybody who was sent out may come in."""
    try:
        rooms.undo_clear_room(_session(request, session_id), by=request.user, hat=request.hat)
    except NotYours:
        return _not_yours()
    except TooLate:
        words = _("That was more than two minutes ago. Please let people in one by one.")
        return JsonResponse({"reason": "too-late", "words": words}, status=409)
    return JsonResponse({"ok": True})


@door(Permission.JOIN_SESSIONS)
@require_POST
def close(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """End the session for everybody."""
    try:
        rooms.close(_session(request, session_id), by=request.user, hat=request.hat)
    except NotYours:
        return _not_yours()
    return JsonResponse({"ok": True})
