"""A line from whoever stands behind a session to its leaders: who may send it, who reads it, when it is gone."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from samepath.audit import queries as audit
from samepath.facilitation import jobs, queries
from samepath.facilitation.models import Command, Whisper
from samepath.facilitation.queries import beside_of
from samepath.facilitation.rules import MovedOn, NotYours, Refused
from samepath.people.permissions import Role
from samepath.rooms import actions as rooms

LINE = "Hill has been quiet since the door."


@pytest.fixture
def whispered(circle, dr_chen):
    circle.does(dr_chen, "whisper", text=LINE)
    return circle


def _lines(circle, person, role):
    leader = circle.seen_by(person, role)["leader"]
    return leader["whispers"] if leader else None


@pytest.mark.safety("Z07", "V06")
def test_leaders_read_it_with_the_name_of_who_sent_it(whispered, ben, lin):
    (line,) = _lines(whispered, ben, "guide")
    assert (line["text"], line["from"]) == (LINE, "Dr. Chen, to you and Lantern")
    assert line["open"]
    assert _lines(whispered, lin, "host")[0]["from"] == "Dr. Chen, to you and Heron"
    (own,) = _lines(whispered, whispered.session.supervisor, "supervisor")
    assert (own["from"], own["open"]) == ("Dr. Chen, to Heron and Lantern", False)


@pytest.mark.safety("Z07", "V06")
def test_nothing_of_it_reaches_a_participant(whispered, amara):
    state = json.dumps(whispered.seen_by(amara, "participant"))
    assert "quiet since" not in state
    assert "whisper" not in state
    assert beside_of(whispered.session, leads=False).whispers == []


@pytest.mark.safety("Z07", "V15")
def test_media_servers_are_told_to_look_and_nothing_else(
    circle, dr_chen, ben, looks, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        circle.does(dr_chen, "whisper", text=LINE)
    assert looks == [circle.seats[ben].room.name]


@pytest.mark.parametrize("who", ["ben", "lin", "amara"])
def test_who_does_not_stand_behind_a_session_sends_none(circle, who, request):
    with pytest.raises(NotYours):
        circle.does(request.getfixturevalue(who), "whisper", text=LINE)
    assert not Whisper.objects.exists()


@pytest.fixture
def reyes(evening):
    """Another clinician of the evening program, who does not stand behind tonight's session."""
    from conftest import _person, _staff

    person = _person("Dr. Reyes", "reyes@evening.test", "Rosa Reyes")
    return _staff(person, Role.CLINICIAN, evening)


@pytest.mark.safety("V06")
def test_another_clinician_first_takes_the_watch_or_comes_in(circle, reyes, lin, ben):
    circle.hats[reyes] = Role.CLINICIAN
    with pytest.raises(NotYours):
        circle.does(reyes, "whisper", text=LINE)
    circle.comes(reyes)
    circle.does(reyes, "whisper", text=LINE)
    assert _lines(circle, ben, "guide")[0]["from"] == "Dr. Reyes, to you and Lantern"


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "empty"), ("  \n ", "empty"), ("x" * 201, "long"), ("bell \x07", "letters")],
)
def test_a_line_that_is_none_is_refused(circle, dr_chen, text, reason):
    with pytest.raises(Refused, match=reason):
        circle.does(dr_chen, "whisper", text=text)
    assert not Whisper.objects.exists()
    assert not Command.objects.filter(kind="whisper").exists()


def test_a_script_is_words_like_any_other(circle, dr_chen, ben):
    circle.does(dr_chen, "whisper", text="<script>alert(1)</script>")
    assert _lines(circle, ben, "guide")[0]["text"] == "<script>alert(1)</script>"


def test_the_same_press_twice_is_one_line(circle, dr_chen):
    press = uuid4()
    for _ in range(2):
        circle.does(dr_chen, "whisper", press, text=LINE)
    assert Whisper.objects.count() == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [("thanks", "Lantern: Thank you."), ("join", "Lantern: Please join me.")],
)
def test_a_leader_answers_with_one_press(whispered, lin, ben, answer, words):
    line = _lines(whispered, lin, "host")[0]["whisper"]
    whispered.does(lin, "reply", whisper=line, answer=answer)
    (seen,) = _lines(whispered, ben, "guide")
    assert (seen["answer_words"], seen["open"]) == (words, False)
    with pytest.raises(MovedOn):
        whispered.does(ben, "reply", whisper=line, answer="thanks")
    assert Whisper.objects.get().answered_by == lin


def test_nobody_else_answers(whispered, amara, dr_chen):
    line = str(Whisper.objects.get().pk)
    for person in (amara, dr_chen):
        with pytest.raises(NotYours):
            whispered.does(person, "reply", whisper=line, answer="join")


@pytest.mark.parametrize("line", ["", "x", "0b9e2a54-7a1c-4c6e-9d3f-1f2a3b4c5d6e"])
def test_an_answer_to_nothing_changes_nothing(whispered, ben, line):
    with pytest.raises((MovedOn, Refused)):
        whispered.does(ben, "reply", whisper=line, answer="thanks")
    assert Whisper.objects.get().answer == ""


def test_what_was_answered_makes_room_for_what_was_not(circle, ben, dr_chen):
    for number in range(3):
        circle.does(dr_chen, "whisper", text=f"line {number}")
    newest = _lines(circle, ben, "guide")[0]["whisper"]
    circle.does(ben, "reply", whisper=newest, answer="thanks")
    assert [one["text"] for one in _lines(circle, ben, "guide")] == ["line 2", "line 1", "line 0"]
    middle = _lines(circle, ben, "guide")[1]["whisper"]
    circle.does(ben, "reply", whisper=middle, answer="thanks")
    assert [one["text"] for one in _lines(circle, ben, "guide")] == ["line 2", "line 0"]


@pytest.mark.safety("P10")
def test_the_text_is_gone_with_the_session_and_the_act_is_not(whispered, ben, dr_chen):
    assert "quiet since" not in Whisper.objects.extra(select={"raw": "text"}).get().raw
    whispered.does(
        ben, "reply", whisper=_lines(whispered, ben, "guide")[0]["whisper"], answer="join"
    )
    rooms.close(whispered.session, by=ben, hat=Role.PEER_LEADER)
    jobs.sweep_floors()

    assert not Whisper.objects.exists()
    story = [line.words for line in queries.story_of(whispered.session).lines]
    assert story == [
        "The clinician wrote to the leaders.",
        "The leaders asked the clinician to come in.",
    ]
    said = [line for line in audit.by(dr_chen.pk) if line.act == "facilitation.command"]
    assert len(said) == 1
    assert "quiet since" not in f"{said}{list(Command.objects.values())}"


def test_a_program_that_keeps_words_keeps_these_too_for_as_long(
    whispered, ben, evening, time_machine
):
    evening.words_kept_h = 2
    evening.save(update_fields=["words_kept_h"])
    whispered.session.refresh_from_db()
    rooms.close(whispered.session, by=ben, hat=Role.PEER_LEADER)
    jobs.sweep_floors()
    jobs.forget_words()
    assert Whisper.objects.exists()
    time_machine.move_to(whispered.session.ends_at + timedelta(hours=2, minutes=1))
    jobs.forget_words()
    assert not Whisper.objects.exists()


def test_a_closed_room_takes_no_more(circle, ben, dr_chen, time_machine):
    rooms.close(circle.session, by=ben, hat=Role.PEER_LEADER)
    time_machine.move_to(circle.session.ends_at + timedelta(minutes=1))
    with pytest.raises(Refused, match="closed"):
        circle.does(dr_chen, "whisper", text=LINE)


def test_there_is_an_end_to_it(circle, dr_chen, monkeypatch):
    monkeypatch.setattr("samepath.facilitation.actions.MOST_WHISPERS", 1)
    circle.does(dr_chen, "whisper", text=LINE)
    with pytest.raises(Refused, match="whispers"):
        circle.does(dr_chen, "whisper", text=LINE)
