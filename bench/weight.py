"""What a page weighs over the line, gzipped: scripts and styles, from the built files."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from bench.common import Goal, write

BUILT = Path(__file__).parents[1] / "samepath" / "ui" / "static" / "built"


def main() -> bool:
    """Weigh the room's script and what every other page loads."""
    manifest = json.loads((BUILT / "manifest.json").read_text())

    def kb(*entries: str) -> float:
        files: set[str] = set()
        for entry in entries:
            files |= _files(manifest, entry)
        return sum(len(gzip.compress((BUILT / file).read_bytes(), 9)) for file in files) / 1000

    raw = {
        "room script": kb("room/src/main.ts"),
        "pages script": kb("pages/main.ts"),
        "styles": kb("styles/main.css"),
        "ordinary page": kb("pages/main.ts", "styles/main.css"),
    }
    return write(
        "weight", raw,
        [
            Goal("script of the room page, kB gzipped", round(raw["room script"] + raw["pages script"], 1), at_most=200),
            Goal("script and style of any other page, kB gzipped", round(raw["ordinary page"], 1), at_most=40),
        ],
    )  # fmt: skip


def _files(manifest: dict[str, dict[str, object]], entry: str) -> set[str]:
    chunk = manifest[entry]
    found = {str(chunk["file"]), *(str(f) for f in chunk.get("css", []))}  # type: ignore[attr-defined]
    for more in chunk.get("imports", []):  # type: ignore[attr-defined]
        found |= _files(manifest, str(more))
    return found


if __name__ == "__main__":
    raise SystemExit(not main())
