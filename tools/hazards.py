"""Writes docs/hazards.md from the list below and from the marks in the tests: python -m tools.hazards"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "hazards.md"


@dataclass(frozen=True)
class Hazard:
    """What may go wrong, what stands against it in the code now, and what does not yet."""

    what: str
    now: str
    not_yet: str = ""


HAZARDS = {
    "H01": Hazard(
        "A press of Help never arrives.",
        "A plain form over HTTPS, apart from the media server; works with a sign-in that has ended; the script sends again under one id; "
        "the page shows received only what was committed.",
        "A worker that keeps a press while the phone is offline.",
    ),
    "H02": Hazard(
        "A call arrives and nobody notices.",
        "Told at once, at 30 s, the second at 60 s, everybody at 120 s and then each minute, until a named clinician answers with a next step; "
        "every console of the program shows the call; a rung is never empty.",
        "Browser notifications, text messages, and a proof at the start of a shift that sound comes through.",
    ),
    "H03": Hazard(
        "No supervisor is really there.",
        "A peer-led door opens only while the supervisor’s console answered within 15 s; a room without one rests after 60 s; plans above the limit "
        "of rooms are refused; a room handed over stays with the outgoing one until the incoming console answers, for two minutes at most.",
        "A rota by week with its gaps.",
    ),
    "H04": Hazard(
        "Nobody knows where somebody is when an ambulance is needed.",
        "Asked at every door and again when older than 15 minutes; the call sheet says how old it is and asks to confirm.",
        "Local numbers of the place; a question when the network changes.",
    ),
    "H05": Hazard(
        "Somebody enters the wrong room.",
        "One seat at a time, tied to one browser and one occurrence; the door names group, leaders and time.",
    ),
    "H06": Hazard(
        "A message gives the treatment away.",
        "Five neutral texts, checked against telltale words, with a bare link; nothing after its moment.",
        "Confirming each address; flags for safe contact.",
    ),
    "H07": Hazard(
        "Somebody who was removed comes back.",
        "A ban row, the gate at every connect, the open socket closed, and the roll call.",
    ),
    "H08": Hazard(
        "A zone or the change of clocks makes somebody miss a session.",
        "Wall time and zone are kept together, both zones are shown, missing and double hours are resolved.",
        "The whole matrix of recurring sessions.",
    ),
    "H09": Hazard(
        "A session was moved or called off and somebody does not learn of it.",
        "The first page and an open door say so.",
        "Messages to everybody with an answer, and the list of those not reached.",
    ),
    "H10": Hazard(
        "A crisis looks like a lost line.",
        "A lost line makes its room rise on the supervisor’s wall after 15 s, with how the person came and whether a number is there; one press "
        "opens a call in the clinician’s hand, with number and place and the clock of any call without an outcome. With a call open already it counts as help.",
        "Nobody is made to press it: a line that stays lost closes without a reason.",
    ),
    "H11": Hazard(
        "A leader’s line is lost and the group is alone.",
        "The host holds the floor within 10 s and everybody is told; without any staff the room rests with an explanation.",
    ),
    "H12": Hazard(
        "An intruder shouts or shows something.",
        "No address of a room is public; one press clears the room, everybody is let in again one by one; undo for two minutes.",
        "A record of the incident that opens itself; a message afterwards to each person.",
    ),
    "H13": Hazard(
        "Somebody is found by the person they hide from.",
        "An account cannot be found out by asking; peers receive the alias only; a hidden past sign-in is shown; pairs keep two people apart.",
        "The list of who is kept apart comes with intake.",
    ),
    "H14": Hazard(
        "Somebody at home overhears or interrupts.",
        "The door asks; typing instead of speaking; one key covers the screen and closes the microphone; a quick way out.",
    ),
    "H15": Hazard(
        "An answer at the door that somebody is not safe is not read.",
        "It is a call in the same transaction, with the ladder of Help and a private room.",
        "Answers of later questionnaires.",
    ),
    "H16": Hazard("A risk is scored wrongly, or shown as if all were well.", "", "No instrument is scored yet."),
    "H17": Hazard(
        "The one alarm is lost among many.",
        "One call for one person; follow-ups for today raise no alarm; technical faults never do; an answer at the door lifts a room for ten minutes.",
        "Counting how many of each kind mattered.",
    ),
    "H18": Hazard(
        "A call is taken and nothing follows.",
        "Taking it needs a next step; one clinician wins and the second reads who; it comes back every 5 minutes without an outcome.",
        "Leaving the console with an open call.",
    ),
    "H19": Hazard(
        "Help goes to the wrong person.",
        "No two names that an eye could take for each other; the call sheet has the full name.",
        "Name, year of birth and address said back before dialling.",
    ),
    "H20": Hazard(
        "Numbers to call are wrong or out of reach.",
        "In every page; the crisis card opens without a line and signed out.",
        "By confirmed place; a monthly review with its date.",
    ),
    "H21": Hazard(
        "Attendance is wrong.",
        "Three sources, union of intervals, gaps shown as gaps; right after a lost webhook, a restart, a second tab.",
        "Welfare calls from it; corrections.",
    ),
    "H22": Hazard(
        "A leader is planned twice, or a group is too full.",
        "The verb refuses clashes and full groups in one transaction.",
        "Refused by the database under fifty threads.",
    ),
    "H23": Hazard(
        "The media server fails in the middle.",
        "Said within 10 s, hanging or dead; the seat is kept; Help, words and roster go on; back by itself.",
        "A second server; a plan by telephone.",
    ),
    "H24": Hazard(
        "Something that was accepted is lost.",
        "Answered means committed with full synchronisation; killed at random nothing answered is lost.",
        "Reconciling after a restored backup.",
    ),
    "H25": Hazard(
        "Something is told against somebody’s wish, or a dangerous contact is called.",
        "Consents are versioned and can be taken back.",
        "Emergency contacts and their flags come with intake.",
    ),
    "H26": Hazard(
        "Removal is used against somebody in a crisis.",
        "With an open call the screen offers the side room and the clinician first; removal asks why, tells the supervisor and opens a follow-up for today.",
    ),
    "H27": Hazard(
        "Somebody cannot find or use Help.",
        "The same place on every page and sheet, by key, by touch, without script, at 320 px; checked with axe.",
    ),
    "H28": Hazard(
        "An update breaks a running group.", "", "No way to update without a stop is built yet."
    ),
}  # fmt: skip


def document() -> str:
    """The whole page, as text."""
    lines = [
        "# Hazards, and what stands against them",
        "",
        "Written by `python -m tools.hazards` from its list and from the marks in the tests; a test fails when they differ. The ids are those of",
        "the safety plan. A test that is named here carries the hazard’s id; what is not built yet is said, not left out.",
        "No clinical safety officer has signed this; the words are the builders’.",
    ]
    tests = marked_tests()
    for key, hazard in HAZARDS.items():
        lines += ["", f"## {key}. {hazard.what}", ""]
        lines += [f"- **Now:** {hazard.now}"] if hazard.now else []
        lines += [f"- **Not yet:** {hazard.not_yet}"] if hazard.not_yet else []
        for path, names in sorted(tests[key].items()):
            lines.append(f"- `{path}`: {', '.join(sorted(names))}")
        if not tests[key]:
            lines.append("- No test yet.")
    return "\n".join(lines) + "\n"


def marked_tests() -> dict[str, dict[str, set[str]]]:
    """For each id the tests that carry it: by file, what they say they see."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path in sorted(
        [*(ROOT / "tests").rglob("test_*.py"), *(ROOT / "samepath").rglob("test_*.py")]
    ):
        tree = ast.parse(path.read_text())
        of_all = set()
        for node in tree.body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
                of_all |= set(_ids(node.value))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                ids = of_all | {one for mark in node.decorator_list for one in _ids(mark)}
                for key in ids & set(HAZARDS):
                    words = node.name.removeprefix("test_").replace("_", " ")
                    found[key][str(path.relative_to(ROOT))].add(words)
    return found


def _ids(node: ast.AST) -> Iterator[str]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.safety":
            yield from (one.value for one in call.args if isinstance(one, ast.Constant))


if __name__ == "__main__":
    DOCUMENT.write_text(document())
    sys.stdout.write(f"{DOCUMENT.relative_to(ROOT)} written\n")
