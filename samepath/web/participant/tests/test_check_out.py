"""The check-out's page: on the way out, without script, in one press or none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from samepath.debriefs.models import CheckOut
from samepath.safety.models import Concern


@pytest.fixture
def over(tonight, amara, ben):
    """Tonight, ten minutes after its end; Amara was there."""
    from samepath.debriefs.tests.conftest import moved, was_there

    session = moved(tonight, ended_ago=timedelta(minutes=10))
    was_there(session, amara)
    return session


def _url(act, session):
    return reverse(f"participant:{act}", args=[session.pk])


def test_the_page_after_leaving_asks_and_tonight_asks_until_it_is_said(client_as, amara, over):
    browser = client_as(amara)
    assert (
        "How was it for you?" in browser.get(reverse("room:left", args=[over.pk])).content.decode()
    )
    assert _url("check_out", over) in browser.get(reverse("participant:tonight")).content.decode()

    browser.post(_url("skip_check_out", over))
    assert (
        _url("check_out", over) not in browser.get(reverse("participant:tonight")).content.decode()
    )
    assert (
        "How was it for you?"
        not in browser.get(reverse("room:left", args=[over.pk])).content.decode()
    )


def test_the_box_for_words_begins_empty_and_keeps_what_was_typed(client_as, amara, over):
    browser = client_as(amara)
    page = browser.get(reverse("room:left", args=[over.pk])).content.decode()
    assert 'maxlength="500"></textarea>' in page

    again = browser.post(_url("give_check_out", over), {"heard": "9", "words": "still here"})
    assert "still here</textarea>" in again.content.decode()


def test_leaders_are_asked_nothing_on_leaving(client_as, ben, over):
    assert (
        b"How was it for you?"
        not in client_as(ben).get(reverse("room:left", args=[over.pk])).content
    )


def test_answers_are_kept_and_thanked_for(client_as, amara, over):
    browser = client_as(amara)
    answer = browser.post(_url("give_check_out", over), {"heard": "3", "words": "kind"})
    assert answer.status_code == 302
    assert CheckOut.objects.get().words == "kind"
    assert "Thank you." in browser.get(_url("check_out", over)).content.decode()


@pytest.mark.safety("H15")
def test_not_safe_says_who_was_told_and_offers_help(client_as, amara, over):
    browser = client_as(amara)
    browser.post(_url("give_check_out", over), {"safe": "0"})
    page = browser.get(_url("check_out", over)).content.decode()
    assert "A clinician has been told" in page
    assert reverse("participant:help", args=[Concern.objects.get().pk]) in page


def test_an_empty_press_loses_nothing_and_says_so(client_as, amara, over):
    answer = client_as(amara).post(_url("give_check_out", over), {"words": ""})
    assert answer.status_code == 422
    assert b"at least one answer" in answer.content
    assert not CheckOut.objects.exists()


@pytest.mark.safety("Z04")
def test_what_somebody_wrote_is_on_no_leaders_page(client_as, amara, ben, over):
    client_as(amara).post(_url("give_check_out", over), {"words": "Secretwords", "heard": "0"})
    page = client_as(ben).get(reverse("leader:session", args=[over.pk])).content.decode()
    assert "Secretwords" not in page
    assert "How it was for the group" not in page
