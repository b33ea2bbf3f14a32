"""How one line of the trail seals the one before it. Pure."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

GENESIS = "0" * 64
SEALED = (
    "at", "act", "by_key", "by_name", "hat", "source", "about_kind", "about_key", "program", "session",
    "purpose", "outcome", "facts",
)  # fmt: skip


def seal(values: dict[str, Any], before: str) -> str:
    """SHA-256 over the sealed values in one canonical form, and the seal before."""
    plain = {
        name: values[name].isoformat(timespec="microseconds")
        if isinstance(values[name], datetime)
        else values[name]
        for name in SEALED
    }
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()
