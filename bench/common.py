"""What the benches share: an installation of their own, and how results are written down."""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Goal:
    """One figure and the bound it is held against; exactly one bound is given."""

    figure: str
    measured: float
    at_most: float | None = None
    at_least: float | None = None

    @property
    def met(self) -> bool:
        if self.at_most is not None:
            return self.measured <= self.at_most
        return self.at_least is not None and self.measured >= self.at_least


def percentile(samples: list[float], share: float) -> float:
    """The sample below which this share lies."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def summary(samples: list[float]) -> dict[str, float]:
    """p50, p95, p99, rounded to a tenth of a millisecond when in milliseconds."""
    return {
        "p50": round(statistics.median(samples), 2),
        "p95": round(percentile(samples, 0.95), 2),
        "p99": round(percentile(samples, 0.99), 2),
    }


def write(name: str, raw: dict[str, Any], goals: list[Goal]) -> bool:
    """Write the result and print a table; True when every goal is met."""
    RESULTS.mkdir(exist_ok=True)
    machine = {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.system(),
    }
    kept = [{k: v for k, v in asdict(goal).items() if v is not None} for goal in goals]
    result = {"name": name, "at": int(time.time()), "machine": machine, "goals": kept, "raw": raw}
    (RESULTS / f"{name}.json").write_text(json.dumps(result, indent=1) + "\n")
    for goal in goals:
        bound = f"<= {goal.at_most}" if goal.at_most is not None else f">= {goal.at_least}"
        mark = "ok  " if goal.met else "MISS"
        sys.stdout.write(f"  {mark} {name:7} {goal.figure:58} {goal.measured:>9.3f}  {bound}\n")
    sys.stdout.flush()
    return all(goal.met for goal in goals)


def environment(home: Path) -> dict[str, str]:
    """Settings of an installation of its own."""
    from samepath.conf.first_start import fresh_secrets
    from tests.live.house import own_environment

    return own_environment(home) | fresh_secrets() | {"SAMEPATH_DEMO": "yes"}


def settle(env: dict[str, str]) -> None:
    """Use these settings in this process."""
    for name in [n for n in os.environ if n.startswith("SAMEPATH_")]:
        del os.environ[name]
    os.environ.update({n: v for n, v in env.items() if n.startswith("SAMEPATH_")})
    os.environ["DJANGO_SETTINGS_MODULE"] = "samepath.conf.settings"
    import django

    django.setup()
