"""What every answer of every page tells the browser (W01, P01, P07, A12)."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from tests.pages import all_pages

PAGES = all_pages()
PUBLIC = {"public:crisis", "public:offline"}
FOREIGN = re.compile(
    rb"""(?:src|href|action|content|poster)=["'](?:https?:)?//(?!localhost)[^"']+"""
)


@pytest.fixture(params=["a stranger", "amara", "ben", "dr_chen", "iris"])
def browser(request, browsers):
    return browsers[request.param]


@pytest.mark.safety("W01", "P01", "P07", "A12")
def test_every_answer_of_every_page(browser, of_the_evening):
    """All pages in one go, by GET and by an empty POST: pages, redirects and refusals alike."""
    wrong = []
    for name, page in PAGES.items():
        if name == "account_logout":
            continue
        url = page.url(of_the_evening)
        for method in ("get", "post"):
            answer = getattr(browser, method)(url)
            wrong += [f"{method} {name}: {what}" for what in _wrong(name, answer)]
    assert not wrong


def _wrong(name: str, answer) -> list[str]:
    headers = answer.headers
    found = []
    policy = headers.get("Content-Security-Policy", "")
    for part in (
        "default-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ):
        if part not in policy:
            found.append(f"no {part}")
    if "unsafe" in policy or "*" in policy or "http:" in policy or "https:" in policy:
        found.append("a loose policy")
    expected = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": "same-origin",
        "X-Frame-Options": "DENY",
    }
    found += [
        f"{key} is {headers.get(key)}"
        for key, value in expected.items()
        if headers.get(key) != value
    ]
    if "camera=(self)" not in headers.get("Permissions-Policy", ""):
        found.append("no permissions policy")
    if name not in PUBLIC and "no-store" not in headers.get("Cache-Control", ""):
        found.append("may be stored")
    if "no-store" not in headers.get("Cache-Control", "") and answer.cookies:
        found.append("a stored page sets a cookie")
    found += [f"the cookie {key} {what}" for key, what in _loose_cookies(answer)]
    if FOREIGN.search(getattr(answer, "content", b"")):
        found.append(f"names a foreign host: {FOREIGN.search(answer.content)[0]!r}")
    return found


def _loose_cookies(answer) -> list[tuple[str, str]]:
    loose = []
    for key, cookie in answer.cookies.items():
        if not cookie["httponly"]:
            loose.append((key, "is open to scripts"))
        if cookie["samesite"] != "Lax":
            loose.append((key, "goes along from other sites"))
        if cookie["domain"] or cookie["path"] != "/":
            loose.append((key, "is not ours alone"))
    return loose


@pytest.mark.safety("P07")
def test_signing_out_clears_what_the_browser_kept(client_as, amara):
    answer = client_as(amara).post("/account/logout/")
    assert '"cache"' in answer.headers.get("Clear-Site-Data", "")


@pytest.mark.safety("P07")
def test_no_address_holds_more_than_an_opaque_name():
    """What stands in an address is a key nobody can guess, a one-time token, or the demonstration's names."""
    kinds = {key for page in PAGES.values() for key in page.keys}
    assert kinds <= {
        "session_id", "hand_over_id", "concern_id", "consent_id", "person_id", "group_id", "version_id", "device_id", "token", "who", "key", "uidb36", "pk", "receipt",
    }  # fmt: skip
