"""One's own account: what others see, how staff reach me, where I am signed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samepath.consent import queries as consent
from samepath.lib.ids import hash_secret
from samepath.lib.phones import PhoneRefused, tidy_phone
from samepath.lib.time import ZONES
from samepath.people import actions as people
from samepath.people.errors import AliasRefused, AliasTaken
from samepath.people.models import DRAWINGS, Contact, WebSession
from samepath.people.permissions import Permission
from samepath.people.queries import remembered_devices
from samepath.people.sessions import REMEMBERED
from samepath.web.account.remembered import let_go
from samepath.web.doors import SignedInRequest, door
from samepath.web.hats import factor_shown_at

KEY_SHOWN = (
    16  # characters of a session key's hash: enough to tell one's own apart, useless to sign in
)


class Looks(forms.Form):
    """What others see, and my own clock."""

    alias = forms.CharField(label=gettext_lazy("The name others see"), max_length=40)
    drawing = forms.ChoiceField(
        label=gettext_lazy("My drawing"), choices=[(d, d) for d in DRAWINGS]
    )
    pronouns = forms.CharField(label=gettext_lazy("Pronouns"), max_length=30, required=False)
    zone = forms.ChoiceField(
        label=gettext_lazy("My time zone"), choices=[(z, z.replace("_", " ")) for z in ZONES]
    )


class Reach(forms.Form):
    """How staff reach me."""

    phone = forms.CharField(
        label=gettext_lazy("Phone number"), max_length=30, required=False,
        help_text=gettext_lazy("Staff call it when your line drops or when you need help."),
    )  # fmt: skip
    usual_address = forms.CharField(
        label=gettext_lazy("Where I usually am"), max_length=200, required=False,
        help_text=gettext_lazy("Street and town. It saves typing at the door of a session."),
    )  # fmt: skip
    usual_state = forms.CharField(
        label=gettext_lazy("State, two letters"), min_length=2, max_length=2, required=False
    )

    def clean_phone(self) -> str:
        """A number we could dial, as people here write it."""
        number: str = self.cleaned_data["phone"]
        try:
            return tidy_phone(number) if number else ""
        except PhoneRefused:
            raise forms.ValidationError(
                _("This does not look like a phone number. Please write it with its area code.")
            ) from None

    def clean_usual_state(self) -> str:
        """Two capital letters."""
        state: str = self.cleaned_data["usual_state"].upper()
        if state and not (state.isascii() and state.isalpha()):
            raise forms.ValidationError(_("Please write two letters, for example NH."))
        return state


@door(Permission.OWN_ACCOUNT)
@require_GET
def mine(request: SignedInRequest) -> HttpResponse:
    """Names, devices, factors, agreements on one page."""
    return render(request, "account/mine.html", _page(request))


def _page(request: SignedInRequest, form: Looks | None = None) -> dict[str, Any]:
    person = request.user
    looks = {name: getattr(person, name) for name in ("alias", "drawing", "pronouns", "zone")}
    rows = WebSession.objects.filter(person=person, expire_date__gt=timezone.now())
    return {
        "form": form or Looks(initial=looks),
        "devices": [
            {
                "key": hash_secret(row.session_key)[:KEY_SHOWN],
                "words": row.device,
                "here": row.session_key == request.session.session_key,
                "seen_at": row.seen_at,
                "started_at": row.started_at,
            }
            for row in rows.order_by("-seen_at")
        ],
        "factors": Authenticator.objects.filter(user=person).exclude(
            type=Authenticator.Type.RECOVERY_CODES
        ),
        "factor_shown_at": factor_shown_at(request),
        "remembered": remembered_devices(person),
        "here": request.session.get(REMEMBERED, ""),
        "agreements": consent.given(person),
    }


@door(Permission.OWN_ACCOUNT)
@require_POST
def change_looks(request: SignedInRequest) -> HttpResponseBase:
    """Change name, drawing, pronouns, zone."""
    form = Looks(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        alias = data.pop("alias")
        try:
            if alias != request.user.alias:
                people.rename(request.user, alias=alias, by=request.user)
            people.change_looks(request.user, by=request.user, **data)
        except AliasTaken:
            form.add_error("alias", _("Somebody here has this name, or one very close to it."))
        except AliasRefused:
            form.add_error("alias", _("Please use letters of one alphabet, without hidden signs."))
        else:
            messages.success(request, _("Kept."))
            return redirect("account:mine")
    request.user.refresh_from_db()
    return render(request, "account/mine.html", _page(request, form), status=422)


@door(Permission.OWN_ACCOUNT, fresh=True)
@require_http_methods(["GET", "POST"])
def contact(request: SignedInRequest) -> HttpResponseBase:
    """How staff reach me: a page of its own, opened by a fresh factor (A11)."""
    known = Contact.objects.filter(person=request.user).first()
    initial = {name: getattr(known, name, "") for name in Reach.base_fields}
    form = Reach(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        people.change_contact(request.user, by=request.user, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("account:mine")
    status = 422 if form.errors else 200
    return render(request, "account/contact.html", {"form": form}, status=status)


@door(Permission.OWN_ACCOUNT)
@require_POST
def end_device(request: SignedInRequest) -> HttpResponseBase:
    """Sign another device out (A12)."""
    if people.end_web_session(request.POST.get("key", ""), by=request.user):
        messages.success(request, _("That device is signed out."))
    return redirect("account:mine")


@door(Permission.OWN_ACCOUNT)
@require_POST
def forget_device(request: SignedInRequest, device_id: UUID) -> HttpResponseBase:
    """Ask for the code on a device again; on this one the sign-in goes on."""
    device = get_object_or_404(remembered_devices(request.user), pk=device_id)
    if request.session.get(REMEMBERED) == str(device.pk):
        let_go(request.session)
    people.forget_device(device, by=request.user)
    messages.success(request, _("That device is asked for a code again."))
    return redirect("account:mine")


@door(Permission.OWN_ACCOUNT)
@require_POST
def end_others(request: SignedInRequest) -> HttpResponseBase:
    """Sign all other devices out."""
    people.end_web_sessions(request.user, by=request.user, but=request.session.session_key or "")
    messages.success(request, _("All other devices are signed out."))
    return redirect("account:mine")
