"""Queries and server time of each page, at 100 and at 10,000 participants with three years behind them.

Server time is the whole request inside the process (middleware, view, template) on SQLite, without the network.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.common import Goal, environment, percentile, settle, write

ROUNDS = 30
SIZES = {"small": (100, 10), "large": (10_000, 100)}


def main() -> bool:
    """Measure both sizes in one run."""
    measured = {}
    for size, (participants, groups) in SIZES.items():
        measured[size] = _in_own_process(participants, groups)
    pages = measured["large"]
    different = sum(measured["small"][page]["queries"] != pages[page]["queries"] for page in pages)
    slowest = max(pages, key=lambda page: percentile(pages[page]["ms"], 0.95))
    worst = percentile(pages[slowest]["ms"], 0.95)
    for page, seen in pages.items():
        sys.stdout.write(
            f"       pages   {page:34} {seen['queries']:3} queries  p95 {percentile(seen['ms'], 0.95):6.1f} ms\n"
        )
    return write(
        "pages", measured,
        [
            Goal("pages whose number of queries grows with size", different, at_most=0),
            Goal(f"slowest page at 10,000, p95 ms ({slowest})", round(worst, 1), at_most=50),
        ],
    )  # fmt: skip


def _in_own_process(participants: int, groups: int) -> dict[str, Any]:
    import json
    import subprocess

    done = subprocess.run(
        [sys.executable, "-m", "bench.pages", str(participants), str(groups)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stderr)
        raise SystemExit("the pages could not be measured")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def measure(participants: int, groups: int) -> dict[str, Any]:
    """Make the crowd and open every page as whom it is for."""
    home = tempfile.mkdtemp(prefix="samepath-bench-")
    settle(environment(Path(home)))
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    from django.db import transaction

    from bench import crowd

    with transaction.atomic():
        made = crowd.program(participants, groups=groups, weeks=156)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    import samepath.conf.asgi  # noqa: F401  # the server's own way with garbage

    return {name: _open(person, hat, path) for name, person, hat, path in _pages(made)}


def _pages(made: dict[str, Any]) -> list[tuple[str, Any, str, str]]:
    member, leader, clinician, office = (
        made["members"][0],
        made["leaders"][0],
        made["clinicians"][0],
        made["office"],
    )
    now, group = made["now"][0], made["groups"][0]
    return [
        ("participant: tonight", member, "participant", "/tonight"),
        ("participant: week", member, "participant", "/week"),
        ("account: agreements", member, "participant", "/agreements"),
        ("account: mine", member, "participant", "/me"),
        ("room: door", member, "participant", f"/session/{now.pk}/door"),
        ("room: room", member, "participant", f"/session/{now.pk}/room"),
        ("leader: home", leader, "peer-leader", "/leading"),
        ("leader: session", leader, "peer-leader", f"/leading/{now.pk}"),
        ("clinician: console", clinician, "clinician", "/console"),
        ("clinician: calls", clinician, "clinician", "/calls"),
        ("clinician: session", clinician, "clinician", f"/clinic/{now.pk}"),
        ("office: week", office, "coordinator", "/office"),
        ("office: session", office, "coordinator", f"/office/session/{now.pk}"),
        ("office: new session", office, "coordinator", "/office/session/new"),
        ("office: people", office, "coordinator", "/office/people"),
        ("office: people, searched", office, "coordinator", "/office/people?q=member 77"),
        ("office: person", office, "coordinator", f"/office/person/{member.pk}"),
        ("office: groups", office, "coordinator", "/office/groups"),
        ("office: group", office, "coordinator", f"/office/group/{group.pk}"),
        ("office: program", office, "coordinator", "/office/program"),
    ]


def _open(person: Any, hat: str, path: str) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from samepath.people.permissions import Role
    from samepath.web.hats import wear

    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    session = client.session
    wear(session, Role(hat), second_factor=True)
    session.save()
    for _ in range(3):
        answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answers {answer.status_code}")
    with CaptureQueriesContext(connection) as seen:
        client.get(path)
    queries = len(seen)  # counted before later requests empty the log it looks into
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        client.get(path)
        took.append((time.perf_counter() - began) * 1000)
    return {"queries": queries, "ms": [round(ms, 2) for ms in took]}


if __name__ == "__main__":
    import json

    figures = measure(int(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.write("\n" + json.dumps(figures) + "\n")
