"""A few requests work at a time; a call for help waits for nobody (R09)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from types import SimpleNamespace
from typing import Any

import pytest

from samepath.conf.middleware import in_turn


class Busy:
    """Answers only when told to, and knows how many are at work."""

    def __init__(self):
        self.go_on, self.lock, self.now, self.most, self.begun = Event(), Lock(), 0, 0, []

    def __call__(self, request):
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
            self.begun.append(request.path)
        self.go_on.wait(5)
        with self.lock:
            self.now -= 1
        return request.path


@pytest.mark.safety("R09", "R20")
def test_help_goes_past_everybody_who_waits():
    busy = Busy()
    door: Any = in_turn(busy)
    with ThreadPoolExecutor(12) as crowd:
        joins = [crowd.submit(door, SimpleNamespace(path="/session/x/enter")) for _ in range(10)]
        help_call = crowd.submit(door, SimpleNamespace(path="/help"))
        while "/help" not in busy.begun:
            assert not help_call.done()
        assert busy.now <= 5
        busy.go_on.set()
        assert [join.result(5) for join in joins] == ["/session/x/enter"] * 10
    assert busy.most <= 5
    assert help_call.result(5) == "/help"


def test_a_turn_is_given_back_after_an_error():
    def fails(request):
        raise ValueError(request.path)

    door: Any = in_turn(fails)
    for _ in range(6):
        with pytest.raises(ValueError, match="/x"):
            door(SimpleNamespace(path="/x"))
