"""Queries compiled once and asked often.

Django builds and compiles the SQL of a query anew each time, which takes many times longer than SQLite takes to
answer it. Where a question is asked two hundred times in a minute, that is the whole cost. A prepared question is
an ordinary queryset, compiled at the first call; later calls only put in other values.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, models

Value = UUID | datetime | None


class Prepared:
    """A question with named values. `build` makes the queryset (`values_list`) from stand-ins of the same kind.

    Calling it returns rows as tuples, straight from the database: ask for words, numbers and truth values only.
    Each use of a value in the queryset must be a plain comparison with it. 1 query.
    """

    def __init__(
        self, build: Callable[..., models.QuerySet[Any, Any]], **kinds: type[UUID | datetime]
    ) -> None:
        self._build = build
        self._kinds = kinds
        self._compiled: dict[str, tuple[str, list[Any], dict[int, str]]] = {}

    def __call__(self, **values: Value) -> list[tuple[Any, ...]]:
        sql, params, slots = self._compiled.get(connection.vendor) or self._compile()
        filled = [
            _prepared(values[slots[place]]) if place in slots else fixed
            for place, fixed in enumerate(params)
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, filled)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    def _compile(self) -> tuple[str, list[Any], dict[int, str]]:
        stand_ins = {name: _stand_in(kind, n) for n, (name, kind) in enumerate(self._kinds.items())}
        names = {_prepared(value): name for name, value in stand_ins.items()}
        sql, params = self._build(**stand_ins).query.sql_with_params()
        slots = {
            place: names[value]
            for place, value in enumerate(params)
            if isinstance(value, (str, UUID, datetime)) and value in names
        }
        missing = set(self._kinds) - set(slots.values())
        assert not missing, f"never compared with: {sorted(missing)}"
        self._compiled[connection.vendor] = sql, list(params), slots
        return self._compiled[connection.vendor]


def _stand_in(kind: type[UUID | datetime], number: int) -> UUID | datetime:
    if kind is UUID:
        return uuid4()
    return datetime(1900, 1, 1, tzinfo=UTC) + timedelta(microseconds=number + 1)


def _prepared(value: Value) -> Any:
    """As the database wants it."""
    if value is None:
        return None
    field = models.UUIDField() if isinstance(value, UUID) else models.DateTimeField()
    return field.get_db_prep_value(value, connection)
