"""The one door to the trail: `did` for acts, `saw` for reads. Both write inside the caller's transaction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import structlog
from django.db import DatabaseError, connection, transaction

from samepath.audit import chain, spool
from samepath.audit.models import Entry
from samepath.lib.prepared import Prepared
from samepath.lib.time import now

# A word, a number, a key: nothing a person typed, no name, no address (L01).
WORD = re.compile(r"[A-Za-z0-9_.:/+-]{0,60}")
PATIENCE = "2s"  # how long a call for help waits for the chain
_LOCK = 0x53414D45  # PostgreSQL: one writer at a time extends the chain
log = structlog.get_logger(__name__)


class TrailDown(Exception):
    """A read was refused because it could not be written down (L03)."""


class Actor(Protocol):
    """Somebody with a key and the name others know them by."""

    pk: Any
    alias: Any


_acting: ContextVar[tuple[str, str]] = ContextVar("acting", default=("", ""))


@contextmanager
def acting(*, hat: str, source: str) -> Iterator[None]:
    """While this lasts, lines carry the hat worn and where the request came from (a class, not an address)."""
    token = _acting.set((hat, source))
    try:
        yield
    finally:
        _acting.reset(token)


def did(  # noqa: PLR0913  # a line of the trail says all of it
    act: str,
    *,
    by: Actor | str | None,
    about: Any = None,
    program: UUID | str | None = None,
    session: UUID | str | None = None,
    purpose: str = "",
    outcome: str = "ok",
    **facts: str | int | bool | None,
) -> None:
    """Write one line. `by` is a person, or the name of a part of the system. 1 read, 1 insert, on PostgreSQL a lock.

    Fails with the act: what cannot be written down does not happen. Facts are words, numbers and keys; the
    values of records never enter the trail (L01).
    """
    append(_line(act, by, about, program, session, purpose, outcome, facts))


def saw(what: str, *, by: Actor | str | None, about: Any = None, **more: Any) -> None:
    """Write that somebody read something sensitive: before showing it. The only thing a GET may write.

    Raises TrailDown when that is not possible, and then nothing may be shown (L03).
    """
    try:
        did(f"saw.{what}", by=by, about=about, **more)
    except DatabaseError as failure:
        raise TrailDown(what) from failure


def did_come_what_may(act: str, *, by: Actor | str | None, about: Any = None, **more: Any) -> None:
    """For a call for help, its answer and a removal: acts that a trail out of order must not stop (L03).

    When the line cannot be written it goes to the spool once the act is committed, and from there into the
    trail with its own time. 2 more statements than `did`.
    """
    facts = {name: more.pop(name) for name in set(more) - _NAMED}
    named = (more.get("program"), more.get("session"), more.get("purpose", ""))
    line = _line(act, by, about, *named, more.get("outcome", "ok"), facts)
    try:
        with transaction.atomic(), _short_of_patience():
            append(line)
    except DatabaseError:
        log.error("trail.down", act=act, exc_info=True)
        transaction.on_commit(lambda: spool.keep(line))


_NAMED = {"program", "session", "purpose", "outcome"}


def append(line: dict[str, Any]) -> None:
    """Seal a line to the one before it. For this module and for the spool."""
    with transaction.atomic(savepoint=False):
        before = _head()
        Entry.objects.create(**line, before=before, hash=chain.seal(line, before))


def _line(  # noqa: PLR0913  # as `did`
    act: str,
    by: Actor | str | None,
    about: Any,
    program: UUID | str | None,
    session: UUID | str | None,
    purpose: str,
    outcome: str,
    facts: dict[str, Any],
) -> dict[str, Any]:
    hat, source = _acting.get()
    by_key, by_name = _who(by)
    at: datetime = now()
    return {
        "at": at,
        "act": _word("act", act),
        "by_key": by_key,
        "by_name": by_name,
        "hat": str(hat),
        "source": source,
        "about_kind": "" if about is None or isinstance(about, str) else about._meta.model_name,
        "about_key": _key(about),
        "program": _word("program", str(program or ""), longest=40),
        "session": _word("session", str(session or ""), longest=40),
        "purpose": _word("purpose", purpose),
        "outcome": _word("outcome", outcome, longest=30),
        "facts": {name: _fact(name, fact) for name, fact in facts.items()},
    }


def _who(by: Actor | str | None) -> tuple[str, str]:
    if by is None:
        return "", "system"
    if isinstance(by, str):
        return "", _word("by", by)
    return str(by.pk), str(by.alias)


def _key(about: Any) -> str:
    if about is None:
        return ""
    return _word("about", about if isinstance(about, str) else str(about.pk), longest=40)


def _fact(name: str, fact: object) -> str | int | bool | None:
    if fact is None or isinstance(fact, (bool, int)):
        return fact
    if not isinstance(fact, str):
        raise ValueError(f"the fact {name!r} is not a word, a number or a key")
    return _word(name, str.__str__(fact))


def _word(name: str, text: str, *, longest: int = 60) -> str:
    if len(text) > longest or not WORD.fullmatch(text):
        raise ValueError(f"{name!r} is more than a word, a number or a key: not for the trail")
    return text


def _head() -> str:
    """The seal of the last line, with the chain held until this transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = _LAST()
    return last[0][0] if last else chain.GENESIS


_LAST = Prepared(lambda: Entry.objects.order_by("-id").values_list("hash")[:1])


@contextmanager
def _short_of_patience() -> Iterator[None]:
    """Wait for the chain for a moment only. SQLite has its own limit, the connection's timeout."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        yield
        cursor.execute("SET LOCAL lock_timeout = DEFAULT")
