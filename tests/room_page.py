"""A room's page as the server meets it, and the samples both sides read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parent.parent / "client/room/samples"


def sample(name: str) -> Any:
    return json.loads((SAMPLES / f"{name}.json").read_text())


def shape(value: Any) -> Any:
    """Names and kinds of values, without the values; lists by their first element."""
    if isinstance(value, dict):
        if value and all(re.fullmatch(r"[0-9a-f]{12}", name) for name in value):
            return {"who": shape(next(iter(value.values())))}
        return {name: shape(part) for name, part in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


class Page:
    """A room's page as the server meets it."""

    def __init__(self, client, session):
        self.client, self.at = client, f"/session/{session.pk}"

    def form(self, path, **fields):
        return self.client.post(f"{self.at}/{path}", fields, headers={"Accept": "application/json"})

    def come_in(self, **fields):
        """The press and the first beat, as the page does them: the seat's identity and the state."""
        identity = self.form("enter", **fields).json()["identity"]
        seat = {"identity": identity, "sid": "", "media": "connected"}
        return identity, self.json("beat", seat).json()

    def json(self, path, body):
        return self.client.post(
            f"{self.at}/{path}", json.dumps(body), content_type="application/json",
            headers={"Accept": "application/json"},
        )  # fmt: skip
