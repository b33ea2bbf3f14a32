"""Which agreements each kind of session needs."""

from __future__ import annotations

NEEDED: dict[str, tuple[str, ...]] = {
    "individual": ("telehealth",),
    "clinical": ("telehealth", "group-privacy"),
    "peer": ("telehealth", "group-privacy", "peer-support"),
}
