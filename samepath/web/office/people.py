"""People of a program: found, looked at, given places, invited."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samepath.audit import trail
from samepath.people import actions as people
from samepath.people.errors import PersonError
from samepath.people.models import Contact, Person
from samepath.people.permissions import Permission, Role
from samepath.people.queries import roles_of
from samepath.programs import actions as programs
from samepath.programs import queries
from samepath.programs.errors import LeadsHere, MayNotInvite
from samepath.programs.models import CareTie, Enrolment, Invitation, Membership, Seat
from samepath.web.doors import SignedInRequest, door
from samepath.web.nav import HATS
from samepath.web.office.common import program_of

A_PAGE = 50


@door(Permission.SEE_PEOPLE)
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """People by the name others see, 50 a page. 5 queries at any size."""
    words = request.GET.get("q", "").strip()
    found = queries.people_visible_to(request.user, request.hat).distinct().order_by("alias")
    if words:
        found = found.filter(Q(alias__icontains=words) | Q(email__icontains=words))
    page = Paginator(found.prefetch_related("grants"), A_PAGE).get_page(request.GET.get("page"))
    open_ones = Invitation.objects.filter(
        program=program_of(request), used_at__isnull=True, revoked_at__isnull=True
    ).order_by("-made_at")
    context = {
        "page": page,
        "words": words,
        "invitations": open_ones,
        "program": program_of(request),
    }
    return render(request, "office/people.html", context)


def _find(request: SignedInRequest, person_id: UUID) -> Person:
    visible = queries.people_visible_to(request.user, request.hat).distinct()
    return get_object_or_404(visible, pk=person_id)


@door(Permission.SEE_PEOPLE)
@require_GET
def person(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """One person: how to reach them, roles, places. The look is noted (L01)."""
    found = _find(request, person_id)
    trail.saw("person", by=request.user, about=found)
    return render(request, "office/person.html", _page(request, found))


class ContactForm(forms.Form):
    """How staff reach somebody."""

    legal_name = forms.CharField(label=gettext_lazy("Full name"), max_length=120, required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=30, required=False)
    usual_address = forms.CharField(
        label=gettext_lazy("Usual address"), max_length=200, required=False
    )
    usual_state = forms.CharField(
        label=gettext_lazy("State, two letters"), max_length=2, required=False
    )


def _page(
    request: SignedInRequest, found: Person, form: ContactForm | None = None
) -> dict[str, Any]:
    program = program_of(request)
    contact = Contact.objects.filter(person=found).first()
    names = ("legal_name", "phone", "usual_address", "usual_state")
    initial = {name: getattr(contact, name, "") for name in names}
    enrolment = Enrolment.objects.filter(
        person=found, program=program, ended_at__isnull=True
    ).first()
    return {
        "person": found,
        "program": program,
        "form": form or ContactForm(initial=initial),
        "roles": [(role.value, HATS[role]) for role in roles_of(found)],
        "seats": Seat.objects.filter(person=found, program=program, until__isnull=True),
        "enrolment": enrolment,
        "memberships": Membership.objects.filter(
            enrolment=enrolment, until__isnull=True
        ).select_related("group")
        if enrolment
        else [],
        "ties": CareTie.objects.filter(enrolment=enrolment, until__isnull=True).select_related(
            "clinician"
        )
        if enrolment
        else [],
        "clinicians": queries.staff_of(program, Role.CLINICIAN) if enrolment else [],
        "may_give": [(r.value, HATS[r]) for r in (Role.PEER_LEADER, Role.CLINICIAN)],
    }


@door(Permission.KEEP_PEOPLE, fresh=True)
@require_POST
def change_contact(request: SignedInRequest, person_id: UUID) -> HttpResponseBase:
    """Change how staff reach somebody."""
    found = _find(request, person_id)
    form = ContactForm(request.POST)
    if not form.is_valid():
        return render(request, "office/person.html", _page(request, found, form), status=422)
    people.change_contact(found, by=request.user, **form.cleaned_data)
    messages.success(request, _("Kept."))
    return redirect("office:person", found.pk)


@door(Permission.KEEP_PEOPLE, fresh=True)
@require_POST
def give_place(request: SignedInRequest, person_id: UUID) -> HttpResponseBase:
    """Give somebody a role and a place on the staff of this program."""
    found, program = _find(request, person_id), program_of(request)
    wanted = request.POST.get("role", "")
    if wanted in {Role.PEER_LEADER, Role.CLINICIAN}:
        try:
            people.grant_role(Role(wanted), to=found, by=request.user)
            programs.seat(found, program=program, role=Role(wanted), by=request.user)
            messages.success(request, _("Done."))
        except LeadsHere:
            messages.error(
                request, _("Somebody enrolled in this program cannot lead or treat in it.")
            )
    return redirect("office:person", found.pk)


@door(Permission.KEEP_PEOPLE, fresh=True)
@require_POST
def end_place(request: SignedInRequest, person_id: UUID) -> HttpResponseBase:
    """End a place on the staff; with the last one the role ends too, and so do open rooms (A09)."""
    found = _find(request, person_id)
    place = get_object_or_404(
        Seat.objects.filter(person=found, program=program_of(request), until__isnull=True),
        pk=_uuid(request.POST.get("seat", "")),
    )
    programs.unseat(place, by=request.user)
    if not Seat.objects.filter(person=found, role=place.role, until__isnull=True).exists():
        try:
            people.end_role(Role(place.role), of=found, by=request.user)
        except PersonError:
            messages.error(request, _("This is the last administrator; the role stays."))
    messages.success(request, _("Ended. They are signed out."))
    return redirect("office:person", found.pk)


@door(Permission.KEEP_PEOPLE)
@require_POST
def on_call(request: SignedInRequest, person_id: UUID) -> HttpResponseBase:
    """Put a clinician on call, or take them off."""
    place = get_object_or_404(
        Seat.objects.filter(
            person=_find(request, person_id), program=program_of(request), until__isnull=True
        ),
        pk=_uuid(request.POST.get("seat", "")),
    )
    programs.set_on_call(place, on_call=not place.on_call, by=request.user)
    return redirect("office:person", person_id)


@door(Permission.KEEP_PEOPLE)
@require_POST
def tie(request: SignedInRequest, person_id: UUID) -> HttpResponseBase:
    """Put a clinician on somebody's care team, or take them off."""
    program = program_of(request)
    enrolment = get_object_or_404(
        Enrolment, person=_find(request, person_id), program=program, ended_at__isnull=True
    )
    clinician = get_object_or_404(
        queries.staff_of(program, Role.CLINICIAN), pk=_uuid(request.POST.get("clinician", ""))
    )
    if request.POST.get("no"):
        for one in CareTie.objects.filter(
            enrolment=enrolment, clinician=clinician, until__isnull=True
        ):
            programs.untie(one, by=request.user)
    else:
        programs.tie(clinician, enrolment=enrolment, by=request.user)
    return redirect("office:person", person_id)


class InviteForm(forms.Form):
    """Whom to invite, as what."""

    email = forms.EmailField(label=gettext_lazy("E-mail"))
    role = forms.ChoiceField(label=gettext_lazy("As"), choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = (Role.PARTICIPANT, Role.PEER_LEADER, Role.CLINICIAN, Role.COORDINATOR)
        self.fields["role"].choices = [(r.value, HATS[r]) for r in offered]  # type: ignore[attr-defined]


@door(Permission.KEEP_PEOPLE)
@require_http_methods(["GET", "POST"])
def invite(request: SignedInRequest) -> HttpResponseBase:
    """Ask somebody in, for one role, once, within three days (W14)."""
    program = program_of(request)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            programs.invite(
                email=form.cleaned_data["email"], role=Role(form.cleaned_data["role"]), program=program,
                by=request.user,
            )  # fmt: skip
        except MayNotInvite:
            form.add_error("role", _("You can invite participants, peer leaders and clinicians."))
        else:
            messages.success(
                request, _("The invitation is on its way. It works once, for three days.")
            )
            return redirect("office:people")
    context = {"form": form, "program": program}
    return render(request, "office/invite.html", context, status=422 if form.errors else 200)


@door(Permission.KEEP_PEOPLE)
@require_POST
def revoke(request: SignedInRequest) -> HttpResponseBase:
    """Take an invitation back."""
    found = get_object_or_404(
        Invitation, program=program_of(request), pk=_uuid(request.POST.get("invitation", ""))
    )
    programs.revoke_invitation(found, by=request.user)
    messages.success(request, _("Taken back. The link does not open any more."))
    return redirect("office:people")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
