"""How hard a text is to read."""

import pytest

from samepath.lib.words import grade, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("sun", 1), ("help", 1), ("like", 1), ("named", 1), ("little", 2), ("wanted", 2), ("changes", 2), ("tree", 1),
        ("people", 2), ("session", 2), ("clinician", 3), ("agreement", 3), ("don’t", 1), ("Fern", 1), ("x", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_spoken(word, count):
    assert syllables(word) == count


def test_short_words_in_short_sentences_are_easy():
    assert grade("We sit. We talk. You can pass. It is fine.") < 1


def test_long_words_in_long_sentences_are_hard():
    hard = (
        "Participants demonstrating insufficient communication capabilities necessitate individualized"
        " therapeutic interventions coordinated by multidisciplinary professionals."
    )
    assert grade(hard) > 16


def test_where_a_sentence_ends_makes_the_difference():
    words = "we listen and then we go on and then somebody speaks"
    assert grade(words) > grade(words.replace(" and then", "."))


def test_no_words_need_no_school():
    assert grade("") == grade("… 12!") == 0
