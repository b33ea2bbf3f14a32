"""The documents say what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from samepath.people.permissions import BY_REACH, GRANTS, Permission, Role
from tools import hazards
from tools.permissions import DOCUMENT, document

ROOT = Path(__file__).parents[1]
DOCS = sorted((ROOT / "docs").rglob("*.md"))
MAP = (ROOT / "docs" / "architecture.md").read_text()
SOURCES = "\n".join(
    path.read_text() for path in (ROOT / "samepath").rglob("*.py") if "tests" not in path.parts
)
PACKAGES = sorted(path.parent.name for path in (ROOT / "samepath").glob("*/__init__.py"))
FACES = sorted(path.parent.name for path in (ROOT / "samepath" / "web").glob("*/__init__.py"))


@pytest.mark.parametrize("package", PACKAGES)
def test_the_map_names_every_package(package):
    assert f"| `{package}` |" in MAP, f"docs/architecture.md has no line for {package}"


@pytest.mark.parametrize("face", FACES)
def test_the_map_names_every_face(face):
    assert f"`{face}`" in MAP


def test_the_map_names_no_package_that_is_gone():
    assert set(re.findall(r"^\| `(\w+)` \|", MAP, re.MULTILINE)) == set(PACKAGES)


def test_the_permissions_are_written_as_they_are():
    assert DOCUMENT.read_text() == document(), "run: python -m tools.permissions"


def test_the_hazards_are_written_as_they_are():
    """Every hazard has a test or says that nothing is built against it."""
    assert hazards.DOCUMENT.read_text() == hazards.document(), "run: python -m tools.hazards"
    tests = hazards.marked_tests()
    assert {key for key, one in hazards.HAZARDS.items() if one.now} == set(tests)


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_opens_a_door_and_is_granted(permission):
    assert f"door(Permission.{permission.name}" in SOURCES
    assert any(permission in granted for granted in GRANTS.values())


@pytest.mark.parametrize("role", Role)
def test_every_role_is_granted_something_and_used(role):
    assert GRANTS[role]
    assert role in BY_REACH
    assert SOURCES.count(f"Role.{role.name}") > 2


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_and_every_module_named_is_there(path):
    text = path.read_text()
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (path.parent / link).exists(), f"{path.name} links to {link}"
    for module in re.findall(r"`((?:web|rooms|safety|conf|people|ui)/[\w/.]+\.(?:py|html))", text):
        assert (ROOT / "samepath" / module).exists(), f"{path.name} names {module}"


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_verb_named_is_there(path):
    for package, verb in re.findall(r"`(\w+)\.actions\.(\w+)", path.read_text()):
        found = [
            *(ROOT / "samepath" / package).glob("actions.py"),
            *(ROOT / "samepath" / package / "actions").glob("*.py"),
        ]
        assert any(f"def {verb}(" in one.read_text() for one in found), f"{package}.{verb}"
