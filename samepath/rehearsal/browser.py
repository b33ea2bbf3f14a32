"""A browser without a screen: cookies, forms, and the product's own doors over HTTP."""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import re
import struct
import time
from dataclasses import dataclass
from typing import Any

import requests

FORM = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class DoorShut(Exception):
    """A page answered something else than the script needs."""


@dataclass(frozen=True)
class Somebody:
    """Whom to sign in as: a figure of the demonstration, or an account with its keys."""

    key: str = ""
    email: str = ""
    password: str = ""
    totp: str = ""


class Browser:
    """One person's browser."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.http = requests.Session()
        self.csrf = ""

    def get(self, path: str, **headers: str) -> requests.Response:
        """Open a page and remember its form token."""
        answer = self.http.get(self.origin + path, headers=headers, timeout=15)
        found = FORM.search(answer.text)
        if found:
            self.csrf = found.group(1)
        return answer

    def post(
        self, path: str, data: dict[str, str] | None = None, json: dict[str, Any] | None = None,
        accept: str = "text/html",
    ) -> requests.Response:  # fmt: skip
        """Send a form or a message as the page's script would."""
        headers = {
            "X-CSRFToken": self.csrf, "Origin": self.origin, "Referer": self.origin + "/", "Accept": accept,
        }  # fmt: skip
        return self.http.post(self.origin + path, data=data, json=json, headers=headers, timeout=15)

    def sign_in(self, who: Somebody) -> None:
        """Through the demonstration's door, or with password and second factor."""
        if who.key:
            self.get("/?ways")
            answer = self.post(f"/demo/as/{who.key}")
        else:
            self.get("/account/login/")
            answer = self.post("/account/login/", {"login": who.email, "password": who.password})
            if "2fa" in answer.url:
                self.get("/account/2fa/authenticate/")
                answer = self.post("/account/2fa/authenticate/", {"code": totp(who.totp)})
        if answer.status_code >= 400 or "login" in answer.url:
            raise DoorShut(f"sign-in as {who.key or who.email}: {answer.status_code} {answer.url}")

    @property
    def cookie(self) -> str:
        """The Cookie header this browser would send."""
        return "; ".join(f"{c.name}={c.value}" for c in self.http.cookies)


def totp(secret: str, at: float | None = None) -> str:
    """The six digits of this half minute (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = struct.pack(">Q", int((at or time.time()) // 30))
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


ROW = re.compile(r'<tr data-person="([^"]+)" data-seconds="(\d+)">(.*?)</tr>', re.DOTALL)
NAME = re.compile(r"</svg></span>\s*<span>([^<]+)</span>")


def attendance(page: str) -> dict[str, int]:
    """Seconds by name, read off the attendance page as a person would."""
    found: dict[str, int] = {}
    for _, seconds, cells in ROW.findall(page):
        name = NAME.search(cells)
        if name:
            found[html.unescape(name.group(1)).strip()] = int(seconds)
    return found
