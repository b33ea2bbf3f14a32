"""Every page of the house, found in the resolver, and something to put into its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver, reverse

EVERYONE = ("a stranger", "amara", "ben", "lin", "dr_chen", "iris", "omar", "noor", "dr_okafor")


@dataclass(frozen=True)
class Page:
    """One address of the resolver."""

    name: str
    view: Any
    keys: tuple[str, ...]

    @property
    def ours(self) -> bool:
        return self.view.__module__.startswith("samepath.")

    @property
    def door(self) -> str:
        return str(getattr(self.view, "door", ""))

    def url(self, values: dict[str, Any]) -> str:
        return reverse(self.name, kwargs={key: values[key] for key in self.keys})


def _keys(pattern: Any) -> tuple[str, ...]:
    named = getattr(pattern, "converters", None)
    return tuple(named or getattr(pattern.regex, "groupindex", {}))


def _walk(resolver: Any, namespace: str = "", keys: tuple[str, ...] = ()) -> list[Page]:
    found = []
    for one in resolver.url_patterns:
        all_keys = keys + _keys(one.pattern)
        if isinstance(one, URLPattern):
            found.append(Page(namespace + (one.name or ""), one.callback, all_keys))
        else:
            inner = f"{one.namespace}:" if one.namespace else namespace
            found.extend(_walk(one, inner, all_keys))
    return found


def all_pages() -> dict[str, Page]:
    """By name. Where a name stands twice, the one with fewer parts."""
    pages: dict[str, Page] = {}
    for page in _walk(get_resolver()):
        if page.name not in pages or len(page.keys) < len(pages[page.name].keys):
            pages[page.name] = page
    return pages
