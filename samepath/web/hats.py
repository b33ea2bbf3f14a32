"""Which hat somebody wears, and whether they have shown a second factor.

One hat at a time, changed on purpose; what a page may do follows from the hat worn, not from all hats held.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from samepath.audit import trail
from samepath.people.permissions import STAFF, Role
from samepath.people.queries import roles_of

FACTOR = "second_factor_at"  # set where there is no factor to show: the demonstration, and tests
FRESH = timedelta(minutes=5)  # A11


class HatMiddleware:
    """Puts `hat` and `hats` on the request, and tells the trail who acts. 1 query for somebody signed in."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: Any) -> HttpResponseBase:
        request.hats = roles_of(request.user) if request.user.is_authenticated else []
        request.hat = hat_worn(request)
        with trail.acting(hat=request.hat or "", source=source_of(request)):
            return self.answer(request)


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
    """When this sign-in last showed a second factor (a passkey counts), UTC."""
    times = [
        datetime.fromtimestamp(record["at"], UTC)
        for record in get_authentication_records(request)
        if record.get("method") == "mfa"
    ]
    if marked := request.session.get(FACTOR):
        times.append(datetime.fromisoformat(marked))
    return max(times, default=None)


def may_act(request: Any, *, fresh: bool = False) -> bool:
    """Whether the hat worn may act: staff need a second factor (A01), some acts one of the last 5 minutes (A11)."""
    if request.hat not in STAFF and not fresh:
        return True
    shown = factor_shown_at(request)
    if shown is None:
        return False
    return not fresh or datetime.now(UTC) - shown <= FRESH


def source_of(request: HttpRequest) -> str:
    """Where a request came from, as a class: this machine, a private network, or outside. Never an address."""
    address = request.META.get("REMOTE_ADDR", "")
    if address.startswith("127.") or address == "::1":
        return "here"
    private = ("10.", "192.168.", "fd", *(f"172.{n}." for n in range(16, 32)))
    return "inside" if address.startswith(private) else "outside"
