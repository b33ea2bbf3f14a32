"""Form controls. Lists of many choices are written in one pass: Django's own templates cost two renders a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.forms.renderers import TemplatesSetting
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

SELECT: Final = "django/forms/widgets/select.html"


class Renderer(TemplatesSetting):
    """Django's renderer, with <select> written here. What it writes is what Django's template writes."""

    def render(
        self, template_name: str, context: dict[str, Any], request: Any = None
    ) -> SafeString:
        """The control as HTML. No query."""
        if template_name == SELECT:
            return _select(context["widget"])
        return SafeString(super().render(template_name, context, request))


def _select(widget: Mapping[str, Any]) -> SafeString:
    shelves = format_html_join(
        "", "{}", ((_shelf(name, entries),) for name, entries, _n in widget["optgroups"])
    )
    return format_html(
        '<select name="{}"{}>{}</select>', widget["name"], _attrs(widget["attrs"]), shelves
    )


def _shelf(name: str | None, entries: list[dict[str, Any]]) -> SafeString:
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((str(one["value"]), _attrs(one["attrs"]), one["label"]) for one in entries),
    )
    return format_html('<optgroup label="{}">{}</optgroup>', name, options) if name else options


def _attrs(attrs: Mapping[str, Any]) -> SafeString:
    """As Django writes them: True is a bare name, False is left out."""
    return SafeString(
        "".join(
            f" {conditional_escape(name)}"
            if value is True
            else f' {conditional_escape(name)}="{conditional_escape(str(value))}"'
            for name, value in attrs.items()
            if value is not False
        )
    )
