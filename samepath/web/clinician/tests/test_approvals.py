"""A clinician reads what changed, approves, or sends back with words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samepath.guides import actions, queries, shipped
from samepath.guides.models import Version


@pytest.fixture
def offered(monkeypatch, evening, ben):
    """Ben's copy of a guide, with one sentence of his own, waiting."""
    one = next(guide for guide in shipped.guides() if guide.slug == "newcomers")
    monkeypatch.setattr(shipped, "guides", lambda: iter([one]))
    actions.load_shipped()
    mine = actions.copy(Version.objects.get(), program=evening, by=ben)
    words = replace(queries.content(mine), about="For people of Alder Hall.")
    actions.save_draft(mine, words, revision=0, by=ben)
    actions.offer(mine, by=ben)
    return mine


@pytest.fixture
def clinician(client_as, dr_chen):
    return client_as(dr_chen)


def test_what_waits_is_listed_with_its_writer(clinician, offered, ben):
    page = clinician.get("/approvals").content.decode()
    assert offered.title in page
    assert ben.alias in page


def test_what_changed_stands_first(clinician, offered):
    page = clinician.get(f"/approvals/{offered.pk}").content.decode()
    assert "<ins>For people of Alder Hall.</ins>" in page
    assert "version 1" in page


def test_approved_it_can_be_led_from(clinician, offered, dr_chen):
    clinician.post(f"/approvals/{offered.pk}/approve")
    offered.refresh_from_db()
    assert (offered.state, offered.approved_by) == ("approved", dr_chen)


def test_sent_back_the_writer_reads_why(clinician, client_as, offered, ben):
    page = clinician.post(f"/approvals/{offered.pk}/back", {"words": " "})
    assert page.status_code == 422
    assert "Please write what to change" in page.content.decode()
    clinician.post(f"/approvals/{offered.pk}/back", {"words": "Shorter, please."})
    assert "Shorter, please." in client_as(ben).get(f"/guides/{offered.pk}/write").content.decode()


@pytest.mark.safety("Z09")
def test_a_clinician_of_another_program_finds_nothing(client_as, dr_okafor, offered):
    other = client_as(dr_okafor)
    assert other.get(f"/approvals/{offered.pk}").status_code == 404
    assert other.post(f"/approvals/{offered.pk}/approve").status_code == 404
    offered.refresh_from_db()
    assert offered.state == "offered"
