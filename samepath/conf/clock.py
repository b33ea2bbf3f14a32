"""What runs when. Every job is safe to run twice, late, or in two loops at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

import structlog
from django.conf import settings
from django.db import close_old_connections, connections

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Job:
    """A verb without arguments and how often it is due."""

    seconds: float
    path: str

    @property
    def verb(self) -> Callable[[], object]:
        module, _, name = self.path.rpartition(".")
        return cast(Callable[[], object], getattr(import_module(module), name))


CLOCK = (
    Job(5, "samepath.rooms.jobs.call_the_roll"),
    Job(5, "samepath.rooms.jobs.keep_holds"),
    Job(1, "samepath.safety.jobs.climb_ladders"),
    Job(2, "samepath.rooms.jobs.end_what_is_over"),
    Job(2, "samepath.rooms.jobs.bring_back"),
    Job(5, "samepath.rooms.jobs.end_offers"),
    Job(1, "samepath.facilitation.jobs.let_time_pass"),
    Job(5, "samepath.facilitation.jobs.sweep_floors"),
    Job(3600, "samepath.facilitation.jobs.forget_words"),
    Job(60, "samepath.debriefs.jobs.remind_leaders"),
    Job(3600, "samepath.audit.jobs.anchor"),
    Job(10, "samepath.audit.jobs.drain_spool"),
    Job(3600, "samepath.conf.clock.sweep_sessions"),
    Job(15, "samepath.demo.keep_open"),
)
NOTICES = (Job(1, "samepath.notices.deliver.deliver_due"),)


def sweep_sessions() -> None:
    """Sign-ins that are over leave the database."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def run(jobs: tuple[Job, ...], stop: threading.Event) -> None:
    """Each job in a thread of its own, so that one that waits for LiveKit holds up no other."""
    threads = [threading.Thread(target=keep, args=(job, stop), name=job.path) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def keep(job: Job, stop: threading.Event) -> None:
    """Run a job when it is due until told to stop; a failure is written down and tried again next time."""
    verb, due = job.verb, time.monotonic()
    try:
        while not stop.is_set():
            once(job, verb)
            due = max(due + job.seconds, time.monotonic())
            stop.wait(due - time.monotonic())
    finally:
        connections.close_all()


def once(job: Job, verb: Callable[[], object]) -> None:
    close_old_connections()
    try:
        verb()
    except Exception:  # whatever one run meets must not end the loop
        log.error("job failed", job=job.path, exc_info=True)
    finally:
        close_old_connections()
