"""Handing a room over: the form, the two consoles, and what is refused in words."""

from __future__ import annotations

import pytest

from samepath.people.permissions import Role
from samepath.schedule.models import HandOver


@pytest.fixture(autouse=True)
def _livekit_stands_aside(monkeypatch):
    for name in ("remove", "close", "tell_to_look"):
        monkeypatch.setattr(f"samepath.rooms.livekit.{name}", lambda *given, **more: None)


@pytest.fixture
def reyes(evening):
    from conftest import _person, _staff

    person = _person("Dr. Reyes", "reyes@evening.test", "Rosa Reyes")
    return _staff(person, Role.CLINICIAN, evening)


@pytest.fixture
def consoles(client_as, dr_chen, reyes, tonight):
    """Dr. Chen's, who stands behind tonight's room, and Dr. Reyes's."""
    chen, other = client_as(dr_chen), client_as(reyes)
    chen.post(f"/console/{tonight.pk}/watch", {"state": "on_call"})
    return chen, other


def _ask(browser, session, to, line="Sun came at 2."):
    form = {"room": [session.pk], "to": to.pk if to else "", "line": line}
    return browser.post("/console/hand-over/ask", form)


def _text(browser, url="/console"):
    return browser.get(url).content.decode()


def test_the_form_names_ones_rooms_and_colleagues(consoles, dr_okafor):
    text = _text(consoles[0], "/console/hand-over")
    assert "Tuesday Evening Circle" in text
    assert "Dr. Reyes" in text
    assert "Dr. Okafor" not in text
    assert "You stand behind no room now" in _text(consoles[1], "/console/hand-over")


@pytest.mark.safety("H03")
def test_a_room_goes_over_when_the_other_console_answers(consoles, tonight, reyes, dr_chen):
    chen, other = consoles
    assert _ask(chen, tonight, reyes)["Location"] == "/console"
    offered = HandOver.objects.get()

    assert "It is yours until they answer." in _text(chen)
    text = _text(other)
    assert "Dr. Chen hands Tuesday Evening Circle over to you" in text
    assert "“Sun came at 2.”" in text

    assert other.post(f"/console/hand-over/{offered.pk}/take").status_code == 302

    tonight.refresh_from_db()
    assert tonight.supervisor == reyes
    assert "You stand behind 1 room." in _text(other)
    text = _text(chen)
    assert "You stand behind 0 rooms." in text
    assert "Dr. Reyes stands behind Tuesday Evening Circle since" in text


def test_it_is_kept_after_all(consoles, tonight, reyes):
    chen, other = consoles
    _ask(chen, tonight, reyes)
    offered = HandOver.objects.get()
    chen.post(f"/console/hand-over/{offered.pk}/keep")

    late = other.post(f"/console/hand-over/{offered.pk}/take")

    assert late.status_code == 409
    assert "does not wait for an answer any more" in late.content.decode()
    assert "hands Tuesday Evening Circle over" not in _text(other)


def test_a_change_is_news_for_both_consoles(consoles, tonight, reyes):
    seen = [one.post("/console/beat")["Samepath-Stamp"] for one in consoles]
    _ask(consoles[0], tonight, reyes)
    for browser, stamp in zip(consoles, seen, strict=True):
        assert browser.post("/console/beat", headers={"Samepath-Seen": stamp}).status_code == 200


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "Please write a line"),
        ("x" * 201, "no more than 200 letters"),
        ("<script>" * 30, "no more than 200 letters"),
    ],
)
def test_what_was_typed_stays(consoles, tonight, reyes, line, words):
    answer = _ask(consoles[0], tonight, reyes, line)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert line.replace("<", "&lt;").replace(">", "&gt;") + "</textarea>" in text
    assert not HandOver.objects.exists()


@pytest.mark.safety("H03")
def test_more_rooms_than_one_may_stand_behind_is_refused_in_words(
    consoles, tonight, reyes, evening, iris, moment
):
    from samepath.web.clinician.tests.test_console import _plan

    evening.rooms_a_supervisor = 1
    evening.save(update_fields=["rooms_a_supervisor"])
    _plan(evening, iris, moment, supervisor=reyes, title="Other")
    answer = _ask(consoles[0], tonight, reyes)
    assert answer.status_code == 422
    assert "as many rooms as one person may" in answer.content.decode()


@pytest.mark.safety("H03")
def test_rooms_offered_together_count_together(
    consoles, tonight, reyes, evening, iris, moment, dr_chen
):
    from samepath.web.clinician.tests.test_console import _plan

    evening.rooms_a_supervisor = 1
    evening.save(update_fields=["rooms_a_supervisor"])
    second = _plan(evening, iris, moment, title="Second")
    second.supervisor = dr_chen
    second.save(update_fields=["supervisor"])
    form = {"room": [tonight.pk, second.pk], "to": reyes.pk, "line": "Both."}
    answer = consoles[0].post("/console/hand-over/ask", form)
    assert answer.status_code == 422
    assert "as many rooms as one person may" in answer.content.decode()
    assert not HandOver.objects.exists()


@pytest.mark.safety("Z09")
def test_a_stranger_of_another_program_is_nobody_to_hand_it_to(
    consoles, tonight, dr_okafor, reyes, client_as
):
    answer = _ask(consoles[0], tonight, dr_okafor)
    assert answer.status_code == 422
    assert "Please choose at least one room, and a clinician." in answer.content.decode()
    _ask(consoles[0], tonight, reyes)
    offered = HandOver.objects.get()
    okafor = client_as(dr_okafor)
    assert okafor.post(f"/console/hand-over/{offered.pk}/take").status_code == 404
    assert okafor.post(f"/console/hand-over/{offered.pk}/keep").status_code == 404
