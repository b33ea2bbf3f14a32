"""What anybody may see (H20, P04, P07)."""

from __future__ import annotations

import pytest
from django.test import Client

from samepath.people.models import WebSession


@pytest.mark.safety("H20")
def test_the_crisis_page_is_the_same_for_everybody_and_is_kept(
    db, client_as, amara, django_assert_num_queries
):
    browser = client_as(amara)
    stranger = Client().get("/crisis")
    known = browser.get("/crisis")
    assert stranger.content == known.content
    assert "public" in known["Cache-Control"]
    assert "cookie" not in known.headers.get("Vary", "").lower()
    assert not known.cookies
    with django_assert_num_queries(0):
        Client().get("/crisis")
    for number in (b"988", b"911", b"741741"):
        assert number in stranger.content


def test_ready_reports_the_media_server_and_does_not_need_it(db):
    answer = Client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": True, "migrations": True, "media": False}


def test_a_visitor_of_no_account_leaves_no_session(db):
    Client().get("/")
    Client().get("/crisis")
    assert not WebSession.objects.exists()


@pytest.mark.safety("A01")
def test_the_demonstrations_way_in_needs_the_demonstration(db, settings):
    settings.DEMO = False
    assert Client().post("/demo/as/fern").status_code == 404


@pytest.mark.safety("A01")
def test_the_demonstrations_way_in_is_for_this_machine(db, settings):
    assert Client(REMOTE_ADDR="192.168.1.9").post("/demo/as/fern").status_code == 404


def test_without_the_demonstration_the_first_page_leads_to_the_sign_in(db, settings):
    settings.DEMO = False
    page = Client().get("/").content.decode()
    assert "/account/login/" in page
    assert "/demo/as/" not in page
