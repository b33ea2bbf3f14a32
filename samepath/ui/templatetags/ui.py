"""Pieces that pages are made of. They get values, never models."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django import template
from django.forms import BoundField, RadioSelect
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from samepath.lib.time import in_zone
from samepath.ui.pictures import CUPS, DRAWINGS, ICONS

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small picture beside words; never instead of them."""
    drawn = mark_safe(ICONS[name])  # noqa: S308  # our own drawings
    return format_html('<svg class="i" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', drawn)


@register.simple_tag
def face(drawing: str, size: str = "") -> SafeString:
    """The drawing that stands for somebody. `size` is s, l or empty."""
    colour, drawn = DRAWINGS.get(drawing, DRAWINGS["leaf"])
    return format_html(
        '<span class="face {} {}" aria-hidden="true"><svg viewBox="0 0 24 24">{}</svg></span>',
        colour,
        size,
        mark_safe(drawn),  # noqa: S308  # our own drawings
    )


@register.simple_tag
def cup(level: int) -> SafeString:
    """How much, 0 to 4, as a cup; always beside the word for it."""
    drawn = mark_safe(CUPS[level])  # noqa: S308  # our own drawings
    return format_html(
        '<span class="face c{}" aria-hidden="true"><svg viewBox="0 0 24 24">{}</svg></span>',
        (2, 4, 1, 5, 3)[level],
        drawn,
    )


@register.simple_tag
def drawing_templates() -> SafeString:
    """Every drawing once as a <template>, for the room's script to copy."""
    return format_html_join(
        "",
        '<template data-drawing="{}"><span class="face {}" aria-hidden="true"><svg viewBox="0 0 24 24">{}</svg></span></template>',
        ((name, colour, mark_safe(drawn)) for name, (colour, drawn) in DRAWINGS.items()),  # noqa: S308  # our own drawings
    )


@register.simple_tag
def new_command() -> str:
    """A fresh command id: the same press sent twice is one press."""
    return str(uuid4())


@register.filter
def clock(moment: datetime, zone: str) -> str:
    """The time of day on somebody's wall: 6:00 pm."""
    return formats.date_format(in_zone(moment, zone), "g:i a").replace(".", "")


@register.filter
def day(moment: datetime, zone: str) -> str:
    """The day on somebody's calendar: Tuesday, November 24."""
    return formats.date_format(in_zone(moment, zone), "l, F j")


@register.filter
def short_day(moment: datetime, zone: str) -> str:
    """Tue 24."""
    return formats.date_format(in_zone(moment, zone), "D j")


@register.filter
def exact(moment: datetime, zone: str) -> str:
    """To the second, for records: 6:24:08 pm."""
    return formats.date_format(in_zone(moment, zone), "g:i:s a").replace(".", "")


@register.filter
def zone_words(zone: str) -> str:
    """A zone by its city, as people say it: New York time."""
    return _("%(city)s time") % {"city": zone.rpartition("/")[2].replace("_", " ")}


@register.filter
def minutes_seconds(seconds: int) -> str:
    """90 as 1 min 30 s."""
    return _("%(m)s min %(s)02d s") % {"m": seconds // 60, "s": seconds % 60}


@register.simple_tag
def ago(moment: datetime, now: datetime) -> SafeString:
    """How long ago, to the second while it is fresh; a script lets it go on counting."""
    seconds = max(0, int((now - moment).total_seconds()))
    words, minutes = _("%(n)s s ago"), _("%(n)s min ago")
    said = words % {"n": seconds} if seconds < AGO_S else minutes % {"n": seconds // 60}
    return format_html(
        '<span class="num" data-ago="{}" data-words="{}" data-words-min="{}">{}</span>',
        seconds, words.replace("%(n)s", "%s"), minutes.replace("%(n)s", "%s"), said,
    )  # fmt: skip


AGO_S = 90  # from here on minutes say it


@register.filter
def from_now(moment: datetime, now: datetime | None = None) -> str:
    """In words, from this moment: in 12 minutes, 24 minutes ago."""
    seconds = (moment - (now or datetime.now(UTC))).total_seconds()
    words = _span(abs(seconds))
    return (
        _("in %(span)s") % {"span": words} if seconds >= 0 else _("%(span)s ago") % {"span": words}
    )


def _span(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return _("a moment")
    if minutes == 1:
        return _("1 minute")
    if minutes < 60:
        return _("%(n)s minutes") % {"n": minutes}
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return (
            _("%(h)s h %(m)s min") % {"h": hours, "m": rest}
            if rest
            else _("%(h)s h") % {"h": hours}
        )
    days = round(hours / 24)
    return _("1 day") if days == 1 else _("%(n)s days") % {"n": days}


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, hint: str | None = "", **attrs: Any) -> dict[str, Any]:
    """One field of a form: label, hint, control, and what is wrong, tied together for every reader.

    `hint` replaces the field's own help text; None leaves it out. A choice shown as radio buttons or boxes is a
    group with a legend.
    """
    hint = "" if hint is None else hint or str(bound.help_text)
    described = [f"{bound.id_for_label}_hint"] if hint else []
    if bound.errors:
        described.append(f"{bound.id_for_label}_wrong")
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    attrs = {name.replace("_", "-"): value for name, value in attrs.items()}
    kind = getattr(bound.field.widget, "input_type", "")
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attrs),
        "hint": hint,
        "group": isinstance(bound.field.widget, RadioSelect),
        "checkbox": kind == "checkbox",
    }
