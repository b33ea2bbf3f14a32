"""The full hour: 200 people press at 20 doors. Check-in saved, rules asked, trail written, ticket issued.

Every ticket is checked: it must be of that very person and room. The floor (`bench.floor`) runs in turns with
it, so that the ratio is of one run on one machine.
"""

from __future__ import annotations

import asyncio
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.common import Goal, environment, settle, summary, write
from tests.live.house import ROOT

PEOPLE, SESSIONS, RATE, ROUNDS = 200, 20, 20, 3
ANSWERS = {
    "place": "usual", "call_back": "+1 603-555-0100", "privacy": "alone", "arriving": "6", "safe": "yes",
}  # fmt: skip


def main() -> bool:
    """Make the crowd, start the server and the floor, press."""
    home = Path(tempfile.mkdtemp(prefix="samepath-bench-"))
    env = environment(home)
    settle(env)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    from bench import crowd

    made = crowd.program(PEOPLE, groups=SESSIONS, weeks=0)
    _open_doors(made)
    visitors = [_visitor(person, made["now"][n // 10]) for n, person in enumerate(made["members"])]
    web = _serve(env, "samepath.conf.settings", env["SAMEPATH_PORT"])
    floor = _serve(env, "bench.floor_settings", str(int(env["SAMEPATH_PORT"]) + 1))
    try:
        return asyncio.run(_measure(visitors, int(env["SAMEPATH_PORT"])))
    finally:
        for process in (web, floor):
            process.terminate()
            process.wait(10)


def _serve(env: dict[str, str], settings: str, port: str) -> subprocess.Popen[bytes]:
    app = "bench.floor:application" if "floor" in settings else "samepath.conf.asgi:application"
    command = [
        sys.executable, "-m", "uvicorn", app, "--port", port, "--no-access-log", "--lifespan", "off",
        "--log-level", "warning", "--timeout-keep-alive", "75",
    ]  # fmt: skip
    return subprocess.Popen(command, cwd=ROOT, env=env | {"DJANGO_SETTINGS_MODULE": settings})


def _open_doors(made: dict[str, Any]) -> None:
    """Leaders inside and consoles answering, for the whole run."""
    from samepath.lib.ids import new_secret
    from samepath.lib.time import now
    from samepath.rooms.models import Admission, Room, Watch

    later = now() + timedelta(hours=2)
    for session in made["now"]:
        room = Room.objects.create(session=session, name=new_secret(), seats=18, opened_at=now())
        Admission.objects.create(
            room=room,
            person=session.guide,
            role="guide",
            identity=new_secret(),
            admitted_at=later,
            beat_at=later,
        )
        Watch.objects.create(
            session=session,
            person=session.supervisor,
            state="on_call",
            since=now(),
            answered_at=later,
        )


def _visitor(person: Any, session: Any) -> dict[str, Any]:
    """A signed-in browser: its cookies and where it presses."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from samepath.lib.time import now
    from samepath.people.sessions import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store["hat"] = "participant"
    store["signed_in_at"] = store["seen_at"] = now().isoformat()
    store.save()
    token = secrets.token_hex(16)
    cookies = (
        f"{settings.SESSION_COOKIE_NAME}={store.session_key}; {settings.CSRF_COOKIE_NAME}={token}"
    )
    headers = {
        "Cookie": cookies, "X-CSRFToken": token, "Origin": settings.ORIGIN, "Accept": "application/json",
        "Host": settings.ORIGIN.partition("//")[2],
    }  # fmt: skip
    return {"person": str(person.pk), "path": f"/session/{session.pk}/enter", "headers": headers}


async def _measure(visitors: list[dict[str, Any]], port: int) -> bool:
    import aiohttp

    raw: dict[str, Any] = {"paced_ms": [], "joins_s": [], "floor_s": [], "failures": []}
    connector = aiohttp.TCPConnector(limit=PEOPLE)
    async with aiohttp.ClientSession(
        connector=connector, timeout=aiohttp.ClientTimeout(total=60)
    ) as http:
        await _until_up(http, port)
        await _until_up(http, port + 1)
        await _all(http, visitors[:20], port + 1, "/floor", 0)
        for _ in range(ROUNDS):
            raw["floor_s"].append(await _burst(http, visitors, port + 1, "/floor", raw))
            raw["joins_s"].append(await _burst(http, visitors, port, None, raw))
            await asyncio.to_thread(_check_and_empty, raw)
        raw["paced_ms"] = await _all(http, visitors, port, None, 1 / RATE)
        raw["pressed"] = [[(v["person"], v["got"]) for v in visitors]]
        await asyncio.to_thread(_check_and_empty, raw)
    joins, floor = statistics.median(raw["joins_s"]), statistics.median(raw["floor_s"])
    paced = summary(raw["paced_ms"])
    sys.stdout.write(
        f"       storm   {joins:.0f} joins a second all at once, floor {floor:.0f} rows a second; "
        f"at {RATE} a second p50 {paced['p50']} p95 {paced['p95']} p99 {paced['p99']} ms\n"
    )
    return write(
        "storm", raw | {"paced": paced},
        [
            Goal("p99 of a join at 20 joins a second, ms", paced["p99"], at_most=500),
            Goal("joins a second against the floor", round(joins / floor, 3), at_least=0.4),
            Goal("joins that failed or got somebody else's ticket", len(raw["failures"]), at_most=0),
        ],
    )  # fmt: skip


async def _until_up(http: Any, port: int) -> None:
    for _ in range(100):
        try:
            async with http.get(f"http://127.0.0.1:{port}/healthz"):
                return
        except OSError:
            await asyncio.sleep(0.2)
    raise SystemExit("the server did not start")


async def _press(
    http: Any, visitor: dict[str, Any], port: int, path: str | None
) -> tuple[float, int]:
    data = None if path else ANSWERS
    began = time.perf_counter()
    address = f"http://127.0.0.1:{port}{path or visitor['path']}"
    async with http.post(address, data=data, headers=visitor["headers"]) as answer:
        body = await answer.json() if answer.status == 200 else {}
        if path is None:
            visitor["got"] = body.get("identity", f"status {answer.status}")
        elif body.get("who") != visitor["person"]:
            raise SystemExit(f"the floor answers {answer.status}")
        return (time.perf_counter() - began) * 1000, answer.status


async def _all(
    http: Any, visitors: list[dict[str, Any]], port: int, path: str | None, apart: float
) -> list[float]:
    async def one(number: int, visitor: dict[str, Any]) -> float:
        await asyncio.sleep(number * apart)
        return (await _press(http, visitor, port, path))[0]

    return list(await asyncio.gather(*(one(n, v) for n, v in enumerate(visitors))))


async def _burst(
    http: Any, visitors: list[dict[str, Any]], port: int, path: str | None, raw: dict[str, Any]
) -> float:
    began = time.perf_counter()
    await _all(http, visitors, port, path, 0)
    took = time.perf_counter() - began
    if path is None:
        raw.setdefault("pressed", []).append([(v["person"], v["got"]) for v in visitors])
    return round(len(visitors) / took, 1)


def _check_and_empty(raw: dict[str, Any]) -> None:
    """Every identity given out is of the person who pressed; then everybody is outside again."""
    from samepath.rooms.models import Admission, CheckIn, Wait

    live = dict(
        Admission.objects.filter(role="participant", ended_at__isnull=True).values_list(
            "identity", "person_id"
        )
    )
    for round_of in raw.pop("pressed", []):
        raw["failures"] += [got for person, got in round_of if str(live.get(got)) != person]
    Admission.objects.filter(role="participant").delete()
    Wait.objects.all().delete()
    CheckIn.objects.all().delete()


if __name__ == "__main__":
    raise SystemExit(not main())
