"""Settings: one file, the environment alone decides, and a bad value stops the start with one sentence."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from quadrant import embedded

ROOT = Path(__file__).resolve().parents[2]


def _flag(name: str, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None or value == "":
        return default
    if value not in {"True", "False"}:
        raise ImproperlyConfigured(f"{name} must be True or False, not {value!r}.")
    return value == "True"


def _number(name: str, default: int) -> int:
    value = os.environ.get(name, "")
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def _list(name: str, default: list[str]) -> list[str]:
    value = os.environ.get(name, "")
    return [part.strip() for part in value.split(",") if part.strip()] or default


def _database(url: str) -> dict[str, Any]:
    """Read postgresql://user:password@host:port/name; libpq's own parser knows sockets and escapes."""
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError:
        parts = {}
    if not url.startswith(("postgres://", "postgresql://")) or not parts.get("dbname"):
        raise ImproperlyConfigured("DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts["dbname"],
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        # Persistent connections leak under ASGI, so the pool does it; three seconds, because its own
        # default lets every request to a dead server hang for thirty.
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": DATABASE_POOL, "timeout": 3},
            "connect_timeout": 3,
        },
    }


# How many connections to PostgreSQL each process may hold, and how many requests it works on at once: the live feed's
# readers and a health check need the rest. More would only share the one lock of a Python process.
DATABASE_POOL = _number("QUADRANT_DATABASE_POOL", 16)
REQUESTS_AT_ONCE = max(1, DATABASE_POOL - 6)

VAR = Path(os.environ.get("QUADRANT_VAR") or ROOT / "var")
_embedded_database, _embedded_valkey = embedded.default_urls(VAR)
DATABASE_URL = os.environ.get("DATABASE_URL") or _embedded_database
VALKEY_URL = os.environ.get("VALKEY_URL") or _embedded_valkey

DEBUG = False  # there is no second behaviour: development runs what production runs
SECRET_KEY = os.environ.get("QUADRANT_SECRET_KEY") or embedded.secret_key(VAR)
ALLOWED_HOSTS = _list("QUADRANT_ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
ORIGIN = os.environ.get("QUADRANT_ORIGIN") or f"http://127.0.0.1:{_number('QUADRANT_PORT', 8000)}"
SECURE = urlparse(ORIGIN).scheme == "https"
CSRF_TRUSTED_ORIGINS = [ORIGIN]
TRUSTED_PROXIES = _number("QUADRANT_TRUSTED_PROXIES", 0)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "channels",
    "csp",
    "django_vite",
    "quadrant",
    "quadrant.accounts",
    "quadrant.web",
    "exercises",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "quadrant.web.middleware.CompressedTextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "quadrant.web.middleware.SameOriginMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "quadrant.web.middleware.ReadersZoneMiddleware",
    "exercises.views.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "quadrant.urls"
ASGI_APPLICATION = "quadrant.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "frontend" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": _database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Three databases of one Valkey: the broker must never evict, the cache may.
VALKEY_CHANNELS, VALKEY_CACHE, VALKEY_BROKER = (embedded.valkey_database(VALKEY_URL, n) for n in range(3))
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": VALKEY_CACHE,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    },
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        # Without socket_timeout None an idle subscription dies after five seconds.
        "CONFIG": {"hosts": [{"address": VALKEY_CHANNELS, "socket_timeout": None, "socket_connect_timeout": 1}]},
    },
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account begins with an invitation that was sent to its address
ACCOUNT_ADAPTER = "quadrant.accounts.adapter.InvitedOnlyAdapter"
ACCOUNT_FORMS = {
    "login": "quadrant.accounts.doors.SignInForm",
    "reauthenticate": "quadrant.accounts.doors.ReauthenticateForm",
    "change_password": "quadrant.accounts.doors.ChangePasswordForm",
    "set_password": "quadrant.accounts.doors.SetPasswordForm",
    "reset_password": "quadrant.accounts.doors.ResetPasswordForm",
    "reset_password_from_key": "quadrant.accounts.doors.ResetPasswordKeyForm",
}
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

SESSION_ENGINE = "django.contrib.sessions.backends.db"  # a restart of Valkey signs nobody out
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = SECURE and _flag("QUADRANT_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

_SOCKET = ORIGIN.replace("http", "ws", 1)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'", _SOCKET],
        "form-action": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}

EMAIL_BACKEND = os.environ.get("QUADRANT_EMAIL_BACKEND") or "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_HOST = os.environ.get("QUADRANT_EMAIL_HOST", "localhost")
EMAIL_PORT = _number("QUADRANT_EMAIL_PORT", 25)
EMAIL_HOST_USER = os.environ.get("QUADRANT_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("QUADRANT_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = _flag("QUADRANT_EMAIL_TLS", False)
DEFAULT_FROM_EMAIL = os.environ.get("QUADRANT_EMAIL_FROM", "Quadrant <quadrant@localhost>")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]  # a language is listed when it is complete: half of one is worse than none
LOCALE_PATHS = [ROOT / "frontend" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "frontend" / "dist"]
WHITENOISE_USE_FINDERS = True  # serves the build output as it is: no collectstatic on one machine
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+[.-][0-9a-zA-Z_-]{8,12}\..+$"
DJANGO_VITE = {"default": {"manifest_path": ROOT / "frontend" / "dist" / ".vite" / "manifest.json"}}
FILES_ROOT = VAR / "files"

CELERY_BROKER_URL = embedded.celery_url(VALKEY_BROKER)
CELERY_TASK_IGNORE_RESULT = True  # a job's row is the truth
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Twice the longest task: a killed worker's wake-up comes back after this, the sweeper's much sooner.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 1200,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    "max_retries": 1,
}
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "run" / "beat")
CELERY_BEAT_SCHEDULE = {
    "clock": {"task": "exercises.tick", "schedule": 5.0, "options": {"expires": 5}},
    "sweep": {"task": "exercises.sweep_reports", "schedule": 15.0, "options": {"expires": 15}},
    # Every full hour has its draft, in each exercise's own time; looking more often makes no second one.
    "drafts": {"task": "exercises.draft_reports", "schedule": 300.0, "options": {"expires": 300}},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("QUADRANT_LOG_LEVEL", "INFO")},
}
