"""Lines that could not be written when they were due, in a file until they can (L03)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from samepath.lib.ids import new_secret


def folder() -> Path:
    """Where spooled lines lie: one file each, readable by the owner alone."""
    return Path(settings.HOME) / "trail-spool"


def keep(line: dict[str, Any]) -> None:
    """Put a line aside; on the disk when this returns."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    name = new_secret()
    text = json.dumps({**line, "at": line["at"].isoformat()})
    unfinished = folder() / f"{name}.part"
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(folder() / f"{name}.json")


def kept() -> Iterator[tuple[Path, dict[str, Any]]]:
    """The lines put aside, oldest first, each with its file."""
    lines = [(path, json.loads(path.read_text())) for path in folder().glob("*.json")]
    for path, line in sorted(lines, key=lambda one: str(one[1]["at"])):
        yield path, {**line, "at": datetime.fromisoformat(line["at"])}
