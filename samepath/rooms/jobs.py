"""What time does by itself to live rooms. Each job is safe to run twice, late, or in two loops at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce

from samepath.audit import trail
from samepath.lib.time import now as right_now
from samepath.people.models import RoleGrant
from samepath.rooms import livekit
from samepath.rooms.actions import apart as actions
from samepath.rooms.actions import handing
from samepath.rooms.actions.inside import end_admission
from samepath.rooms.actions.presence import roll_call
from samepath.rooms.actions.staff import close_rooms
from samepath.rooms.errors import MediaUnreachable
from samepath.rooms.models import Admission, Room, Watch
from samepath.rooms.rules import STAFF, on_hold, stays_open
from samepath.rooms.tell import changed
from samepath.schedule.models import HandOver, Kind, Session


def call_the_roll() -> None:
    """Every 5 s: note who is connected to each open room and put out whoever has no right to be (V03)."""
    for room in Room.objects.filter(closed_at__isnull=True).select_related("session"):
        try:
            listed = livekit.inside(room.name)
            for identity in roll_call(room, listed=listed, at=right_now()):
                livekit.remove(room=room.name, identity=identity)
        except MediaUnreachable:
            continue


def keep_holds() -> None:
    """Every 5 s: rest a room whose staff are gone, and lift the rest when they are back (V05, H11)."""
    now = right_now()
    rooms = Room.objects.filter(closed_at__isnull=True).exclude(purpose=Room.Purpose.PRIVATE)
    for room in rooms.select_related("session__program"):
        if _must_rest(room, now) != (room.held_since is not None):
            _turn_hold(room, now)
        if room.held_since is not None:
            _shut_microphones(room)


def _must_rest(room: Room, now: datetime) -> bool:
    """Staff count wherever they are in the session: one may be with two people while the others talk in pairs."""
    session = room.session
    staff = Admission.objects.filter(room__session=session, role__in=STAFF).exclude(
        room__purpose=Room.Purpose.PRIVATE
    )
    live = staff.filter(ended_at__isnull=True)
    staff_seen = live.aggregate(last=Max(Coalesce("beat_at", "admitted_at")))["last"]
    if staff_seen is None:
        staff_seen = staff.aggregate(last=Max("ended_at"))["last"]
    watch = Watch.objects.filter(session=session).exclude(state=Watch.State.AWAY).first()
    return on_hold(
        now=now,
        staff_seen=staff_seen,
        supervisor_seen=watch.answered_at if watch else None,
        peer=session.kind == Kind.PEER,
        after=timedelta(seconds=session.program.hold_after_s),
    )


def _turn_hold(room: Room, now: datetime) -> None:
    with transaction.atomic():
        room.held_since = None if room.held_since else now
        room.save(update_fields=["held_since"])
        changed(room)
        trail.did(
            "rooms.hold" if room.held_since else "rooms.resume", by="clock",
            session=room.session_id, program=room.session.program_id,
        )  # fmt: skip
    livekit.tell_to_look(room.name)


def _shut_microphones(room: Room) -> None:
    staff = set(
        Admission.objects.filter(room=room, role__in=STAFF).values_list("identity", flat=True)
    )
    try:
        for one in livekit.inside(room.name):
            for track in one.open_microphones:
                if one.identity not in staff:
                    livekit.shut_microphone(room=room.name, identity=one.identity, track=track)
    except MediaUnreachable:
        return


def end_offers() -> None:
    """Every 5 s: a hand-over that nobody answered is over, and the room stays where it was (H03)."""
    waiting = HandOver.objects.filter(state=HandOver.State.ASKED)
    for offered in waiting.select_related("session", "to"):
        handing.let_lapse(offered, by=None)


def bring_back() -> None:
    """Every 2 s: whoever still sits in a room that is over comes back to the group (R05)."""
    apart = Room.objects.filter(closed_at__isnull=True, purpose__in=Room.APART)
    for session in Session.objects.filter(rooms__in=apart).distinct():
        actions.bring_back(session, by=None, at=right_now())


def end_what_is_over() -> None:
    """Every 5 s: seats not come back to, sessions past their time, rights that were taken away (Z05, A09)."""
    now = right_now()
    live = Admission.objects.filter(ended_at__isnull=True).select_related(
        "room__session__program", "person"
    )
    holders = _holders(now)
    for admission in live:
        program = admission.room.session.program
        quiet = (admission.beat_at or admission.admitted_at) + timedelta(
            minutes=program.seat_kept_min
        )
        if not _still_may(admission, holders):
            _end(admission, Admission.End.REVOKED, now)
        elif quiet < now:
            _end(admission, Admission.End.GONE, now)
    over = Session.objects.filter(rooms__closed_at__isnull=True, ends_at__lt=now).distinct()
    for session in over.select_related("program"):
        if not _stays_open(session, now):
            with transaction.atomic():
                close_rooms(session, by=None)


def _stays_open(session: Session, now: datetime) -> bool:
    """Whoever of the staff is in any of its rooms keeps it open for a while after the end; a page that is loaded anew leaves and comes. 1 query."""
    staff = Admission.objects.filter(room__session=session, role__in=STAFF)
    return stays_open(
        now=now,
        ends_at=session.ends_at,
        stay=timedelta(minutes=session.program.stay_after_min),
        staff_seen=staff.aggregate(last=Max(Coalesce("ended_at", "beat_at", "admitted_at")))[
            "last"
        ],
        after=timedelta(seconds=session.program.hold_after_s),
    )


def _holders(now: datetime) -> set[tuple[object, str]]:
    return set(RoleGrant.objects.filter(ended_at__isnull=True).values_list("person_id", "role"))


def _still_may(admission: Admission, holders: set[tuple[object, str]]) -> bool:
    """The account is live and the role its part in the session needs has not been taken back."""
    role = {
        "participant": "participant",
        "supervisor": "clinician",
        "clinician": "clinician",
    }.get(admission.role)
    if not admission.person.is_active:
        return False
    if role is None:
        return any((admission.person_id, r) in holders for r in ("peer-leader", "clinician"))
    return (admission.person_id, role) in holders


def _end(admission: Admission, end: Admission.End, now: datetime) -> None:
    with transaction.atomic():
        if Admission.objects.filter(pk=admission.pk, ended_at__isnull=True).exists():
            end_admission(admission, end, by=None, at=now)
