"""Bad settings are refused, all of them at once (W07)."""

from __future__ import annotations

import base64
import os

import pytest

from samepath.conf import options


def _random(length: int) -> str:
    return base64.urlsafe_b64encode(os.urandom(length)).decode()[:length]


@pytest.fixture
def good(monkeypatch, tmp_path):
    """An environment that starts; tests spoil one thing."""
    for name in [name for name in os.environ if name.startswith("SAMEPATH_")]:
        monkeypatch.delenv(name)
    values = {
        "HOME": str(tmp_path),
        "SECRET_KEY": _random(60),
        "FIELD_KEYS": f"k1:{base64.b64encode(os.urandom(32)).decode()}",
        "LIVEKIT_KEY": "api-one",
        "LIVEKIT_SECRET": _random(40),
        "HOOK_KEY": "hook-one",
        "HOOK_SECRET": _random(40),
        "ORIGIN": "https://samepath.example.org",
        "MAIL": "smtp://mail.example.org",
    }
    for name, value in values.items():
        monkeypatch.setenv(f"SAMEPATH_{name}", value)
    return monkeypatch


def test_good_settings_start(good):
    assert options.load().https


@pytest.mark.safety("W07")
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", "", "is empty"),
        ("SECRET_KEY", "x" * 60, "can be guessed"),
        ("SECRET_KEY", "short", "shorter than 50"),
        ("SECRET_KEY", "django-insecure-" + "ab1cd2ef3gh4" * 5, "can be guessed"),
        ("FIELD_KEYS", "", "is empty"),
        ("FIELD_KEYS", "nokey", "short id"),
        ("FIELD_KEYS", "k1:" + base64.b64encode(b"x" * 32).decode(), "32 random bytes"),
        ("FIELD_KEYS", "k1:" + base64.b64encode(b"abcdefghijkl").decode(), "32 random bytes"),
        ("LIVEKIT_KEY", "", "is empty"),
        ("LIVEKIT_KEY", "devkey", "published default"),
        ("LIVEKIT_SECRET", "secret", "shorter than 32"),
        ("LIVEKIT_SECRET", "", "is empty"),
        ("HOOK_SECRET", "", "is empty"),
        ("HOOK_KEY", "api-one", "must differ"),
        ("ORIGIN", "http://samepath.example.org", "https://"),
        ("ORIGIN", "https://samepath.example.org/path", "nothing after the host"),
        ("ORIGIN", "samepath.example.org", "must look like"),
        ("DEBUG", "yes", "shows internals"),
        ("DEBUG", "perhaps", "SAMEPATH_DEBUG"),
        ("DEMO", "yes", "lets anyone in"),
        ("MAIL", "console", "printed, not sent"),
        ("MAIL", "mail.example.org", "smtp://"),
        ("PORT", "no", "SAMEPATH_PORT"),
        ("PORT", "70000", "SAMEPATH_PORT"),
        ("PORT", "7880", "must differ"),
        ("DATABASE_URL", "mysql://x", "sqlite:///"),
        ("RTC_ADDRESS", "media.example.org", "not a name"),
        ("LIVEKIT_URL", "localhost", "SAMEPATH_LIVEKIT_URL"),
    ],
)
def test_one_bad_setting_stops_the_start(good, name, value, said):
    good.setenv(f"SAMEPATH_{name}", value)
    with pytest.raises(options.OptionsRefused) as refused:
        options.load()
    assert said in str(refused.value)


@pytest.mark.safety("W07")
def test_all_faults_are_named_at_once(good):
    good.setenv("SAMEPATH_PORT", "no")
    good.setenv("SAMEPATH_SECRET_KEY", "")
    good.setenv("SAMEPATH_HOOK_SECRET", os.environ["SAMEPATH_LIVEKIT_SECRET"])
    good.setenv("SAMEPATH_DEMO", "yes")
    with pytest.raises(options.OptionsRefused) as refused:
        options.load()
    assert len(refused.value.faults) == 4


@pytest.mark.safety("W07")
def test_no_fault_repeats_a_secret(good):
    good.setenv("SAMEPATH_SECRET_KEY", "hush-hush")
    good.setenv("SAMEPATH_DATABASE_URL", "mysql://u:hush-hush@h/x")
    good.setenv("SAMEPATH_MAIL", "ftp://u:hush-hush@h")
    with pytest.raises(options.OptionsRefused) as refused:
        options.load()
    assert "hush" not in str(refused.value)


def test_the_file_is_read_and_the_environment_wins(good, tmp_path):
    (tmp_path / "samepath.env").write_text("SAMEPATH_PORT=9001\nSAMEPATH_RTC_TCP_PORT=9002\n")
    (tmp_path / "samepath.env").chmod(0o600)
    good.setenv("SAMEPATH_PORT", "9003")
    given = options.load()
    assert (given.PORT, given.RTC_TCP_PORT) == (9003, 9002)


@pytest.mark.safety("W07")
def test_a_readable_or_misspelt_file_is_refused(good, tmp_path):
    (tmp_path / "samepath.env").write_text("SAMEPATH_PROT=9001\n")
    (tmp_path / "samepath.env").chmod(0o644)
    with pytest.raises(options.OptionsRefused) as refused:
        options.load()
    assert "prot" in str(refused.value).lower()
