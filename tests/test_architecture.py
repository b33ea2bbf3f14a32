"""The few rules no linter knows (docs/architecture.md)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "samepath"
MODULES = sorted(
    path
    for path in PACKAGE.rglob("*.py")
    if "migrations" not in path.parts and "tests" not in path.parts
)
ACTIONS = [path for path in MODULES if path.name == "actions.py" or path.parent.name == "actions"]
# Longer than one sitting, with the reason. This list may only shrink.
LONG_FOR_A_REASON: set[str] = set()


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


# Acts that nobody's hand does, with the reason. This list may only shrink.
NOBODY_DID_IT = {
    "post": "a row inside somebody else's verb, which says who",
    "accept_invitation": "the link says who; the person does not exist before",
    "heard": "a report from LiveKit",
    "roll_call": "a report from LiveKit",
    "climb": "time did, since nobody has",
}


@pytest.mark.safety("D03")
@pytest.mark.parametrize("path", ACTIONS, ids=_name)
def test_every_act_says_who_did_it(path):
    for function in ast.parse(path.read_text()).body:
        if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
            continue
        keywords = {argument.arg for argument in function.args.kwonlyargs}
        assert "by" in keywords or function.name in NOBODY_DID_IT, (
            f"{_name(path)}: {function.name} needs a keyword-only `by`."
        )


@pytest.mark.parametrize("path", [p for p in MODULES if p.name == "__init__.py"], ids=_name)
def test_every_package_says_what_it_is_about(path):
    assert ast.get_docstring(ast.parse(path.read_text())), f"{_name(path)} needs one docstring."


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_no_module_is_longer_than_a_sitting(path):
    length = len(path.read_text().splitlines())
    assert length <= 400 or _name(path) in LONG_FOR_A_REASON, (
        f"{_name(path)} has {length} lines; limit 400."
    )


@pytest.mark.safety("P01")
def test_no_template_or_script_names_a_foreign_host():
    allowed = (
        "http://www.w3.org/",
        "http://localhost",
        "http://127.0.0.1",
        "https://samepath.example.org",
    )
    sources = [
        *PACKAGE.rglob("*.html"),
        *(ROOT / "client").glob("*/src/**/*.ts"),
        *(ROOT / "client").glob("*.css"),
    ]
    for path in sources:
        if "built" in path.parts or "node_modules" in path.parts:
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            for word in line.replace('"', " ").replace("'", " ").split():
                if (
                    word.startswith(("http://", "https://", "//"))
                    and "." in word
                    and path.suffix == ".html"
                ):
                    assert word.startswith(allowed), f"{_name(path)}:{number} names {word}"


@pytest.mark.safety("V07")
def test_nothing_records():
    for path in [*(ROOT / "client").glob("*/src/**/*.ts"), *MODULES]:
        text = path.read_text()
        for word in (
            "MediaRecorder",
            "EgressClient",
            "StartRoomComposite",
            "room_record=True",
            ".egress",
        ):
            assert word not in text, f"{_name(path)} has {word}: Samepath records nothing."
