"""Groups of a program and who belongs to them; the program's own numbers."""

from __future__ import annotations

from typing import Any
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

from samepath.people.permissions import Permission
from samepath.programs import actions as programs
from samepath.programs.models import Enrolment, Group, Membership
from samepath.programs.rules import SETTINGS
from samepath.web.doors import SignedInRequest, door
from samepath.web.office.common import program_of


class GroupForm(forms.Form):
    """A new group."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    lane = forms.ChoiceField(
        label=gettext_lazy("Lane"),
        choices=[("peer", gettext_lazy("Peers")), ("care", gettext_lazy("Care"))],
    )


@door(Permission.KEEP_PROGRAM)
@require_http_methods(["GET", "POST"])
def index(request: SignedInRequest) -> HttpResponseBase:
    """All groups; a new one below."""
    program = program_of(request)
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if Group.objects.filter(program=program, name=form.cleaned_data["name"]).exists():
            form.add_error("name", _("There is a group of this name. Please choose another."))
        else:
            made = programs.add_group(program, by=request.user, **form.cleaned_data)
            return redirect("office:group", made.pk)
    groups = (
        Group.objects.filter(program=program, closed_at__isnull=True)
        .annotate(members=Count("memberships", filter=Q(memberships__until__isnull=True)))
        .order_by("name")
    )
    context = {"groups": groups, "form": form, "program": program}
    return render(request, "office/groups.html", context, status=422 if form.errors else 200)


def _find(request: SignedInRequest, group_id: UUID) -> Group:
    return get_object_or_404(Group, program=program_of(request), pk=group_id)


@door(Permission.KEEP_PROGRAM)
@require_GET
def group(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """Who belongs, and who could."""
    found = _find(request, group_id)
    members = Membership.objects.filter(group=found, until__isnull=True).select_related(
        "enrolment__person"
    )
    others = (
        Enrolment.objects.filter(program=found.program, ended_at__isnull=True)
        .exclude(memberships__group=found, memberships__until__isnull=True)
        .select_related("person")
        .order_by("person__alias")[:300]
    )
    context = {
        "group": found,
        "members": members,
        "others": others,
        "limit": found.program.capacity_hard,
    }
    return render(request, "office/group.html", context)


@door(Permission.KEEP_PROGRAM)
@require_POST
def join(request: SignedInRequest, group_id: UUID) -> HttpResponseBase:
    """Give somebody a place in a group."""
    found = _find(request, group_id)
    enrolment = get_object_or_404(
        Enrolment,
        program=found.program,
        ended_at__isnull=True,
        pk=_uuid(request.POST.get("enrolment", "")),
    )
    if found.memberships.filter(until__isnull=True).count() >= found.program.capacity_hard:
        messages.error(request, _("This group is full. Nobody was added."))
    else:
        programs.join_group(found, enrolment=enrolment, by=request.user)
    return redirect("office:group", found.pk)


@door(Permission.KEEP_PROGRAM)
@require_POST
def leave(request: SignedInRequest, group_id: UUID) -> HttpResponseBase:
    """End a place in a group."""
    found = _find(request, group_id)
    membership = get_object_or_404(
        found.memberships.filter(until__isnull=True), pk=_uuid(request.POST.get("membership", ""))
    )
    programs.leave_group(membership, by=request.user)
    return redirect("office:group", found.pk)


LABELS = {
    "door_opens_min": gettext_lazy("The door opens before the start"),
    "leaders_early_min": gettext_lazy("Leaders and clinicians may come before the start"),
    "late_grace_min": gettext_lazy("After this, whoever is late waits for the host"),
    "stay_after_min": gettext_lazy("The room may stay open after the end"),
    "location_fresh_min": gettext_lazy("“Where are you now” is asked again after"),
    "answered_within_s": gettext_lazy("A clinician’s console counts as answering within"),
    "hold_after_s": gettext_lazy("Without staff, a room rests after"),
    "seat_kept_min": gettext_lazy("A seat is kept after a lost line"),
    "capacity_target": gettext_lazy("A group aims at"),
    "capacity_soft": gettext_lazy("A group may grow to"),
    "capacity_hard": gettext_lazy("A room never holds more members than"),
    "rooms_a_supervisor": gettext_lazy("A clinician stands behind at most"),
    "capture_height": gettext_lazy("Height of a camera picture"),
    "capture_fps": gettext_lazy("Pictures a second"),
}


class SettingsForm(forms.Form):
    """A program's own numbers, each with its safe range."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, allowed in SETTINGS.items():
            self.fields[name] = forms.IntegerField(
                label=LABELS[name], min_value=allowed.low, max_value=allowed.high,
                help_text=_("%(low)s to %(high)s %(unit)s")
                % {"low": allowed.low, "high": allowed.high, "unit": allowed.unit},
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Target, soft and hard capacity rise."""
        data = super().clean() or {}
        given = [data.get(f"capacity_{size}") for size in ("target", "soft", "hard")]
        rising = [size for size in given if size is not None]
        if rising != sorted(rising):
            self.add_error("capacity_soft", _("These three numbers must rise."))
        return data


@door(Permission.KEEP_PROGRAM)
@require_http_methods(["GET", "POST"])
def settings(request: SignedInRequest) -> HttpResponseBase:
    """Read and change the program's own numbers."""
    program = program_of(request)
    form = SettingsForm(request.POST or None, initial={n: getattr(program, n) for n in SETTINGS})
    if request.method == "POST" and form.is_valid():
        changed = {
            n: form.cleaned_data[n] for n in SETTINGS if form.cleaned_data[n] != getattr(program, n)
        }
        if changed:
            programs.change_settings(program, by=request.user, **changed)
        messages.success(request, _("Kept."))
        return redirect("office:program")
    context = {"form": form, "program": program}
    return render(request, "office/program.html", context, status=422 if form.errors else 200)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
