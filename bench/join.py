"""From the press at the door to the first picture of somebody else, in Chromium, against a bare livekit-client page.

Both join the same room with the same senders on the same media server, in turns (ours, bare, ours, bare …); the
bare page holds its ticket already and does nothing but connect. What the ratio contains of ours: the answers
kept, the rules, the trail, the ticket, the gate, and the page.
"""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.common import Goal, environment, settle, summary, write
from tests.live.house import ROOT, SAMEPATH, Running, Visitor, fill

PAIRS = 16
SENDERS = 5
CLIENT = ROOT / "client" / "node_modules" / "livekit-client" / "dist" / "livekit-client.umd.js"
WATCH = """
() => new Promise((done, fail) => {
  const began = performance.now();
  const look = () => {
    const seen = [...document.querySelectorAll('SELECTOR')].some((video) => video.videoWidth > 0);
    if (seen) done(performance.now() - began);
    else if (performance.now() - began > 20000) fail(new Error('no picture'));
    else requestAnimationFrame(look);
  };
  document.querySelector('BUTTON').click();
  look();
})
"""
BARE = """<!doctype html><title>bare</title><button>join</button><div id="videos"></div>
<script src="/livekit-client.umd.js"></script>
<script>
const { Room, RoomEvent } = LivekitClient;
document.querySelector('button').addEventListener('click', async () => {
  const room = new Room({ adaptiveStream: true, dynacast: true });
  room.on(RoomEvent.TrackSubscribed, (track) => document.querySelector('#videos').append(track.attach()));
  window.room = room;
  await room.connect(window.ticket.url, window.ticket.token, { rtcConfig: { iceServers: [] } });
});
</script>"""


def main() -> bool:
    """Fill the room, then join in turns."""
    home = Path(tempfile.mkdtemp(prefix="samepath-bench-"))
    env = fill(environment(home))
    settle(env)
    running = Running(env, "up")
    running.wait_until_ready()
    company = subprocess.Popen(
        [*SAMEPATH, "rehearse", "--demo", "--members", str(SENDERS), "--url", running.origin],
        cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        session = _session(running.origin)
        room = _until_senders(session)
        with _bare_server() as bare:
            raw = _in_turns(running.origin, bare, session, _stranger(room))
    finally:
        company.terminate()
        company.wait(30)
        running.end()
    return _say(raw)


def _say(raw: dict[str, list[float]]) -> bool:
    ours, bare = raw["ours_ms"], raw["bare_ms"]
    ratio, low, high = _ratio(ours, bare)
    sys.stdout.write(
        f"       join    ours {summary(ours)} bare {summary(bare)} ms; ratio of medians {ratio:.3f}, "
        f"95 % range {low:.3f} to {high:.3f}, {len(ours)} pairs\n"
    )
    kept: dict[str, Any] = raw | {"ratio_range_95": [round(low, 3), round(high, 3)]}
    goal = Goal(
        "door press to first remote picture, against a bare page", round(ratio, 3), at_most=1.15
    )
    return write("join", kept, [goal])


def _ratio(ours: list[float], bare: list[float]) -> tuple[float, float, float]:
    """Ratio of medians with its 95 % range from 2,000 resamples of the pairs."""
    dice = random.Random(1)
    pairs = list(zip(ours, bare, strict=True))
    found = []
    for _ in range(2000):
        drawn = [dice.choice(pairs) for _ in pairs]
        found.append(
            statistics.median(o for o, _ in drawn) / statistics.median(b for _, b in drawn)
        )
    found.sort()
    return statistics.median(ours) / statistics.median(bare), found[50], found[-51]


def _session(origin: str) -> str:
    heron = Visitor(origin, "heron")
    heron.come_in()
    found = re.search(r"/session/([0-9a-f-]{36})/door", heron.get("/leading").text)
    heron.close()
    assert found
    return found[1]


def _until_senders(session: str) -> Any:
    """The room, once it is full."""
    from samepath.rooms import livekit
    from samepath.rooms.models import Room

    for _ in range(120):
        room = Room.objects.filter(session_id=UUID(session), purpose="main", closed_at=None).first()
        if room is not None:
            sending = sum(bool(one.open_microphones) for one in livekit.inside(room.name))
            if sending >= SENDERS:
                return room
        time.sleep(1)
    raise SystemExit("the scripted members did not come")


def _stranger(room: Any) -> tuple[str, str]:
    """Room and identity of the bare page: a seat in our tables, or the roll call would put it out while it joins.

    Made now: nothing may ask the database beside Playwright's event loop.
    """
    from samepath.lib.ids import new_secret
    from samepath.lib.time import now
    from samepath.people.models import Person
    from samepath.rooms.models import Admission

    somebody = Person.objects.get(email="tide@demo.invalid")
    later = now() + timedelta(hours=2)
    seat = Admission.objects.create(
        room=room, person=somebody, role="participant", identity=new_secret(), admitted_at=later
    )
    return room.name, seat.identity


@contextlib.contextmanager
def _bare_server() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="samepath-bare-"))
    (folder / "index.html").write_text(BARE)
    (folder / CLIENT.name).write_bytes(CLIENT.read_bytes())
    quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(quiet, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()


def _in_turns(
    origin: str, bare: str, session: str, stranger: tuple[str, str]
) -> dict[str, list[float]]:
    from playwright.sync_api import sync_playwright

    from tests.journeys.conftest import DESK, FLAGS

    raw: dict[str, list[float]] = {"ours_ms": [], "bare_ms": []}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        context = browser.new_context(viewport=DESK)
        page = context.new_page()
        page.goto(f"{origin}/?ways")
        page.click('form[action$="/demo/as/fern"] button')
        _ours(page, origin, session)  # once unmeasured: caches warm on both sides
        other = context.new_page()
        _bare(other, bare, stranger)
        for _ in range(PAIRS):
            raw["ours_ms"].append(_ours(page, origin, session))
            raw["bare_ms"].append(_bare(other, bare, stranger))
        browser.close()
    return {name: [round(ms, 1) for ms in samples] for name, samples in raw.items()}


def _ours(page: Any, origin: str, session: str) -> float:
    page.bring_to_front()  # Chromium draws the page in front only, and tells the other of a frame twice a second
    page.goto(f"{origin}/session/{session}/door")
    for name, value in (
        ("place", "usual"),
        ("privacy", "alone"),
        ("arriving", "4"),
        ("safe", "yes"),
    ):
        field = page.locator(f'input[name="{name}"][value="{value}"]')
        if not field.is_checked():
            field.check(force=True)
            page.wait_for_timeout(400)
    page.wait_for_timeout(800)
    script = WATCH.replace("SELECTOR", ".tile:not(.mine) video").replace(
        "BUTTON", "form[data-enter] .btn.primary"
    )
    took = float(page.evaluate(script))
    page.locator('.ctl[data-act="leave"]').click()
    page.wait_for_timeout(600)
    return took


def _bare(page: Any, address: str, stranger: tuple[str, str]) -> float:
    """A page that holds its ticket and does nothing but connect."""
    from django.conf import settings

    from samepath.rooms import livekit

    room, identity = stranger
    ticket = {
        "url": settings.LIVEKIT_URL.replace("http", "ws", 1),
        "token": livekit.ticket(room=room, identity=identity, sources=["camera"]),
    }
    page.bring_to_front()
    page.goto(address)
    page.evaluate(f"() => {{ window.ticket = {json.dumps(ticket)} }}")
    page.wait_for_timeout(800)
    took = float(page.evaluate(WATCH.replace("SELECTOR", "video").replace("BUTTON", "button")))
    page.evaluate("() => window.room.disconnect()")
    page.wait_for_timeout(600)
    return took


if __name__ == "__main__":
    raise SystemExit(not main())
