"""Settings, read top to bottom; every value that a site may change comes from the environment."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from cstm import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("CSTM_VAR_DIR") or BASE_DIR / "var")
MODE = env.one_of("CSTM_MODE", "embedded", ("embedded", "production"))
PRODUCTION = MODE == "production"
DEBUG = env.flag("DEBUG") and not PRODUCTION
DEMO = env.flag("CSTM_DEMO") and not PRODUCTION

# --- secrets and addresses -------------------------------------------------------------------
SECRET_KEY = env.secret("SECRET_KEY")
if PRODUCTION and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10):
    raise ImproperlyConfigured(
        "SECRET_KEY must be set to 50 random characters or more in production; "
        "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(60))'."
    )
SECRET_KEY = SECRET_KEY or env.kept_secret(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", "" if PRODUCTION else "127.0.0.1,localhost,[::1]")
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the site's hosts in production, with commas.")
CSRF_TRUSTED_ORIGINS = env.addresses("CSRF_TRUSTED_ORIGINS")
SITE_URL = env.address("SITE_URL", f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else "http://127.0.0.1:8000")
TRUSTED_PROXIES = env.whole("TRUSTED_PROXIES", 0)

# --- applications ----------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "auditlog",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_filters",
    "django_structlog",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "cstm",
    "staff",
    "shifts",
    "training",
    "surveys",
    "kpi",
]
MIDDLEWARE = [
    "cstm.middleware.ProbeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
    "cstm.middleware.PreferenceMiddleware",
    "cstm.idle.IdleMiddleware",
    "cstm.bounds.BoundsMiddleware",
    "cstm.middleware.AccessMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "cstm.urls"
WSGI_APPLICATION = "cstm.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cstm.context_processors.shell",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- database, cache, files ------------------------------------------------------------------
DATABASES = {
    "default": env.database("DATABASE_URL", "" if PRODUCTION else f"sqlite:///{VAR_DIR / 'cstm.sqlite3'}")
}
REDIS_URL = env.redis_url("REDIS_URL")
if PRODUCTION and not REDIS_URL:
    raise ImproperlyConfigured("REDIS_URL must be set in production, like redis://127.0.0.1:6379/0.")
CACHES = {"default": env.cache(REDIS_URL, VAR_DIR / "cache")}
MEDIA_ROOT = Path(env.text("MEDIA_ROOT") or VAR_DIR / "media")
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT") or VAR_DIR / "static")
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- people and log-in -----------------------------------------------------------------------
AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "staff.adapters.Backend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "staff.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "CSTM: "
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# A whole shift signs in from one address within a minute; guessing one name is what stays narrow.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "60/m/ip,20/300s/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "CSTM"
USERSESSIONS_TRACK_ACTIVITY = False  # It would write a row at every request.
# For the same reason the pair of name and address is locked, not the address.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "cstm.lockout.name_tried"
AXES_CLIENT_IP_CALLABLE = "cstm.lockout.address_of"
AXES_VERBOSE = False
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

# --- language and time -----------------------------------------------------------------------
LANGUAGE_CODE = env.one_of("CSTM_LANGUAGE", "en", ("en", "zh-hans"))
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.time_zone("CSTM_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

# --- mail, webhooks ------------------------------------------------------------------------------------
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.text("EMAIL_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.port("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 10
WEBHOOK_PORTS = env.words("WEBHOOK_PORTS", "80,443,8443")
WEBHOOK_ALLOW_PRIVATE = env.flag("WEBHOOK_ALLOW_PRIVATE")
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "CSTM <cstm@localhost>")

# --- security headers ------------------------------------------------------------------------
HTTPS = env.flag("CSTM_HTTPS", PRODUCTION)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-cstm" if HTTPS else "cstm"
CSRF_COOKIE_NAME = "__Host-cstm-csrf" if HTTPS else "cstm-csrf"
SESSION_COOKIE_AGE = 12 * 3600
# Who did not choose to stay signed in is signed out after so long without an act; 0 is never.
IDLE_MINUTES = env.whole("CSTM_IDLE_MINUTES", 30)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
from csp.constants import NONCE, NONE, SELF  # noqa: E402

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

# --- long work -------------------------------------------------------------------------------
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_DEFAULT_QUEUE = "cstm"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_ACKS_LATE = bool(REDIS_URL)  # A file once read is gone, so late answers bring nothing back there.
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = env.redis_queue() if REDIS_URL else env.file_queue(VAR_DIR / "queue")
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")

# --- import limits (the threat model's figures; each a setting) ------------------------------
IMPORT_MAX_BYTES = env.whole("IMPORT_MAX_BYTES", 10 * 1024 * 1024, least=1)
IMPORT_MAX_ROWS = env.whole("IMPORT_MAX_ROWS", 200_000, least=1)
IMPORT_MAX_COLUMNS = env.whole("IMPORT_MAX_COLUMNS", 60, least=1)
IMPORT_COMMAND_FACTOR = env.whole("IMPORT_COMMAND_FACTOR", 10, least=1)
IMPORT_MAX_UNPACKED_BYTES = env.whole("IMPORT_MAX_UNPACKED_BYTES", 100 * 1024 * 1024, least=1)
# Several files in one request, and the form around them; beyond it nothing is read.
REQUEST_MAX_BYTES = env.whole("REQUEST_MAX_BYTES", 5 * IMPORT_MAX_BYTES, least=1)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
INTERACTION_KEEP_DAYS = env.whole("INTERACTION_KEEP_DAYS", 400, least=1)
# How many days a chat's text is kept after the day of the chat; the results of its inspection stay.
CHAT_KEEP_DAYS = env.whole("CHAT_KEEP_DAYS", 180, least=1)
INTERACTION_KEEP_BUYER = env.flag("INTERACTION_KEEP_BUYER")

# --- coming and going ------------------------------------------------------------------------
# From where people may clock in and out; none named means from anywhere.
CLOCK_ADDRESSES = env.networks("CSTM_CLOCK_ADDRESSES")
LATE_GRACE_MINUTES = env.whole("CSTM_LATE_GRACE_MINUTES", 5)
EARLY_GRACE_MINUTES = env.whole("CSTM_EARLY_GRACE_MINUTES", 0)
# A shift that runs on for less is not overtime.
OVERTIME_LEAST_MINUTES = env.whole("CSTM_OVERTIME_LEAST_MINUTES", 10, least=1)

# --- API -------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "cstm.api.Paging",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "600/min", "upload": "60/min"},
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "cstm.api.error_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
# Choices whose fields share a name (kind, state, next) with others.
_ENUMS = {
    "staff": "AgentState JobState BlockKind AccountKind Line Role",
    "kpi": """schemes.Shape praise.HonourKind cases.CaseKind cases.CaseState cases.CasePriority
        cases.CaseSource cases.Department cases.ActionKind cases.ActionState cases.WasteState
        pay.LineCode pay.RunKind pay.RunState pay.AppealState pay.DeductionState
        pay.DeductionReason pay.PlanState
        quality.ReviewState quality.ProblemState quality.ChatImportState quality.TurnRole quality.Cause
        growth.StepKind growth.GrowthPlanState growth.EvaluationState growth.GoalLevel growth.GoalState
        growth.ProposalKind growth.ProposalState growth.FactKind""",
    "shifts": """ShiftKind RosterState RuleKind DayKind WishKind RequestState SwapKind PunchKind
        AttendanceState OvertimeState HandoverKind HandoverState""",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "CSTM",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        f"{name.rpartition('.')[2]}Enum": f"{app}.choices.{name}"
        for app, names in _ENUMS.items()
        for name in names.split()
    },
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "cstm.api.describe"],
    "SWAGGER_UI_DIST": "SIDECAR",
    # A deep link is a link inside a button, which no keyboard tells apart.
    "SWAGGER_UI_SETTINGS": {"deepLinking": False},
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
}

# --- what the ground floor calls by name -----------------------------------------------------
CSTM_RIGHTS = "staff.access.rights_of"
CSTM_ROLE_RIGHTS = "staff.access.RIGHTS"
CSTM_HEARTBEAT = "staff.selectors.jobs.last_heartbeat"

# --- logs, and what watches from outside (off unless set) ------------------------------------
from cstm.logs import logging_config, watch  # noqa: E402

LOGGING = logging_config(
    json=env.flag("CSTM_LOG_JSON", PRODUCTION),
    level=env.one_of("CSTM_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
)
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = 20
watch(sentry_dsn=env.secret("SENTRY_DSN"), environment=MODE)
if PROMETHEUS_PORT := env.port("PROMETHEUS_PORT", 0):
    INSTALLED_APPS.append("django_prometheus")
    PROMETHEUS_METRICS_EXPORT_PORT = PROMETHEUS_PORT
    PROMETHEUS_METRICS_EXPORT_ADDRESS = "127.0.0.1"
    MIDDLEWARE.insert(0, "django_prometheus.middleware.PrometheusBeforeMiddleware")
    MIDDLEWARE.append("django_prometheus.middleware.PrometheusAfterMiddleware")
