"""Nothing a person typed, and no ticket, reaches a log line (V12, P08)."""

from __future__ import annotations

import logging

import pytest
import structlog

from samepath.conf import logs

TICKET = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJmZXJuIn0.c2lnbmF0dXJlLWhlcmU"


@pytest.fixture
def line():
    """How a record is written."""
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[*logs.LAST, structlog.processors.LogfmtRenderer(bool_as_flag=False)],
        foreign_pre_chain=logs.SHARED,
        keep_exc_info=False,
    )

    def write(message, *args, exc_info=None, **extra):
        record = logging.LogRecord("django.x", logging.ERROR, __file__, 1, message, args, exc_info)
        record.__dict__.update(extra)
        return formatter.format(record)

    return write


@pytest.mark.safety("V12", "P08")
@pytest.mark.parametrize(
    "said",
    [
        f"GET /rtc/v1?access_token={TICKET}&sdk=js",
        f"refused {TICKET}",
        "mail to amara.b@example.org failed",
        "call +1 (503) 555-0142 now",
        "GET /invitation/dGhpcyBpcyBhIHZlcnkgbG9uZyBzZWNyZXQgbGluaw9x",
    ],
)
def test_private_shapes_are_taken_out(line, said):
    written = line(said)
    assert logs.TAKEN_OUT in written
    for secret in (TICKET, "access_token", "amara", "555", "dGhpcyBp"):
        assert secret not in written


@pytest.mark.safety("P08")
def test_an_exception_keeps_its_place_and_loses_its_words(line):
    try:
        raise ValueError("Key (legal_name)=(Canary Kowalski) already exists.")
    except ValueError as error:
        written = line("it broke", exc_info=(ValueError, error, error.__traceback__))
    assert "Canary" not in written
    assert "ValueError" in written
    assert "test_logs.py" in written


@pytest.mark.safety("P08")
def test_keys_that_name_a_person_are_taken_out():
    event = logs.redact(
        None, "", {"event": "x", "legal_name": "Canary", "phone": "1", "count": 3, "q": object()}
    )
    assert event == {
        "event": "x",
        "legal_name": logs.TAKEN_OUT,
        "phone": logs.TAKEN_OUT,
        "count": 3,
        "q": "object",
    }


def test_ids_survive(line):
    assert "0b7c5f0e-8a53-4e86-9f61-0c2b0a3f9d11" in line(
        "room 0b7c5f0e-8a53-4e86-9f61-0c2b0a3f9d11 closed"
    )
