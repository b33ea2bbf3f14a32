"""Settings for tests and for the type checker: throw-away secrets, a folder of their own, nothing from outside."""

from __future__ import annotations

import atexit
import base64
import os
import random
import shutil
import tempfile

_dice = random.Random(4)  # the same throw-away secrets in every worker


def _secret(length: int) -> str:
    return base64.urlsafe_b64encode(_dice.randbytes(length)).decode()[:length]


for _name in [name for name in os.environ if name.startswith("SAMEPATH_")]:
    if not _name.startswith("SAMEPATH_TEST_"):
        del os.environ[_name]

_home = tempfile.mkdtemp(prefix="samepath-test-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ.update(
    SAMEPATH_HOME=_home,
    SAMEPATH_SECRET_KEY=_secret(60),
    SAMEPATH_FIELD_KEYS=f"t1:{base64.b64encode(_dice.randbytes(32)).decode()}",
    SAMEPATH_LIVEKIT_KEY="livekit-for-tests",
    SAMEPATH_LIVEKIT_SECRET=_secret(40),
    SAMEPATH_HOOK_KEY="hook-for-tests",
    SAMEPATH_HOOK_SECRET=_secret(40),
    SAMEPATH_DATABASE_URL=os.environ.get("SAMEPATH_TEST_DATABASE_URL", ""),
    SAMEPATH_DEMO="yes",
)

from samepath.conf.settings import *  # noqa: F403  # all of them, then ours

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
