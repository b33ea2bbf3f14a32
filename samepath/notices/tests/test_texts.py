"""Nothing that leaves the house tells what it is about (P03, H06)."""

import pytest
from django.conf import settings as product
from django.utils import translation

from samepath.notices import actions, deliver
from samepath.notices.models import Notice
from samepath.notices.texts import TELLTALE, TEMPLATES, URGENT, WITH_A_SECRET, tells
from tests.post_office import PostOffice

pytestmark = pytest.mark.safety("P03", "H06")

# How a message begins; anything beyond these names would be somebody's doing.
HEADERS = {
    "Content-Type",
    "MIME-Version",
    "Content-Transfer-Encoding",
    "Subject",
    "From",
    "To",
    "Date",
    "Message-ID",
    "Auto-Submitted",
}
CANARIES = {"Evening", "Amara", "Fern", "Heron", "Chen", "Circle"}


@pytest.mark.parametrize("language", [code for code, _ in product.LANGUAGES])
@pytest.mark.parametrize("name", TEMPLATES)
def test_no_text_tells_on_its_reader(name, language):
    with translation.override(language):
        subject, text = map(str, TEMPLATES[name])
    assert tells(f"{name} {subject} {text}") == []
    assert "\n" not in subject
    assert not any(char.isdigit() for char in subject + text)
    assert "%" not in subject + text
    assert "{" not in subject + text


def test_special_texts_are_texts():
    assert set(TEMPLATES) >= URGENT | WITH_A_SECRET


@pytest.mark.parametrize(
    "text",
    [
        "Your group meets tonight", "Evening program", "Dr. Chen wrote to you", "Your therapist", "PHQ-9 is due",
        "Call 988", "A concern was raised", "Recovery Circle", "/clinic/x", "Somebody asked for help", "your session",
    ],
)  # fmt: skip
def test_the_lexicon_knows_the_words_that_tell(text):
    assert tells(text)


def test_the_lexicon_is_in_order():
    assert len(set(TELLTALE)) == len(TELLTALE)
    assert all(word == word.lower() for word in TELLTALE)


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.django_db
def test_a_letter_as_it_arrives_says_nothing_either(name, settings):
    office = PostOffice()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
    secret = name in WITH_A_SECRET
    actions.post(
        to="amara@evening.test", template=name, key=f"{name}:Evening:Fern",
        context={"link": "/invitation/" + "x" * 32 if secret else "/"},
    )  # fmt: skip
    assert deliver.deliver_due() == 1
    office.close()

    (letter,) = office.letters
    assert set(letter.keys()) <= HEADERS
    assert letter["From"] == product.DEFAULT_FROM_EMAIL
    shown = office.raw[0].decode().replace("amara@evening.test", "")
    assert tells(shown.replace(product.DEFAULT_FROM_EMAIL, "")) == []
    assert not any(canary in shown for canary in CANARIES)
    assert Notice.objects.get().key not in shown
