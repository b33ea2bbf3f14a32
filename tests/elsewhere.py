"""An installation of its own: a home folder, a database, and processes that can be killed.

For what a test's own transaction cannot show: writers in many processes, and what is left after a kill.
"""

from __future__ import annotations

import base64
import os
import secrets
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
SET_UP = "import django; django.setup()\n"


class Installation:
    """On SQLite in its folder, or in a database of its own on the server the tests were given."""

    def __init__(self, folder: Path, *apps: str, **options: str) -> None:
        self.folder = folder
        self.database = f"samepath_{secrets.token_hex(6)}"
        server = os.environ.get("SAMEPATH_TEST_DATABASE_URL", "")
        self.server = server if server.startswith("postgres") else ""
        if self.server:
            self._on_the_server(f'CREATE DATABASE "{self.database}"')
        url = f"sqlite:///{folder / 'samepath.sqlite3'}"
        if self.server:
            url = urlsplit(self.server)._replace(path=f"/{self.database}").geturl()
        self.env = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "samepath.conf.settings",
            "SAMEPATH_HOME": str(folder),
            "SAMEPATH_SECRET_KEY": secrets.token_urlsafe(60),
            "SAMEPATH_FIELD_KEYS": f"t1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
            "SAMEPATH_LIVEKIT_KEY": secrets.token_hex(8),
            "SAMEPATH_LIVEKIT_SECRET": secrets.token_hex(20),
            "SAMEPATH_HOOK_KEY": secrets.token_hex(8),
            "SAMEPATH_HOOK_SECRET": secrets.token_hex(20),
            "SAMEPATH_DATABASE_URL": url,
            **options,
        }
        for app in apps:
            self.run(
                f"from django.core.management import call_command\ncall_command('migrate', '{app}', verbosity=0)"
            )

    def start(self, code: str) -> subprocess.Popen[str]:
        """A Python process of this installation; Django is set up before `code` runs."""
        return subprocess.Popen(
            [sys.executable, "-c", SET_UP + code],
            cwd=ROOT, env=self.env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, code: str) -> str:
        """What `code` printed. Fails with what it complained of."""
        process = self.start(code)
        said, complained = process.communicate(timeout=100)
        assert process.returncode == 0, complained
        return said.strip()

    def remove(self) -> None:
        """Take the database away again."""
        if self.server:
            self._on_the_server(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')

    def _on_the_server(self, statement: str) -> None:
        import psycopg

        maintenance = urlsplit(self.server)._replace(path="/postgres").geturl()
        with psycopg.connect(maintenance, autocommit=True) as connection:
            connection.execute(statement)
