"""Nothing that was answered is lost, whichever process is killed at whatever moment (R01, H24, D03)."""

from __future__ import annotations

import json
import random
import threading
import time
from uuid import uuid4

import pytest
import requests

from tests.live.house import Running, Visitor, fill, own_environment, samepath

pytestmark = [pytest.mark.live, pytest.mark.timeout(7200)]
WHO = ("fern", "moon", "wave", "ridge")
PROCESSES = ("web", "web", "clock", "notices", "livekit")

LOOK = """
import json
from samepath.rooms.models import CheckIn
from samepath.safety.models import Concern
from samepath.demo.cast import MEMBERS
from samepath.notices.models import Notice
alias = {f.alias: f.key for f in MEMBERS}
print(json.dumps({
    "arriving": {alias[c.person.alias]: c.arriving for c in CheckIn.objects.select_related("person")
                 .filter(session__cancelled_at__isnull=True, session_id="%s") if c.person.alias in alias},
    "calls": {str(c.pk): c.told.count() for c in Concern.objects.all()},
    "owed": [n.key.split(":")[1] for n in Notice.objects.filter(key__startswith="concern:")],
}))
"""


class Member(threading.Thread):
    """Answers at the door and presses Help, over and over, and remembers what was acknowledged."""

    def __init__(self, origin, who, session, stop):
        super().__init__(name=who)
        self.visitor, self.session, self.stop = Visitor(origin, who), session, stop
        self.answered, self.unsure, self.calls, self.presses = None, set(), set(), 0
        self.token = ""
        self.visitor.come_in()

    def run(self):
        dice = random.Random(self.name)
        while not self.stop.is_set():
            try:
                self._once(dice)
            except requests.RequestException:
                time.sleep(0.1)  # killed under us: not answered, so nothing was promised
        self.visitor.close()

    def _once(self, dice):
        self.token = self.token or self.visitor.token(f"/session/{self.session}/door")
        number = dice.randrange(11)
        self.unsure.add(number)
        if self.visitor.post(f"/session/{self.session}/answer", self.token, arriving=number).ok:
            self.answered, self.unsure = number, set()
            self.presses += 1
        if dice.random() < 0.2:
            pressed = self.visitor.post("/help", self.token, command_id=str(uuid4()))
            if pressed.status_code == 201:
                self.calls.add(pressed.json()["id"])


@pytest.fixture
def env(tmp_path):
    return fill(own_environment(tmp_path / "home"))


@pytest.fixture
def running(env):
    one = Running(env, "up")
    one.wait_until_ready()
    yield one
    one.end()


def _open_session(env):
    code = (
        "from django.utils import timezone; from samepath.schedule.models import Session;"
        "now = timezone.now(); print(Session.objects.get(kind='peer', starts_at__lte=now, ends_at__gt=now,"
        "cancelled_at=None, guide__email='heron@demo.invalid').pk)"
    )
    done = samepath(env, "manage", "shell", "-v0", "-c", code)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def _storm(running, env, *, rounds, seed):
    session, stop, dice = _open_session(env), threading.Event(), random.Random(seed)
    members = [Member(running.origin, who, session, stop) for who in WHO]
    for member in members:
        member.start()
    for number in range(rounds):
        time.sleep(dice.uniform(0.3, 2.5))
        running.kill(PROCESSES[number % len(PROCESSES)])
    _until_ready(running)
    time.sleep(1.5)
    stop.set()
    for member in members:
        member.join(30)
    done = samepath(env, "manage", "shell", "-v0", "-c", LOOK % session)
    assert done.returncode == 0, done.stderr
    return members, json.loads(done.stdout)


def _until_ready(running):
    late = time.monotonic() + 60
    while time.monotonic() < late:
        try:
            if requests.get(f"{running.origin}/readyz", timeout=2).ok:
                return
        except requests.RequestException:
            time.sleep(0.2)
    pytest.fail("never ready again:\n" + "".join(running.lines))


@pytest.mark.safety("R01", "H24", "D03")
@pytest.mark.parametrize("rounds", [5, pytest.param(200, marks=pytest.mark.soak)])
def test_killed_at_random_nothing_answered_is_lost(running, env, rounds):
    members, kept = _storm(running, env, rounds=rounds, seed=rounds)
    for member in members:
        assert member.presses > 3, f"{member.name} hardly got an answer: the test proves nothing"
        assert kept["arriving"][member.name] in {member.answered} | member.unsure
        for call in member.calls:
            assert kept["calls"].get(call, 0) > 0, (
                f"call {call} of {member.name} is lost, or nobody was told"
            )
            assert call in kept["owed"]
    assert any(member.calls for member in members)
    assert samepath(env, "audit", "verify").returncode == 0
