"""Words to the media server that nobody waits for: a look, a removal, the end of a room.

Each is best effort: browsers ask by themselves, the gate closes sockets, the roll call puts out who is left. So a request that
causes them is answered at once, and keeps no turn while LiveKit thinks: in a split of ten people there are dozens.
"""

from __future__ import annotations

import asyncio
import atexit
import concurrent.futures
import contextlib
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

Errand = Callable[[], Awaitable[Any]]
Future = concurrent.futures.Future[None]

APART_S = (
    0.15  # words of one kind to one room within this time are said once, after the last of them
)
PATIENCE_S = 2.0
KEPT = 1000
log = structlog.get_logger(__name__)


class Courier:
    """One thread with one event loop. Errands under one name are run apart from each other; the rest at the same time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: set[str] = set()
        self._last: dict[str, float] = {}
        self._out: set[Future] = set()

    def run(self, errand: Errand, *, once_as: str = "") -> None:
        """Set an errand going. With a name, one that waits under it already does for this one too."""
        with self._lock:
            if once_as and once_as in self._waiting:
                return
            if once_as:
                self._waiting.add(once_as)
            future = asyncio.run_coroutine_threadsafe(self._go(errand, once_as), self._running())
            self._out.add(future)
        future.add_done_callback(self._done)

    def settle(self, within: float = PATIENCE_S) -> None:
        """Wait until what is under way has been said; for the end of a process, and for tests."""
        with self._lock:
            out = set(self._out)
        concurrent.futures.wait(out, timeout=within)

    def _done(self, future: Future) -> None:
        with self._lock:
            self._out.discard(future)

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            threading.Thread(target=self._loop.run_forever, name="courier", daemon=True).start()
            atexit.register(self.settle)
        return self._loop

    async def _go(self, errand: Errand, name: str) -> None:
        if name:
            await self._apart(name)
        try:
            async with asyncio.timeout(PATIENCE_S):
                await errand()
        except Exception as problem:  # best effort; see above  # noqa: BLE001
            log.info("courier.unsaid", error=type(problem).__name__)

    async def _apart(self, name: str) -> None:
        """The first goes at once, the next after a moment. What is asked for from here on is a new errand."""
        loop = asyncio.get_running_loop()
        with contextlib.suppress(KeyError):
            await asyncio.sleep(self._last[name] + APART_S - loop.time())
        with self._lock:
            self._waiting.discard(name)
        if len(self._last) > KEPT:
            self._last.clear()
        self._last[name] = loop.time()
