"""How one line of the trail seals the one before it. Pure."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64
SEALED = (
    "at", "act", "by_key", "by_name", "hat", "source", "about_kind", "about_key", "program", "session",
    "purpose", "outcome", "facts",
)  # fmt: skip


def seal(values: dict[str, Any], before: str) -> str:
    """SHA-256 over the sealed values in one canonical form, and the seal before."""
    plain = {
        name: _instant(value) if isinstance(value := values[name], datetime) else value
        for name in SEALED
    }
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def _instant(moment: datetime) -> str:
    """One spelling for a moment, whichever zone a connection returns it in."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
