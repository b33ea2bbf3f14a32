"""A list written in one pass is the list Django's own templates would write."""

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.html import escape

from samepath.ui.controls import Renderer


class Choosing(forms.Form):
    plain = forms.ChoiceField(
        choices=[("", "nobody"), ("a", "Ann & <b>Bo</b>"), ("b", 'The "best"')]
    )
    shelved = forms.ChoiceField(
        choices=[
            ("", "none"),
            ("Leaders <1>", [("x", "Xi"), ("y", "Yo")]),
            ("Clinicians", [("z", "Zed")]),
        ]
    )
    several = forms.MultipleChoiceField(choices=[(str(n), f"Number {n}") for n in range(5)])
    chosen = forms.TypedChoiceField(
        choices=[(1, "One"), (2, "Two")], coerce=int,
        widget=forms.Select({"data-x": '"quoted"', "hidden": True, "autofocus": False}),
    )  # fmt: skip


def written(renderer, name, data):
    form = Choosing(data, renderer=renderer)
    return form[name].as_widget(attrs={"aria-describedby": f"{name}_hint"})


@pytest.mark.parametrize("name", list(Choosing.base_fields))
@pytest.mark.parametrize(
    "data", [None, {"plain": "a", "shelved": "y", "several": ["1", "3"], "chosen": "2"}]
)
def test_it_is_what_django_writes(name, data):
    from django.test.html import parse_html

    ours, theirs = (written(renderer(), name, data) for renderer in (Renderer, TemplatesSetting))
    assert parse_html(ours) == parse_html(theirs)
    assert "<option" in ours


def test_what_a_person_typed_stays_text():
    assert escape("Ann & <b>Bo</b>") in written(Renderer(), "plain", None)
