"""Django's settings, made from `options`. Nothing here is for an operator to edit."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from samepath.conf import logs, options

django_stubs_ext.monkeypatch()

try:
    _given = options.load()
except options.OptionsRefused as refused:
    raise ImproperlyConfigured(str(refused)) from None

BASE_DIR = options.ROOT
_package = Path(__file__).resolve().parents[1]

# --- what our own code asks for ---------------------------------------------------------------

HOME = _given.HOME
ORIGIN = _given.origin
PORT = _given.PORT
DEMO = _given.DEMO
DUTY_EMAIL = _given.MAIL_FROM  # told of a call from somebody who belongs to no program
FIELD_KEYS = options.field_keys(_given.FIELD_KEYS)
LIVEKIT_URL = _given.LIVEKIT_URL.rstrip("/")
LIVEKIT_KEY = _given.LIVEKIT_KEY
LIVEKIT_SECRET = _given.LIVEKIT_SECRET
HOOK_KEY = _given.HOOK_KEY
HOOK_SECRET = _given.HOOK_SECRET
RTC_UDP_PORT = _given.RTC_UDP_PORT
RTC_TCP_PORT = _given.RTC_TCP_PORT
RTC_ADDRESS = _given.RTC_ADDRESS

# --- Django -----------------------------------------------------------------------------------

SECRET_KEY = _given.SECRET_KEY
DEBUG = _given.DEBUG
ALLOWED_HOSTS = sorted(
    {_given.host, "127.0.0.1"} | (options.LOOPBACK if _given.loopback else set())
)
ROOT_URLCONF = "samepath.conf.urls"
ASGI_APPLICATION = "samepath.conf.asgi.application"
AUTH_USER_MODEL = "people.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

NOUNS = (
    "audit", "notices", "people", "consent", "programs", "guides", "schedule", "safety", "rooms",
    "facilitation", "debriefs",
)  # fmt: skip

INSTALLED_APPS = [
    "samepath.ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.humanize",
    "csp",
    "django_htmx",
    "django_vite",
    "lucide",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    *(f"samepath.{noun}" for noun in NOUNS),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "samepath.conf.middleware.never_stored",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "samepath.conf.middleware.in_turn",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "samepath.web.hats.HatMiddleware",
    "samepath.conf.middleware.signed_out_by_time",
    "samepath.web.doors.ClosedByDefault",
    "samepath.web.refusals.InWords",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # A face's templates come first, so that ours replace allauth's of the same name.
        "DIRS": sorted((_package / "web").glob("*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "samepath.web.nav.frame",
                "samepath.web.nav.help_token",
            ],
        },
    }
]

# --- the database -----------------------------------------------------------------------------


def _database(url: str) -> dict[str, Any]:
    asked = urlsplit(url)
    if asked.scheme == "sqlite":
        # Three slashes: beside this code; four: from the root of the disk.
        path = BASE_DIR / unquote(url.removeprefix("sqlite:///"))
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            # Django's defaults lose writes to "database is locked"; these lose none, and a commit that was
            # answered survives a power cut. See docs/decisions/0002-sqlite-first.md.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 15,  # on a busy machine a press waits its turn; it does not fail
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;",
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": asked.path.removeprefix("/"),
        "USER": unquote(asked.username or ""),
        "PASSWORD": unquote(asked.password or ""),
        "HOST": asked.hostname or "",
        "PORT": str(asked.port or ""),
        "OPTIONS": {"pool": {"min_size": 2, "max_size": 16, "timeout": 10}},
    }


DATABASES = {"default": _database(_given.database_url)}
CACHES = {
    # Limits on guessing must survive a restart and be shared by every process.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "samepath_cache",
    }
}

# --- who signs in -----------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["samepath.people.backend.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "alias"]},
    },
    {"NAME": "samepath.conf.passwords.OwnWordsValidator"},
]
PASSWORD_RESET_TIMEOUT = 30 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "samepath.web.account.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation has already reached the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True  # our adapter mails nobody and takes as long (A05)
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_SESSION_REMEMBER = True  # our own ages decide; see `SESSION_AGES`
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if _given.https else "http"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,10/15m/key", "login": "30/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _given.https
MFA_TOTP_ISSUER = "Samepath"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {"authenticate": "samepath.web.account.remembered.CodeForm"}

# --- sessions and cookies ---------------------------------------------------------------------

# (longest without a sign of life, longest in all) by the kind of hat (A10)
SESSION_AGES = {
    "staff": (timedelta(minutes=15), timedelta(hours=12)),
    "participant": (timedelta(minutes=60), timedelta(hours=24)),
}
SESSION_ENGINE = "samepath.people.sessions"
SESSION_COOKIE_NAME = "__Host-samepath" if _given.https else "samepath"
SESSION_COOKIE_AGE = 24 * 60 * 60
SESSION_COOKIE_SECURE = _given.https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
DEVICE_COOKIE_NAME = "__Host-samepath-device" if _given.https else "samepath-device"
CSRF_COOKIE_NAME = "__Host-samepath-form" if _given.https else "samepath-form"
CSRF_COOKIE_SECURE = _given.https
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [ORIGIN]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- what browsers are told (W01, P07) --------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF, "blob:"],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "connect-src": [SELF, ORIGIN.replace("http", "ws", 1)],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "accelerometer": [], "browsing-topics": [],
    "display-capture": ["self"], "encrypted-media": [], "geolocation": [], "gyroscope": [], "hid": [],
    "idle-detection": [], "magnetometer": [], "midi": [], "payment": [], "serial": [], "usb": [],
    "camera": ["self"], "microphone": ["self"], "speaker-selection": ["self"], "autoplay": ["self"],
    "fullscreen": ["self"], "screen-wake-lock": ["self"],
    "publickey-credentials-get": ["self"], "publickey-credentials-create": ["self"],
}  # fmt: skip
# With "no-referrer" browsers send forms to us as from nowhere ("Origin: null") and CSRF checks fail; no other
# origin ever gets a referrer either way. See docs/decisions/0006-referrers.md.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _given.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _given.https
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024

# --- files ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DJANGO_VITE = {
    "default": {
        "manifest_path": _package / "ui" / "static" / "built" / "manifest.json",
        "static_url_prefix": "built",
    }
}

# --- time, words, mail, logs ------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = _given.LANGUAGE
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [_package / "locale"]


def _mail(value: str) -> dict[str, Any]:
    if value == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    asked = urlsplit(value)
    here = asked.hostname in options.LOOPBACK
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": asked.hostname,
        "EMAIL_PORT": asked.port or (465 if asked.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(asked.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(asked.password or ""),
        "EMAIL_USE_SSL": asked.scheme == "smtps",
        "EMAIL_USE_TLS": asked.scheme == "smtp" and not here,
        "EMAIL_TIMEOUT": 10,
    }


globals().update(_mail(_given.MAIL))
DEFAULT_FROM_EMAIL = _given.MAIL_FROM
SERVER_EMAIL = _given.MAIL_FROM

LOGGING_CONFIG = "samepath.conf.logs.configure"
LOGGING = logs.configuration(debug=DEBUG)
FORM_RENDERER = "samepath.ui.controls.Renderer"
