"""Names as people type them: what may be shown, and what an eye could take for somebody else's (P06, AS7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samepath.lib.words import LONGEST, NameRefused, borrows_a_badge, skeleton, tidy_name

pytestmark = pytest.mark.safety("P06", "W03")

KEPT = [
    "Fern", "Dr. Chen", "Mary-Jane O’Neil", "José", "Nguyễn Thị", "Zoë", "Ольга", "Ελένη", "山田はな", "김서연",
    "アンナマリー", "अनिता", "فاطمة", "שָׁלוֹם", "night_owl", "Fern 2", "Łukasz", "Ngũgĩ", "ᏣᎳᎩ", "สมชาย",
]  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_names_of_real_people_are_kept(name):
    assert tidy_name(name)
    assert skeleton(name)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Fern  ", "Fern"),
        ("Night   Owl", "Night Owl"),
        ("Ｆｅｒｎ", "Fern"),
        ("Ｄｒ．　Ｃｈｅｎ", "Dr. Chen"),
        ("ﬁnch", "finch"),
        ("Jose\u0301", "José"),
        ("Night\u00a0Owl", "Night Owl"),
        ("Fern\n", "Fern"),
    ],
)
def test_one_form_for_what_looks_the_same(typed, shown):
    assert tidy_name(typed) == shown


HIDDEN = {
    "a zero-width space": "Fe\u200brn",
    "a zero-width joiner": "Fe\u200drn",
    "a word joiner": "Fe\u2060rn",
    "a byte-order mark": "\ufeffFern",
    "a soft hyphen": "Fe\u00adrn",
    "right-to-left override": "\u202enreF",
    "left-to-right mark": "Fern\u200e",
    "an isolate": "\u2067Fern\u2069",
    "a control": "Fe\x07rn",
    "a null": "Fern\x00",
    "an escape": "\x1b[31mFern",
    "a Hangul filler": "\u3164",
    "a halfwidth filler": "Fern\uffa0",
    "a variation selector": "Fern\ufe0f",
    "a tag": "Fern\U000e0041",
    "a grapheme joiner": "Fe\u034frn",
    "a braille blank": "\u2800\u2800",
    "private use": "Fern\ue000",
    "unassigned": "Fern\u0378",
    "half a pair": "Fern\ud800",
    "a tower of marks": "F" + "\u0301" * 8 + "ern",
    "a mark on nothing": "\u0301Fern",
}


@pytest.mark.safety("P06", "AS7")
@pytest.mark.parametrize("name", HIDDEN.values(), ids=HIDDEN)
def test_what_cannot_be_seen_is_refused(name):
    with pytest.raises(NameRefused) as refused:
        tidy_name(name)
    assert refused.value.why == "hidden"


@pytest.mark.parametrize(
    "name",
    [
        "Fern ✓", "★ Host", "🛡 Fern", "<b>Fern</b>", "amara@evening.test", "Fern | staff", "Fern ⭐", "$ern", "Fern ⃝",
        "[staff] Fern", "(host)", "…?!/",
    ],
)  # fmt: skip
def test_signs_that_could_pass_for_a_badge_are_refused(name):
    with pytest.raises(NameRefused) as refused:
        tidy_name(name)
    assert refused.value.why == "sign"


@pytest.mark.parametrize(
    "name", ["Fеrn", "Lаntern", "Dr. Сhen", "Heroη", "Fern人", "Wаvе", "F٣rn 3", "Ꭺmara"]
)
def test_mixed_scripts_are_refused(name):
    with pytest.raises(NameRefused) as refused:
        tidy_name(name)
    assert refused.value.why == "mixed"


@pytest.mark.parametrize(
    ("name", "why"), [("", "empty"), (" \t ", "empty"), ("x" * 41, "long"), ("x" * 10**6, "long")]
)
def test_nothing_and_too_much_are_refused(name, why):
    with pytest.raises(NameRefused) as refused:
        tidy_name(name)
    assert refused.value.why == why


@pytest.mark.safety("AS7")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fern", "fern"), ("Fern", "FERN"), ("Fern", "F.e.r.n"), ("Fern", "Fern."), ("Fern", "Fem"), ("Fern", "F3rn"),
        ("Lantern", "Iantern"), ("Lantern", "1antern"), ("Lantern", "lantern"), ("Heron", "Her0n"), ("Heron", "Hérön"),
        ("Wave", "VVave"), ("Dr. Chen", "DrChen"), ("Dr. Chen", "dr chen"), ("Stone", "5tone"), ("Stone", "S-tone"),
        ("Coco", "Сосо"), ("Coco", "ϹΟϹΟ"), ("BETTY", "ВЕТТУ"), ("HOPE", "НОРЕ"), ("Ana", "Αnа"), ("Hope", "ʜᴏᴘᴇ"),
        ("Ada", "Adà"), ("Ada", "Аԁа"), ("Lin", "Iin"), ("Lin", "LIN"), ("Lin", "ʟɪɴ"), ("Ida", "lda"), ("Sue", "Ѕue"),
        ("Soren", "Søren"), ("MARE", "ᎷᎪᎡᎬ".replace("Ꭱ", "Ꮢ")), ("Night Owl", "NightOwl"), ("Fern 2", "Fern ٢"),
        ("Fern", "Ｆｅｒｎ"), ("Fern", "𝓕𝓮𝓻𝓷"), ("fine", "ﬁne"),
    ],
)  # fmt: skip
def test_names_an_eye_could_confuse_share_a_skeleton(one, other):
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fern", "Heron"),
        ("Fern 2", "Fern 4"),
        ("Ana", "Anna"),
        ("はな", "ばな"),
        ("कि", "की"),
        ("Fern 6", "Fern 8"),
    ],
)
def test_names_that_differ_to_the_eye_stay_apart(one, other):
    assert skeleton(one) != skeleton(other)


@pytest.mark.safety("P06", "AS7")
@pytest.mark.parametrize(
    "name",
    [
        "Dr. Fern",
        "dr fern",
        "Host",
        "H0st",
        "H o s t",
        "Нost",
        "Fern, staff",
        "Peer Leader",
        "Supervisor",
        "ＡＤＭＩＮ",
    ],
)
def test_nobody_names_themselves_staff(name):
    assert borrows_a_badge(name)


@pytest.mark.parametrize(
    "name", ["Fern", "Andrew", "Hostetter", "Drew", "Stafford", "Guido", "Teamwork"]
)
def test_names_that_only_contain_such_a_word_are_fine(name):
    assert not borrows_a_badge(name)


@given(st.text(max_size=60))
def test_a_tidy_name_stays_as_it_is(text):
    try:
        name = tidy_name(text)
    except NameRefused:
        return
    assert tidy_name(name) == name
    assert 0 < len(name) <= LONGEST
    assert name.isprintable()


@given(st.text(max_size=60))
def test_a_skeleton_has_no_skeleton_but_itself(text):
    bones = skeleton(text)
    assert skeleton(bones) == bones
