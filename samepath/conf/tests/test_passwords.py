"""What a password may be (A03)."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.safety("A03")
@pytest.mark.parametrize(
    "password",
    [
        "a" * 14,
        "samepathsamepathsamepath",
        "RecoveryGroup2024!",
        "passwordpassword",
        "evening support session 1",
    ],
)
def test_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.safety("A03")
@pytest.mark.parametrize(
    "password",
    [
        "copper kettle on the hill",
        "🦊🌲🌊🪨🍂🌙🔥🎈🧵🪁🫖🧊🪵🥁🧭",
        "z9" * 3 + "quiet-otter-river",
        "x" * 200 + "quiet otter",
    ],
)
def test_taken(password):
    validate_password(password)
