"""What an operator may set, typed, and every mistake named at once (W07).

Values come from the environment (`SAMEPATH_NAME`) or from `samepath.env` in the home folder; the environment wins.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
PUBLISHED = ("changeme", "insecure", "devkey", "example", "samepath", "password", "your-", "secret")


class OptionsRefused(Exception):
    """The settings cannot be trusted with people; says why, all of it."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__(
            "Samepath does not start with these settings:\n" + "\n".join(f"  - {f}" for f in faults)
        )


def home() -> Path:
    """The folder for the database, secrets and logs."""
    return Path(os.environ.get("SAMEPATH_HOME") or ROOT / "var").resolve()


class Options(BaseSettings):
    """One field for each setting; secrets have no default."""

    model_config = SettingsConfigDict(
        env_prefix="SAMEPATH_", env_file_encoding="utf-8", extra="forbid", hide_input_in_errors=True
    )

    HOME: Path = Field(default_factory=home)
    SECRET_KEY: str = Field("", repr=False)
    FIELD_KEYS: str = Field("", repr=False)
    DATABASE_URL: str = Field("", repr=False)
    PORT: int = Field(8000, ge=1, le=65535)
    BIND: str = "127.0.0.1"
    ORIGIN: str = ""
    DEBUG: bool = False
    DEMO: bool = False
    LIVEKIT_URL: str = "http://127.0.0.1:7880"
    LIVEKIT_KEY: str = ""
    LIVEKIT_SECRET: str = Field("", repr=False)
    HOOK_KEY: str = ""
    HOOK_SECRET: str = Field("", repr=False)
    RTC_UDP_PORT: int = Field(7882, ge=1, le=65535)
    RTC_TCP_PORT: int = Field(7881, ge=1, le=65535)
    RTC_ADDRESS: str = "127.0.0.1"
    MAIL: str = Field("console", repr=False)
    MAIL_FROM: str = "Updates <updates@localhost>"  # neutral: a lock screen shows it (P03)
    LANGUAGE: str = "en"

    @property
    def origin(self) -> str:
        return (self.ORIGIN or f"http://localhost:{self.PORT}").rstrip("/")

    @property
    def host(self) -> str:
        return urlsplit(self.origin).hostname or ""

    @property
    def https(self) -> bool:
        return self.origin.startswith("https://")

    @property
    def loopback(self) -> bool:
        return self.host in LOOPBACK

    @property
    def database_url(self) -> str:
        return self.DATABASE_URL or f"sqlite:///{quote(str(self.HOME / 'samepath.sqlite3'))}"


def origin_of(env: Mapping[str, str]) -> str:
    """Where an installation with this environment is, without asking for its secrets."""
    return env.get("SAMEPATH_ORIGIN") or f"http://localhost:{env.get('SAMEPATH_PORT', '8000')}"


def load() -> Options:
    """The settings of this installation, or `OptionsRefused` with everything that is wrong."""
    faults: list[str] = []
    file = home() / "samepath.env"
    try:
        options = Options(_env_file=file)  # type: ignore[call-arg]  # pydantic-settings' own name
    except ValidationError as wrong:
        spoilt = {str(error["loc"][0]): error["msg"] for error in wrong.errors()}
        faults += [f"{_shown(name)}: {message}." for name, message in spoilt.items()]
        known = {
            n: f.get_default(call_default_factory=True) for n, f in Options.model_fields.items()
        }
        options = Options(_env_file=None, **{n: known[n] for n in spoilt if n in known})  # type: ignore[call-arg]  # pydantic’s own argument
        if any(name not in known for name in spoilt):
            raise OptionsRefused(faults) from None
    faults += mistakes(options)
    if file.exists() and file.stat().st_mode & 0o077:
        faults.append(f"{file} can be read by other people on this machine; run: chmod 600 {file}.")
    if faults:
        raise OptionsRefused(faults)
    return options


def _shown(name: str) -> str:
    return name if name.upper().startswith("SAMEPATH_") else f"SAMEPATH_{name}"


def mistakes(options: Options) -> list[str]:
    """Everything about these values that could hurt someone."""
    return [
        *_bad_secrets(options),
        *_bad_field_keys(options.FIELD_KEYS),
        *_bad_addresses(options),
        *_bad_modes(options),
    ]


def _bad_secrets(options: Options) -> Iterator[str]:
    for name, least in (("SECRET_KEY", 50), ("LIVEKIT_SECRET", 32), ("HOOK_SECRET", 32)):
        fault = _bad_secret(getattr(options, name), least)
        if fault:
            yield f"SAMEPATH_{name} {fault}"
    for name in ("LIVEKIT_KEY", "HOOK_KEY"):
        value = getattr(options, name)
        if not value:
            yield f"SAMEPATH_{name} is empty."
        elif value.lower() in PUBLISHED:
            yield f"SAMEPATH_{name} is a published default; make your own."
    if options.HOOK_KEY and options.HOOK_KEY == options.LIVEKIT_KEY:
        yield "SAMEPATH_HOOK_KEY must differ from SAMEPATH_LIVEKIT_KEY."
    if options.HOOK_SECRET and options.HOOK_SECRET == options.LIVEKIT_SECRET:
        yield "SAMEPATH_HOOK_SECRET must differ from SAMEPATH_LIVEKIT_SECRET."


def _bad_secret(value: str, least: int) -> str:
    if not value:
        return "is empty."
    if len(value) < least:
        return f"is shorter than {least} characters."
    if len(set(value)) < 10 or any(word in value.lower() for word in PUBLISHED):
        return "can be guessed; make a random one."
    return ""


def field_keys(text: str) -> dict[str, bytes]:
    """`id:base64,id:base64` as a ring, current key first; ValueError when it is not one."""
    ring: dict[str, bytes] = {}
    for part in text.split(","):
        name, colon, encoded = part.strip().partition(":")
        if not colon or not re.fullmatch(r"[a-z0-9]{1,12}", name) or name in ring:
            raise ValueError("each key needs an own short id before a colon")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            raise ValueError(f"key {name} is not base64") from None
        if len(key) != 32 or len(set(key)) < 10:
            raise ValueError(f"key {name} must be 32 random bytes")
        ring[name] = key
    return ring


def _bad_field_keys(text: str) -> Iterator[str]:
    if not text:
        yield "SAMEPATH_FIELD_KEYS is empty."
        return
    try:
        field_keys(text)
    except ValueError as fault:
        yield f"SAMEPATH_FIELD_KEYS: {fault}."


def _bad_addresses(options: Options) -> Iterator[str]:
    asked = urlsplit(options.origin)
    if asked.scheme not in {"http", "https"} or not asked.hostname or asked.path or asked.query:
        yield "SAMEPATH_ORIGIN must look like https://samepath.example.org, with nothing after the host."
    elif not options.https and not options.loopback:
        yield "SAMEPATH_ORIGIN must begin with https:// unless it is this machine."
    livekit = urlsplit(options.LIVEKIT_URL)
    if livekit.scheme not in {"http", "https"} or not livekit.hostname:
        yield "SAMEPATH_LIVEKIT_URL must look like http://127.0.0.1:7880."
    if urlsplit(options.database_url).scheme not in {"sqlite", "postgres", "postgresql"}:
        yield "SAMEPATH_DATABASE_URL must begin with sqlite:/// or postgres://."
    if options.MAIL != "console" and urlsplit(options.MAIL).scheme not in {"smtp", "smtps"}:
        yield "SAMEPATH_MAIL must be console or smtp://user:password@host:port."
    try:
        ipaddress.ip_address(options.RTC_ADDRESS)
    except ValueError:
        yield "SAMEPATH_RTC_ADDRESS must be an address such as 203.0.113.7, not a name."
    if len({options.PORT, options.RTC_TCP_PORT, livekit.port or 80}) < 3:
        yield "SAMEPATH_PORT, SAMEPATH_RTC_TCP_PORT and the port of SAMEPATH_LIVEKIT_URL must differ."


def _bad_modes(options: Options) -> Iterator[str]:
    if options.DEBUG and not options.loopback:
        yield "SAMEPATH_DEBUG shows internals to visitors; it is for this machine only."
    if options.DEMO and not options.loopback:
        yield "SAMEPATH_DEMO lets anyone in as anyone; it is for this machine only."
    if options.MAIL == "console" and not options.loopback:
        yield "SAMEPATH_MAIL is console: calls for help would be printed, not sent. Name a mail server."
