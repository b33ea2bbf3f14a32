"""The page for a line to the leaders: what it says, what it refuses, and that nothing typed is lost."""

from __future__ import annotations

from uuid import uuid4

import pytest

from samepath.facilitation.models import Whisper
from samepath.people.permissions import Role


@pytest.fixture(autouse=True)
def _livekit_stands_aside(monkeypatch):
    for name in ("remove", "close", "tell_to_look"):
        monkeypatch.setattr(f"samepath.rooms.livekit.{name}", lambda *given, **more: None)


@pytest.fixture
def chen(client_as, dr_chen):
    return client_as(dr_chen)


def _send(browser, session, text, command=None):
    form = {"line": text, "command": command or str(uuid4())}
    return browser.post(f"/console/{session.pk}/whisper/send", form)


def test_the_page_says_who_will_read_it(chen, tonight):
    text = chen.get(f"/console/{tonight.pk}/whisper").content.decode()

    assert "Whisper to Heron and Lantern" in text
    assert "Only guide and host read this, with your name" in text


@pytest.mark.safety("Z07")
def test_a_line_goes_to_the_leaders_from_the_console(chen, tonight, dr_chen):
    answer = _send(chen, tonight, "Hill is quiet.\r\nA 3 tonight.")

    assert (answer.status_code, answer["Location"]) == (302, "/console")
    line = Whisper.objects.get()
    assert (line.by, line.text) == (dr_chen, "Hill is quiet.\nA 3 tonight.")
    assert "Your line is with Heron and Lantern." in chen.get("/console").content.decode()


def test_the_same_press_twice_is_one_line(chen, tonight):
    press = str(uuid4())
    for _ in range(2):
        assert _send(chen, tonight, "Once.", press).status_code == 302

    assert Whisper.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "Please write something first."), ("x" * 201, "That is too long.")],
)
def test_what_cannot_be_sent_stays_in_the_field(chen, tonight, typed, words):
    answer = _send(chen, tonight, typed)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert f"{typed}</textarea>" in text
    assert not Whisper.objects.exists()


def test_a_script_in_a_refused_line_is_shown_as_words(chen, tonight):
    answer = _send(chen, tonight, "<script>alert(1)</script>" * 20)

    assert "<script>alert(1)" not in answer.content.decode()
    assert "&lt;script&gt;alert(1)" in answer.content.decode()


@pytest.mark.safety("V06")
def test_a_colleague_who_does_not_stand_behind_it_reads_why_not(client_as, tonight, evening):
    from conftest import _person, _staff

    reyes = _staff(_person("Dr. Reyes", "r@evening.test", "R"), Role.CLINICIAN, evening)

    answer = _send(client_as(reyes), tonight, "Hello")

    assert answer.status_code == 422
    assert "Take the watch first." in answer.content.decode()


@pytest.mark.safety("Z09")
def test_a_session_of_another_program_is_none(client_as, tonight, dr_okafor):
    okafor = client_as(dr_okafor)

    assert okafor.get(f"/console/{tonight.pk}/whisper").status_code == 404
    assert _send(okafor, tonight, "Hello").status_code == 404
    assert not Whisper.objects.exists()
