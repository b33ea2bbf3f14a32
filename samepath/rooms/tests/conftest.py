"""LiveKit stands aside in these tests: what would be said to it is written down instead."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from samepath.rooms import livekit

READY = {
    "place": "usual",
    "location": "12 Alder Street, Keene",
    "location_state": "NH",
    "call_back": "+1 603-555-0142",
    "privacy": "alone",
    "arriving": 4,
    "safe": "yes",
}


class Said(list[tuple[str, str]]):
    """What LiveKit was told, in order."""


@pytest.fixture
def livekit_hears(monkeypatch: pytest.MonkeyPatch) -> Said:
    """Writes down removals, closings and looks instead of sending them."""
    said = Said()

    def note(what: str) -> Callable[..., None]:
        return lambda room="", **more: said.append((what, more.get("identity", room)))

    for name in ("remove", "close", "tell_to_look"):
        monkeypatch.setattr(livekit, name, note(name))
    return said
