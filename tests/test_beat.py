"""A beat: each page in each room asks every few seconds, so what it costs is pinned here, part by part."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samepath.lib.time import now
from samepath.people.permissions import Role
from samepath.rooms import actions as rooms
from samepath.rooms.models import Admission, Presence, Wait, Watch
from samepath.rooms.queries import house_of
from samepath.rooms.tests.conftest import READY
from tests.room_page import Page, sample

BRACKETS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


@pytest.fixture
def pages(client_as, open_door, amara, ben, dr_chen):
    """Amara, Ben and Dr. Chen in the room, in the middle of a round with words typed and things parked."""
    pages = {
        "amara": Page(client_as(amara, Role.PARTICIPANT), open_door),
        "ben": Page(client_as(ben, Role.PEER_LEADER), open_door),
        "dr_chen": Page(client_as(dr_chen, Role.CLINICIAN), open_door),
    }
    for who, page in pages.items():
        page.seat, _ = page.come_in(**(READY if who == "amara" else {"take_over": "yes"}))
    for kind, args in (
        ("round", {"order": "arrival"}), ("say", {"text": "hello"}), ("park", {"text": "sleep"}),
    ):  # fmt: skip
        pages["ben"].json("floor", {"command": str(uuid4()), "kind": kind, "args": args})
    return pages


def beats(page, who, **more):
    seat = {"identity": page.seat, "sid": f"PA_{who}", "spoke_s": 0}
    answer = page.json("beat", sample("beat") | seat | more)
    assert answer.status_code == 200
    return answer.json()


def statements(page, who, **more):
    """What the second of two such beats asks the database, transactions' own brackets apart."""
    beats(page, who, **more)
    with CaptureQueriesContext(connection) as seen:
        beats(page, who, **more)
    return [one["sql"] for one in seen if not one["sql"].startswith(BRACKETS)]


@pytest.mark.parametrize(("who", "most"), [("amara", 8), ("ben", 8), ("dr_chen", 9)])
def test_a_beat_asks_no_more_than_this(pages, who, most):
    assert len(statements(pages[who], who)) <= most


def test_a_beat_of_who_speaks_asks_one_more(pages):
    assert len(statements(pages["amara"], "amara", spoke_s=2)) <= 9


def test_who_waits_at_the_door_costs_leaders_one_question_and_members_none(pages, tonight, noor):
    Wait.objects.create(session=tonight, person=noor, asked_at=now(), seen_at=now())
    assert len(statements(pages["ben"], "ben")) <= 9
    assert len(statements(pages["amara"], "amara")) <= 8
    (waiting,) = beats(pages["ben"], "ben")["waiting"]
    assert (waiting["name"], waiting["arriving"]) == (noor.alias, None)
    assert beats(pages["amara"], "amara")["waiting"] is None


def test_a_beat_tells_what_is_beside_the_floor(pages):
    floor = beats(pages["amara"], "amara")["floor"]
    assert [one["text"] for one in floor["typed"]["lines"]] == ["hello"]
    assert [one["text"] for one in floor["parking"]] == ["sleep"]
    assert floor["round"]["holder"] is not None


@pytest.mark.safety("P06")
def test_a_beat_reads_no_more_of_a_person_than_others_may_know(pages):
    for sql in statements(pages["amara"], "amara")[3:]:
        assert "legal_name" not in sql
        assert '"people_person"."email"' not in sql


@pytest.mark.safety("V03", "H07")
def test_a_seat_that_ended_while_it_was_read_is_not_taken_up_again(pages, tonight, amara):
    from samepath.rooms.errors import NotInside

    house = house_of(tonight)
    seat = Admission.objects.get(person=amara, ended_at=None)
    Admission.objects.filter(pk=seat.pk).update(ended_at=now(), end=Admission.End.REMOVED)
    with pytest.raises(NotInside) as out:
        rooms.beat(tonight, by=amara, browser=seat.browser, identity=seat.identity, house=house)
    assert out.value.end == Admission.End.REMOVED
    assert not Presence.objects.filter(person=amara, sid="PA_late").exists()


def test_a_supervisor_who_beats_answers_for_the_watch(pages, tonight):
    Watch.objects.filter(session=tonight).update(answered_at=tonight.starts_at)
    assert beats(pages["dr_chen"], "dr_chen")["supervision"]["state"] == "listening"
    assert Watch.objects.get(session=tonight).answered_at > tonight.starts_at


def test_a_stranger_s_beat_finds_no_session(client_as, open_door, noor):
    stranger = Page(client_as(noor, Role.PARTICIPANT), open_door)
    assert stranger.json("beat", sample("beat")).status_code == 404
