"""Being inside: the page's beat, leaving, and how an admission ends."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F

from samepath.audit import trail
from samepath.lib.time import now as right_now
from samepath.people.models import Person
from samepath.rooms import livekit
from samepath.rooms.errors import NotInside
from samepath.rooms.models import Admission, Presence, Watch
from samepath.rooms.queries.door import live_admission
from samepath.rooms.queries.seats import House, house_of
from samepath.rooms.tell import changed
from samepath.schedule.models import Session


@transaction.atomic
def beat(
    session: Session,
    *,
    by: Person,
    browser: str,
    identity: str,
    sid: str = "",
    house: House | None = None,
) -> Admission:
    """The page of somebody inside says it is there, and over which connection (`sid`, empty for none).

    Proves a supervisor's console too. Raises NotInside with how the admission ended. With `house` as it was just
    read 2 queries, and 1 for a supervisor; no trail line: presence is the record.
    """
    now = right_now()
    house = house or house_of(session)
    admission = house.seat_of(by, browser, identity)
    if admission is None or not _is_here(admission, sid, now):
        ended = Admission.objects.filter(identity=identity, person=by).first()
        raise NotInside(ended.end if ended else "")
    if sid:
        _heard_from(admission, now)
    if admission.role == "supervisor":
        Watch.objects.filter(session=session, person=by).update(answered_at=now)
        if house.watch is not None and house.watch.person_id == by.pk:
            house.watch.answered_at = now
    return admission


def _is_here(admission: Admission, sid: str, now: datetime) -> bool:
    """Note it; False for a seat that ended since it was read: it is not taken up again (V03). 1 query."""
    live = Admission.objects.filter(pk=admission.pk, ended_at__isnull=True)
    admission.beat_at, admission.sid = now, sid
    return bool(live.update(beat_at=now, sid=sid))


def _heard_from(admission: Admission, now: datetime) -> None:
    """This connection's page was heard now. Another seat's connection is left alone. 1 query after the first."""
    mine = Presence.objects.filter(
        sid=admission.sid, source=Presence.Source.PAGE, admission=admission
    )
    if mine.update(seen_at=now, left_at=None):
        return
    Presence.objects.get_or_create(
        sid=admission.sid,
        source=Presence.Source.PAGE,
        defaults={
            "session_id": admission.room.session_id, "admission": admission,
            "person_id": admission.person_id, "joined_at": now, "seen_at": now,
        },
    )  # fmt: skip


@transaction.atomic
def leave(session: Session, *, by: Person, browser: str, identity: str) -> None:
    """Somebody leaves, by the button or by closing the page. A seat already given up is no error."""
    admission = live_admission(person=by, session=session, browser=browser)
    if admission is not None and admission.identity == identity:
        end_admission(admission, Admission.End.LEFT, by=by, at=right_now())


def end_admission(
    admission: Admission, end: Admission.End, *, by: Person | None, at: datetime
) -> None:
    """End the right to be inside: row first, then LiveKit is told, and the gate closes the socket (V03).

    Must run inside a transaction; the trail line commits with it.
    """
    admission.ended_at, admission.end = at, end
    admission.save(update_fields=["ended_at", "end"])
    _end_page_presence(admission, end, at)
    changed(admission.room)
    trail.did_come_what_may(
        "rooms.end_admission", by=by or "clock", about=admission.person,
        session=admission.room.session_id, end=end.value, part=admission.role,
    )  # fmt: skip
    name, identity = admission.room.name, admission.identity
    transaction.on_commit(partial(livekit.remove, room=name, identity=identity))


def _end_page_presence(admission: Admission, end: Admission.End, at: datetime) -> None:
    """The connection that was live ends now; one that was lost before ended when it was last heard (H21)."""
    heard = Presence.objects.filter(
        admission=admission, source=Presence.Source.PAGE, left_at__isnull=True
    )
    if end != Admission.End.GONE and admission.sid:
        heard.filter(sid=admission.sid).update(left_at=at, left_why=end.value)
    heard.update(left_at=F("seen_at"), left_why=end.value)
