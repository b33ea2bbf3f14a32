"""`make bench`: all measures, or those named."""

from __future__ import annotations

import sys
from importlib import import_module

ALL = ("weight", "pages", "storm", "join", "state", "clear")


def main(names: list[str]) -> int:
    """Run them in turn; 1 when a goal was missed."""
    met = [import_module(f"bench.{name}").main() for name in names or ALL]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
