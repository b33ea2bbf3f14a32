"""What a new installation needs before it can start: secrets of its own and free ports."""

from __future__ import annotations

import base64
import os
import secrets
import shutil
import socket
from pathlib import Path
from urllib.parse import urlsplit

from samepath.conf import options

LEAST_FREE = 200 * 1024 * 1024


class CannotStart(Exception):
    """One clear sentence about why Samepath does not start here."""


def fresh_secrets() -> dict[str, str]:
    """Secrets nobody has ever seen."""
    return {
        "SAMEPATH_SECRET_KEY": secrets.token_urlsafe(60),
        "SAMEPATH_FIELD_KEYS": f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        "SAMEPATH_LIVEKIT_KEY": f"api-{secrets.token_hex(6)}",
        "SAMEPATH_LIVEKIT_SECRET": secrets.token_urlsafe(40),
        "SAMEPATH_HOOK_KEY": f"hook-{secrets.token_hex(6)}",
        "SAMEPATH_HOOK_SECRET": secrets.token_urlsafe(40),
    }


def prepare(home: Path) -> None:
    """Make the home folder and, for an installation on this machine only, its secrets."""
    enough_disk(home)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    home.chmod(0o700)
    file = home / "samepath.env"
    host = urlsplit(os.environ.get("SAMEPATH_ORIGIN", "http://localhost")).hostname
    if file.exists() or os.environ.get("SAMEPATH_SECRET_KEY") or host not in options.LOOPBACK:
        return
    lines = [
        "# Made by Samepath on its first start. Keep it secret, and keep a copy apart from backups of"
    ]
    lines += ["# the database: without FIELD_KEYS the encrypted columns cannot be read again."]
    lines += [f"{name}={value}" for name, value in fresh_secrets().items()]
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write("\n".join(lines) + "\n")


def enough_disk(home: Path) -> None:
    there = home
    while not there.exists():
        there = there.parent
    free = shutil.disk_usage(there).free
    if free < LEAST_FREE:
        raise CannotStart(
            f"The disk is full: {free // 2**20} MB are left under {there}, and Samepath needs at least"
            f" {LEAST_FREE // 2**20} MB to keep what people entrust to it. Free some space and start again."
        )


def claim_ports(given: options.Options) -> None:
    """Refuse a taken web port in one sentence; move LiveKit's ports when another program has them."""
    if not port_is_free(given.PORT, bind=given.BIND):
        raise CannotStart(
            f"Port {given.PORT} is taken by another program (perhaps another Samepath). Stop that one, or"
            f" choose another port: SAMEPATH_PORT={_free_port()} in front of the same command."
        )


def moved_ports(given: options.Options) -> dict[str, str]:
    """New values for LiveKit's ports where the usual ones are taken and nobody asked for them by name."""
    moved: dict[str, str] = {}
    livekit = urlsplit(given.LIVEKIT_URL)
    if not port_is_free(livekit.port or 80):
        moved["SAMEPATH_LIVEKIT_URL"] = f"http://127.0.0.1:{_free_port()}"
    for name in ("RTC_TCP_PORT", "RTC_UDP_PORT"):
        udp = name == "RTC_UDP_PORT"
        if not port_is_free(getattr(given, name), udp=udp):
            moved[f"SAMEPATH_{name}"] = str(_free_port(udp=udp))
    taken = [name for name in moved if name in os.environ]
    if taken:
        raise CannotStart(
            f"{' and '.join(taken)} name a port that another program has. Choose another."
        )
    return moved


def port_is_free(port: int, *, bind: str = "127.0.0.1", udp: bool = False) -> bool:
    with socket.socket(type=socket.SOCK_DGRAM if udp else socket.SOCK_STREAM) as probe:
        if not udp:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError:
            return False
    return True


def _free_port(*, udp: bool = False) -> int:
    with socket.socket(type=socket.SOCK_DGRAM if udp else socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
