"""The few texts that ever leave the house. Neutral on purpose: a lock screen may show them to anybody (P03)."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

SUBJECT = _("You have a new update")
LOOK = _("You have a new update. Please sign in to read it.")
NOW = _("Something needs you now. Please sign in.")

TEMPLATES = {
    "update": (SUBJECT, LOOK),
    "look-now": (_("Please sign in now"), NOW),
    "reset": (
        _("Choose a new password"),
        _("Somebody asked for this link, we hope it was you. It works once, for half an hour."),
    ),
    "invitation": (
        _("Your invitation"),
        _("Somebody has invited you to set up an account. The link works once, for three days."),
    ),
}
URGENT = frozenset({"look-now"})
# Their link lets somebody in once; every other link is a bare page of ours behind the sign-in.
WITH_A_SECRET = frozenset({"reset", "invitation"})

# Words that tell a partner, an employer or a telephone company what this is about, by their beginnings.
TELLTALE = (
    "abuse", "addict", "alcohol", "anxi", "appointment", "attend", "call", "care", "chart", "circle", "clinic",
    "concern", "consent", "counsel", "crisis", "depress", "diagnos", "doctor", "dr", "drug", "emergency", "enrol",
    "facilitat", "goal", "group", "guide", "harm", "health", "heal", "help", "hospital", "host", "iop", "leader",
    "leading", "leave", "medic", "meeting", "member", "mental", "mood", "nurse", "outpatient", "overdose",
    "participant", "patient", "peer", "phq", "program", "provider", "psych", "question", "recover", "rehab",
    "relapse", "room", "safe", "schedule", "scheduling", "screen", "session", "sober", "suicid", "supervis", "support",
    "symptom", "therap", "today", "tomorrow", "tonight", "trauma", "treat", "well-being", "wellness", "988",
)  # fmt: skip
_TELLTALE = re.compile(rf"\b(?:{'|'.join(map(re.escape, TELLTALE))})\w*", re.IGNORECASE)


def tells(text: str) -> list[str]:
    """The words in a text that would tell on its reader. Empty for everything that may leave the house."""
    return _TELLTALE.findall(text)
