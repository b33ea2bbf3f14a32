"""A member's way through the door, told by a product that answers from a list."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace
from typing import Any

import pytest

from samepath.rehearsal import member as module
from samepath.rehearsal.browser import DoorShut, Somebody
from samepath.rehearsal.member import Gone, LineLost, Member

SEAT = {"identity": "me", "token": "ticket-1", "state": {"people": []}}


def says(status, data=None, url="http://x/", **headers):
    return SimpleNamespace(
        status_code=status, json=lambda: data or {}, text=str(data), url=url, headers=headers
    )


class FakeMedia:
    """A media client that is connected at once."""

    sid = "PA_1"

    def __init__(self, *_) -> None:
        self.lost, self.seen, self.frames, self.ended = asyncio.Event(), asyncio.Event(), 3, False

    async def join(self, url, ticket, saw):
        self.connected_at = time.monotonic()
        saw()

    async def end(self):
        self.ended = True


class FakeRelay:
    tickets: set[str] = set()
    cuts = 0

    async def open(self):
        return "ws://127.0.0.1:1"

    async def close(self):
        pass

    def cut(self):
        self.cuts += 1


class Product:
    """Answers each page from its own list; the last answer stays."""

    def __init__(self, **answers) -> None:
        self.answers = answers
        self.asked: list[tuple[str, Any]] = []

    def _answer(self, path, body):
        page = path.rpartition("/")[2]
        self.asked.append((page, body))
        left = self.answers.get(page, [says(200)])
        return left.pop(0) if len(left) > 1 else left[0]

    def get(self, path, **headers):
        return self._answer(path, headers)

    def post(self, path, data=None, json=None, **_):
        return self._answer(path, data if json is None else json)

    def bodies(self, page):
        return [body for asked, body in self.asked if asked == page]

    csrf = "tok"
    cookie = ""


@pytest.fixture
def someone(monkeypatch):
    monkeypatch.setattr(module, "MediaClient", FakeMedia)
    monkeypatch.setattr(module, "WAIT_S", 0)

    def make(**answers):
        member: Any = Member("http://x", Somebody(key="moon"), place=1)
        member.session, member.browser, member.relay = "s", Product(**answers), FakeRelay()
        return member

    return make


def test_answers_go_with_the_press_and_the_ticket_is_kept(someone):
    moon = someone(enter=[says(200, SEAT)], beat=[says(200, {"people": ["x"]})])
    asyncio.run(moon.go_in())
    assert moon.browser.bodies("enter")[0]["safe"] == "yes"
    assert moon.tickets == ["ticket-1"]
    assert moon.join_s is not None
    assert moon.browser.bodies("beat")[0]["sid"] == "PA_1"
    assert moon.state == {"people": ["x"]}


@pytest.mark.safety("V04")
def test_waiting_looks_at_the_page_until_it_opens_and_asks_cheaply(someone):
    waits = [says(200, {"open": False}, ETag='"a"'), says(304), says(200, {"open": True})]
    moon = someone(enter=[says(202), says(200, SEAT)], waiting=waits, beat=[says(200)])
    asyncio.run(moon.go_in())
    looks = moon.browser.bodies("waiting")
    assert [look.get("If-None-Match") for look in looks] == [None, '"a"', '"a"']
    assert all(look["Samepath-Looks-By-Itself"] == "yes" for look in looks)
    assert moon.browser.bodies("enter")[1] == {}


def test_promises_that_the_door_shows_are_agreed_to_first(someone):
    shown = says(200, '<input type="hidden" name="agreements" value="set-1">')
    moon = someone(door=[shown], enter=[says(200, SEAT)], beat=[says(200)])
    asyncio.run(moon.go_in())
    assert [body["agreements"] for body in moon.browser.bodies("agree")] == ["set-1"]


@pytest.mark.parametrize("door", ["ask-check-in", "ask-location-again"])
def test_a_door_that_asks_for_answers_is_not_waited_for(someone, door):
    moon = someone(waiting=[says(200, {"open": False, "door": door})])
    asyncio.run(moon.wait_at_the_door(0))


def test_patience_ends(someone):
    moon = someone(enter=[says(202)], waiting=[says(200, {"open": False})])
    with pytest.raises(DoorShut, match="still waits"):
        asyncio.run(moon.go_in(within_s=0))


def test_a_seat_held_elsewhere_is_left_alone_unless_told_to_take_it_over(someone):
    with pytest.raises(Gone, match="elsewhere"):
        asyncio.run(someone(enter=[says(409)]).go_in())
    moon = someone(enter=[says(409), says(200, SEAT)], beat=[says(200)])
    asyncio.run(moon.go_in(take_over=True))
    assert moon.browser.bodies("enter")[1] == {"take_over": "yes"}


def test_a_shut_door_says_why(someone):
    with pytest.raises(DoorShut, match="kept-out"):
        asyncio.run(someone(enter=[says(403, {"reason": "kept-out"})]).go_in())


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (says(410, {"reason": "removed"}), "removed"),
        (says(200, url="/account/login/"), "signed-out"),
    ],
)
def test_a_beat_learns_that_the_seat_is_gone(someone, answer, reason):
    moon = someone(beat=[answer])
    with pytest.raises(Gone, match=reason):
        asyncio.run(moon.beat())


def test_ones_own_clock_stands_still_while_away_and_the_seat_is_kept(someone):
    moon = someone(enter=[says(200, SEAT)], ticket=[says(200, SEAT)], beat=[says(200)])

    async def evening():
        await moon.go_in()
        await asyncio.sleep(0.2)
        await moon.drop()
        assert moon.relay.cuts == 1
        away = moon.seconds_inside
        await asyncio.sleep(0.1)
        assert moon.seconds_inside == away
        await moon.come_back()
        await asyncio.sleep(0.1)
        await moon.leave()

    asyncio.run(evening())
    assert moon.browser.bodies("ticket") == [{"identity": "me"}]
    assert 0.3 <= moon.seconds_inside < 0.6
    assert moon.frames == 6
    assert moon.browser.bodies("leave")[0]["identity"] == "me"


def test_a_lost_media_line_ends_the_stay_with_the_reason_the_page_knows(someone):
    moon = someone(enter=[says(200, SEAT)], beat=[says(200), says(410, {"reason": "removed"})])

    async def evening():
        await moon.go_in()
        moon.media.lost.set()
        await moon.stay(5)

    with pytest.raises(Gone, match="removed"):
        asyncio.run(evening())
    moon = someone(enter=[says(200, SEAT)], beat=[says(200)])
    with pytest.raises(LineLost):
        asyncio.run(evening())


def floor(version, place="main"):
    return {"version": version, "me": {"place": place}}


def test_whoever_belongs_elsewhere_asks_a_ticket_and_goes_there_and_back(someone, monkeypatch):
    monkeypatch.setattr(module, "BEAT_S", 0.05)
    apart, home = {"floor": floor(2, "pair-1")}, {"floor": floor(3)}
    moon = someone(
        enter=[says(200, SEAT)],
        ticket=[
            says(200, SEAT | {"token": "t2", "room": "pair-1", "state": apart}),
            says(200, SEAT | {"token": "t3", "room": "main", "state": home}),
        ],
        beat=[says(200, {"floor": floor(1)}), says(200, apart), says(200, apart), says(200, home)],
    )
    rooms = []

    async def evening():
        await moon.go_in()
        stay = asyncio.create_task(moon.stay(5))
        while len(moon.tickets) < 3:
            await asyncio.sleep(0.005)
            if moon.room not in rooms:
                rooms.append(moon.room)
        await asyncio.sleep(0.05)
        assert not stay.done()
        stay.cancel()
        await moon.drop()

    asyncio.run(asyncio.wait_for(evening(), 5))
    assert rooms == ["main", "pair-1"]
    assert moon.room == "main"
    assert moon.apart_tickets == ["t2"]
    assert [version for version, _ in moon.versions] == [1, 2, 3]


def test_a_look_is_a_beat_at_once(someone):
    moon = someone(enter=[says(200, SEAT)], beat=[says(200)])

    async def evening():
        await moon.go_in()
        moon.looked.set()
        await asyncio.sleep(0.1)
        await moon.drop()

    asyncio.run(evening())
    assert len(moon.browser.bodies("beat")) == 2


def test_a_sleeper_does_not_come_back_by_itself_but_goes_apart(someone):
    moon = someone()
    moon.stubborn, moon.media, moon.room = True, FakeMedia(), "pair-1"
    moon.state = {"floor": floor(1, "main")}
    assert not moon._misplaced()
    moon.state = {"floor": floor(1, "pair-2")}
    assert moon._misplaced()


def test_an_overtaken_floor_is_dropped(someone):
    moon = someone()
    moon._told({"now": "2", "floor": floor(5)})
    moon._told({"now": "1", "floor": floor(6)})
    moon._told({"now": "3", "floor": floor(4)})
    assert moon.floor == floor(5)
