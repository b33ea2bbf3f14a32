"""LiveKit's own configuration, written anew at every start from our settings.

Its defaults that would hurt (safety 2.10) are all set here: it listens on this machine only, makes no room by
itself, names no foreign server to browsers, and keeps a room while people drop and return.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from samepath.conf.options import LOOPBACK, ROOT, Options

# An empty list would make LiveKit hand Google's servers to every browser (P01). None is needed: LiveKit itself is
# reachable. A port where nobody answers is refused at once; LiveKit's own media port there keeps native clients out.
NO_STUN = "127.0.0.1:9"
LIVEKIT_VERSION = "1.13.5"
EVENTS = [
    "room_started", "room_finished", "participant_joined", "participant_left",
    "participant_connection_aborted",
]  # fmt: skip


def binary() -> Path | None:
    """The program built by `tools/setup`, or one the operator installed."""
    built = ROOT / ".tools" / f"livekit-server-v{LIVEKIT_VERSION}"
    if built.exists():
        return built
    found = shutil.which("livekit-server")
    return Path(found) if found else None


def version(program: Path) -> str:
    """What a LiveKit program says it is, such as `1.13.5`."""
    said = subprocess.run(  # noqa: S603  # our own build, or the operator's
        [program, "--version"], capture_output=True, text=True, timeout=10, check=False
    ).stdout
    return said.strip().rpartition(" ")[2].removeprefix("v")


def ours(given: Options) -> bool:
    """Whether LiveKit runs here, under our own supervision."""
    return urlsplit(given.LIVEKIT_URL).hostname in LOOPBACK


def configuration(given: Options) -> dict[str, Any]:
    return {
        "port": urlsplit(given.LIVEKIT_URL).port or 7880,
        "bind_addresses": ["127.0.0.1"],
        "keys": {given.LIVEKIT_KEY: given.LIVEKIT_SECRET, given.HOOK_KEY: given.HOOK_SECRET},
        "rtc": _rtc(given),
        "room": {
            "auto_create": False,
            "empty_timeout": 900,
            "departure_timeout": 600,
            "max_participants": 40,
            "enable_remote_unmute": False,
        },
        "webhook": {
            "api_key": given.HOOK_KEY,
            "urls": [f"http://127.0.0.1:{given.PORT}/hooks/livekit"],
            "filter_params": {"include_events": EVENTS},
        },
        "turn": {"enabled": False},
        "logging": {"level": "warn", "json": True, "pion_level": "error"},
    }


def _rtc(given: Options) -> dict[str, Any]:
    rtc: dict[str, Any] = {
        "udp_port": given.RTC_UDP_PORT,
        "use_external_ip": False,
        "node_ip": given.RTC_ADDRESS,
        "stun_servers": [NO_STUN],
        "congestion_control": {"enabled": True, "allow_pause": True},
    }
    if given.RTC_ADDRESS in LOOPBACK:
        # Media for browsers on this machine. Zero closes its TCP port, which it would open to the whole network.
        rtc |= {
            "enable_loopback_candidate": True,
            "interfaces": {"includes": ["lo"]},
            "tcp_port": 0,
        }
    else:
        rtc["tcp_port"] = given.RTC_TCP_PORT
    return rtc


def write(given: Options) -> Path:
    """Put the configuration into the home folder, readable by nobody else: it holds keys."""
    path = given.HOME / "livekit.yaml"
    new = path.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        yaml.safe_dump(configuration(given), file, sort_keys=False)
    new.chmod(0o600)
    new.replace(path)
    return path
