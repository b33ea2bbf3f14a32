"""The debrief's page: by script part by part, by a plain press, in two windows, after signing in again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from samepath.debriefs.models import Debrief

JSON = {"accept": "application/json"}


@pytest.fixture
def over(tonight, amara, ben, lin):
    """Tonight, ten minutes after its end."""
    from samepath.debriefs.tests.conftest import moved, was_there

    session = moved(tonight, ended_ago=timedelta(minutes=10))
    for person, role in ((ben, "guide"), (lin, "host"), (amara, "participant")):
        was_there(session, person, role)
    return session


def _url(act, session):
    return reverse(f"leader:{act}", args=[session.pk])


def test_the_leaders_first_thing_is_what_is_left_to_write(client_as, ben, over):
    page = client_as(ben).get(reverse("leader:home")).content.decode()
    assert "Debrief to write" in page
    assert _url("debrief", over) in page


def test_looking_begins_nothing(client_as, ben, over):
    assert client_as(ben).get(_url("debrief", over)).status_code == 200
    assert not Debrief.objects.exists()


def test_a_part_is_kept_as_it_is_typed(client_as, ben, over):
    answer = client_as(ben).post(
        _url("keep_debrief", over), {"part": "was_hard", "value": "a lot", "revision": "0"}, headers=JSON
    )  # fmt: skip
    assert answer.json()["revision"] == 1
    assert answer.json()["words"].startswith("Saved at")
    assert Debrief.objects.get().was_hard == "a lot"


def test_the_draft_is_there_after_signing_in_again(client_as, ben, over):
    browser = client_as(ben)
    browser.post(_url("keep_debrief", over), {"part": "was_hard", "value": "mine"}, headers=JSON)
    browser.logout()
    assert browser.get(_url("debrief", over)).status_code == 302
    assert "mine" in client_as(ben).get(_url("debrief", over)).content.decode()


def test_signed_out_the_script_is_told_so(client, over):
    answer = client.post(_url("keep_debrief", over), {"part": "was_hard"}, headers=JSON)
    assert (answer.status_code, answer.json()["reason"]) == (401, "signed-out")


def test_the_later_of_two_windows_gets_both_texts(client_as, ben, over):
    browser = client_as(ben)
    for text in ("laptop", "phone"):
        answer = browser.post(
            _url("keep_debrief", over), {"part": "changed", "value": text, "revision": "0"}, headers=JSON
        )  # fmt: skip
    both = answer.json()["both"]["changed"]
    assert both.startswith("laptop")
    assert both.endswith("phone")


def test_a_plain_press_keeps_the_whole_form_and_takes_ticks_away(client_as, ben, over):
    browser = client_as(ben)
    url = _url("keep_debrief", over)
    browser.post(url, {"whole": "1", "no_advice": "yes", "went_well": "a", "energy": "4"})
    browser.post(url, {"whole": "1", "went_well": "a", "revision": "1"})
    kept = Debrief.objects.get()
    assert (kept.no_advice, kept.went_well, kept.energy) == (False, "a", 4)


def test_finishing_says_what_is_missing_and_loses_nothing(client_as, ben, over):
    answer = client_as(ben).post(
        _url("finish_debrief", over), {"whole": "1", "went_well": "a warm round"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "how you are now" in page
    assert "a warm round" in page


def test_finished_it_can_be_read_and_opened_again(client_as, ben, over):
    browser = client_as(ben)
    browser.post(_url("finish_debrief", over), {"whole": "1", "went_well": "ok", "energy": "3"})
    assert "Open it again" in browser.get(_url("debrief", over)).content.decode()

    browser.post(_url("reopen_debrief", over))
    assert Debrief.objects.get().done_at is None


def test_a_finished_one_refuses_a_script_in_another_window(client_as, ben, over):
    browser = client_as(ben)
    browser.post(_url("finish_debrief", over), {"whole": "1", "went_well": "ok", "energy": "3"})
    answer = browser.post(
        _url("keep_debrief", over), {"part": "went_well", "value": "x"}, headers=JSON
    )
    assert (answer.status_code, answer.json()["reason"]) == (409, "finished")


@pytest.mark.safety("W03")
def test_a_script_tag_is_words(client_as, ben, over):
    browser = client_as(ben)
    browser.post(_url("keep_debrief", over), {"part": "went_well", "value": "</textarea><script>x"}, headers=JSON)  # fmt: skip
    assert b"<script>x" not in browser.get(_url("debrief", over)).content


@pytest.mark.safety("Z04")
def test_a_day_later_the_pages_name_nobody_and_keep_the_facts(client_as, ben, over):
    from samepath.debriefs.tests.conftest import moved

    browser = client_as(ben)
    assert "Fern" in browser.get(_url("session", over)).content.decode()
    assert "Fern" in browser.get(_url("debrief", over)).content.decode()

    moved(over, ended_ago=timedelta(hours=25))
    for act in ("session", "debrief"):
        page = browser.get(_url(act, over)).content.decode()
        assert over.title in page
        assert "Fern" not in page


@pytest.mark.safety("Z02")
def test_a_leader_reads_no_other_leaders_debrief(client_as, ben, lin, over):
    client_as(ben).post(_url("keep_debrief", over), {"part": "was_hard", "value": "Onlyben"}, headers=JSON)  # fmt: skip
    browser = client_as(lin)
    for act in ("debrief", "session"):
        assert "Onlyben" not in browser.get(_url(act, over)).content.decode()


def test_the_clinician_reads_all_and_takes_up_what_is_asked(client_as, ben, dr_chen, over):
    client_as(ben).post(
        _url("finish_debrief", over), {"whole": "1", "went_well": "Calmwords", "energy": "1", "wants_to_talk": "yes"}
    )  # fmt: skip
    browser = client_as(dr_chen)
    assert (
        "would like to talk with you" in browser.get(reverse("clinician:console")).content.decode()
    )

    page = reverse("clinician:session", args=[over.pk])
    assert "Calmwords" in browser.get(page).content.decode()
    browser.post(
        reverse("clinician:take_up", args=[over.pk]), {"debrief": Debrief.objects.get().pk}
    )
    assert (
        "would like to talk with you"
        not in browser.get(reverse("clinician:console")).content.decode()
    )


@pytest.mark.safety("Z09")
def test_the_office_reads_the_facts_and_no_debrief(client_as, ben, iris, over):
    client_as(ben).post(
        _url("finish_debrief", over), {"whole": "1", "went_well": "Calmwords", "energy": "3"}
    )
    page = client_as(iris).get(reverse("office:session", args=[over.pk])).content.decode()
    assert "waits for a debrief" in page
    assert "Calmwords" not in page
