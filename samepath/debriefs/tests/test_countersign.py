"""A clinician reads what a leader wrote, answers, and signs; from then on it stays."""

from __future__ import annotations

import pytest
from django.apps import apps

from samepath.debriefs import actions as debriefs
from samepath.debriefs import queries
from samepath.debriefs.errors import AlreadyRead, NotYours, WrittenOn, Wrong
from samepath.debriefs.models import Debrief
from samepath.lib.time import now
from samepath.notices.models import Notice
from samepath.people.permissions import Role


@pytest.fixture
def written(over, ben):
    """Ben's debrief of the evening, finished."""
    debriefs.save(over, {"went_well": "Moon spoke first.", "energy": "4"}, revision=99, by=ben)
    return debriefs.finish(over, by=ben)


def test_signed_with_a_few_words_back(written, dr_chen, ben):
    debriefs.countersign(written, revision=written.revision, reply=" That took trust. ", by=dr_chen)

    kept = Debrief.objects.get()
    assert (kept.read_by, kept.reply) == (dr_chen, "That took trust.")
    [seen] = queries.signed_lately(ben, now())
    assert seen == kept
    told = Notice.objects.get(key=f"debrief:{kept.pk}:read")
    assert (told.to, told.template, told.link) == (ben.email, "update", "/")
    line = apps.get_model("audit", "Entry").objects.get(act="debriefs.countersign")
    assert line.facts["replied"] is True
    assert "trust" not in str(line.facts)


def test_what_waits_to_be_read(written, dr_chen, dr_okafor, ben, iris):
    assert list(queries.to_read(dr_chen, Role.CLINICIAN)) == [written]
    assert not queries.to_read(dr_okafor, Role.CLINICIAN)
    assert not queries.to_read(ben, Role.PEER_LEADER)
    assert not queries.to_read(iris, Role.COORDINATOR)
    debriefs.countersign(written, revision=written.revision, by=dr_chen)
    assert not queries.to_read(dr_chen, Role.CLINICIAN)


def test_one_signs_and_the_second_learns_of_it(written, dr_chen, omar):
    debriefs.countersign(written, revision=written.revision, reply="Mine.", by=dr_chen)
    with pytest.raises(AlreadyRead):
        debriefs.countersign(written, revision=written.revision, reply="No, mine.", by=omar)
    assert Debrief.objects.get().reply == "Mine."


def test_what_was_changed_since_is_read_once_more(written, over, ben, dr_chen):
    debriefs.reopen(over, by=ben)
    with pytest.raises(WrittenOn):
        debriefs.countersign(written, revision=written.revision, by=dr_chen)
    debriefs.save(over, {"was_hard": "One thing more."}, revision=written.revision, by=ben)
    debriefs.finish(over, by=ben)
    with pytest.raises(WrittenOn):
        debriefs.countersign(written, revision=written.revision, by=dr_chen)
    assert Debrief.objects.get().read_at is None


def test_nobody_signs_their_own(written, ben):
    with pytest.raises(NotYours):
        debriefs.countersign(written, revision=written.revision, by=ben)


def test_words_that_cannot_be_kept_sign_nothing(written, dr_chen):
    with pytest.raises(Wrong):
        debriefs.countersign(written, revision=written.revision, reply="x\x00", by=dr_chen)
    assert Debrief.objects.get().read_at is None


@pytest.mark.safety("Z06")
def test_on_the_page(written, over, ben, dr_chen, client_as):
    clinician, leader = client_as(dr_chen), client_as(ben)
    page = clinician.get("/debriefs").content.decode()
    assert "Moon spoke first." in page
    assert apps.get_model("audit", "Entry").objects.filter(act="saw.debrief").exists()

    form = {"debrief": written.pk, "revision": 0, "reply": "Thank you, <b>Heron</b>."}
    stale = clinician.post("/debriefs/sign", form)
    assert stale.status_code == 422
    assert "&lt;b&gt;Heron&lt;/b&gt;" in stale.content.decode()

    form["revision"] = written.revision
    assert clinician.post("/debriefs/sign", form)["Location"] == "/debriefs"
    assert "Nothing to read" in clinician.get("/debriefs").content.decode()
    assert "Dr. Chen wrote back to you" in leader.get("/leading").content.decode()
    paper = leader.get(f"/leading/{over.pk}/debrief").content.decode()
    assert "Thank you, &lt;b&gt;Heron&lt;/b&gt;." in paper
    assert "Dr. Chen read and signed this" in paper


def test_the_number_of_questions_does_not_grow(written, over, lin, dr_chen, client_as):
    """That each was read is a line of the trail; what is read is asked for once for all."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = client_as(dr_chen)
    browser.get("/debriefs")

    def asked():
        with CaptureQueriesContext(connection) as told:
            browser.get("/debriefs")
        return sum('FROM "debriefs_' in one["sql"] or 'FROM "people_' in one["sql"] for one in told)

    few = asked()
    debriefs.save(over, {"went_well": "Quiet.", "energy": "3"}, revision=99, by=lin)
    debriefs.finish(over, by=lin)
    assert asked() == few
