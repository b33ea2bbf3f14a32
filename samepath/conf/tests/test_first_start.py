"""A first start makes its own secrets, and says in one sentence what is in its way."""

from __future__ import annotations

import os
import socket

import pytest

from samepath.conf import first_start, options
from samepath.conf.first_start import CannotStart


@pytest.fixture
def bare(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("SAMEPATH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SAMEPATH_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def taken():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.safety("W07")
def test_secrets_are_made_once_and_are_ours_alone(bare):
    first_start.prepare(bare)
    made = (bare / "samepath.env").read_text()
    first_start.prepare(bare)
    assert (bare / "samepath.env").read_text() == made
    assert (bare / "samepath.env").stat().st_mode & 0o077 == 0
    assert options.load().SECRET_KEY in made


@pytest.mark.safety("W07")
def test_no_secrets_are_made_for_an_open_address(bare, monkeypatch):
    monkeypatch.setenv("SAMEPATH_ORIGIN", "https://samepath.example.org")
    first_start.prepare(bare)
    assert not (bare / "samepath.env").exists()
    with pytest.raises(options.OptionsRefused):
        options.load()


def test_a_taken_port_is_one_sentence(bare, monkeypatch, taken):
    first_start.prepare(bare)
    monkeypatch.setenv("SAMEPATH_PORT", str(taken))
    with pytest.raises(CannotStart, match=f"Port {taken} is taken .* SAMEPATH_PORT="):
        first_start.claim_ports(options.load())


def test_livekit_moves_when_its_usual_port_is_taken(bare, monkeypatch, taken):
    first_start.prepare(bare)
    (bare / "samepath.env").write_text(
        (bare / "samepath.env").read_text() + f"SAMEPATH_LIVEKIT_URL=http://127.0.0.1:{taken}\n"
    )
    moved = first_start.moved_ports(options.load())
    assert moved["SAMEPATH_LIVEKIT_URL"] != f"http://127.0.0.1:{taken}"
    monkeypatch.setenv("SAMEPATH_LIVEKIT_URL", f"http://127.0.0.1:{taken}")
    with pytest.raises(CannotStart, match="SAMEPATH_LIVEKIT_URL"):
        first_start.moved_ports(options.load())


def test_a_full_disk_is_one_sentence(bare, monkeypatch):
    monkeypatch.setattr(first_start, "LEAST_FREE", 2**60)
    with pytest.raises(CannotStart, match="disk is full"):
        first_start.prepare(bare)
