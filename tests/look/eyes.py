"""What a page is looked at with: sizes, axe, and whether Help stands free."""

from __future__ import annotations

from samepath.conf import options

CLIENT = options.ROOT / "client"
BUILT = options.ROOT / "samepath" / "ui" / "static" / "built"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE, DESK, ON_ITS_SIDE, ZOOMED = (360, 740), (1280, 800), (740, 360), (320, 200)

RUN_AXE = """() => axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}).then((found) =>
    found.violations.map((one) => one.id + ": " + one.nodes.map((node) => node.target.join(" ")).join(", ")))"""
SIDEWAYS = "() => document.documentElement.scrollWidth - innerWidth"
HELP_ON_TOP = """() => {
    const help = document.querySelector("[data-help] .help");
    const box = help.getBoundingClientRect();
    const inside = box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
    return inside && help.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2));
}"""


def wrong_with(page):
    """What axe finds, whatever scrolls sideways, and what the page itself complained about."""
    page.evaluate((CLIENT / "node_modules/axe-core/axe.min.js").read_text())
    found = page.evaluate(RUN_AXE)
    sideways = page.evaluate(SIDEWAYS)
    return [*found, *([f"{sideways} px sideways"] if sideways > 0 else []), *page.faults]
