"""What runs when: every job exists, a failing one is tried again, one that hangs holds up no other."""

from __future__ import annotations

import threading
import time

import pytest

from samepath.conf import clock
from samepath.conf.clock import CLOCK, NOTICES, Job

ran: list[str] = []
hold = threading.Event()


def good():
    ran.append("good")


def bad():
    ran.append("bad")
    raise RuntimeError("as happens")


def slow():
    hold.wait(5)


@pytest.mark.parametrize("job", [*CLOCK, *NOTICES], ids=lambda job: job.path)
def test_every_job_is_a_verb(job):
    assert callable(job.verb)
    assert job.seconds > 0


@pytest.mark.django_db(transaction=True)
def test_a_failure_and_a_hang_hold_up_nobody():
    ran.clear()
    hold.clear()
    stop = threading.Event()
    jobs = tuple(Job(0.05, f"{__name__}.{name}") for name in ("good", "bad", "slow"))
    loop = threading.Thread(target=clock.run, args=(jobs, stop))
    loop.start()
    late = time.monotonic() + 5
    while ran.count("good") < 3 or ran.count("bad") < 3:
        assert time.monotonic() < late
        time.sleep(0.01)
    stop.set()
    hold.set()
    loop.join(5)
    assert not loop.is_alive()
