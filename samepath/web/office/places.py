"""Where somebody stands in a program: on its staff, on call, enrolled, in groups, with a care team."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from samepath.people import actions as people
from samepath.people.errors import AliasRefused, LastAdministrator, OwnRole
from samepath.people.models import Person
from samepath.people.permissions import Permission, Role
from samepath.programs import actions as programs
from samepath.programs import queries
from samepath.programs.errors import GroupFull, LeadsHere
from samepath.programs.models import CareTie, Enrolment, Group, Membership, Program, Seat
from samepath.programs.rules import MAY_INVITE
from samepath.schedule import actions as schedule
from samepath.web.doors import SignedInRequest, door
from samepath.web.office.common import key_of
from samepath.web.office.people import find, program_around

TITLED = gettext_noop(
    "Their name sounds like staff, which is not for members and peer leaders. Ask them to change it under My account."
)


def _where(request: SignedInRequest, person_id: UUID) -> tuple[Person, Program]:
    found = find(request, person_id)
    program = program_around(request, found)
    if program is None:
        raise Http404
    return found, program


@door(Permission.KEEP_PEOPLE, fresh=True)
@require_POST
def give_place(request: SignedInRequest, person_id: UUID) -> HttpResponseBase:
    """Give somebody a role and a place on the staff of this program. Nobody hands out more than they may (W14)."""
    found, program = _where(request, person_id)
    wanted = request.POST.get("role", "")
    if wanted not in MAY_INVITE.get(request.hat or "", frozenset()):
        messages.error(request, _("Your role cannot give this place. Please ask an administrator."))
        return redirect("office:person", found.pk)
    try:
        with transaction.atomic():
            people.grant_role(Role(wanted), to=found, by=request.user)
            programs.seat(found, program=program, role=Role(wanted), by=request.user)
        messages.success(request, _("Done. They choose this role in the menu beside their name."))
    except LeadsHere:
        messages.error(
            request, _("Somebody enrolled in this program cannot lead or treat in it. End the enrolment first.")
        )  # fmt: skip
    except OwnRole:
        messages.error(request, _("Nobody gives a place to themselves. Please ask a colleague."))
    except AliasRefused:
        messages.error(request, _(TITLED))
    return redirect("office:person", found.pk)


@door(Permission.KEEP_PEOPLE, fresh=True)
@require_POST
def end_place(request: SignedInRequest, person_id: UUID) -> HttpResponseBase:
    """End a place on the staff; with the last one the role ends too, and so do open rooms (A09)."""
    found, program = _where(request, person_id)
    place = get_object_or_404(
        Seat, person=found, program=program, until__isnull=True, pk=key_of(request, "seat")
    )
    try:
        released = _end(place, by=request.user)
    except LastAdministrator:
        messages.error(request, _("This is the last administrator; the place stays."))
        return redirect("office:person", found.pk)
    words = _("Ended. Coming sessions without them now: %(n)s. The week shows them as gaps.")
    messages.success(request, words % {"n": released} if released else _("Ended."))
    return redirect("office:person", found.pk)


@transaction.atomic
def _end(place: Seat, *, by: Person) -> int:
    programs.unseat(place, by=by)
    elsewhere = Seat.objects.filter(person=place.person, role=place.role, until__isnull=True)
    if not elsewhere.exists():
        people.end_role(Role(place.role), of=place.person, by=by)
    return schedule.release(place.person, program=place.program, by=by)


@door(Permission.KEEP_PEOPLE)
@require_POST
def on_call(request: SignedInRequest, person_id: UUID) -> HttpResponseBase:
    """Put a clinician on call, or take them off."""
    found, program = _where(request, person_id)
    place = get_object_or_404(
        Seat, person=found, program=program, role=Role.CLINICIAN, until__isnull=True,
        pk=key_of(request, "seat"),
    )  # fmt: skip
    programs.set_on_call(place, on_call=not place.on_call, by=request.user)
    if not queries.on_call(program):
        messages.warning(
            request, _("Nobody is on call now. Calls for help then go to the duty address of the program.")
        )  # fmt: skip
    return redirect("office:person", found.pk)


@door(Permission.KEEP_PEOPLE)
@require_POST
def enrol(request: SignedInRequest, person_id: UUID) -> HttpResponseBase:
    """Enrol somebody in the program being kept."""
    found, program = _where(request, person_id)
    try:
        with transaction.atomic():
            people.grant_role(Role.PARTICIPANT, to=found, by=request.user)
            programs.enrol(found, program=program, by=request.user)
        messages.success(request, _("Enrolled. Next: a group and a care team."))
    except LeadsHere:
        messages.error(
            request, _("Somebody who leads or treats in this program cannot be enrolled in it. End the place first.")
        )  # fmt: skip
    except OwnRole:
        messages.error(request, _("Nobody enrols themselves. Please ask a colleague."))
    except AliasRefused:
        messages.error(request, _(TITLED))
    return redirect("office:person", found.pk)


def _enrolment(found: Person, program: Program) -> Enrolment:
    return get_object_or_404(Enrolment, person=found, program=program, ended_at__isnull=True)


@door(Permission.KEEP_PEOPLE)
@require_POST
def end_enrolment(request: SignedInRequest, person_id: UUID) -> HttpResponseBase:
    """End an episode. Groups and care team end with it; the record stays."""
    found, program = _where(request, person_id)
    state = request.POST.get("state", "")
    if state not in {Enrolment.State.COMPLETED, Enrolment.State.ENDED}:
        messages.error(request, _("Please choose how it ended."))
        return redirect("office:person", found.pk)
    programs.end_enrolment(_enrolment(found, program), state=state, by=request.user)
    messages.success(request, _("Ended. To undo it, enrol them again; the earlier time stays in the record."))  # fmt: skip
    return redirect("office:person", found.pk)


@door(Permission.KEEP_PEOPLE)
@require_POST
def in_group(request: SignedInRequest, person_id: UUID) -> HttpResponseBase:
    """Give somebody a place in a group, or end it."""
    found, program = _where(request, person_id)
    enrolment = _enrolment(found, program)
    if request.POST.get("no"):
        place = get_object_or_404(
            Membership, enrolment=enrolment, until__isnull=True, pk=key_of(request, "membership")
        )
        programs.leave_group(place, by=request.user)
        return redirect("office:person", found.pk)
    group = get_object_or_404(Group, program=program, pk=key_of(request, "group"))
    try:
        programs.join_group(group, enrolment=enrolment, by=request.user)
    except GroupFull as refusal:
        words = _("“%(name)s” is full: a room holds %(n)s members. Nobody was added.")
        messages.error(request, words % {"name": group.name, "n": refusal.limit})
    return redirect("office:person", found.pk)


@door(Permission.KEEP_PEOPLE)
@require_POST
def tie(request: SignedInRequest, person_id: UUID) -> HttpResponseBase:
    """Put a clinician on somebody's care team, or take them off."""
    found, program = _where(request, person_id)
    enrolment = _enrolment(found, program)
    if request.POST.get("no"):
        one = get_object_or_404(
            CareTie, enrolment=enrolment, until__isnull=True, clinician=key_of(request, "clinician")
        )
        programs.untie(one, by=request.user)
    else:
        clinician = get_object_or_404(
            queries.staff_of(program, Role.CLINICIAN), pk=key_of(request, "clinician")
        )
        programs.tie(clinician, enrolment=enrolment, by=request.user)
    return redirect("office:person", found.pk)
