"""Reads the guides that come with Samepath: one file each in `texts`; what several share is in `shared.toml`.

A segment that says `use = "name"` takes what it does not say itself from the shared piece of that name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samepath.guides.rules import Draft, Piece

TEXTS = Path(__file__).parent / "texts"
SHARED = "shared.toml"
# What a field is called in a file; there it stands beside words, not beside code.
NAMES = {"leader": "leader_card", "participants": "participant_card"}


@dataclass(frozen=True)
class Shipped:
    """One guide as its file says it."""

    slug: str
    topic: str
    draft: Draft


def guides(folder: Path = TEXTS) -> Iterator[Shipped]:
    """Every guide of a folder, by name of the file, which is its slug."""
    shared = tomllib.loads((folder / SHARED).read_text())
    for path in sorted(folder.glob("*.toml")):
        if path.name != SHARED:
            yield _guide(path.stem, tomllib.loads(path.read_text()), shared)


def _guide(slug: str, said: Mapping[str, Any], shared: Mapping[str, Any]) -> Shipped:
    pieces = tuple(_piece(segment, shared) for segment in said["segment"])
    return Shipped(slug, said["topic"], Draft(said["title"], _line(said["about"]), pieces))


def _piece(said: Mapping[str, Any], shared: Mapping[str, Any]) -> Piece:
    whole = {**shared.get(said.get("use", ""), {}), **said}
    whole.pop("use", None)
    values: dict[str, Any] = {}
    for name, value in whole.items():
        if isinstance(value, list):
            value = tuple(map(_line, value))  # the same, tidied
        elif isinstance(value, str):
            value = _paragraphs(value)
        values[NAMES.get(name, name)] = value
    return Piece(**values)


def _line(text: str) -> str:
    return " ".join(text.split())


def _paragraphs(text: str) -> str:
    """Line breaks of the file become spaces; an empty line parts paragraphs, a dash begins a line of its own."""
    blocks = (block.strip() for block in text.strip().split("\n\n"))
    return "\n\n".join(_line(block).replace(" – – ", "\n– ") for block in blocks if block)
