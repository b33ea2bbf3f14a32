"""People of a program: found, looked at, reached."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from samepath.audit import trail
from samepath.lib.phones import PhoneRefused, tidy_phone
from samepath.people import actions as people
from samepath.people.models import Contact, Person, RoleGrant
from samepath.people.permissions import Permission, Role
from samepath.people.queries import lost_factors, roles_of
from samepath.programs import queries
from samepath.programs.models import CareTie, Enrolment, Group, Membership, Program, Seat
from samepath.programs.rules import MAY_INVITE, STATES
from samepath.web.doors import SignedInRequest, door
from samepath.web.hats import may_act
from samepath.web.nav import HATS
from samepath.web.office.common import fingerprint, program_of

A_PAGE = 30
CONTACT = ("legal_name", "phone", "usual_address", "usual_state")
LIVE_GRANTS = Prefetch("grants", RoleGrant.objects.filter(ended_at__isnull=True), to_attr="held")


@door(Permission.SEE_PEOPLE)
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """People by the name others see, 30 a page. The same number of queries at any size."""
    words = request.GET.get("q", "").strip()[:100]
    found = queries.people_visible_to(request.user, request.hat).order_by("alias_skeleton")
    if words:
        found = found.filter(Q(alias__icontains=words) | Q(email__icontains=words))
    page = Paginator(found.prefetch_related(LIVE_GRANTS), A_PAGE).get_page(request.GET.get("page"))
    rows = [(one, [HATS[Role(grant.role)] for grant in one.held]) for one in page]  # type: ignore[attr-defined]  # prefetched
    context = {
        "page": page, "rows": rows, "words": words, "program": program_of(request),
        "lost": lost_factors(queries.people_visible_to(request.user, request.hat)).count(),
    }  # fmt: skip
    return render(request, "office/people.html", context)


def find(request: SignedInRequest, person_id: UUID) -> Person:
    """Somebody of a program that whoever asks keeps, or 404 (Z02)."""
    visible = queries.people_visible_to(request.user, request.hat)
    return get_object_or_404(visible, pk=person_id)


def program_around(request: SignedInRequest, person: Person) -> Program | None:
    """The program being kept, or another of one's own where this person is, when they are not in that one."""
    kept = program_of(request)
    of_them = queries.programs_of(request.user, request.hat)
    there = set(Enrolment.objects.filter(person=person).values_list("program", flat=True))
    there |= set(Seat.objects.filter(person=person).values_list("program", flat=True))
    if kept is None or kept.pk in there:
        return kept
    return next((one for one in of_them if one.pk in there), kept)


class ContactForm(forms.Form):
    """How staff reach somebody."""

    legal_name = forms.CharField(label=gettext_lazy("Full name"), max_length=120, required=False)
    phone = forms.CharField(
        label=gettext_lazy("Phone number"), max_length=30, required=False,
        help_text=gettext_lazy("With area code: 603-555-0142."),
    )  # fmt: skip
    usual_address = forms.CharField(
        label=gettext_lazy("Usual address"), max_length=200, required=False,
        help_text=gettext_lazy("Where help would be sent. Asked again at the door of each session."),
    )  # fmt: skip
    usual_state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False,
        choices=[("", gettext_lazy("not known")), *((one, one) for one in sorted(STATES))],
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_phone(self) -> str:
        """A number that can be called."""
        typed: str = self.cleaned_data["phone"]
        try:
            return tidy_phone(typed) if typed else ""
        except PhoneRefused:
            raise forms.ValidationError(
                _("This cannot be called. Please write the number with its area code.")
            ) from None


@door(Permission.SEE_PEOPLE)
@require_GET
def person(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """One person: how to reach them, roles, places. The look is noted (L01)."""
    return show(request, find(request, person_id))


def show(
    request: SignedInRequest, found: Person, form: ContactForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of one person, with a form that was refused kept as it was typed."""
    trail.saw("person", by=request.user, about=found)
    stored = stored_contact(found)
    context = {
        "person": found,
        "form": form or ContactForm(initial={**stored, "seen": fingerprint(stored)}),
        "stored": stored,
        # Asked before anything is typed, so that nothing typed is lost on the way (A11).
        "fresh": may_act(request, Permission.KEEP_PEOPLE, fresh=True),
        "roles": [HATS[role] for role in roles_of(found)],
        **_places(request, found),
    }
    return render(request, "office/person.html", context, status=status)


def stored_contact(found: Person) -> dict[str, str]:
    """Contact data as it is now. 1 query."""
    contact = Contact.objects.filter(person=found).first()
    return {name: getattr(contact, name, "") for name in CONTACT}


def _places(request: SignedInRequest, found: Person) -> dict[str, Any]:
    """What somebody is in a program: enrolled with groups and care team, or on its staff."""
    program = program_around(request, found)
    if program is None:
        return {"program": None}
    enrolment = queries.enrolment_of(found, program)
    seats = Seat.objects.filter(person=found, program=program, until__isnull=True)
    offered = MAY_INVITE.get(request.hat or "", frozenset())
    return {
        "program": program,
        "enrolment": enrolment,
        "past": Enrolment.objects.filter(person=found, program=program, ended_at__isnull=False),
        "seats": [(seat, HATS[Role(seat.role)]) for seat in seats],
        "may_give": [
            (role.value, HATS[role]) for role in Role
            if role.value in offered and role not in {Role.PARTICIPANT, Role.ADMINISTRATOR}
        ],
        **(_around(enrolment, program) if enrolment else {}),
    }  # fmt: skip


def _around(enrolment: Enrolment, program: Program) -> dict[str, Any]:
    memberships = list(
        Membership.objects.filter(enrolment=enrolment, until__isnull=True).select_related("group")
    )
    ties = list(
        CareTie.objects.filter(enrolment=enrolment, until__isnull=True).select_related("clinician")
    )
    return {
        "memberships": memberships,
        "ties": ties,
        "groups": Group.objects.filter(program=program, closed_at__isnull=True)
        .exclude(pk__in=[one.group_id for one in memberships])
        .order_by("name"),
        "clinicians": queries.staff_of(program, Role.CLINICIAN).exclude(
            pk__in=[one.clinician_id for one in ties]
        ),
        "endings": [
            (state.value, state.label)
            for state in (Enrolment.State.COMPLETED, Enrolment.State.ENDED)
        ],
    }


@door(Permission.KEEP_PEOPLE, fresh=True)
@require_POST
def change_contact(request: SignedInRequest, person_id: UUID) -> HttpResponseBase:
    """Change how staff reach somebody; only the fields that differ are written."""
    found = find(request, person_id)
    form = ContactForm(request.POST)
    if not form.is_valid():
        return show(request, found, form, status=422)
    stored = stored_contact(found)
    if form.cleaned_data["seen"] not in {"", fingerprint(stored)}:
        form.add_error(
            None, _("Somebody changed this while you had it open. Your entries are kept here; what is stored now stands "
                    "beside them. Keep again to put yours in its place."),
        )  # fmt: skip
        form.data = {**request.POST.dict(), "seen": fingerprint(stored)}
        return show(request, found, form, status=422)
    changed = {n: form.cleaned_data[n] for n in CONTACT if form.cleaned_data[n] != stored[n]}
    if changed:
        people.change_contact(found, by=request.user, **changed)
    messages.success(request, _("Kept."))
    return redirect("office:person", found.pk)
