"""Readers of what a command carries: exactly what is expected, or refused. Nothing is mended or guessed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from samepath.facilitation.rules.refusals import Refused

Reader = Callable[[Any, Mapping[str, str]], Any]


def flag(value: Any, names: Mapping[str, str]) -> bool:
    """Yes or no."""
    if not isinstance(value, bool):
        raise Refused("args")
    return value


def number(least: int, most: int) -> Reader:
    """A whole number between two others."""

    def read(value: Any, names: Mapping[str, str]) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise Refused("args")
        if not least <= value <= most:
            raise Refused("number")
        return value

    return read


def text(most: int, *, least: int = 1) -> Reader:
    """Words, trimmed, within a length, without what no keyboard types."""

    def read(value: Any, names: Mapping[str, str]) -> str:
        if not isinstance(value, str):
            raise Refused("args")
        words = value.strip()
        if not least <= len(words) <= most:
            raise Refused("empty" if len(words) < least else "long")
        if any(ord(letter) < 32 and letter != "\n" for letter in words) or "\x7f" in words:
            raise Refused("letters")
        return words

    return read


def texts(least: int, most: int, *, each: int) -> Reader:
    """Several words."""
    one = text(each)

    def read(value: Any, names: Mapping[str, str]) -> list[str]:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise Refused("args")
        return [one(part, names) for part in value]

    return read


def one_of(*allowed: str) -> Reader:
    """One of a few words."""

    def read(value: Any, names: Mapping[str, str]) -> str:
        if value not in allowed:
            raise Refused("args")
        return str(value)

    return read


def person(value: Any, names: Mapping[str, str]) -> str:
    """Somebody of this session, by the word the page knows them by."""
    found = names.get(value) if isinstance(value, str) else None
    if found is None:
        raise Refused("who")
    return found


def people(value: Any, names: Mapping[str, str]) -> list[str]:
    """Several of them, each once."""
    if not isinstance(value, list):
        raise Refused("args")
    found = [person(one, names) for one in value]
    if len(set(found)) < len(found):
        raise Refused("order")
    return found
