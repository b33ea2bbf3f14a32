"""Drawings that stand for people, and icons. Inline SVG: no request, no font, no photograph."""

from __future__ import annotations

# name: (colour class, what is drawn in a 24 x 24 field)
DRAWINGS: dict[str, tuple[str, str]] = {
    "fern": (
        "c1",
        '<path d="M12 22C12 14 11 8 16 3M12 17c-3 0-5-1-6.5-3M12 17c3-.3 5-1.5 6-3.5M12 13c-2.5 0-4.5-1-5.5-3'
        'M12.5 12c2.5-.3 4.5-1.5 5.5-3.5M13 8.5c-1.8 0-3.5-.8-4.3-2.5M14 7c1.8-.2 3.2-1 4-2.5"/>',
    ),
    "heron": (
        "c2",
        '<path d="M5 5.5c3-2 6-1.5 6.5 1.5.4 2.5-1.5 4-1 6.5.6 3 4.5 3 8.5 5.5-5 1.5-10 .5-11.5-3.5'
        'M5 5.5 2.5 6.5M12 18v4M15 18.5V22"/>',
    ),
    "stone": (
        "c2",
        '<ellipse cx="12" cy="18.5" rx="7.5" ry="2.8"/><ellipse cx="12" cy="12.8" rx="5.5" ry="2.6"/>'
        '<ellipse cx="12" cy="7.5" rx="3.5" ry="2.2"/>',
    ),
    "acorn": (
        "c3",
        '<path d="M5.5 10.5c0-3 3-5 6.5-5s6.5 2 6.5 5ZM7 10.5c0 5 2.5 7.5 5 10 2.5-2.5 5-5 5-10M12 5.5V3"/>',
    ),
    "moon": ("c4", '<path d="M15 4a8.5 8.5 0 1 0 5 12.5A7 7 0 0 1 15 4Z"/>'),
    "hill": ("c6", '<path d="M2 19 9 7l4.5 7L16 10.5 22 19ZM17.5 6.5h.01"/>'),
    "sun": (
        "c6",
        '<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4'
        'M18.4 5.6 17 7M7 17l-1.4 1.4"/>',
    ),
    "lantern": (
        "c3",
        '<path d="M9 7h6l1.5 4v6L15 20H9l-1.5-3v-6ZM10 7a2 2 0 0 1 4 0M12 11.5c1.5 1.5 1.5 3.5 0 4.5'
        '-1.5-1-1.5-3 0-4.5Z"/>',
    ),
    "leaf": ("c1", '<path d="M4 20C4 9 10 4 20 4c0 10-5 16-14 15M4 20C8 14 11 11 15 9"/>'),
    "wave": (
        "c5",
        '<path d="M2 10c3-3 5-3 7 0s4 3 6.5 0 4-3 6.5-1M2 15.5c3-3 5-3 7 0s4 3 6.5 0 4-3 6.5-1"/>',
    ),
    "juniper": (
        "c5",
        '<path d="M12 21v-4M12 3 8.5 8.5h2L7 13h2.5L5.5 17h13l-4-4H17l-3.5-4.5h2Z"/>',
    ),
    "finch": (
        "c4",
        '<path d="M3.5 9.5 7 8c.5-2.5 2.5-4 5-4 3 0 5 2 5.5 5l3.5 8-5-2c-1 2.5-3 4-5.500 4-4 0-6-3.500-5-8'
        'ZM10 8h.01M10 19l-1 3M13 19l.5 3"/>',
    ),
}

# How much of something, from none to all: a cup, empty to full.
CUPS: tuple[str, ...] = tuple(
    '<path d="M5 5h14l-2 15H7Z"/>' + water
    for water in (
        "",
        '<path fill="currentColor" fill-opacity=".45" d="M6.5 16.2h11L17 20H7Z"/>',
        '<path fill="currentColor" fill-opacity=".45" d="M6 12.5h12L17 20H7Z"/>',
        '<path fill="currentColor" fill-opacity=".45" d="M5.5 8.8h13L17 20H7Z"/>',
        '<path fill="currentColor" fill-opacity=".45" d="M5 5h14l-2 15H7Z"/>',
    )
)

ICONS: dict[str, str] = {
    "heart": '<path d="M12 21s-7.5-4.6-9.2-9.4C1.6 8 3.9 4.8 7.2 4.8c2 0 3.6 1 4.8 2.8 1.2-1.8 2.8-2.8 4.8-2.8'
    ' 3.3 0 5.6 3.2 4.4 6.8C19.5 16.4 12 21 12 21Z"/>',
    "check": '<path d="m4.5 12.5 5 5 10-11"/>',
    "mic": '<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3"/>',
    "mic-off": '<path d="M9 5.5A3 3 0 0 1 15 6v4.5M15 13a3 3 0 0 1-6-1.5V9M5.5 11.5a6.5 6.5 0 0 0 10 5.4'
    'M18.3 13.4c.1-.6.2-1.2.2-1.9M12 18v3M4 4l16 16"/>',
    "camera": '<rect x="3" y="6" width="12.5" height="12" rx="2.5"/><path d="m15.5 11 5.5-3v8l-5.5-3"/>',
    "camera-off": '<path d="M15.500 13.500V8.500A2.500 2.500 0 0 0 13 6h-3M4.200 6.400A2.500 2.500 0 0 0 3 8.500v7A2.500'
    ' 2.500 0 0 0 5.500 18H13c.7 0 1.300-.3 1.800-.7M15.500 11 21 8v8l-2.500-1.400M3 3l18 18"/>',
    "eye": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z"/>'
    '<circle cx="12" cy="12" r="2.7"/>',
    "cover": '<rect x="3.500" y="4" width="17" height="13" rx="2"/><path d="M8.500 20.500h7M3.500 17 20.500 4"/>',
    "more": '<circle cx="5" cy="12" r="1.2"/><circle cx="12" cy="12" r="1.2"/><circle cx="19" cy="12" r="1.2"/>',
    "leave": '<path d="M14 4H6.500A1.500 1.500 0 0 0 5 5.500v13A1.500 1.500 0 0 0 6.500 20H14M10 12h11M17 8l4 4-4 4"/>',
    "door": '<path d="M6 21V4.5L15 3v18M6 21h12V6h-3M12 12h.01"/>',
    "phone": '<path d="M6 3.5h3l1.5 4.5-2 1.5a12 12 0 0 0 6 6l1.5-2 4.5 1.5v3c0 1-.8 1.8-1.8 1.7'
    'C11 19 5 13 4.3 5.3 4.2 4.3 5 3.5 6 3.5Z"/>',
    "message": '<path d="M4 5.5h16v10.5H11l-4.5 4v-4H4Z"/>',
    "next": '<path d="m9 5 7 7-7 7"/>',
    "back": '<path d="m15 5-7 7 7 7"/>',
    "pause": '<path d="M9 6v12M15 6v12"/>',
    "people": '<circle cx="9" cy="8.5" r="3.2"/><path d="M3 19.5c.6-3.4 3-5.2 6-5.2s5.4 1.8 6 5.2'
    'M15.5 5.6a3.2 3.2 0 0 1 0 5.8M17.5 14.8c2 .7 3.2 2.3 3.6 4.7"/>',
    "attention": '<path d="M12 4 2.8 19.5h18.4ZM12 10v4.5M12 17h.01"/>',
    "book": '<path d="M5 4.5h11.5A2.5 2.5 0 0 1 19 7v13H7.5A2.5 2.5 0 0 1 5 17.5ZM5 17a2.5 2.5 0 0 1 2.5-2.5H19"/>',
    "grid": '<rect x="4" y="4" width="7" height="7" rx="1.5"/><rect x="13" y="4" width="7" height="7" rx="1.5"/>'
    '<rect x="4" y="13" width="7" height="7" rx="1.5"/><rect x="13" y="13" width="7" height="7" rx="1.5"/>',
    "sound": '<path d="M4 9.500v5h3.500L12 18V6L7.500 9.500ZM15.500 9a4 4 0 0 1 0 6M18 6.500a7.500 7.500 0 0 1 0 11"/>',
    "hand": '<path d="M8 12V6.200a1.400 1.400 0 0 1 2.800 0V11 4.600a1.400 1.400 0 0 1 2.800 0V11 5.800a1.400 1.400 0 0 1 2.800 0V12 9.400'
    'a1.300 1.300 0 0 1 2.600 0V14c0 4.200-2.600 7-6.400 7-3 0-4.500-1.300-6-4l-2.300-3.600a1.400 1.400 0 0 1 2.300-1.600L8 13.600"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.500 2"/>',
    "grip": '<path d="M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01"/>',
    "up": '<path d="m6 14.500 6-6 6 6"/>',
    "down": '<path d="m6 9.500 6 6 6-6"/>',
    "close": '<path d="M6 6l12 12M18 6 6 18"/>',
}
