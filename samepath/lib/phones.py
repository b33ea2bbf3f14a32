"""Telephone numbers people type, made ready to dial."""

from __future__ import annotations

import phonenumbers


class PhoneRefused(ValueError):
    """What was typed cannot be a telephone number."""


def tidy_phone(text: str, *, country: str = "US") -> str:
    """The number in international form, "+1 603-555-0142". Raises PhoneRefused."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        raise PhoneRefused(text) from None
    # Numbers kept for fiction (555-01xx) are possible but not assigned; a demonstration needs them.
    if not phonenumbers.is_possible_number(number):
        raise PhoneRefused(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
