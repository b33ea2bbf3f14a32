"""A device that somebody asked to remember: a password is enough there for 30 days, to join and to call for help (A01).

Ours and not allauth's signed cookie, because a person must see and end what opens their account (A12).
"""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.stages import AuthenticateStage
from django import forms
from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from samepath.people import actions as people
from samepath.people.models import Person, RememberedDevice
from samepath.people.permissions import STAFF
from samepath.people.queries import remembered_device, roles_of
from samepath.people.rules import REMEMBERED_FOR
from samepath.people.sessions import REMEMBERED

COOKIE = settings.DEVICE_COOKIE_NAME


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """The code, and for participants the wish not to be asked on this device again."""

    remember = forms.BooleanField(
        label=_("Remember this phone or computer for 30 days"), required=False,
        help_text=_("Then your password is enough here to join sessions and to ask for help. Only if nobody else uses it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_be_remembered(self.user):
            del self.fields["remember"]


class FactorStage(AuthenticateStage):  # type: ignore[misc]  # the same
    """allauth's question for the second factor at a sign-in, left out on a remembered device."""

    def handle(self) -> tuple[HttpResponseBase | None, bool]:
        """Ask, or go on."""
        person = self.login.user
        if person is not None and _device_of(self.request, person) is not None:
            return None, True
        answer: tuple[HttpResponseBase | None, bool] = super().handle()
        return answer


def may_be_remembered(person: Person) -> bool:
    """Nobody with a staff role: what they see is about others. 1 query."""
    return not STAFF.intersection(roles_of(person))


def _device_of(request: Any, person: Person) -> RememberedDevice | None:
    token = request.COOKIES.get(COOKIE)
    if not token or not may_be_remembered(person):
        return None
    return remembered_device(token, of=person)


def signed_in(request: Any, person: Person) -> None:
    """A sign-in begins: tie it to its device, remembering the device first where that was asked."""
    session = request.session
    session.pop(REMEMBERED, None)
    device = _device_of(request, person)
    records = get_authentication_records(request, person)
    with_factor = any(record.get("method") == "mfa" for record in records)
    wished = request.POST.get("remember") == "on" and may_be_remembered(person)
    if device is None and wished and with_factor:
        device, request.device_token = people.remember_device(
            person, device=session["device"], by=person
        )
    if device is not None:
        session[REMEMBERED] = str(device.pk)


def let_go(session: Any) -> None:
    """Untie a sign-in from its device, so that it stays when the device is forgotten."""
    if session.pop(REMEMBERED, None):
        session.save()


def give_cookie(request: Any, answer: HttpResponseBase) -> None:
    """Let the browser keep its secret, where one was made in this request."""
    if token := getattr(request, "device_token", ""):
        answer.set_cookie(
            COOKIE, token, max_age=REMEMBERED_FOR, secure=settings.SESSION_COOKIE_SECURE, httponly=True,
            samesite="Lax",
        )  # fmt: skip
