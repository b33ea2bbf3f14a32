"""A real installation, real browsers, and just enough staff at the door."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.live.house import Running, Visitor, fill, own_environment

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream=fps=5", "--allow-loopback-in-peer-connection",
]  # fmt: skip
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}
expect.set_options(timeout=25_000)


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[Running]:
    """`samepath up` with the fictional program and nobody in the room."""
    env = fill(own_environment(tmp_path_factory.mktemp("house")))
    running = Running(env, "up")
    running.env = env
    running.wait_until_ready()
    yield running
    running.end()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium with a made-up camera and microphone."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


class Staff(Visitor):
    """Somebody of the staff without a screen: takes part by the product's doors and keeps answering."""

    def __init__(self, origin: str, who: str, session: str) -> None:
        super().__init__(origin, who)
        self.session = session
        self.come_in()
        self.form = self.token("/me")
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def keep(self, act: Callable[[], object]) -> None:
        act()
        self._thread = threading.Thread(target=self._again, args=(act,), daemon=True)
        self._thread.start()

    def _again(self, act: Callable[[], object]) -> None:
        while not self._stop.wait(4):
            with contextlib.suppress(OSError, ValueError):
                act()

    def say(self, path: str, **form: object):
        headers = {"X-CSRFToken": self.form, "Accept": "application/json"}
        return self.web.post(self.origin + path, data=form, headers=headers, timeout=10)

    def lead(self) -> None:
        """Hold a leader's seat by the page's beat, without a camera."""
        answer = self.say(f"/session/{self.session}/enter", take_over="yes")
        assert answer.status_code == 200, answer.text
        identity = answer.json()["identity"]
        body = {"identity": identity, "sid": "", "media": "off"}
        headers = {"X-CSRFToken": self.form, "Accept": "application/json"}
        beat = f"{self.origin}/session/{self.session}/beat"
        self.keep(lambda: self.web.post(beat, json=body, headers=headers, timeout=10))

    def watch(self) -> None:
        """Say "close by" and keep the console answering."""
        assert self.say(f"/console/{self.session}/watch", state="on_call").ok
        self.keep(lambda: self.say("/console/beat"))

    def end(self) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join(15)
        self.close()


@pytest.fixture
def tonight(house) -> str:
    """The id of the session that is open now."""
    heron = Visitor(house.origin, "heron")
    heron.come_in()
    found = re.search(r"/session/([0-9a-f-]{36})/door", heron.get("/leading").text)
    heron.close()
    assert found
    return found[1]


@pytest.fixture
def staffed(house, tonight) -> Iterator[str]:
    """A leader in the room and a clinician close by, without screens."""
    heron, ada = Staff(house.origin, "heron", tonight), Staff(house.origin, "ada", tonight)
    ada.watch()
    heron.lead()
    yield tonight
    heron.end()
    ada.end()


@pytest.fixture
def come(house, chromium) -> Iterator[Callable[..., Page]]:
    """Open a browser and come in as somebody. Errors in the page fail the test."""
    contexts, troubles, hosts = [], [], set()

    def one(who: str, viewport: ViewportSize = DESK, *, touch: bool = False) -> Page:
        context = chromium.new_context(
            viewport=viewport, permissions=["camera", "microphone"], has_touch=touch
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
        page.goto(f"{house.origin}/?ways")
        page.evaluate(
            "who => { const form = document.querySelector('form[action*=\"/demo/as/\"]');"
            " form.action = '/demo/as/' + who; form.submit(); }",
            who,
        )
        page.wait_for_url(lambda url: "ways" not in url)
        page.wait_for_load_state("load")
        return page

    yield one
    for context in contexts:
        context.close()
    assert not troubles, troubles
    own = house.origin.partition("//")[2]
    assert hosts <= {own, ""}, hosts


def check_in(page: Page, *, safe: str = "yes") -> None:
    """Answer the five questions as a person would, each kept before the next."""
    page.get_by_role("link", name="Check in and join").click()
    for name, value in (
        ("place", "usual"),
        ("privacy", "alone"),
        ("arriving", "4"),
        ("safe", safe),
    ):
        field = page.locator(f'input[name="{name}"][value="{value}"]')
        with page.expect_response(lambda answer: answer.url.endswith("/answer")) as kept:
            field.evaluate("one => { one.checked = false }")
            field.check(force=True)
        assert kept.value.status == 200


def pictures(page: Page) -> int:
    """How many pictures of others are really playing."""
    seen: int = page.evaluate(
        "() => [...document.querySelectorAll('.tile:not(.mine) video')]"
        ".filter(video => !video.hidden && video.videoWidth > 0).length"
    )
    return seen


def wait_for(page: Page, what: Callable[[], bool], seconds: float = 30) -> None:
    """Look again until it is so; CSP forbids waiting inside the page."""
    for _ in range(int(seconds * 5)):
        if what():
            return
        page.wait_for_timeout(200)
    raise AssertionError("it did not come to be so in time")
