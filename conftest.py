"""The cast: the few named people all tests are about."""

from __future__ import annotations

import os
import sys
from pathlib import Path

# This folder's code, also where the environment was made for another one.
sys.path.insert(0, str(Path(__file__).parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

from django.conf import settings

assert settings.configured or settings.DATABASES
