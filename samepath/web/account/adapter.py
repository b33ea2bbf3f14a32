"""How allauth behaves in this house: closed, quiet, and only neutral mail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from samepath.notices import actions as notices
from samepath.web.account.passkeys import must_show_passkey
from samepath.web.account.remembered import give_cookie

NOBODY = "nobody@samepath.invalid"
TOKENS = PasswordResetTokenGenerator()
RESET_LIFE = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
PASSKEY = "mfa_reauthenticate:webauthn"  # allauth's name of this way
QUIET = frozenset({"account/messages/logged_in.txt", "account/messages/logged_out.txt"})


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody signs up by themselves; every mail is a row of the outbox with one of our neutral texts (P03)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come by invitation."""
        return False

    def get_login_stages(self) -> list[str]:
        """allauth's, with our question for the second factor in place of theirs."""
        ours = {
            "allauth.mfa.stages.AuthenticateStage": "samepath.web.account.remembered.FactorStage"
        }
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponseBase:
        """Somebody is in."""
        answer: HttpResponseBase = super().post_login(request, user, **more)
        give_cookie(request, answer)
        return answer

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The only mail of allauth's that goes out: the link to choose a new password (A06).

        It goes to the address stored with the account, never to one that was typed.
        """
        if template_prefix == "account/email/password_reset_key":
            link = urlsplit(context["password_reset_url"]).path
            self._owe(context["user"].email, "reset", link, RESET_LIFE)
        elif template_prefix == "account/email/unknown_account":
            # The same work for an address nobody here has, so that the clock tells nothing (A05): a notice
            # to nobody that is over before it is sent.
            person = get_user_model()(email=NOBODY)
            EmailAddress.objects.filter(user_id=person.pk).exists()
            link = f"/account/password/reset/key/{TOKENS.make_token(person)}"
            self._owe(NOBODY, "reset", link, timedelta())

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: Any = None, email: str | None = None
    ) -> None:
        """Something about one's sign-in changed: what, is told behind the sign-in."""
        self._owe(user.email, "update", "/me", timedelta(days=3))

    @staticmethod
    def _owe(to: str, template: str, link: str, life: timedelta) -> None:
        with transaction.atomic():
            notices.post(
                to=to, template=template, key=f"{template}:{uuid4()}", context={"link": link},
                expires_at=timezone.now() + life,
            )  # fmt: skip

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """Signing in and out needs no message."""
        if message_template not in QUIET:
            super().add_message(request, level, message_template, *args, **kwargs)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Whoever has a second factor shows that one; a password alone is not enough for them (A11)."""
        methods = super().get_reauthentication_methods(user)
        factors = [method for method in methods if method["id"] != "reauthenticate"]
        if must_show_passkey(user):
            return [method for method in factors if method["id"] == PASSKEY]
        return factors or methods

    def reauthenticate(self, user: Any, password: str) -> bool:
        """See above: the page for the password answers nobody who has a second factor."""
        methods = self.get_reauthentication_methods(user)
        if any(method["id"] != "reauthenticate" for method in methods):
            get_user_model()().set_password(password)
            return False
        shown = self.authenticate(self.request, email=user.email, password=password)
        return bool(shown is not None and shown.pk == user.pk)
