"""Which hat somebody wears, and whether they have shown a second factor.

One hat at a time, changed on purpose; what a page may do follows from the hat worn, not from all hats held.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from samepath.audit import trail
from samepath.people.permissions import (
    BY_PASSKEY,
    ON_REMEMBERED_DEVICE,
    STAFF,
    Permission,
    Role,
)
from samepath.people.queries import roles_of
from samepath.people.sessions import REMEMBERED
from samepath.web import carried

FACTOR = "second_factor_at"  # set where there is no factor to show: the demonstration, and tests
OTHER_DEVICE = "other_device"  # word left by a sign-in on another device (A12)
LOCKED = "locked_at"  # set by the middleware that ends sign-ins: only beats since
FRESH = timedelta(minutes=5)  # A11
# What goes on in a room that somebody is in, however long they touched nothing (A10).
LIVE = frozenset(
    {
        Permission.ASK_FOR_HELP,
        Permission.JOIN_SESSIONS,
        Permission.SUPERVISE_SESSIONS,
        Permission.ANSWER_CALLS,
    }
)


class HatMiddleware:
    """Puts `hat` and `hats` on the request, and tells the trail who acts. 1 query for somebody signed in."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: Any) -> HttpResponseBase:
        request.hats = roles_of(request.user) if request.user.is_authenticated else []
        request.hat = hat_worn(request)
        carried.forget_old(request.session)
        if request.hat is not None and OTHER_DEVICE in request.session:
            _mention_other_device(request)
        with trail.acting(hat=request.hat or "", source=source_of(request)):
            answer = self.answer(request)
        if getattr(request, "signed_out", False):
            # Pages go; the copy of the crisis card, which is storage, stays (P07, H20).
            answer.headers["Clear-Site-Data"] = '"cache"'
        return answer


def _mention_other_device(request: Any) -> None:
    if request.method != "GET" or not request.accepts("text/html"):
        return
    words = _(
        "Your account was opened on another device (%(device)s). If that was not you, sign it out here: My account."
    )
    device = request.session.pop(OTHER_DEVICE) or _("unknown")
    messages.warning(request, words % {"device": device})


def hat_worn(request: Any) -> Role | None:
    """The hat from the session if it is still held, else the one with the least reach."""
    if not request.hats:
        return None
    worn = request.session.get("hat")
    return Role(worn) if worn in request.hats else request.hats[0]


def wear(session: Any, hat: Role, *, second_factor: bool = False) -> None:
    """Put a hat on in a web session. `second_factor` marks one that counts as shown now."""
    session["hat"] = hat.value
    if second_factor:
        session[FACTOR] = datetime.now(UTC).isoformat()


def factor_shown_at(request: Any) -> datetime | None:
    """When this sign-in last showed a second factor that counts for the roles held, UTC.

    Whoever holds a role of `BY_PASSKEY` shows a passkey: a code can be asked for by a page that only looks like
    ours (A02).
    """
    by_passkey = bool(BY_PASSKEY.intersection(request.hats))
    times = [
        datetime.fromtimestamp(record["at"], UTC)
        for record in get_authentication_records(request, request.user)
        if record.get("method") == "mfa" and (not by_passkey or record.get("type") == "webauthn")
    ]
    if marked := request.session.get(FACTOR):
        times.append(datetime.fromisoformat(marked))
    return max(times, default=None)


def may_act(request: Any, permission: Permission, *, fresh: bool = False) -> bool:
    """Whether this sign-in may use a permission its hat grants.

    Everybody shows a second factor first, whichever hat they wear; for a participant on a device they asked to
    remember, joining does without (A01). Staff show it again after a locked screen (A10), and some acts ask
    everybody for a factor of the last 5 minutes (A11). Asking for help asks for nothing.
    """
    if permission == Permission.ASK_FOR_HELP:
        return True
    holds_staff_role = bool(STAFF.intersection(request.hats))
    shown = factor_shown_at(request)
    if shown is None:
        remembered = REMEMBERED in request.session and not holds_staff_role
        return remembered and not fresh and permission in ON_REMEMBERED_DEVICE
    if holds_staff_role and is_locked(request) and permission not in LIVE:
        return False
    return not fresh or datetime.now(UTC) - shown <= FRESH


def is_locked(request: Any) -> bool:
    """Whether only a live room kept this sign-in alive: its records wait for the factor (A10)."""
    locked_at = request.session.get(LOCKED)
    if locked_at is None:
        return False
    shown = factor_shown_at(request)
    return shown is None or shown < datetime.fromisoformat(locked_at)


def source_of(request: HttpRequest) -> str:
    """Where a request came from, as a class: this machine, a private network, or outside. Never an address."""
    address = request.META.get("REMOTE_ADDR", "")
    if address.startswith("127.") or address == "::1":
        return "here"
    private = ("10.", "192.168.", "fd", *(f"172.{n}." for n in range(16, 32)))
    return "inside" if address.startswith(private) else "outside"
