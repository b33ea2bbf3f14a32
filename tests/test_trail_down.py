"""When the trail cannot be written: records stay shut, a call for help goes through (L03)."""

from uuid import uuid4

import pytest
from django.db import DatabaseError

from samepath.audit import jobs, queries, trail
from samepath.audit.spool import kept
from samepath.safety import actions as safety
from samepath.web.refusals import InWords

pytestmark = pytest.mark.safety("L03")


@pytest.fixture
def no_trail(monkeypatch, settings, tmp_path):
    settings.HOME = tmp_path

    def broken(line):
        raise DatabaseError("no such table")

    with monkeypatch.context() as patched:
        patched.setattr("samepath.audit.trail.append", broken)
        yield patched


def test_help_and_its_answer_go_through_and_are_written_down_later(
    amara, dr_chen, no_trail, django_capture_on_commit_callbacks
):
    before = queries.verify().rows
    with django_capture_on_commit_callbacks(execute=True):
        concern = safety.ask_for_help(by=amara, command_id=uuid4())
        safety.answer(concern, by=dr_chen, next_step="Calling now.")
    assert [line["act"] for _, line in kept()] == ["safety.ask_for_help", "safety.answer"]

    no_trail.undo()
    assert jobs.drain_spool() == 2
    assert queries.verify().rows == before + 2
    assert queries.about([concern.pk])[0].by_name == "Dr. Chen"


def test_a_record_that_cannot_be_written_down_is_not_shown(amara, dr_chen, no_trail, rf):
    with pytest.raises(trail.TrailDown) as down:
        trail.saw("people.contact", by=dr_chen, about=amara)

    answer = InWords(lambda request: None).process_exception(
        rf.get("/console", headers={"accept": "application/json"}), down.value
    )
    assert answer.status_code == 503
    assert b"Legalname" not in answer.content
