"""Names as people type them, made safe to show (P06, W03, AS7)."""

from __future__ import annotations

import unicodedata

LONGEST = 40
# Letters of other scripts, and digits, that look like Latin ones: enough to tell a copy of somebody's name.
_ALIKE = str.maketrans(
    {
        "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ј": "j", "ѕ": "s",
        "ԁ": "d", "һ": "h", "ո": "n", "ս": "u", "α": "a", "ο": "o", "ρ": "p", "ν": "v", "ι": "i", "κ": "k",
        "τ": "t", "υ": "u", "0": "o", "1": "l", "|": "l", "5": "s", "$": "s", "@": "a", "3": "e",
        "ı": "i", "ℓ": "l",
    }
)  # fmt: skip


class NameRefused(ValueError):
    """A name that cannot be shown safely; `why` is one word: empty, long, hidden, mixed."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def tidy_name(text: str) -> str:
    """The name in one normal form. Raises NameRefused for hidden, steering or script-mixing characters."""
    name = " ".join(unicodedata.normalize("NFKC", text).split())
    if not name:
        raise NameRefused("empty")
    if len(name) > LONGEST:
        raise NameRefused("long")
    if any(
        unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"} for char in name
    ):
        raise NameRefused("hidden")
    if sum(unicodedata.combining(char) > 0 for char in unicodedata.normalize("NFD", name)) > len(
        name
    ):
        raise NameRefused("hidden")
    if len({_script(char) for char in name if char.isalpha()}) > 1:
        raise NameRefused("mixed")
    return name


def skeleton(name: str) -> str:
    """What two names share when an eye could take one for the other."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(char for char in folded if not unicodedata.combining(char)).translate(_ALIKE)
    alike = plain.replace("rn", "m").replace("vv", "w").replace("l", "i")
    return "".join(char for char in alike if char.isalnum())


def _script(char: str) -> str:
    return unicodedata.name(char, "UNKNOWN").split(" ")[0]
