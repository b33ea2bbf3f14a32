"""Debian's browser on pages of the test server."""

from __future__ import annotations

import os

import pytest

from tests.look.eyes import BUILT, FLAGS, PHONE

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="module")
def chromium():
    """Debian's browser, without a way out."""
    from playwright.sync_api import sync_playwright

    if not (BUILT / "manifest.json").exists():
        pytest.fail("the front end is not built: tools/setup test")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server, client_as):
    """Open a page of the product as somebody, on a screen of some size."""
    contexts = []

    def opened(path, *, person=None, hat=None, size=PHONE, without=None):
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce"
        )
        contexts.append(context)
        if person is not None:
            cookies = client_as(person, hat).cookies
            context.add_cookies(
                [
                    {"name": name, "value": one.value, "url": live_server.url}
                    for name, one in cookies.items()
                ]
            )
        if without:
            context.route(without, lambda route: route.abort())
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on(
            "console", lambda said: page.faults.append(said.text) if said.type == "error" else None
        )
        answer = page.goto(live_server.url + path)
        assert answer.status == 200, (path, answer.status, page.url)
        return page

    yield opened
    for context in contexts:
        context.close()
