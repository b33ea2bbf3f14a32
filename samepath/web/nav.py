"""What the frame of every page needs: the pages of the hat worn, and the hats one could change to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samepath.people.permissions import GRANTS, Role
from samepath.safety import credentials

HATS = {
    Role.PARTICIPANT: gettext_lazy("participant"),
    Role.PEER_LEADER: gettext_lazy("peer leader"),
    Role.CLINICIAN: gettext_lazy("clinician"),
    Role.COORDINATOR: gettext_lazy("office"),
    Role.ADMINISTRATOR: gettext_lazy("administrator"),
}

HOMES = {
    Role.PARTICIPANT: "participant:tonight",
    Role.PEER_LEADER: "leader:home",
    Role.CLINICIAN: "clinician:console",
    Role.COORDINATOR: "office:week",
    Role.ADMINISTRATOR: "office:people",
}


def links(hat: Role) -> list[tuple[str, str]]:
    """The pages of one hat, most needed first."""
    named = {
        Role.PARTICIPANT: [
            ("participant:tonight", _("Tonight")),
            ("participant:week", _("My week")),
        ],
        Role.PEER_LEADER: [("leader:home", _("Leading")), ("leader:guides", _("Guides"))],
        Role.CLINICIAN: [
            ("clinician:console", _("My rooms")),
            ("clinician:calls", _("Calls")),
            ("clinician:debriefs", _("Debriefs")),
            ("leader:guides", _("Guides")),
            ("clinician:approvals", _("Approvals")),
        ],
        Role.COORDINATOR: [
            ("office:week", _("Week")),
            ("office:people", _("People")),
            ("office:groups", _("Groups")),
            ("office:program", _("Program")),
        ],
        Role.ADMINISTRATOR: [
            ("office:people", _("People")),
            ("office:week", _("Week")),
            ("office:program", _("Program")),
        ],
    }[hat]
    return [(reverse(name), words) for name, words in named]


def help_token(request: HttpRequest) -> dict[str, Any]:
    """Template context for the Help form: whose press it is, should the sign-in end before it (H01). No query."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {}
    return {"help_token": credentials.token_of(person)}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Template context for the frame. No query: hats are on the request already."""
    hat: Role | None = getattr(request, "hat", None)
    if hat is None:
        return {}
    others = [(role.value, HATS[role]) for role in getattr(request, "hats", []) if role != hat]
    return {
        "nav_links": links(hat),
        "other_hats": others,
        # {% if may.keep_people %}: what the hat worn grants, so that no page offers what a door refuses.
        "may": {permission.value.replace("-", "_"): True for permission in GRANTS[hat]},
        "hat_words": HATS[hat] if hat != Role.PARTICIPANT or others else "",
    }
