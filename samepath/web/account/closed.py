"""Addresses that allauth offers and Samepath does not have: they answer like absent ones.

Nobody signs up without an invitation, and the address of an account is changed by the office, not from a
session that somebody might have left open.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from samepath.web.doors import open_to_all

PATHS = (
    "signup/", "email/", "confirm-email/", "password/set/", "login/code/confirm/",
)  # fmt: skip


@open_to_all
def closed(request: HttpRequest, key: str = "") -> HttpResponse:
    """There is nothing here."""
    raise Http404
