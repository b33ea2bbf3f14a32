"""What allauth and Django tell about sign-ins, written down and acted on.

Their signals are the only hook they offer; our own packages call each other.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_changed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.utils import timezone

from samepath.audit import trail
from samepath.people import actions as people
from samepath.people.models import Person, WebSession
from samepath.people.sessions import SessionStore
from samepath.web import carried
from samepath.web.account import remembered
from samepath.web.account.devices import device_words
from samepath.web.hats import LOCKED, OTHER_DEVICE


@receiver(user_logged_in)
def signed_in(sender: Any, request: Any, user: Person, **_: Any) -> None:
    """Begin the sign-in's clocks, name its device, and tell the person's other devices (A10, A12)."""
    session = request.session
    session["signed_in_at"] = session["seen_at"] = timezone.now().isoformat()
    for old in ("beat_at", LOCKED, OTHER_DEVICE):
        session.pop(old, None)
    carried.signed_in(session, user)
    session["device"] = device_words(request.META.get("HTTP_USER_AGENT", ""))
    remembered.signed_in(request, user)
    _tell_others(user, session)
    trail.did("account.sign_in", by=user)


def _tell_others(person: Person, session: Any) -> None:
    """Leave word in the person's other live sessions that are on another kind of device."""
    others = WebSession.objects.filter(person=person, expire_date__gt=timezone.now())
    for row in others.exclude(session_key=session.session_key or "").exclude(
        device=session["device"]
    ):
        store = SessionStore(row.session_key)
        store[OTHER_DEVICE] = session["device"]
        store.save()


@receiver(user_login_failed)
def refused(sender: Any, **_: Any) -> None:
    """A guess. Which account it was for is nobody's business (A05)."""
    trail.did("account.sign_in", by="somebody", outcome="refused")


@receiver(user_logged_out)
def signed_out(sender: Any, request: Any, user: Person | None, **_: Any) -> None:
    """By the person, or by time. The browser is asked to forget what it kept (P07)."""
    request.signed_out = True
    if user is not None:
        trail.did("account.sign_out", by=user)


@receiver(password_reset)
def password_was_reset(sender: Any, request: Any, user: Person, **_: Any) -> None:
    """A reset ends every session, whoever had one (A06)."""
    people.end_web_sessions(user, by=user)
    trail.did("account.reset_password", by=user)


@receiver(password_changed)
def password_was_changed(sender: Any, request: Any, user: Person, **_: Any) -> None:
    """So does a change, but for this one."""
    people.end_web_sessions(user, by=user, but=request.session.session_key or "")
    trail.did("account.change_password", by=user)


@receiver(authenticator_added)
def factor_added(sender: Any, request: Any, user: Person, authenticator: Any, **_: Any) -> None:
    """Setting a factor up is showing it once."""
    kind = authenticator.type
    if kind != Authenticator.Type.RECOVERY_CODES:
        record_authentication(
            request, user, method="mfa", type=kind, id=authenticator.pk, reauthenticated=True
        )
    trail.did("account.add_factor", by=user, kind=kind)


@receiver(authenticator_removed)
def factor_removed(sender: Any, request: Any, user: Person, authenticator: Any, **_: Any) -> None:
    """Written down, and told by allauth's notification. What stood in for it ends too; this sign-in goes on."""
    remembered.let_go(request.session)
    people.forget_devices(user, by=user)
    trail.did("account.remove_factor", by=user, kind=authenticator.type)
