"""A browser without a screen: cookies, forms, and the product's own doors over HTTP."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import requests

FORM = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
DOOR = re.compile(r"/session/([0-9a-f-]{36})/door")
PATIENCE_S = 15
BY_ITSELF = {"Samepath-Looks-By-Itself": "yes"}  # what no person asked for keeps nobody signed in


class DoorShut(Exception):
    """A page answered something else than the script needs."""


@dataclass(frozen=True)
class Somebody:
    """Whom to sign in as: a figure of the demonstration, or an account with its keys."""

    key: str = ""
    email: str = ""
    password: str = ""
    totp: str = ""
    alias: str = ""

    @property
    def name(self) -> str:
        """The name others see, as far as it is known."""
        return self.alias or self.key or self.email


class Browser:
    """One person's browser. Its methods block: call them in a thread."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.http = requests.Session()
        self.csrf = ""

    def get(self, path: str, **headers: str) -> requests.Response:
        """Open a page and remember its form token."""
        answer = self._ask("GET", path, headers=headers)
        found = FORM.search(answer.text)
        if found:
            self.csrf = found.group(1)
        return answer

    def post(
        self, path: str, data: dict[str, str] | None = None, json: dict[str, Any] | None = None,
        accept: str = "text/html", by_itself: bool = False,
    ) -> requests.Response:  # fmt: skip
        """Send a form or a message as the page's script would."""
        headers = {
            "X-CSRFToken": self.csrf, "Origin": self.origin, "Referer": self.origin + "/", "Accept": accept,
        }  # fmt: skip
        if by_itself:
            headers |= BY_ITSELF
        return self._ask("POST", path, data=data, json=json, headers=headers)

    def _ask(self, method: str, path: str, **more: Any) -> requests.Response:
        """Once more over a new line when an idle one was closed under us, as browsers do."""
        try:
            return self.http.request(method, self.origin + path, timeout=PATIENCE_S, **more)
        except requests.ConnectionError:
            return self.http.request(method, self.origin + path, timeout=PATIENCE_S, **more)

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
        if answer.status_code >= 400 or "login" in answer.url or "2fa" in answer.url:
            raise DoorShut(f"sign-in as {who.name}: {answer.status_code} {answer.url}")

    def open_session(self) -> str:
        """The session one's own first page leads to; empty for none."""
        found = DOOR.search(self.get("/").text)
        return found.group(1) if found else ""

    @property
    def cookie(self) -> str:
        """The Cookie header this browser would send."""
        return "; ".join(f"{c.name}={c.value}" for c in self.http.cookies)

    def close(self) -> None:
        """Let go of the lines."""
        self.http.close()


def totp(secret: str, at: float | None = None) -> str:
    """The six digits of this half minute (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    moment = time.time() if at is None else at
    digest = hmac.new(key, struct.pack(">Q", int(moment // 30)), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


class _Attendance(HTMLParser):
    """Reads the rows of the attendance page: seconds, and the name in the row's head."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: int | None = None
        self.heading = False
        self.found: dict[str, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "tr":
            told = given.get("data-seconds")
            self.seconds = int(told) if told else None
        self.heading = tag == "th" or (self.heading and tag != "td")

    def handle_endtag(self, tag: str) -> None:
        if tag == "th":
            self.heading = False

    def handle_data(self, data: str) -> None:
        name = data.strip()
        if name and self.heading and self.seconds is not None:
            self.found[name] = self.seconds
            self.heading = False


def attendance(page: str) -> dict[str, int]:
    """Seconds by name, read off the attendance page as a person would."""
    reader = _Attendance()
    reader.feed(page)
    return reader.found


class _Bans(HTMLParser):
    """Reads who may be let back in, and by which form value."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.reading = "", False
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "b":
            self.reading = True
        if tag == "input" and given.get("name") == "ban" and self.name:
            self.found[self.name.lower()] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self.reading and data.strip():
            self.name, self.reading = data.strip(), False


def bans(page: str) -> dict[str, str]:
    """Who was asked to leave and may be let back, by name in lower case: the value to send."""
    reader = _Bans()
    reader.feed(page)
    return reader.found
