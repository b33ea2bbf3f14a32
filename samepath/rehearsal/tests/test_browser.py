"""Reading pages as a person would, and the six digits."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import requests
from django.template.loader import render_to_string

from samepath.rehearsal.browser import Browser, attendance, bans, totp


@pytest.mark.parametrize(
    ("moment", "digits"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")]
)
def test_the_digits_of_the_standard(moment, digits):
    assert totp("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", moment) == digits


def somebody(alias, seconds):
    return SimpleNamespace(
        person=SimpleNamespace(pk=1, alias=alias, drawing="fern"), role="participant", seconds=seconds,
        by_source={"hook": seconds, "page": seconds}, intervals=[], drops=0, disagree=False,
    )  # fmt: skip


def test_the_products_own_attendance_page_can_be_read():
    user = SimpleNamespace(zone="America/New_York")
    page = render_to_string(
        "ui/attendance.html",
        {
            "attended": [somebody("Moon", 61), somebody("O’Hara & <i>", 0)],
            "request": SimpleNamespace(user=user),
        },
    )
    assert attendance(page) == {"Moon": 61, "O’Hara & <i>": 0}


def test_who_may_be_let_back_is_read_with_the_value_to_send():
    page = """<li><b>Moon</b><form><input type="hidden" name="csrfmiddlewaretoken" value="x">
        <input type="hidden" name="ban" value="7"></form></li><li><b>Oak</b><small>came back</small></li>"""
    assert bans(page) == {"moon": "7"}


class Line:
    """A connection that answers as told."""

    def __init__(self, *answers) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str, dict[str, Any]]] = []

    def request(self, method, url, **more):
        self.asked.append((method, url, more))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def browser_with(*answers):
    browser: Any = Browser("http://localhost:1")
    browser.http = Line(*answers)
    return browser


def page(text):
    return SimpleNamespace(text=text, status_code=200)


def test_a_form_sends_the_token_of_the_page_before_and_our_origin():
    browser = browser_with(page('<input name="csrfmiddlewaretoken" value="tok">'), page(""))
    browser.get("/")
    browser.post("/x", {"a": "b"})
    headers = browser.http.asked[1][2]["headers"]
    assert headers["X-CSRFToken"] == "tok"
    assert headers["Origin"] == "http://localhost:1"


def test_an_idle_line_that_was_closed_is_tried_once_more():
    browser = browser_with(requests.ConnectionError(), page("here"))
    assert browser.get("/").text == "here"
    browser = browser_with(requests.ConnectionError(), requests.ConnectionError())
    with pytest.raises(requests.ConnectionError):
        browser.get("/")


def test_the_session_is_found_on_the_first_page():
    session = "0190d0a4-1111-7222-8333-944444444444"
    browser = browser_with(page(f'<a href="/session/{session}/door">'), page("nothing tonight"))
    assert browser.open_session() == session
    assert browser.open_session() == ""
