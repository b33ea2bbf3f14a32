"""A password must not be made of words that everybody here knows (A03)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

OWN_WORDS = (
    "samepath", "same path", "recovery", "recover", "sobriety", "sober", "therapy", "group", "support",
    "evening", "morning", "session", "tonight", "program",
)  # fmt: skip
ENOUGH = 8


class OwnWordsValidator:
    """Takes the program's own words away and asks whether enough is left to guess."""

    def validate(self, password: str, user: object = None) -> None:
        left = password.lower()
        for word in OWN_WORDS:
            left = left.replace(word, "")
        if len(set(left)) < ENOUGH:
            raise ValidationError(
                _(
                    "This is too easy to guess. Use a few words that have nothing to do with this program."
                ),
                code="own_words",
            )

    def get_help_text(self) -> str:
        return str(_("A few words that have nothing to do with each other make a good password."))
