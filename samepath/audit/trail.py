"""The one door to the trail: `did` for acts, `saw` for reads. Both write inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import connection, transaction

from samepath.audit import chain
from samepath.audit.models import Entry

LONGEST_FACT = 60
_LOCK = 0x53414D45  # PostgreSQL: one writer at a time extends the chain


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
    """Write one line. `by` is a person, or the name of a part of the system. 1 read and 1 insert.

    Facts are short scalars about the act; values of records never enter the trail (L01).
    """
    for name, fact in facts.items():
        if not isinstance(fact, (str, int, bool, type(None))) or len(str(fact)) > LONGEST_FACT:
            raise ValueError(f"the fact {name!r} does not belong in the trail")
    hat, source = _acting.get()
    by_key, by_name = _who(by)
    values: dict[str, Any] = {
        "at": datetime.now(UTC),
        "act": act,
        "by_key": by_key,
        "by_name": by_name,
        "hat": hat,
        "source": source,
        "about_kind": _kind(about),
        "about_key": _key(about),
        "program": str(program or ""),
        "session": str(session or ""),
        "purpose": purpose,
        "outcome": outcome,
        "facts": facts,
    }
    with transaction.atomic():
        before = _head()
        Entry.objects.create(**values, before=before, hash=chain.seal(values, before))


def saw(what: str, *, by: Actor | str | None, about: Any = None, **more: Any) -> None:
    """Write that somebody read something sensitive. The only thing a GET may write."""
    did(f"saw.{what}", by=by, about=about, **more)


def _who(by: Actor | str | None) -> tuple[str, str]:
    if by is None:
        return "", "system"
    if isinstance(by, str):
        return "", by
    return str(by.pk), str(by.alias)


def _kind(about: Any) -> str:
    if about is None:
        return ""
    return "" if isinstance(about, str) else type(about).__name__.lower()


def _key(about: Any) -> str:
    if about is None:
        return ""
    return about if isinstance(about, str) else str(about.pk)


def _head() -> str:
    """The seal of the last line, with the chain held until this transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = Entry.objects.order_by("-id").values_list("hash", flat=True).first()
    return last or chain.GENESIS
