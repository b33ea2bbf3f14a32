"""The console: which rooms one stands behind, who needs a look, and that somebody is there (V05, V06, H03)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samepath.rooms import actions as rooms
from samepath.rooms.models import Watch
from samepath.safety import actions as safety
from samepath.schedule import actions as schedule
from samepath.schedule.models import Kind


@pytest.fixture(autouse=True)
def _livekit_stands_aside(monkeypatch):
    for name in ("remove", "close", "tell_to_look"):
        monkeypatch.setattr(f"samepath.rooms.livekit.{name}", lambda *given, **more: None)


@pytest.fixture
def chen(client_as, dr_chen):
    return client_as(dr_chen)


def _text(browser, url="/console"):
    answer = browser.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def _plan(evening, iris, moment, **more):
    wall = moment.astimezone(ZoneInfo(evening.zone)).replace(second=0, microsecond=0)
    given = {"kind": Kind.PEER, "title": "Circle", "minutes": 60, **more}
    return schedule.plan(program=evening, on=wall.date(), at=wall.time(), by=iris, **given)


def test_the_page_says_how_many_rooms_one_stands_behind(chen, tonight):
    text = _text(chen)

    assert "You stand behind 1 room." in text
    assert 'data-theme="night"' in text
    assert "Heron guides" in text
    assert "L listens, J steps in, W whispers" in text


def test_without_a_room_the_page_says_what_will_be_here(chen):
    text = _text(chen)

    assert "You stand behind 0 rooms." in text
    assert "No room needs you now" in text


@pytest.mark.safety("V05", "H03")
def test_a_beat_answers_for_the_rooms_one_watches(chen, dr_chen, tonight):
    chen.post(f"/console/{tonight.pk}/watch", {"state": "on_call"})
    before = Watch.objects.get(session=tonight)
    Watch.objects.update(answered_at=before.answered_at - timedelta(minutes=1))

    answer = chen.post("/console/beat")

    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert Watch.objects.get(session=tonight).answered_at >= before.answered_at


@pytest.mark.safety("V05", "H03")
def test_a_beat_does_not_answer_for_somebody_who_is_away(chen, tonight):
    chen.post(f"/console/{tonight.pk}/watch", {"state": "away"})
    Watch.objects.update(answered_at="2020-01-01T00:00Z")

    chen.post("/console/beat")

    assert Watch.objects.get(session=tonight).answered_at.year == 2020


@pytest.mark.safety("V06")
@pytest.mark.parametrize("state", Watch.State.values)
def test_where_one_is_is_declared_by_a_press(chen, dr_chen, tonight, state):
    answer = chen.post(f"/console/{tonight.pk}/watch", {"state": state})

    assert answer.status_code == 302
    watch = Watch.objects.get(session=tonight)
    assert (watch.person, watch.state) == (dr_chen, state)


def test_a_state_that_is_none_is_refused(chen, tonight):
    assert chen.post(f"/console/{tonight.pk}/watch", {"state": "asleep"}).status_code == 422
    assert not Watch.objects.exists()


@pytest.mark.safety("H15")
@pytest.mark.parametrize(
    ("answers", "words"),
    [({"arriving": 3}, "came at 3"), ({"privacy": "overheard"}, "may be overheard")],
)
def test_a_door_answer_that_needs_a_look_is_on_the_wall(chen, amara, tonight, answers, words):
    from samepath.people.permissions import Role

    given = {
        "place": "usual", "location": "12 Alder Street, Keene", "location_state": "NH",
        "call_back": "+1 603-555-0142", "privacy": "alone", "arriving": 7, "safe": "yes",
    }  # fmt: skip
    _open(chen, tonight)
    entry = rooms.enter(
        tonight, by=amara, hat=Role.PARTICIPANT, browser="x", answers={**given, **answers}
    )
    assert entry.admission is not None
    entry.admission.beat_at = entry.admission.admitted_at
    entry.admission.save(update_fields=["beat_at"])

    text = _text(chen)

    assert words in text
    assert "Alder Street" not in text
    assert "555-0142" not in text


def _open(chen, session):
    """What the door asks for: a leader inside, and a supervisor who answers."""
    from samepath.people.permissions import Role

    chen.post(f"/console/{session.pk}/watch", {"state": "on_call"})
    entry = rooms.enter(session, by=session.guide, hat=Role.PEER_LEADER, browser="y")
    assert entry.admission is not None
    entry.admission.beat_at = entry.admission.admitted_at
    entry.admission.save(update_fields=["beat_at"])


@pytest.mark.safety("H15")
def test_somebody_not_safe_at_the_door_waits_for_the_clinician_by_a_link(chen, amara, tonight):
    rooms.answer(tonight, by=amara, safe="not-sure")

    text = _text(chen)

    assert "Not safe, at the door" in text
    assert "Fern is not safe or asked for help" in text
    assert f"/session/{tonight.pk}/room?with={amara.pk}" in text


def test_open_calls_come_before_rooms_and_ones_own_stay_in_sight(chen, amara, dr_chen, tonight):
    call = safety.ask_for_help(by=amara, command_id=uuid4(), session=tonight)

    text = _text(chen)
    assert text.index(f"/calls/{call.pk}") < text.index('class="wall"')

    safety.answer(call, by=dr_chen, next_step="I call you now.")
    assert "You have the call of Fern" in _text(chen)


def test_a_clinician_finds_the_door_of_what_she_leads(
    chen, dr_chen, evening, amara, ben, iris, moment
):
    session = _plan(
        evening, iris, moment + timedelta(minutes=10), kind=Kind.INDIVIDUAL, title="Dr. Chen and you",
        guide=dr_chen, expected=[amara],
    )  # fmt: skip
    later = _plan(
        evening, iris, moment + timedelta(hours=6), guide=ben, supervisor=dr_chen, title="Late circle"
    )  # fmt: skip
    off = _plan(
        evening, iris, moment + timedelta(hours=9), guide=ben, supervisor=dr_chen, title="Off circle"
    )  # fmt: skip
    schedule.cancel(off, by=iris)

    text = _text(chen)

    assert f"/session/{session.pk}/door" in text
    assert f"/session/{later.pk}/door" not in text
    assert "Late circle" in text
    assert "Off circle" not in text


@pytest.mark.safety("Z09")
def test_rooms_of_another_program_are_not_there(client_as, dr_okafor, tonight):
    okafor = client_as(dr_okafor)

    assert "Tuesday Evening Circle" not in _text(okafor)
    assert okafor.post(f"/console/{tonight.pk}/watch", {"state": "on_call"}).status_code == 404
    assert okafor.get(f"/clinic/{tonight.pk}").status_code == 404


def test_the_page_of_a_session_says_that_it_is_computed(chen, tonight):
    text = _text(chen, f"/clinic/{tonight.pk}")

    assert "Computed from presence, never typed in." in text
    assert "Fern" in text


SEEN, STAMP = "Samepath-Seen", "Samepath-Stamp"


def test_a_console_that_has_seen_everything_is_told_so(chen, amara, tonight):
    _open(chen, tonight)
    first = chen.post("/console/beat")
    assert chen.post("/console/beat", headers={SEEN: first[STAMP]}).status_code == 204

    safety.ask_for_help(by=amara, command_id=uuid4(), session=tonight)

    again = chen.post("/console/beat", headers={SEEN: first[STAMP]})
    assert again.status_code == 200
    assert "Fern asks for help." in again.content.decode()
    assert again[STAMP] != first[STAMP]


def test_a_console_without_news_asks_little(chen, tonight):
    _open(chen, tonight)
    stamp = chen.post("/console/beat")[STAMP]
    with CaptureQueriesContext(connection) as seen:
        assert chen.post("/console/beat", headers={SEEN: stamp}).status_code == 204
    assert len(seen) <= 8


@pytest.mark.safety("V05", "H03")
@pytest.mark.parametrize(("state", "answered"), [("on_call", True), ("away", False)])
def test_reading_another_page_is_not_being_away(chen, tonight, state, answered):
    chen.post(f"/console/{tonight.pk}/watch", {"state": state})
    Watch.objects.update(answered_at="2020-01-01T00:00Z")

    assert "console/alive" in _text(chen, f"/console/{tonight.pk}/whisper")
    assert "console/alive" in _text(chen, "/calls")
    assert chen.post("/console/alive").status_code == 204

    assert (Watch.objects.get(session=tonight).answered_at.year > 2020) is answered


@pytest.mark.safety("H10", "Z06")
def test_somebody_who_dropped_is_called_with_one_press(chen, amara, dr_chen, tonight):
    from samepath.audit import queries as audit
    from samepath.people.permissions import Role
    from samepath.rooms.models import Admission
    from samepath.rooms.tests.conftest import READY
    from samepath.safety.models import Concern

    _open(chen, tonight)
    rooms.enter(tonight, by=amara, hat=Role.PARTICIPANT, browser="x", answers=READY)
    Admission.objects.filter(person=amara).update(
        admitted_at=tonight.starts_at, beat_at=tonight.starts_at
    )
    text = _text(chen)
    assert "Look here" in text
    assert "Call Fern" in text
    assert "555-0142" not in text

    answer = chen.post(f"/console/{tonight.pk}/reach-out", {"person": amara.pk})

    call = Concern.objects.get()
    assert answer["Location"] == f"/calls/{call.pk}"
    assert (call.answered_by, call.origin, call.next_at is None) == (dr_chen, "dropped", False)
    assert "555-0142" in _text(chen, f"/calls/{call.pk}")
    assert "saw.how-to-reach" in [line.act for line in audit.about([amara.pk])]
    chen.post(f"/console/{tonight.pk}/reach-out", {"person": amara.pk})
    assert Concern.objects.count() == 1


@pytest.mark.parametrize("who", ["ben", "noor"])
def test_only_members_with_a_seat_are_called_from_the_wall(chen, tonight, who, request):
    from samepath.safety.models import Concern

    _open(chen, tonight)
    person = request.getfixturevalue(who)
    answer = chen.post(f"/console/{tonight.pk}/reach-out", {"person": person.pk})
    assert answer.status_code == 404
    assert not Concern.objects.exists()


@pytest.mark.parametrize("url", ["/console"])
def test_the_number_of_questions_does_not_grow_with_rooms(
    url, chen, evening, tonight, dr_chen, ben, lin, amara, iris, moment
):
    from conftest import _enrolled, _person, _staff
    from samepath.people.permissions import Role

    counts = []
    _open(chen, tonight)
    rooms.answer(tonight, by=amara, safe="no")
    for more in (False, True):
        if more:
            guide = _staff(_person("Finch", "f@evening.test", "F"), Role.PEER_LEADER, evening)
            who = _enrolled(_person("Willow", "w@evening.test", "W"), evening)
            other = _plan(
                evening, iris, moment + timedelta(minutes=20), guide=guide, supervisor=dr_chen,
                title="First steps", expected=[who],
            )  # fmt: skip
            rooms.answer(other, by=who, safe="no")
        chen.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert chen.get(url).status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1]


@pytest.mark.safety("H02", "H26")
def test_somebody_to_speak_with_today_is_no_alarm(chen, amara, ben, tonight):
    safety.follow_up(amara, by=ben, session=tonight, command_id=uuid4())
    page = chen.get("/console").content.decode()
    assert "Speak with Fern today" in page
    assert 'class="alarm"' not in page
