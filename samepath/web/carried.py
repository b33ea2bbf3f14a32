"""What somebody typed is not lost when a door asks who they are before it takes it.

The fields of a refused form wait in the web session, sealed, for a quarter of an hour, and belong to one person.
`account/carried.py` shows them once the door is satisfied; nothing is ever sent again by itself.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from samepath.lib.fields import WrongKey, seal, unseal
from samepath.people.models import Person
from samepath.people.permissions import Permission

CARRIED = "carried"
WAS = "signed_out_person"  # left by the middleware that ends sign-ins: whose page may still be open
KEPT = timedelta(minutes=15)
MOST = 64 * 1024  # bytes
# A press of Help is never refused, and the door of a room is about now, not about a quarter of an hour ago.
LEFT_ALONE = frozenset({Permission.ASK_FOR_HELP, Permission.JOIN_SESSIONS})
PLUMBING = frozenset({"csrfmiddlewaretoken", "next"})
SECRET = re.compile(r"password|secret|token|code|credential", re.IGNORECASE)
KEY = re.compile(r"[0-9a-f-]{16,64}|.?", re.IGNORECASE)

Fields = dict[str, list[str]]


@dataclass(frozen=True)
class Carried:
    """A form that waits: where it was going, what it holds, and the page it was typed on."""

    path: str
    fields: Fields
    page: str

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every field as a form sends it."""
        return [(name, value) for name, values in self.fields.items() for value in values]

    @property
    def words(self) -> list[str]:
        """What a person would know again."""
        return [value for _name, value in self.pairs if tells_something(value)]


def tells_something(value: str) -> bool:
    """Whether somebody typed or chose this: keys, marks and single letters are the page's own."""
    return not KEY.fullmatch(value.strip())


def worth_carrying(fields: Fields) -> bool:
    """A form of nothing but keys is a press: it is made again on its page, where one sees what it does."""
    return any(tells_something(value) for values in fields.values() for value in values)


def fields_of(request: HttpRequest) -> Fields:
    """What a form sent, without its plumbing, without files, and without anything that lets somebody in."""
    return {
        name: [str(value) for value in values]
        for name, values in request.POST.lists()
        if name not in PLUMBING and not SECRET.search(name)
    }


def carry(request: Any, permission: Any) -> bool:
    """Keep the fields of a form a door is about to refuse; whether they are kept. No query.

    Only what a browser sends as a page, to one of our own doors: a script keeps its own text and tries again.
    """
    if request.method != "POST" or permission not in set(Permission) - LEFT_ALONE:
        return False
    if "HX-Request" in request.headers or not request.accepts("text/html"):
        return False
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return False
    whose = _whose(request)
    fields = fields_of(request)
    if not whose or not worth_carrying(fields):
        return False
    text = json.dumps([request.get_full_path(), fields, page_before(request)])
    if len(text.encode()) > MOST:
        messages.warning(request, _("Nothing was saved yet, and your text is too long to wait here. Your browser’s Back button leads to it."))  # fmt: skip
        return False
    request.session[CARRIED] = {
        "whose": whose, "at": timezone.now().isoformat(), "sealed": seal(text, name=_name(whose)),
    }  # fmt: skip
    if not request.user.is_authenticated:
        request.session.set_expiry(KEPT)  # `signed_in` lifts it
    return True


def _whose(request: Any) -> str:
    if request.user.is_authenticated:
        return str(request.user.pk)
    return str(request.session.get(WAS, ""))


def _name(whose: str) -> str:
    return f"web.carried.{whose}"


def page_before(request: HttpRequest) -> str:
    """The page of ours a form was sent from, to come back to; the first one if the browser does not say."""
    before = urlsplit(request.headers.get("Referer", ""))
    return before.path if before.netloc == request.get_host() and before.path else "/"


def waiting(request: Any) -> Carried | None:
    """What waits for whoever is signed in here. No query."""
    kept = request.session.get(CARRIED)
    if not kept or kept["whose"] != str(request.user.pk):
        return None
    try:
        return Carried(*json.loads(unseal(kept["sealed"], name=_name(kept["whose"]))))
    except WrongKey:
        return None


def forget(session: Any) -> None:
    """Let go of what waits."""
    session.pop(CARRIED, None)


def forget_old(session: Any) -> None:
    """Let go of what has waited for too long; the session is loaded already wherever this is asked."""
    kept = session.get(CARRIED)
    if kept and timezone.now() - datetime.fromisoformat(kept["at"]) > KEPT:
        forget(session)


def signed_in(session: Any, person: Person) -> None:
    """Somebody signs in: what waits for them stays, what waits for somebody else goes."""
    session.pop(WAS, None)
    session.pop("_session_expiry", None)
    kept = session.get(CARRIED)
    if kept and UUID(kept["whose"]) != person.pk:
        forget(session)


def arrived(request: Any, answer: HttpResponseBase) -> None:
    """A door let a form through: what waited for the same address is not needed any more.

    A refusal of the domain (409) and a failure keep it.
    """
    if request.method != "POST" or CARRIED not in request.session:
        return
    if answer.status_code >= 400 and answer.status_code != 422:
        return
    kept = waiting(request)
    if kept is not None and kept.path == request.get_full_path():
        forget(request.session)
