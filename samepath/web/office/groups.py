"""Groups of a program and who belongs to them."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samepath.guides import actions as guides
from samepath.people.permissions import Permission
from samepath.programs import actions as programs
from samepath.programs import queries
from samepath.programs.errors import NameTaken, ProgramError
from samepath.programs.models import Group, Program
from samepath.web.doors import SignedInRequest, door
from samepath.web.office.common import PersonForm, explain, in_program, key_of, suggestions


class GroupForm(forms.Form):
    """A new group."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80,
        help_text=gettext_lazy("Members see it. Choose words that say nothing about an illness."),
    )  # fmt: skip
    lane = forms.ChoiceField(
        label=gettext_lazy("Lane"),
        choices=[
            ("peer", gettext_lazy("Peers: led by peer leaders")),
            ("care", gettext_lazy("Care: led by a clinician")),
        ],
    )


@door(Permission.KEEP_PROGRAM)
@require_http_methods(["GET", "POST"])
@in_program
def index(request: SignedInRequest, program: Program) -> HttpResponseBase:
    """All groups; a new one beside them."""
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = programs.add_group(program, by=request.user, **form.cleaned_data)
            guides.begin_promises(by=request.user, program=program)
        except NameTaken:
            form.add_error("name", _("There is a group of this name. Please choose another."))
        else:
            return redirect("office:group", made.pk)
    groups = (
        Group.objects.filter(program=program, closed_at__isnull=True)
        .annotate(members=Count("memberships", filter=Q(memberships__until__isnull=True)))
        .order_by("name")
    )
    context = {"groups": groups, "form": form, "program": program}
    return render(request, "office/groups.html", context, status=422 if form.errors else 200)


def _find(request: SignedInRequest, group_id: UUID) -> Group:
    visible = Group.objects.visible_to(request.user, request.hat).select_related("program")
    return get_object_or_404(visible, pk=group_id)


@door(Permission.KEEP_PROGRAM)
@require_GET
def group(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """Who belongs, and who could."""
    found = _find(request, group_id)
    return _page(request, found, PersonForm(among=queries.participants_of(found.program)))


def _page(request: SignedInRequest, found: Group, form: PersonForm) -> HttpResponse:
    members = list(queries.members_of(found))
    names = suggestions(form.among, [one.enrolment.person for one in members])
    context = {
        "group": found,
        "members": members,
        "form": form,
        "names": names,
        "limit": found.program.capacity_hard,
    }
    return render(request, "office/group.html", context, status=422 if form.errors else 200)


@door(Permission.KEEP_PROGRAM)
@require_POST
def join(request: SignedInRequest, group_id: UUID) -> HttpResponseBase:
    """Give somebody a place in a group."""
    found = _find(request, group_id)
    form = PersonForm(request.POST, among=queries.participants_of(found.program))
    if not form.is_valid():
        return _page(request, found, form)
    person = form.cleaned_data["person"]
    enrolment = queries.enrolment_of(person, found.program)
    assert enrolment is not None  # only enrolled people can be named
    try:
        programs.join_group(found, enrolment=enrolment, by=request.user)
    except ProgramError as refusal:
        explain(form, refusal, found.program)
        return _page(request, found, form)
    messages.success(request, _("%(name)s is in this group now.") % {"name": person.alias})
    return redirect("office:group", found.pk)


@door(Permission.KEEP_PROGRAM)
@require_POST
def leave(request: SignedInRequest, group_id: UUID) -> HttpResponseBase:
    """End a place in a group."""
    found = _find(request, group_id)
    membership = get_object_or_404(queries.members_of(found), pk=key_of(request, "membership"))
    programs.leave_group(membership, by=request.user)
    words = _("%(name)s is no longer in this group. To undo it, add the name again.")
    messages.success(request, words % {"name": membership.enrolment.person.alias})
    return redirect("office:group", found.pk)
