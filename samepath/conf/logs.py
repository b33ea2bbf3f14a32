"""One line for each event, and one step that takes people's own data out of it (V12, P08).

A line may hold codes, counts, ids and route names. Whatever a person typed, a ticket, a query string, and the
message of an exception (databases quote values in theirs) never gets that far.
"""

from __future__ import annotations

import logging.config
import re
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

ROOT = Path(__file__).resolve().parents[2]
TAKEN_OUT = "(taken out)"
PRIVATE_KEYS = re.compile(
    r"(pass(word|wd)?|secret|token|cookie|authorization|ticket|email|e_mail|mail_to|phone|name|alias|address"
    r"|where|answer|note|words|body|text|csrf|session_key|key)$",
    re.IGNORECASE,
)
PRIVATE_PATTERNS = (
    re.compile(r"eyJ[\w-]{5,}\.[\w-]{5,}(\.[\w-]*)?"),  # tickets
    re.compile(r"\?[^\s\"']+"),  # query strings
    re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)*"),  # e-mail addresses
    # telephone numbers, but neither dates nor parts of longer ids
    re.compile(r"(?<![\w.-])(?!\d{4}-\d\d-\d\d)\+?\(?\d[\d ().-]{8,}\d(?![\w-])"),
    re.compile(
        r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{40,}(?![\w-])"
    ),  # keys in links; longer than a uuid
)

Event = MutableMapping[str, Any]


def redact(_logger: object, _method: str, event: Event) -> Event:
    """The one redaction step: by key, then by look."""
    for key, value in list(event.items()):
        if key in {"event", "exception"}:
            event[key] = clean(value)
        elif PRIVATE_KEYS.search(key):
            event[key] = TAKEN_OUT
        elif isinstance(value, str) and key not in {"timestamp", "level", "logger"}:
            event[key] = clean(value)
        elif not isinstance(value, str | int | float | bool | None):
            event[key] = type(value).__name__
    return event


def clean(value: object) -> str:
    """The text without anything that looks like a ticket, a query, an address or a number to call."""
    text = str(value)
    for pattern in PRIVATE_PATTERNS:
        text = pattern.sub(TAKEN_OUT, text)
    return text


def where_it_broke(_logger: object, _method: str, event: Event) -> Event:
    """An exception as its kind and places, without its message."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)[-8:]
        places = " < ".join(f"{_short(f.filename)}:{f.lineno} {f.name}" for f in reversed(frames))
        event["exception"] = f"{type(error).__module__}.{type(error).__qualname__} at {places}"
    return event


def _short(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else "/".join(path.parts[-3:])


def _only_ours(_logger: object, _method: str, event: Event) -> Event:
    """Django hangs the request itself on its records; a line has no use for it."""
    for key in ("request", "server_time", "_record", "_from_structlog", "stack_info"):
        event.pop(key, None)
    return event


SHARED: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
LAST: list[Any] = [_only_ours, where_it_broke, redact]


def configuration(*, debug: bool = False) -> dict[str, Any]:
    """For `logging.config.dictConfig`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [*LAST, structlog.processors.LogfmtRenderer(bool_as_flag=False)],
                "foreign_pre_chain": SHARED,
                "keep_exc_info": False,
            }
        },
        "handlers": {
            "out": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stderr",
                "formatter": "lines",
            }
        },
        "root": {"handlers": ["out"], "level": "INFO"},
        "loggers": {
            "django": {"level": "INFO"},
            "django.server": {"handlers": [], "propagate": False},
            "django.request": {"level": "ERROR"},
            "uvicorn": {"level": "WARNING", "handlers": [], "propagate": True},
            # Its lines hold whole addresses, tickets included; our own pages say what happened in the trail.
            "uvicorn.access": {"handlers": [], "propagate": False, "level": "CRITICAL"},
            "websockets": {"level": "WARNING"},
            "aiohttp.access": {"handlers": [], "propagate": False, "level": "CRITICAL"},
            "httpx": {"level": "WARNING"},
            "asyncio": {"level": "WARNING"},
            "allauth": {"level": "WARNING" if not debug else "INFO"},
        },
    }


def configure(config: dict[str, Any]) -> None:
    """Django calls this once; from then on structlog and plain logging write the same lines."""
    logging.config.dictConfig(config)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
