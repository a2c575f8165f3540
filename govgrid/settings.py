"""Every setting of the platform, from the environment. A bad or missing value stops the start."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from govgrid.lib import basemaps, env

BASE_DIR = Path(__file__).resolve().parent.parent

# production unless said otherwise: a forgotten variable must never open a city's data.
MODE = env.one_of("GOVGRID_MODE", ["production", "demo", "test"], "production")
PRODUCTION = MODE == "production"
HOME = Path(env.text("GOVGRID_HOME", str(BASE_DIR / ".govgrid"))).resolve()

DEBUG = False
SECRET_KEY = env.text("GOVGRID_SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("GOVGRID_SECRET_KEY_FALLBACKS")
CONTACT_KEYS = env.words("GOVGRID_CONTACT_KEYS") or [env.text("GOVGRID_CONTACT_KEYS")]
ALLOWED_HOSTS = env.words("GOVGRID_HOSTS", None if PRODUCTION else "localhost,127.0.0.1,[::1],testserver")
PUBLIC_URL = env.text("GOVGRID_PUBLIC_URL", None if PRODUCTION else "http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
if PRODUCTION and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("GOVGRID_SECRET_KEY is too short: give 50 or more random characters.")
if PRODUCTION and not PUBLIC_URL.startswith("https://"):
    raise ImproperlyConfigured("GOVGRID_PUBLIC_URL must begin with https:// in production.")

INSTALLED_APPS = [
    "govgrid",
    "cases",
    "departments",
    "grids",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "guardian",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "govgrid.health.Probes",
    "govgrid.lib.request_log.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "govgrid.lib.nul.NoNul",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "govgrid.lib.htmx.SignInWhole",
    "grids.city.CityTime",
    "cases.doorbell.RingAfterWriting",
    "cases.views.interrupted.KeptOverSignIn",
    "cases.views.refusals.RefusalPages",
]
ROOT_URLCONF = "govgrid.urls"
WSGI_APPLICATION = "govgrid.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["govgrid.lib.counted", "govgrid.lib.drawn_tag"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cases.views.frame.frame",
            ],
        },
    },
]

# Widgets are drawn by our own templates where there is one (templates/django/forms), else by Django's.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Web processes share a small pool; workers and commands keep one checked connection (Celery's fixup would
# otherwise reconnect at every task).
IN_WEB = env.flag("GOVGRID_WEB_POOL", False)
DATABASES = {
    "default": {
        **env.postgres("DATABASE_URL"),
        "CONN_MAX_AGE": 0 if IN_WEB else None,
        "CONN_HEALTH_CHECKS": not IN_WEB,
        "OPTIONS": {"pool": {"min_size": 2, "max_size": env.number("GOVGRID_WEB_THREADS", 4) + 1, "timeout": 5}}
        if IN_WEB
        else {},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")  # the broker, see govgrid.celery

AUTH_USER_MODEL = "departments.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "desk-home"
LOGOUT_REDIRECT_URL = "home"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "govgrid" / "locale"]
FORMAT_MODULE_PATH = "govgrid.formats"
USE_TZ = True
TIME_ZONE = "UTC"  # stored time; people read the city's own zone, see grids.city

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = HOME / "attachments"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "govgrid.lib.static_files.ModuleManifestStorage"
    },
}
PUBLIC_CASES_LISTED = env.flag("GOVGRID_PUBLIC_CASES_LISTED", False)  # by search engines
PHOTO_MAX_BYTES = 10 * 2**20
PHOTOS_PER_REPORT = 5
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 2**10
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
# The first keeps no more of a file than shows that it is too large; see cases.photos.
FILE_UPLOAD_HANDLERS = ["cases.photos.CutOff"] + [
    f"django.core.files.uploadhandler.{name}FileUploadHandler" for name in ("Memory", "Temporary")
]
DATA_UPLOAD_MAX_NUMBER_FILES = 2 * PHOTOS_PER_REPORT

# Backgrounds of others to lie under the map; their hosts, and no others, may send pictures.
BASEMAPS = basemaps.read("GOVGRID_BASEMAPS")

POLICY = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:", "blob:"],
    "connect-src": [SELF],
    "font-src": [SELF],
    "worker-src": [SELF],
    "manifest-src": [SELF],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": basemaps.with_sources(POLICY, BASEMAPS)}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cases.views.interrupted.stale_token"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("GOVGRID_BEHIND_PROXY", False) else None
TRUSTED_PROXIES = env.number("GOVGRID_TRUSTED_PROXIES", 1 if SECURE_PROXY_SSL_HEADER else 0, high=9)

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("GOVGRID_SMTP_HOST", "")
EMAIL_PORT = env.number("GOVGRID_SMTP_PORT", 25)
EMAIL_HOST_USER = env.text("GOVGRID_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.text("GOVGRID_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.flag("GOVGRID_SMTP_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("GOVGRID_MAIL_FROM", "GovGrid <no-reply@localhost>")
SMS_URL = env.text("GOVGRID_SMS_URL", "")
SMS_TOKEN = env.text("GOVGRID_SMS_TOKEN", "")

# Reports that one address may post in a minute; a program's key carries its own quota.
REPORTS_PER_MINUTE = env.number("GOVGRID_REPORTS_PER_MINUTE", 30)
# Searches for places and nearest addresses that one address may ask for in a minute: people type.
PLACES_PER_MINUTE = env.number("GOVGRID_PLACES_PER_MINUTE", 240)
# Empty: the city's own gazetteer; "tianditu", or the dotted path of a class. See grids.addresses.geocoders.
GEOCODER = env.text("GOVGRID_GEOCODER", "")
GEOCODER_KEY = env.text("GOVGRID_GEOCODER_KEY", None if GEOCODER == "tianditu" else "")
GEOCODER_URL = env.text("GOVGRID_GEOCODER_URL", "https://api.tianditu.gov.cn").rstrip("/")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "departments.api_keys.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["govgrid.lib.api_json.FastJson"],
    "DEFAULT_PARSER_CLASSES": ["govgrid.lib.api_json.ShortJson"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "govgrid.lib.api_errors.as_problem",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "GovGrid",
    "DESCRIPTION": _("One shared case record for a whole city."),
    "VERSION": "v1",
    "SERVE_INCLUDE_SCHEMA": False,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "govgrid.lib.request_log.JsonLine"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
    # They write the whole address of what they ask: a geocoder's key, and what people look for.
    "loggers": {name: {"level": "WARNING"} for name in ("httpx", "httpcore")},
    "root": {
        "handlers": ["out"],
        "level": env.one_of("GOVGRID_LOG", ["DEBUG", "INFO", "WARNING", "ERROR"], "INFO"),
    },
}
