"""Help from any page: a receipt or the words "not sent", and nothing in between (H01)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from samepath.lib.time import now as right_now
from samepath.notices import actions as notices
from samepath.people import actions as people
from samepath.people.permissions import Role
from samepath.rooms.models import Admission
from samepath.rooms.queries import door_of
from samepath.rooms.rules import Door
from samepath.safety import actions as safety
from samepath.safety.models import Concern

JSON = {"accept": "application/json"}


@pytest.fixture
def fern(client_as, amara, dr_chen):
    return client_as(amara, Role.PARTICIPANT)


@pytest.mark.safety("H01")
def test_a_plain_form_leads_to_a_page_that_says_what_is_true(fern, amara, tonight):
    answer = fern.post("/help", {"command_id": uuid4(), "session": tonight.pk}, follow=True)

    text = answer.content.decode()
    call = Concern.objects.get()
    assert (call.person, call.session) == (amara, tonight)
    assert answer.redirect_chain == [(reverse("participant:help", args=[call.pk]), 302)]
    assert "We have your call." in text
    assert "Dr. Chen was told." in text
    assert "Stands behind your session." in text
    assert "Nobody has answered yet." in text
    assert "Heron was told" not in text
    assert 'href="tel:911"' in text
    assert 'href="sms:988"' in text


@pytest.mark.safety("H01", "D04")
def test_a_script_gets_the_same_receipt_for_the_same_press(fern):
    form = {"command_id": uuid4()}

    first = fern.post("/help", form, headers=JSON)
    again = fern.post("/help", form, headers=JSON)

    call = Concern.objects.get()
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert first.json() == {
        "id": str(call.pk),
        "received_at": call.asked_at.isoformat(),
        "state": "received",
        "url": f"/help/{call.pk}",
    }


@pytest.mark.safety("H01")
def test_a_press_without_an_id_is_kept_too(fern):
    assert fern.post("/help", {"command_id": "nonsense"}).status_code == 302
    assert Concern.objects.count() == 1


@pytest.mark.safety("H01")
@pytest.mark.parametrize("headers", [{}, JSON])
def test_a_call_that_could_not_be_kept_is_said_not_to_be_sent(fern, monkeypatch, headers):
    def broken(**more):
        raise RuntimeError

    monkeypatch.setattr(notices, "post", broken)
    command = uuid4()

    answer = fern.post("/help", {"command_id": command}, headers=headers)

    assert answer.status_code == 503
    assert not Concern.objects.exists()
    if headers:
        assert answer.json() == {"reason": "not-kept"}
    else:
        text = answer.content.decode()
        assert "Your call was not sent" in text
        assert 'href="tel:988"' in text
        assert str(command) in text


@pytest.mark.safety("H01")
@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{}, JSON])
def test_signed_out_the_page_says_that_nothing_was_sent(headers):
    answer = Client().post("/help", headers=headers)

    assert answer.status_code == 401
    assert not Concern.objects.exists()
    if headers:
        assert answer.json() == {"reason": "signed-out"}
    else:
        assert "Your call was not sent" in answer.content.decode()
        assert 'href="tel:911"' in answer.content.decode()


@pytest.mark.safety("H01", "W05")
def test_a_form_that_is_too_old_says_that_nothing_was_sent(client_as, amara):
    answer = client_as(amara, enforce_csrf_checks=True).post("/help")

    assert answer.status_code == 403
    assert "Your call for help was not sent." in answer.content.decode()
    assert not Concern.objects.exists()


@pytest.mark.safety("H01")
@pytest.mark.parametrize("who", ["ben", "dr_chen", "iris", "omar"])
def test_help_opens_for_every_hat_without_a_second_factor(who, request, client_as, evening):
    browser = client_as(request.getfixturevalue(who), second_factor=False)

    answer = browser.post("/help", {"command_id": uuid4()}, follow=True)

    assert answer.status_code == 200
    assert "We have your call." in answer.content.decode()


@pytest.mark.safety("H01")
def test_somebody_whose_roles_have_ended_can_still_ask(fern, amara, omar):
    people.end_role(Role.PARTICIPANT, of=amara, by=omar)
    fern.force_login(amara)

    answer = fern.post("/help", {"command_id": uuid4()}, follow=True)

    assert answer.status_code == 200
    assert "We have your call." in answer.content.decode()


@pytest.mark.safety("H01", "Z09")
def test_a_session_one_may_not_know_is_left_out_and_refuses_nothing(client_as, noor, tonight):
    client_as(noor).post("/help", {"command_id": uuid4(), "session": tonight.pk})

    assert Concern.objects.get().session is None


@pytest.mark.safety("H01")
def test_the_part_that_looks_again_names_who_answered_and_what_comes_next(fern, amara, dr_chen):
    call = safety.ask_for_help(by=amara, command_id=uuid4())
    safety.answer(call, by=dr_chen, next_step="I call you now.")

    text = fern.get(f"/help/{call.pk}", headers={"hx-request": "true"}).content.decode()

    assert "<html" not in text
    assert "Dr. Chen has your call." in text
    assert "I call you now." in text
    assert "Mei Chen" not in text


@pytest.mark.safety("Z02")
def test_nobody_reads_the_call_of_another(fern, client_as, amara, lin, dr_chen):
    call = safety.ask_for_help(by=amara, command_id=uuid4())

    for person in (lin, dr_chen):
        assert client_as(person).get(f"/help/{call.pk}").status_code == 404


def test_the_page_asks_the_same_number_of_questions_for_one_responder_and_for_many(
    fern, amara, evening, tonight, django_assert_num_queries
):
    from conftest import _person, _staff

    one = safety.ask_for_help(by=amara, command_id=uuid4(), session=tonight)
    fern.get(f"/help/{one.pk}")
    asked = _questions(fern, one)
    Concern.objects.update(asked_at="2020-01-01T00:00Z")
    for n in range(6):
        who = _person(f"Dr. N{'abcdef'[n]}", f"n{n}@evening.test", "N")
        _staff(who, Role.CLINICIAN, evening, on_call=True)
    many = safety.ask_for_help(by=amara, command_id=uuid4(), session=tonight)

    Concern.objects.filter(pk=many.pk).update(next_at=many.asked_at, rung=2)
    safety.climb(many.pk)
    assert many.told.count() > 6
    with django_assert_num_queries(asked):
        fern.get(f"/help/{many.pk}")


def _questions(browser, call):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as seen:
        browser.get(f"/help/{call.pk}")
    return len(seen)


@pytest.mark.safety("H01")
def test_somebody_in_the_group_reads_when_a_room_for_two_is_open_and_can_go_there(
    fern, client_as, amara, dr_chen, tonight, monkeypatch
):
    for name in ("remove", "close", "tell_to_look"):
        monkeypatch.setattr(f"samepath.rooms.livekit.{name}", lambda *given, **more: None)
    fern.post("/help", {"command_id": uuid4(), "session": tonight.pk})
    call = Concern.objects.get()
    url = f"/help/{call.pk}"
    assert "A room for the two of you is open" not in fern.get(url).content.decode()

    went = client_as(dr_chen).post(
        f"/session/{tonight.pk}/ticket", {"with": str(amara.pk)}, content_type="application/json"
    )
    assert went.status_code == 200
    assert went.json()["state"]["supervision"] is None
    Admission.objects.update(beat_at=call.asked_at)

    text = fern.get(url).content.decode()
    assert "A room for the two of you is open" in text
    assert f'href="/session/{tonight.pk}/door"' in text
    assert door_of(tonight, amara, Role.PARTICIPANT, right_now()) == Door.PRIVATE_OPEN


@pytest.mark.safety("H01")
def test_that_the_leaders_know_too_is_said(fern, amara, tonight):
    call = safety.ask_for_help(by=amara, command_id=uuid4(), session=tonight)
    page = fern.get(f"/help/{call.pk}").content.decode()
    assert "<b>Heron, Lantern</b>" in page
    assert "only they" not in page
    assert page.index("If you are in danger now") < page.index("While you wait")
