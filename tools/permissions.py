"""Writes docs/permissions.md from the one table in samepath/people/permissions.py: `python -m tools.permissions`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from samepath.people import permissions

DOCUMENT = Path(__file__).parents[1] / "docs" / "permissions.md"
SOURCE = Path(permissions.__file__)


def document() -> str:
    """The table as people read it: one line for each permission, one column for each hat."""
    roles = permissions.BY_REACH
    lines = [
        "# Who may do what",
        "",
        "Written by `python -m tools.permissions` from `samepath/people/permissions.py`; do not edit by hand.",
        "A person may hold several roles and wears one hat at a time. Having a permission opens a page; what is on it is",
        "always limited to the programs, sessions and people that this person may know about with that hat.",
        "Every hat but the participant's needs a second factor before it opens anything except Help.",
        "",
        "| permission | " + " | ".join(role.value for role in roles) + " |",
        "|---|" + "---|" * len(roles),
    ]
    for permission in permissions.Permission:
        marks = ["yes" if permission in permissions.GRANTS[role] else "–" for role in roles]
        lines.append(f"| {permission.value} | " + " | ".join(marks) + " |")
    reasons = re.findall(r"^    # (.+)$", SOURCE.read_text(), re.MULTILINE)
    return "\n".join([*lines, "", *(f"- {reason}" for reason in reasons)]) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(document())
