"""Every page every role can reach by following links: our own origin only, readable by everyone, complete."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from tests.journeys.conftest import DESK, PHONE
from tests.live.house import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.timeout(300)]

AXE = (ROOT / "client" / "node_modules" / "axe-core" / "axe.min.js").read_text()
RUN_AXE = """() => axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}).then((found) =>
    found.violations.map((one) => one.id + ": " + one.nodes.map((node) => node.target.join(" ")).join(", ")))"""
LINKS = "() => [...document.querySelectorAll('a[href]')].map((link) => link.href)"
SIDEWAYS = "() => document.documentElement.scrollWidth - innerWidth"
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
# At least these must have been found, or the crawl has lost its way.
STARTS = {
    "anyone": {"/", "/crisis", "/account/login/"},
    "fern": {"/tonight", "/week", "/me", "/session/*/door"},
    "heron": {"/leading", "/me", "/session/*/door"},
    "ada": {"/console", "/calls", "/me"},
    "priya": {"/office", "/office/people", "/office/program", "/office/session/*"},
}


def shape(path: str) -> str:
    """The path with every key made the same: one page of a kind is looked at."""
    return KEY.sub("*", path)


def crawl(page, origin: str) -> dict[str, list[str]]:
    """What is wrong with each page that links lead to, from where `page` is."""
    seen: dict[str, list[str]] = {}
    ahead = [page.url]
    while ahead:
        address = urlsplit(ahead.pop(0))
        kind = shape(address.path)
        if kind in seen or f"{address.scheme}://{address.netloc}" != origin:
            continue
        answer = page.goto(address._replace(fragment="").geturl())
        if "text/html" not in answer.headers.get("content-type", ""):
            seen[kind] = []
            continue
        page.evaluate(AXE)
        seen[kind] = [f"answers {answer.status}"] if answer.status != 200 else []
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            sideways = page.evaluate(SIDEWAYS)
            seen[kind] += [f"{sideways} px sideways"] if sideways > 0 else []
            seen[kind] += page.evaluate(RUN_AXE)
        ahead += page.evaluate(LINKS)
    return seen


@pytest.mark.safety("P01", "Z01", "W01")
@pytest.mark.parametrize("who", STARTS)
def test_every_page_a_role_can_reach(house, chromium, who):
    """On a desktop and on a phone."""
    context = chromium.new_context(viewport=DESK, reduced_motion="reduce")
    page = context.new_page()
    hosts, troubles = set(), []
    context.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "response",
        lambda got: troubles.append(f"{got.status} {got.url}") if got.status >= 400 else None,
    )
    try:
        page.goto(f"{house.origin}/?ways")
        if who == "anyone":
            page.goto(house.origin)
        else:
            page.click(f'form[action$="/demo/as/{who}"] button')
            page.wait_for_load_state("load")
        found = crawl(page, house.origin)
    finally:
        context.close()
    assert {kind: wrong for kind, wrong in found.items() if wrong} == {}
    assert STARTS[who] <= set(found)
    assert hosts <= {urlsplit(house.origin).netloc, ""}
    assert troubles == []
