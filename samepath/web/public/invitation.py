"""Coming in by invitation. Looking changes nothing; only the press does (A07, W14)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from samepath.lib.time import ZONES
from samepath.people.errors import AliasRefused, AliasTaken, EmailTaken
from samepath.people.models import DRAWINGS, Person
from samepath.programs import actions as programs
from samepath.programs import queries
from samepath.programs.errors import InvitationRefused
from samepath.web.doors import open_to_all


class ComeIn(forms.Form):
    """What an account needs."""

    alias = forms.CharField(
        label=_("The name others see"), max_length=40,
        help_text=_("A first name or any name you like. The group never sees another one."),
    )  # fmt: skip
    drawing = forms.ChoiceField(label=_("Your drawing"), choices=[(d, d) for d in DRAWINGS])
    legal_name = forms.CharField(
        label=_("Your full name"),
        max_length=120,
        help_text=_("Only the clinical team and the office see it."),
    )
    zone = forms.ChoiceField(
        label=_("Your time zone"), choices=[(z, z.replace("_", " ")) for z in ZONES]
    )
    password = forms.CharField(
        label=_("A password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("15 characters or more. Four words in a row are easy to keep in mind."),
    )  # fmt: skip

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        """The rules of A03, in words."""
        password: str = self.cleaned_data["password"]
        alias = self.cleaned_data.get("alias", "")
        validate_password(password, user=Person(email=self.email, alias=alias))
        return password


@open_to_all
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show the invitation; on the press, make the account as it was written."""
    try:
        asked = queries.open_invitation(token)
    except InvitationRefused as refusal:
        return render(request, "public/invitation_over.html", {"why": refusal.why}, status=410)
    initial = {"zone": "America/New_York", "drawing": "fern"}
    form = ComeIn(request.POST or None, initial=initial, email=asked.email)
    if request.method == "POST" and form.is_valid():
        done = _accept(request, token, form)
        if done is not None:
            return done
    context: dict[str, Any] = {"form": form, "invitation": asked}
    return render(request, "public/invitation.html", context, status=422 if form.errors else 200)


def _accept(request: HttpRequest, token: str, form: ComeIn) -> HttpResponseBase | None:
    try:
        programs.accept_invitation(token, **form.cleaned_data)
    except AliasTaken:
        form.add_error(
            "alias",
            _("Somebody here has this name, or one very close to it. Please choose another."),
        )
    except AliasRefused:
        form.add_error("alias", _("Please use letters of one alphabet, without hidden signs."))
    except EmailTaken:
        form.add_error(None, ValidationError(_("Please sign in with the account you have.")))
    except InvitationRefused:
        form.add_error(None, ValidationError(_("This invitation has just been used.")))
    else:
        logout(request)  # somebody else's sign-in on a shared device ends here
        messages.success(request, _("Your account is ready. Please sign in."))
        return redirect("account_login")
    return None
