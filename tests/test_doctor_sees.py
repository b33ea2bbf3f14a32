"""The doctor sees what would otherwise fail in silence: messages that reach nobody, a trail that does not fit."""

from datetime import timedelta

import pytest
from django.db import transaction

from samepath.audit import jobs, spool, trail
from samepath.conf import doctor
from samepath.lib.time import now
from samepath.notices import actions as notices


@pytest.fixture
def seen(db, settings, tmp_path):
    settings.HOME = tmp_path

    def look(check):
        (found,) = check(None)
        return found

    return look


@pytest.mark.safety("R12")
def test_late_messages(seen):
    assert seen(doctor._messages).state == "ok"
    with transaction.atomic():
        notices.post(
            to="amara@evening.test",
            template="look-now",
            key="x",
            due_at=now() - timedelta(minutes=2),
        )
    found = seen(doctor._messages)
    assert (found.state, "1 are more than a minute late" in found.words) == ("bad", True)
    assert "amara" not in found.words


@pytest.mark.safety("L02", "L03")
def test_a_trail_that_does_not_fit_and_lines_that_wait(seen, tmp_path):
    trail.did("rooms.close", by="clock")
    jobs.anchor()
    assert seen(doctor._trail).state == "ok"

    spool.keep(trail._line("safety.answer", "clock", None, None, None, "", "ok", {}))
    assert seen(doctor._trail).state == "bad"
    jobs.drain_spool()
    assert seen(doctor._trail).state == "ok"

    anchors = tmp_path / "anchors.log"
    anchors.write_text(anchors.read_text()[:-65] + "0" * 64 + "\n")
    assert "differs" in seen(doctor._trail).words
