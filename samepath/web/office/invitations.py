"""Asking people in: one person, one role, one program, once, within three days (W14)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from samepath.lib.time import now as right_now
from samepath.people.permissions import Permission, Role
from samepath.programs import actions as programs
from samepath.programs import queries
from samepath.programs.errors import MayNotInvite
from samepath.programs.models import Invitation, Program
from samepath.programs.rules import MAY_INVITE
from samepath.web.doors import SignedInRequest, door
from samepath.web.nav import HATS
from samepath.web.office.common import in_program, key_of

MOST_SHOWN = 100


class InviteForm(forms.Form):
    """Whom to invite, as what. The roles on offer are those the hat worn may give."""

    email = forms.EmailField(label=gettext_lazy("E-mail"))
    role = forms.ChoiceField(
        label=gettext_lazy("As"), choices=[],
        help_text=gettext_lazy("Fixed with the invitation; another role later is a new step."),
    )  # fmt: skip

    def __init__(self, *args: Any, hat: Role | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = MAY_INVITE.get(hat or "", frozenset())
        choices = [(role.value, HATS[role]) for role in Role if role.value in offered]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]  # stubs know only Field


@door(Permission.KEEP_PEOPLE)
@require_http_methods(["GET", "POST"])
@in_program
def invite(request: SignedInRequest, program: Program) -> HttpResponseBase:
    """Ask somebody in, and see who was asked and has not come yet."""
    form = InviteForm(request.POST or None, hat=request.hat)
    if request.method == "POST" and form.is_valid() and _invite(request, program, form):
        return redirect("office:invite")
    now = right_now()
    waiting = _open(request).filter(Q(program=program) | Q(program__isnull=True))[:MOST_SHOWN]
    rows = [(one, HATS[Role(one.role)], one.expires_at < now) for one in waiting]
    context = {"form": form, "program": program, "invitations": rows}
    return render(request, "office/invite.html", context, status=422 if form.errors else 200)


def _open(request: SignedInRequest) -> QuerySet[Invitation]:
    """Open invitations that whoever asks may see; those of administrators stand outside programs."""
    mine = Q(program__in=queries.programs_of(request.user, request.hat))
    if request.hat == Role.ADMINISTRATOR:
        mine |= Q(program__isnull=True)
    open_ones = Invitation.objects.filter(used_at__isnull=True, revoked_at__isnull=True)
    return open_ones.filter(mine).order_by("-made_at")


def _invite(request: SignedInRequest, program: Program, form: InviteForm) -> bool:
    email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
    here = queries.people_visible_to(request.user, request.hat).filter(email__iexact=email).first()
    if here is not None:
        words = _("%(name)s has an account with this address. Find them under People and give them a place there.")  # fmt: skip
        form.add_error("email", words % {"name": here.alias})
        return False
    program_of_role = None if role == Role.ADMINISTRATOR else program
    try:
        programs.invite(email=email, role=role, program=program_of_role, by=request.user)
    except MayNotInvite:
        form.add_error("role", _("You cannot give this role. Please ask an administrator."))
        return False
    messages.success(
        request, _("The invitation to %(email)s is on its way. It works once, for three days.") % {"email": email}
    )  # fmt: skip
    return True


@door(Permission.KEEP_PEOPLE)
@require_POST
def revoke(request: SignedInRequest) -> HttpResponseBase:
    """Take an invitation back."""
    found = get_object_or_404(_open(request), pk=key_of(request, "invitation"))
    programs.revoke_invitation(found, by=request.user)
    messages.success(
        request, _("Taken back. The link does not open any more. To undo it, invite the address again.")
    )  # fmt: skip
    return redirect("office:invite")
