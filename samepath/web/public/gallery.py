"""Every part of the pages on one page, in both themes: to look at, and for the tests to measure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from samepath.ui.pictures import DRAWINGS, ICONS
from samepath.web.doors import open_to_all


class Sample(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("The name others see"), help_text=_("Not your own name."))
    mail = forms.EmailField(label=_("E-mail"))
    group = forms.ChoiceField(label=_("Group"), choices=[("", "–"), ("a", "Evening Circle")])
    notes = forms.CharField(label=_("Notes"), widget=forms.Textarea(attrs={"rows": 3}))
    on_call = forms.BooleanField(label=_("On call this week"))


@open_to_all
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Render the shelf. The theme is day unless night is asked for."""
    wrong = Sample({"wrong-name": "Fern", "wrong-mail": "fern at home"}, prefix="wrong")
    context: dict[str, Any] = {
        "night": request.GET.get("theme") == "night",
        "form": Sample(initial={"name": "Fern"}),
        "wrong": wrong,
        "drawings": list(DRAWINGS),
        "icons": list(ICONS),
    }
    return render(request, "ui/gallery.html", context)
