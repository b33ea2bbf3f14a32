"""What holds for every answer and every visit."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.utils import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from samepath.conf.middleware import LOOKS_BY_ITSELF, never_stored, signed_out_by_time
from samepath.people.permissions import Role

MINUTE = timedelta(minutes=1)


@pytest.fixture
def visit(amara, time_machine_at):
    """Visits by one browser at given times; says who it was for the page."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    start = timezone.now()

    def go(after, *, hat=Role.PARTICIPANT, **headers):
        time_machine_at(start + after)
        request = RequestFactory().get("/tonight", headers=headers)
        request.session, request.hat = session, hat
        request.user = amara if session.get("in", True) else AnonymousUser()
        seen = {}

        def page(inner):
            seen["in"] = inner.user.is_authenticated
            return HttpResponse()

        signed_out_by_time(page)(request)
        if not seen["in"]:
            session["in"] = False
        return seen["in"]

    return go


@pytest.fixture
def time_machine_at(monkeypatch):
    def at(moment):
        monkeypatch.setattr("samepath.conf.middleware.timezone.now", lambda: moment)

    return at


@pytest.mark.safety("A10")
@pytest.mark.parametrize(
    ("hat", "idle"),
    [
        (Role.PARTICIPANT, 60),
        (Role.CLINICIAN, 15),
        (Role.PEER_LEADER, 15),
        (Role.ADMINISTRATOR, 15),
    ],
)
def test_left_alone(visit, hat, idle):
    assert visit(MINUTE * 0, hat=hat)
    assert visit(MINUTE * idle, hat=hat)
    assert not visit(MINUTE * idle * 2 + timedelta(seconds=1), hat=hat)


@pytest.mark.safety("A10")
@pytest.mark.parametrize(("hat", "hours"), [(Role.PARTICIPANT, 24), (Role.CLINICIAN, 12)])
def test_too_old_however_busy(visit, hat, hours):
    for minute in range(0, hours * 60 + 1, 14):
        assert visit(MINUTE * minute, hat=hat)
    assert not visit(MINUTE * (hours * 60 + 1), hat=hat)


@pytest.mark.safety("A10")
def test_a_page_that_looks_by_itself_keeps_nobody_signed_in(visit):
    assert visit(MINUTE * 0)
    for minute in range(1, 60):
        assert visit(MINUTE * minute, **{LOOKS_BY_ITSELF: "yes"})
    assert not visit(MINUTE * 61, **{LOOKS_BY_ITSELF: "yes"})


@pytest.mark.safety("P07")
def test_nothing_is_stored_unless_a_page_says_so():
    request = RequestFactory().get("/")
    assert never_stored(lambda _: HttpResponse())(request)["Cache-Control"] == "no-store"
    crisis = HttpResponse(headers={"Cache-Control": "max-age=86400"})
    assert never_stored(lambda _: crisis)(request)["Cache-Control"] == "max-age=86400"


@pytest.mark.safety("W01", "P07", "P01")
@pytest.mark.parametrize("path", ["/no/such/page", "/static/none.css", "/account/login/"])
def test_headers_of_every_answer(db, path):
    client = Client(raise_request_exception=False)
    headers = client.get(path, headers={"host": "localhost"}).headers
    policy = dict(
        part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["connect-src"] == f"'self' {settings.ORIGIN.replace('http', 'ws', 1)}"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "http" not in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"]
    assert "camera=(self)" in headers["Permissions-Policy"]
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_ready_means_the_database_answers(db, monkeypatch):
    client = Client()
    assert client.get("/healthz").content == b"ok"
    assert client.get("/readyz").status_code == 200

    def down(*_, **__):
        raise OperationalError

    with monkeypatch.context() as broken:
        broken.setattr("samepath.web.public.health.MigrationExecutor", down)
        assert client.get("/readyz").status_code == 503
