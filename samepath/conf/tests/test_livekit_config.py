"""Defaults of LiveKit that would hurt are set (safety 2.10), and the real server takes our file."""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
import yaml

from samepath.conf import doctor, first_start, livekit_config, options


@pytest.fixture
def given(monkeypatch, tmp_path):
    for name, value in first_start.fresh_secrets().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SAMEPATH_HOME", str(tmp_path))
    monkeypatch.setenv("SAMEPATH_DEMO", "no")
    monkeypatch.setenv("SAMEPATH_LIVEKIT_URL", f"http://127.0.0.1:{first_start._free_port()}")
    monkeypatch.setenv("SAMEPATH_RTC_UDP_PORT", str(first_start._free_port(udp=True)))
    return options.load()


def test_an_open_address_offers_media_there_and_over_tcp(given):
    made = livekit_config.configuration(given.model_copy(update={"RTC_ADDRESS": "203.0.113.7"}))
    assert made["rtc"]["node_ip"] == "203.0.113.7"
    assert made["rtc"]["tcp_port"] == given.RTC_TCP_PORT
    assert made["rtc"]["stun_servers"] == ["127.0.0.1:9"]
    assert made["bind_addresses"] == ["127.0.0.1"]
    assert "interfaces" not in made["rtc"]


@pytest.mark.safety("P01", "V07")
def test_defaults_that_hurt(given):
    made = livekit_config.configuration(given)
    assert made["bind_addresses"] == ["127.0.0.1"]
    assert made["room"]["auto_create"] is False
    assert made["room"]["enable_remote_unmute"] is False
    assert made["room"]["departure_timeout"] == 600
    assert made["room"]["empty_timeout"] == 900
    assert made["turn"] == {"enabled": False}
    # An empty list would hand browsers LiveKit's default, which is somebody else's.
    assert made["rtc"]["stun_servers"] == ["127.0.0.1:9"]
    assert made["rtc"]["tcp_port"] == 0
    assert not {"egress", "ingress", "sip", "redis"} & set(made)


@pytest.mark.safety("V08")
def test_webhooks_are_signed_with_a_key_of_their_own(given):
    made = livekit_config.configuration(given)
    assert made["webhook"]["api_key"] == given.HOOK_KEY != given.LIVEKIT_KEY
    assert len(set(made["keys"].values())) == 2


def test_only_we_can_read_it(given):
    path = livekit_config.write(given)
    assert path.stat().st_mode & 0o077 == 0
    assert yaml.safe_load(path.read_text())["keys"][given.LIVEKIT_KEY] == given.LIVEKIT_SECRET


@pytest.mark.live
@pytest.mark.safety("W09")
def test_the_real_server_starts_with_it(given):
    program = livekit_config.binary()
    assert program is not None, "run tools/setup demo"
    assert livekit_config.version(program) == livekit_config.LIVEKIT_VERSION
    server = subprocess.Popen(
        [program, "--config", livekit_config.write(given)], stderr=subprocess.PIPE
    )
    try:
        late = time.monotonic() + 10
        while time.monotonic() < late:
            assert server.poll() is None, server.stderr.read().decode()
            try:
                with urllib.request.urlopen(given.LIVEKIT_URL, timeout=1) as answer:
                    assert answer.status == 200
                break
            except OSError:
                time.sleep(0.1)
        port = int(given.LIVEKIT_URL.rpartition(":")[2])
        assert _listening(server.pid) == {("127.0.0.1", port)}, "nothing else may listen"
        found = doctor._livekit_answers(given)
        assert found.state == "ok", json.dumps(found.words)
    finally:
        server.kill()  # a SIGTERM this early can hang it
        server.wait(5)
        server.stderr.close()


def _listening(pid):
    """Addresses on which a process listens for TCP (Linux)."""
    links = [os.readlink(link) for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()]
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in links:
                host, port = fields[1].split(":")
                known = "127.0.0.1" if host == "0100007F" else host
                found.add((known, int(port, 16)))
    return found
