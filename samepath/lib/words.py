"""Names as people type them, made safe to show (P06, W03, AS7); and how hard a text is to read.

A name is letters, digits, spaces and a little punctuation, in one script. What cannot be seen, what steers the
text around it, and signs that could pass for a badge are refused.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 40
MARKS_IN_A_ROW = (
    3  # Vietnamese needs two, pointed Hebrew three; more is a tower meant to hide other lines
)
PUNCTUATION = frozenset(" .'’-‐_·,&+#!")
# Letters to Unicode, nothing to the eye.
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
# Scripts that one name mixes by right: Japanese, Korean and Chinese writing.
TOGETHER = (
    frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"}),
    frozenset({"CJK", "HANGUL"}),
    frozenset({"CJK", "BOPOMOFO"}),
)
# Drawn like Latin letters as they stand, before capitals are made small: a Cyrillic В is a B, a в is not a b.
_ALIKE = {
    **dict(zip("АВЕЅІЈКМНОРСТУХҮԌԜ", "ABESIJKMHOPCTYXYGW", strict=True)),  # Cyrillic capitals
    **dict(zip("аеѕіјорсухԁһԛԝүк", "aesijopcyxdhqwyk", strict=True)),  # Cyrillic
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),  # Greek capitals
    **dict(zip("αικνορτυγχ", "aikvoptuyx", strict=True)),  # Greek
    **dict(zip("ՏՍՕոսօզցհ", "SUOnuoqgh", strict=True)),  # Armenian
    **dict(zip("ᎪᏴᏟᎠᎬᎻᎥᎫᏦᏞᎷᏢᏒᏚᎢᏙᎳᏃᏀ", "ABCDEHIJKLMPRSTVWZG", strict=True)),  # Cherokee
    **dict(zip("ıɪɩǀɑɡɢɴʀʏʟʙʜᴀᴄᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜱ", "iiiiaggnrylbhacejkmoptuvwzs", strict=True)),
    **dict(zip("Ϲϲ", "Cc", strict=True)),  # Greek, before their normal form hides it
    **dict(zip("øđłħŧ", "odlht", strict=True)),
}  # fmt: skip
_BEFORE_SMALL = str.maketrans(_ALIKE)
_AFTER_SMALL = str.maketrans({**_ALIKE, "0": "o", "1": "i", "3": "e", "5": "s", "l": "i"})
# Words that say what somebody is; only the program says that, beside the name.
BADGES = (
    "admin", "administrator", "clinician", "coordinator", "counselor", "counsellor", "doctor", "dr",
    "facilitator", "guide", "host", "leader", "md", "moderator", "nurse", "peerleader", "phd", "samepath",
    "staff", "supervisor", "support", "team", "therapist",
)  # fmt: skip

_APART = str.maketrans(dict.fromkeys(PUNCTUATION, " "))


class NameRefused(ValueError):
    """A name that cannot be shown safely; `why` is one word: empty, long, hidden, sign, mixed."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def tidy_name(text: str) -> str:
    """The name in one normal form. Raises NameRefused."""
    if len(text) > 4 * LONGEST:
        raise NameRefused("long")
    name = " ".join(unicodedata.normalize("NFKC", text).split())
    if not any(char.isalnum() for char in name if char not in BLANK):
        raise NameRefused("hidden" if any(map(_hidden, name)) else "sign" if name else "empty")
    if len(name) > LONGEST:
        raise NameRefused("long")
    if any(map(_hidden, name)) or _has_a_tower(name):
        raise NameRefused("hidden")
    if any(map(_sign, name)):
        raise NameRefused("sign")
    if _mixes_scripts(name):
        raise NameRefused("mixed")
    return name


def skeleton(name: str) -> str:
    """What two names share when an eye could take one for the other. Empty when nothing is left."""
    normal = unicodedata.normalize("NFKC", name.translate(_BEFORE_SMALL))
    shapes = normal.translate(_BEFORE_SMALL).casefold()
    plain = "".join(
        str(unicodedata.digit(char)) if char.isdecimal() else char
        for char in unicodedata.normalize("NFKD", shapes)
        if char not in BLANK
        and unicodedata.category(char)[0] in "LMN"
        and not "\u0300" <= char <= "\u036f"
    )
    return plain.translate(_AFTER_SMALL).replace("rn", "m").replace("vv", "w")


def borrows_a_badge(name: str) -> bool:
    """Whether a name says its bearer is staff, in any look-alike spelling: "Dr. Fern", "H0st", "ѕtaff"."""
    words = [skeleton(word) for word in name.translate(_APART).split()]
    badges = {skeleton(word) for word in BADGES}
    return bool(badges & {*words, "".join(words)})


def _hidden(char: str) -> bool:
    """Whether a character shows nothing or steers others: controls, bidi, zero width, variants, private use."""
    return (
        char in BLANK
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0000" <= char <= "\U000e0fff"
        or unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
    )


def _sign(char: str) -> bool:
    kind = unicodedata.category(char)
    return kind == "Me" or (kind[0] in "PSZ" and char not in PUNCTUATION)


def _has_a_tower(name: str) -> bool:
    """Whether marks are piled on a letter, or stand on none."""
    height = MARKS_IN_A_ROW
    for char in unicodedata.normalize("NFD", name):
        if unicodedata.category(char) == "Mn":
            height += 1
        else:
            height = MARKS_IN_A_ROW if char == " " else 0
        if height > MARKS_IN_A_ROW:
            return True
    return False


def _mixes_scripts(name: str) -> bool:
    scripts = {unicodedata.name(char, "UNKNOWN").split(" ")[0] for char in name if char.isalpha()}
    kinds_of_digits = {ord(char) - unicodedata.digit(char) for char in name if char.isdecimal()}
    return len(kinds_of_digits) > 1 or (
        len(scripts) > 1 and not any(scripts <= together for together in TOGETHER)
    )


_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*")
_SENTENCE = re.compile(r"[.!?:…]+(?:[\s”’\"')]|$)|\n\n")
_SPOKEN_END = re.compile(r"(le|ee|[td]ed|([cgsxz]|sh|ch)es)$")
_VOWELS = re.compile(r"[aeiouy]+")


def syllables(word: str) -> int:
    """About how many syllables an English word has: groups of vowels, a silent e at the end not counted."""
    small = re.sub(r"[^a-z]", "", word.lower())
    count = len(_VOWELS.findall(small))
    silent = small.endswith(("e", "es", "ed")) and not _SPOKEN_END.search(small)
    if silent and count > 1:
        count -= 1
    return max(count, 1)


def grade(text: str) -> float:
    """The school grade that can read a text (Flesch and Kincaid): long sentences and long words raise it."""
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(1, len([part for part in _SENTENCE.split(text) if _WORD.search(part)]))
    spoken = sum(map(syllables, words))
    return 0.39 * len(words) / sentences + 11.8 * spoken / len(words) - 15.59
