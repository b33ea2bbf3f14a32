"""Queries compiled once and asked often.

Django builds and compiles the SQL of a query anew each time, which takes many times longer than SQLite takes to
answer it. Where a question is asked two hundred times in a minute, that is the whole cost. A prepared question is
an ordinary queryset, compiled at the first call; later calls only put in other values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.db import connection, models
from django.db.models.query import ModelIterable

Value = UUID | datetime | str | None
Kind = type[UUID | datetime | str]
Row = tuple[Any, ...]
M = TypeVar("M", bound=models.Model)
_AS_KEY, _AS_MOMENT = models.UUIDField(), models.DateTimeField()


@dataclass(frozen=True)
class _Compiled:
    """The SQL of a question, which places of its parameters are whose, and what reads its rows."""

    sql: str
    params: tuple[Any, ...]
    slots: dict[int, str]
    compiler: Any
    converters: Any
    queryset: models.QuerySet[Any, Any]

    def rows(self, values: dict[str, Value]) -> list[Row]:
        filled = [
            _prepared(values[self.slots[place]]) if place in self.slots else fixed
            for place, fixed in enumerate(self.params)
        ]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, filled)
            return list(cursor.fetchall())


class Prepared:
    """A question with named values. `build` makes the queryset from stand-ins of the same kind.

    Calling it with a `values_list` returns rows as tuples, values as the queryset would give them. Each use of a
    value in the queryset must be a plain comparison with it. 1 query.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Any, Any]], **kinds: Kind) -> None:
        self._build = build
        self._kinds = kinds
        self._compiled: dict[str, _Compiled] = {}

    def __call__(self, **values: Value) -> list[Row]:
        made = self._ready()
        rows = made.rows(values)
        if not made.converters:
            return rows
        return [tuple(row) for row in made.compiler.apply_converters(rows, made.converters)]

    def _ready(self) -> _Compiled:
        return self._compiled.get(connection.vendor) or self._compile()

    def _compile(self) -> _Compiled:
        stand_ins = {name: _stand_in(kind, n) for n, (name, kind) in enumerate(self._kinds.items())}
        names = {_prepared(value): name for name, value in stand_ins.items()}
        queryset = self._build(**stand_ins)
        compiler = queryset.query.get_compiler(queryset.db)
        sql, params = compiler.as_sql()
        slots = {
            place: names[value]
            for place, value in enumerate(params)
            if isinstance(value, (str, UUID, datetime)) and value in names
        }
        missing = set(self._kinds) - set(slots.values())
        assert not missing, f"never compared with: {sorted(missing)}"
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(columns)
        made = _Compiled(sql, tuple(params), slots, compiler, converters, queryset)
        self._compiled[connection.vendor] = made
        return made


class PreparedModels(Prepared, Generic[M]):
    """The same for whole rows: `build` makes an ordinary queryset, `select_related` included. 1 query.

    Nothing may be prefetched or annotated lazily: what is not in the one statement is not there.
    """

    def all(self, **values: Value) -> list[M]:
        """Every row that was found."""
        made = self._ready()
        asked = copy(made.queryset.query)
        stand_in = _Answered(made, made.rows(values))
        asked.get_compiler = lambda *_, **__: stand_in  # type: ignore[method-assign]  # rows are here already
        return list(ModelIterable(models.QuerySet(made.queryset.model, query=asked)))

    def first(self, **values: Value) -> M | None:
        """The first row, or None."""
        return next(iter(self.all(**values)), None)


class _Answered:
    """Stands in for Django's compiler where rows become objects: it is asked to execute, and the rows are there."""

    def __init__(self, made: _Compiled, rows: list[Row]) -> None:
        compiler = made.compiler
        self._made, self._rows = made, rows
        self.select, self.klass_info = compiler.select, compiler.klass_info
        self.annotation_col_map = compiler.annotation_col_map

    def execute_sql(self, **_: Any) -> list[Row]:
        return self._rows

    def results_iter(self, results: list[Row]) -> Iterator[Any]:
        converted: Iterator[Any] = self._made.compiler.apply_converters(
            results, self._made.converters
        )
        return converted


def _stand_in(kind: Kind, number: int) -> UUID | datetime | str:
    if kind is UUID:
        return uuid4()
    if kind is str:
        return uuid4().hex
    return datetime(1900, 1, 1, tzinfo=UTC) + timedelta(microseconds=number + 1)


def _prepared(value: Value) -> Any:
    """As the database wants it."""
    if value is None or isinstance(value, str):
        return value
    field = _AS_KEY if isinstance(value, UUID) else _AS_MOMENT
    return field.get_db_prep_value(value, connection)
