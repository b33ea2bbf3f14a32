"""A floor as JSON text and back, by the types its dataclasses declare."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from samepath.facilitation.rules.floor import Floor


def write_floor(floor: Floor) -> str:
    """The floor as text."""
    return json.dumps(_plain(floor), ensure_ascii=False, separators=(",", ":"))


def read_floor(text: str) -> Floor:
    """The floor a text holds. What an older version of this code did not write takes its default."""
    floor = _read(Floor, json.loads(text))
    assert isinstance(floor, Floor)
    return floor


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        rest = [one for one in get_args(kind) if one is not NoneType]
        return None if value is None else _read(rest[0], value)
    if origin is tuple:
        return tuple(_read(get_args(kind)[0], one) for one in value)
    if origin is Literal:
        return value
    if is_dataclass(kind):
        assert isinstance(kind, type)
        known = _hints(kind)
        return kind(
            **{name: _read(known[name], one) for name, one in value.items() if name in known}
        )
    return datetime.fromisoformat(value) if kind is datetime else value
