"""The floor: what a page sends, and how it stands for whoever looks."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from samepath.debriefs.rules import names_people
from samepath.facilitation import actions as facilitation
from samepath.facilitation import queries, rules
from samepath.facilitation.models import Floor
from samepath.facilitation.rules import MovedOn, NotYours, Unheard
from samepath.lib.time import now as right_now
from samepath.people.models import Person
from samepath.people.permissions import Permission
from samepath.rooms.queries import House, house_of, part_in
from samepath.rooms.rules import LEADING, STAFF
from samepath.schedule.models import Kind, Session
from samepath.web.doors import SignedInRequest, door
from samepath.web.room.words import floor_words

LOUDEST_S = 10  # of one beat; more is not believed


def floor_for(
    session: Session,
    *,
    person: Person,
    role: str,
    row: Floor | None = None,
    house: House | None = None,
) -> dict[str, Any] | None:
    """FLOOR for one viewer, after whatever time did; null for a session of one person.

    3 queries; 1 for a caller who has just read the floor and who is in the house.
    """
    if session.kind == Kind.INDIVIDUAL:
        return None
    row = row or queries.row_of(session) or facilitation.open_floor(session, by=person)
    assert row is not None
    beside = queries.beside_of(session, leads=role in STAFF)
    heard = beside.heard if role in STAFF else {}
    people = queries.gathered(house or house_of(session), session, right_now(), heard)
    floor = rules.read_floor(row.state)
    if rules.tick(floor, people.company) != floor:
        facilitation.pass_time(session)
        row.refresh_from_db()
        floor = rules.read_floor(row.state)
    return queries.floor_state(row, floor, people, beside, person=str(person.pk), role=role)


def seconds_heard(body: dict[str, Any]) -> int:
    """How long a page says its own microphone was loud; nothing else than a sensible number counts."""
    said = body.get("spoke_s")
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 < said <= LOUDEST_S:
        return 0
    return round(said)


@door(Permission.JOIN_SESSIONS)
@require_POST
def act(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """One command. What it may do is decided by the rules of the floor, from the part somebody has."""
    session = get_object_or_404(
        Session.objects.visible_to(request.user, request.hat).select_related(
            "program", "group", "guide_version"
        ),
        pk=session_id,
    )
    part = part_in(session, request.user, request.hat)
    if not part or _long_over(session, part):
        return _refused(NotYours(), 403)
    sent = _read(request.body)
    if sent is None:
        return _refused(rules.Refused("args"), 422)
    command_id, kind, args = sent
    try:
        facilitation.command(
            session, by=request.user, hat=request.hat, kind=kind, args=args, command_id=command_id
        )
    except MovedOn as late:
        floor = floor_for(session, person=request.user, role=part)
        return _refused(late, 409, floor=floor)
    except NotYours as refusal:
        return _refused(refusal, 403)
    except Unheard as refusal:
        return _refused(refusal, 422)
    return JsonResponse({"floor": floor_for(session, person=request.user, role=part)})


def _long_over(session: Session, part: str) -> bool:
    """A day later leaders see nobody's name any more, whatever press of theirs is sent again (Z04)."""
    now = right_now()
    return (
        part in LEADING
        and now > session.ends_at
        and not names_people(now=now, starts_at=session.starts_at, ends_at=session.ends_at)
    )


def _refused(refusal: Unheard, status: int, **more: Any) -> JsonResponse:
    words = floor_words(refusal.reason)
    return JsonResponse({"reason": refusal.reason, "words": words} | more, status=status)


def _read(body: bytes) -> tuple[UUID, str, dict[str, Any]] | None:
    try:
        sent = json.loads(body or b"{}")
        return UUID(str(sent["command"])), str(sent["kind"])[:20], dict(sent.get("args") or {})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
