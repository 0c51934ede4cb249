"""One file of settings, all from the environment.

`SAKSI_ENV` says where we run: `demo` and `test` bring their own harmless defaults, `production` refuses to start
without real secrets. A missing or unsafe value stops the start with a sentence that says what to set.
"""

import json
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

SAKSI_ENV = env("SAKSI_ENV", default="production")
if SAKSI_ENV not in {"demo", "test", "production"}:
    raise ImproperlyConfigured("SAKSI_ENV must be demo, test or production.")
PRODUCTION = SAKSI_ENV == "production"

INSECURE_SECRET = "only-for-demo-and-test-never-in-production"  # noqa: S105 (refused in production)
INSECURE_FIELD_KEYS = {"demo": "c2Frc2ktZGVtby1rZXktbmV2ZXItaW4tcHJvZHVjdGk="}


def required(name, *, example):
    value = env(name, default="")
    if not value:
        raise ImproperlyConfigured(f"Set {name} in the environment, for example {example}.")
    return value


def secret(name, *, insecure):
    """The value of `name`; outside production a published default is enough."""
    value = env(name, default="" if PRODUCTION else insecure)
    if PRODUCTION and (len(value) < 32 or value == insecure):
        raise ImproperlyConfigured(f"Set {name} to a random value of at least 32 characters.")
    return value


def field_keys():
    """Keys of encrypted fields by id; the first one encrypts, all of them decrypt.

    A JSON object {"key id": "base64 of 32 bytes", …}; see docs/operations for turning keys over.
    """
    text = env("SAKSI_FIELD_KEYS", default="")
    keys = json.loads(text) if text else INSECURE_FIELD_KEYS
    if PRODUCTION and (not text or any(value in INSECURE_FIELD_KEYS.values() for value in keys.values())):
        raise ImproperlyConfigured('Set SAKSI_FIELD_KEYS to {"<key id>": "<base64 of 32 random bytes>"}.')
    return keys


SECRET_KEY = secret("SAKSI_SECRET_KEY", insecure=INSECURE_SECRET)
BLIND_INDEX_KEY = secret("SAKSI_BLIND_INDEX_KEY", insecure=INSECURE_SECRET)
FIELD_KEYS = field_keys()
DEBUG = env.bool("SAKSI_DEBUG", default=False) and not PRODUCTION
ALLOWED_HOSTS = env.list("SAKSI_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "testserver"])
# How messages to residents begin a link to us.
PUBLIC_URL = env("SAKSI_PUBLIC_URL", default="" if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")
if not PUBLIC_URL:
    raise ImproperlyConfigured("Set SAKSI_PUBLIC_URL to the address residents use, for example https://saksi.example.")
CSRF_TRUSTED_ORIGINS = env.list("SAKSI_ORIGINS", default=[])
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set SAKSI_HOSTS to the host names this service answers to, comma separated.")

INSTALLED_APPS = [
    "config",
    "console",
    "api",
    "requests_app",
    "footage",
    "cameras",
    "accounts",
    "notifications",
    "audit",
    "core",
    "accounts.admin_app.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "axes",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.compression.PageCompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.sessions.SessionBounds",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.errors.DomainErrorMiddleware",
    "core.devices.DeviceMiddleware",
    "core.once.PageMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.environment",
            ],
        },
    },
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASE = env.db_url_config(required("DATABASE_URL", example="postgresql://saksi:…@db/saksi"))
DATABASES = {
    "default": {
        **DATABASE,
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**DATABASE.get("OPTIONS", {}), "options": "-c timezone=UTC -c lock_timeout=10s"},
    }
}

REDIS_URL = required("REDIS_URL", example="redis://:…@redis:6379")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL},
    # Pieces of pages that are the same for everybody, by `{% cache %}`: nothing personal, all they say in the key.
    "template_fragments": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "fragments"},
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "saksi_session"
# How long staff stay signed in, without doing anything and at all, and how long a second factor counts as just shown.
# Not among the policies: who could lengthen them there is whom they guard against.
STAFF_IDLE = timedelta(minutes=env.int("SAKSI_STAFF_IDLE_MINUTES", default=30))
STAFF_SESSION = timedelta(hours=env.int("SAKSI_STAFF_SESSION_HOURS", default=12))
STAFF_FRESH_FACTOR = timedelta(minutes=env.int("SAKSI_STAFF_FRESH_FACTOR_MINUTES", default=10))
SESSION_COOKIE_AGE = int(STAFF_SESSION.total_seconds())
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.errors.csrf_failed"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION and env.bool("SAKSI_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
# How many proxies of ours stand in front: limits on tries count by the address that the outermost one saw.
TRUSTED_PROXIES = env.int("SAKSI_TRUSTED_PROXIES", default=0)
X_FRAME_OPTIONS = "DENY"
# The background of the map on which residents show a place, like https://tiles.example/{z}/{x}/{y}.png, with the words
# that its licence asks for. That server learns who looks at which part of the city, so it is best one of our own;
# without one the map shows the borders that were imported.
TILES_URL = env("SAKSI_TILES_URL", default="")
TILES_ATTRIBUTION = env("SAKSI_TILES_ATTRIBUTION", default="")
TILES_HOST = urlsplit(TILES_URL).netloc
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", *([TILES_HOST] if TILES_HOST else [])],
        "media-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "core.pins.PinHasher"]
PIN_HASH_KIB = 19 * 1024
if SAKSI_ENV == "test":
    # Argon2 is slow by design; hundreds of test accounts and requests need not be.
    PASSWORD_HASHERS[0] = "django.contrib.auth.hashers.MD5PasswordHasher"
    PIN_HASH_KIB = 64
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "console:queue"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # the audit chain already records sign-ins
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "accounts.views.signing_in.client_address"
AXES_LOCKOUT_CALLABLE = "accounts.views.signing_in.locked_out"

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "saksi_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"
LOCALE_PATHS: list[Path] = []

STATIC_URL = "/static/"
# Collected in production only; elsewhere the files are served from where they lie.
STATIC_ROOT = BASE_DIR / "static" / "collected" if PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static" / "build"] if (BASE_DIR / "static" / "build").is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG

# Everything the service writes lives below one folder; each part may be put on a disk of its own. The vault wants to
# be on the file system of the archive, so that preserving is a hard link.
STATE_DIR = Path(env("SAKSI_STATE_DIR", default=str(BASE_DIR / ".saksi" / SAKSI_ENV))).resolve()
VAULT_DIR = Path(env("SAKSI_VAULT_DIR", default=str(STATE_DIR / "vault")))
SCRATCH_DIR = Path(env("SAKSI_SCRATCH_DIR", default=str(STATE_DIR / "scratch")))
DELIVERABLES_DIR = Path(env("SAKSI_DELIVERABLES_DIR", default=str(STATE_DIR / "deliverables")))
DOCUMENTS_DIR = Path(env("SAKSI_DOCUMENTS_DIR", default=str(STATE_DIR / "documents")))
# Nothing is written that would leave less than this free on its disk, or (0: no limit) more than this in the vault.
MINIMUM_FREE_BYTES = env.int("SAKSI_MINIMUM_FREE_BYTES", default=1 << 30)
VAULT_QUOTA_BYTES = env.int("SAKSI_VAULT_QUOTA_BYTES", default=0)
# Where nginx serves protected media by X-Accel-Redirect; empty: the web process answers byte ranges itself.
PROTECTED_MEDIA_URL = env("SAKSI_PROTECTED_MEDIA_URL", default="")

# What residents upload stays in memory until it is encrypted: Django's own handlers would put it into /tmp as it is.
FILE_UPLOAD_HANDLERS = ["core.uploads.MemoryUploadHandler"]
# ClamAV's daemon, where there is one: unix:/run/clamav/clamd.ctl or tcp:clamav:3310.
CLAMD = env("SAKSI_CLAMD", default="")
if CLAMD and not CLAMD.startswith(("unix:/", "tcp:")):
    raise ImproperlyConfigured("SAKSI_CLAMD must be like unix:/run/clamav/clamd.ctl or tcp:clamav:3310.")

EMAIL_CONFIG = env.email_url("SAKSI_EMAIL_URL", default="dummymail://" if not PRODUCTION else "smtp://localhost:25")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("SAKSI_FROM_EMAIL", default="saksi@localhost")


def gateway(name):
    """The address that takes {"id", "to", "text"} and sends it on, and its token; used in production only."""
    url = env(f"SAKSI_{name}_URL", default="")
    if url and not url.startswith("https://"):
        raise ImproperlyConfigured(f"SAKSI_{name}_URL must begin with https://, since messages are personal.")
    return url, env(f"SAKSI_{name}_TOKEN", default="")


# A channel without a gateway is not offered to residents.
WHATSAPP_GATEWAY_URL, WHATSAPP_GATEWAY_TOKEN = gateway("WHATSAPP_GATEWAY")
SMS_GATEWAY_URL, SMS_GATEWAY_TOKEN = gateway("SMS_GATEWAY")

# Celery: rows in PostgreSQL are the truth, the queue is only a nudge (docs/adr).
# The same server and database in the words that kombu has for a Unix socket.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "footage.tasks.run_render_job": {"queue": "render"},
    "footage.tasks.help_render": {"queue": "render"},
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 3.0
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 6 * 3600,  # longer than any render: a shorter one runs a second copy alongside
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_TIMEZONE = "UTC"

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["api.throttles.CallsPerClient"],
    "EXCEPTION_HANDLER": "api.errors.problem_response",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Saksi API",
    "DESCRIPTION": "Ask for CCTV footage of an incident in Jakarta. Times are ISO 8601 with their offset, intervals "
    "half-open. Errors are problem+json (RFC 9457): decide by `status` and `code`, show `detail`; its language follows "
    "`Accept-Language`.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},  # else the page asks a validator elsewhere
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "CaseStatus": "requests_app.models.Status",
        "CaseOutcome": "requests_app.models.Outcome",
        "DecisionState": "requests_app.models.Decision.State",
        "DecisionKind": "requests_app.models.DecisionKind",
        "FootageTruth": "requests_app.intake.findings.Truth",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {"fido2": {"level": "WARNING"}},  # it would log which key somebody uses
    "root": {"handlers": ["console"], "level": env("SAKSI_LOG_LEVEL", default="INFO")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
