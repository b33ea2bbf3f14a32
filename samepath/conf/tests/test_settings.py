"""What an open address gets that a machine of one's own does not."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ASKED = """
import json
from samepath.conf import settings as s
names = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY",
         "SESSION_COOKIE_SAMESITE", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "DEBUG",
         "EMAIL_USE_TLS", "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN", "ALLOWED_HOSTS"]
print(json.dumps({n: getattr(s, n) for n in names} | {"database": {k: str(v) for k, v in s.DATABASES["default"].items()}}))
"""


def _settings(tmp_path, **values):
    def secret(length):
        return base64.urlsafe_b64encode(os.urandom(length)).decode()[:length]

    env = {
        name: value for name, value in os.environ.items() if not name.startswith("SAMEPATH_")
    } | {
        "SAMEPATH_HOME": str(tmp_path),
        "SAMEPATH_SECRET_KEY": secret(60),
        "SAMEPATH_FIELD_KEYS": f"k1:{base64.b64encode(os.urandom(32)).decode()}",
        "SAMEPATH_LIVEKIT_KEY": "api-one",
        "SAMEPATH_LIVEKIT_SECRET": secret(40),
        "SAMEPATH_HOOK_KEY": "hook-one",
        "SAMEPATH_HOOK_SECRET": secret(40),
        "SAMEPATH_MAIL": "smtp://mail.example.org",
        **{f"SAMEPATH_{name}": value for name, value in values.items()},
    }
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=root, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.safety("A12", "W01")
def test_an_open_address(tmp_path):
    made = _settings(tmp_path, ORIGIN="https://samepath.example.org")
    assert made["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert made["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert made["SESSION_COOKIE_SECURE"]
    assert made["SESSION_COOKIE_HTTPONLY"]
    assert made["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert made["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert made["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert made["EMAIL_USE_TLS"]
    assert not made["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"]
    assert made["ALLOWED_HOSTS"] == ["127.0.0.1", "samepath.example.org"]
    assert not made["DEBUG"]


@pytest.mark.safety("R01")
def test_sqlite_keeps_what_was_answered(tmp_path):
    options = _settings(tmp_path)["database"]["OPTIONS"]
    assert "IMMEDIATE" in options
    assert "journal_mode=WAL" in options
    assert "synchronous=FULL" in options


def test_postgresql_by_one_setting(tmp_path):
    database = _settings(
        tmp_path, DATABASE_URL="postgres://amara:p%40ss@db.example.org:5433/samepath"
    )["database"]
    assert database["ENGINE"].endswith("postgresql")
    assert database["PASSWORD"] == "p@ss"
    assert (database["HOST"], database["PORT"], database["NAME"]) == (
        "db.example.org",
        "5433",
        "samepath",
    )


@pytest.mark.parametrize("url", ["sqlite:////tmp/there/x.sqlite3", "sqlite:///var/x.sqlite3"])
def test_where_sqlite_keeps_its_file(tmp_path, url):
    name = _settings(tmp_path, DATABASE_URL=url)["database"]["NAME"]
    root = Path(__file__).parents[3]
    assert name in {"/tmp/there/x.sqlite3", str(root / "var/x.sqlite3")}
