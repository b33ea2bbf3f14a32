"""The few texts that ever leave the house. Neutral on purpose: a lock screen may show them to anybody (P03)."""

from __future__ import annotations

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
