"""A picture of every screen at 360x740 and 1280x800, in docs/screens: a change of look is seen in review.

Starts a demonstration of its own, with scripted members, and walks through it in Chromium.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.journeys.conftest import DESK, FLAGS, PHONE, check_in, pictures, wait_for
from tests.live.house import ROOT, Running, own_environment

SCREENS = ROOT / "docs" / "screens"
SIZES: dict[str, ViewportSize] = {"phone": PHONE, "desk": DESK}
PAGES = {
    "": ("/?ways", "/crisis", "/account/login/"),
    "fern": ("/tonight", "/week", "/agreements", "/me"),
    "heron": ("/leading", "/guides"),
    "ada": ("/console", "/calls", "/approvals"),
    "priya": (
        "/office",
        "/office/people",
        "/office/groups",
        "/office/program",
        "/office/session/new",
    ),
}


def main() -> int:
    """Take all pictures; 0 when every page opened."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    running = Running(own_environment(Path(tempfile.mkdtemp(prefix="samepath-screens-"))), "demo")
    running.wait_until_ready()
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            for size, viewport in SIZES.items():
                for who, paths in PAGES.items():
                    _pages(browser, running.origin, size, viewport, who, paths)
                _debrief(browser, running.origin, size, viewport)
                _room(browser, running.origin, size, viewport)
            browser.close()
    finally:
        running.end()
    # A whole evening, held by touch, mouse and keyboard, takes its own pictures on the way.
    evening = [sys.executable, "-m", "pytest", "-q", "tests/journeys/test_evening.py"]
    return subprocess.run(evening, cwd=ROOT, env=os.environ | {"SHOTS": str(SCREENS)}).returncode


def _come(browser: Browser, origin: str, viewport: ViewportSize, who: str) -> Page:
    page = browser.new_context(viewport=viewport, permissions=["camera", "microphone"]).new_page()
    page.goto(f"{origin}/?ways")
    if who:
        page.click(f'form[action$="/demo/as/{who}"] button')
        page.wait_for_load_state("load")
    return page


def _pages(
    browser: Browser,
    origin: str,
    size: str,
    viewport: ViewportSize,
    who: str,
    paths: tuple[str, ...],
) -> None:
    page = _come(browser, origin, viewport, who)
    for path in paths:
        page.goto(origin + path)
        _picture(
            page,
            f"{who or 'anyone'}{path.partition('?')[0].rstrip('/').replace('/', '-') or '-home'}-{size}",
        )
    page.context.close()


def _room(browser: Browser, origin: str, size: str, viewport: ViewportSize) -> None:
    """The door, the room, and the page afterwards, as Fern."""
    page = _come(browser, origin, viewport, "fern")
    if size == "phone":
        check_in(page)
    else:
        page.get_by_role("link", name="Check in and join").click()
    _picture(page, f"fern-door-{size}")
    page.get_by_role("button", name="Enter quietly").click()
    wait_for(page, lambda: pictures(page) >= 4, 90)
    _picture(page, f"fern-room-{size}")
    if size == "phone":
        page.locator('.ctl[data-act="more"]').click()
    page.locator('[data-act="leave"]:visible').first.click()
    page.wait_for_url("**/left*")
    _picture(page, f"fern-left-{size}")
    page.context.close()


def _debrief(browser: Browser, origin: str, size: str, viewport: ViewportSize) -> None:
    """The debrief that waits for Heron, and how that session went."""
    page = _come(browser, origin, viewport, "heron")
    page.goto(f"{origin}/leading")
    page.get_by_role("link", name="Write it").first.click()
    page.wait_for_url("**/debrief")
    _picture(page, f"heron-debrief-{size}")
    page.goto(page.url.removesuffix("/debrief"))
    _picture(page, f"heron-session-{size}")
    page.context.close()


def _picture(page: Page, name: str) -> None:
    page.wait_for_timeout(400)
    page.screenshot(path=SCREENS / f"{name}.png")
    sys.stdout.write(f"  docs/screens/{name}.png\n")


if __name__ == "__main__":
    raise SystemExit(main())
