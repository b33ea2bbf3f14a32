"""Writes docs/permissions.md from the permission table: python -m tools.permissions"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from samepath.people.permissions import (
    BY_PASSKEY,
    BY_REACH,
    GRANTS,
    ON_REMEMBERED_DEVICE,
    STAFF,
    Permission,
)
from samepath.programs.rules import MAY_INVITE

DOCUMENT = Path(__file__).parents[1] / "docs" / "permissions.md"

ROLES = {
    "participant": "Participant",
    "peer-leader": "Peer leader",
    "clinician": "Clinician",
    "coordinator": "Coordinator",
    "administrator": "Administrator",
}
MEANS = {
    Permission.ASK_FOR_HELP: "Press Help on any page, and see who is coming.",
    Permission.OWN_ACCOUNT: "See and change one's own name, contact data, devices, second factors and agreements.",
    Permission.JOIN_SESSIONS: "Pass the door of a session one is expected at, or holds.",
    Permission.SEE_TONIGHT: "See which sessions are next, and the way to their door.",
    Permission.SEE_OWN_PROGRAM: "See one's own weeks, with the minutes one was there.",
    Permission.LEAD_SESSIONS: "See the sessions one guides or hosts, and who was there. Never a chart, score or address.",
    Permission.WRITE_GUIDES: "Read guides, copy and adapt them, choose one for a session one holds.",
    Permission.APPROVE_GUIDES: "Approve what a colleague of one's program wrote, or send it back with words.",
    Permission.CHECK_OUT: "Say afterwards how a session was, or that one would rather not. Leaders never see whose it is.",
    Permission.WRITE_DEBRIEFS: "Write down how a session went that one led. Read by oneself and the clinicians, nobody else.",
    Permission.READ_DEBRIEFS: "Read the finished debriefs of one’s programs, and take up what leaders ask for.",
    Permission.SUPERVISE_SESSIONS: "Stand behind sessions of one's programs: look in, be on call, remove, clear, close.",
    Permission.ANSWER_CALLS: "See and answer calls for help of the people one is responsible for, with where they are.",
    Permission.SEE_SCHEDULE: "See the week of a program, who holds each session, who is expected, who was there.",
    Permission.KEEP_SCHEDULE: "Plan, change, call off and take up sessions; expect people at them.",
    Permission.SEE_PEOPLE: "See the people of a program and how to reach them. Every look is noted.",
    Permission.KEEP_PEOPLE: "Invite, enrol, give and end places, put clinicians on call and on care teams; with a colleague, help somebody back in who lost their second factor.",
    Permission.KEEP_PROGRAM: "Keep groups and the program's own numbers, within their safe ranges.",
    Permission.START_PROGRAMS: "Begin a program on this installation.",
}


def document() -> str:
    """The whole page, as text."""
    head = " | ".join(ROLES[role.value] for role in BY_REACH)
    lines = [
        "# Who may do what",
        "",
        "Written from `samepath/people/permissions.py` by `python -m tools.permissions`; a test fails when the two differ.",
        "A person may hold several roles and wears one at a time. What a page may do follows from the role worn, and",
        "what it may be done *to* from the programs, sessions and people that this person may know about: everything",
        "else answers like something that does not exist.",
        "",
        f"| what | {head} |",
        f"|---|{'---|' * len(BY_REACH)}",
    ]
    for permission in Permission:
        marks = " | ".join("yes" if permission in GRANTS[role] else "" for role in BY_REACH)
        lines.append(f"| **{permission.value}**: {MEANS[permission]} | {marks} |")
    staff = ", ".join(ROLES[role.value].lower() for role in BY_REACH if role in STAFF)
    kept = ", ".join(one.value for one in Permission if one in ON_REMEMBERED_DEVICE)
    keyed = " and ".join(ROLES[role.value].lower() for role in BY_REACH if role in BY_PASSKEY)
    lines += [
        "",
        "Everybody shows a second factor before any page opens. Help asks for nothing.",
        f"A device that a participant asked to remember stands in for it for 30 days, for these only: {kept}.",
        f"Never for somebody who holds one of these roles: {staff}.",
        f"For {keyed} it is a passkey or a security key; a code from an app is not enough.",
        "",
        "## Who may give which role",
        "",
        "By invitation, or as a place in a program. Nobody gives a role to themselves.",
        "",
        "| worn | may give |",
        "|---|---|",
    ]
    for role in BY_REACH:
        given = [ROLES[r.value].lower() for r in BY_REACH if r.value in MAY_INVITE.get(role, ())]
        lines.append(f"| {ROLES[role.value]} | {', '.join(given) or 'none'} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(document())
