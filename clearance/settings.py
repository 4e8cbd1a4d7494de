"""The one settings file. All that differs between machines comes from the environment (README, "Run it for real")."""

import json
import os
import secrets
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def _flag(name: str) -> bool:
    value = os.environ.get(name, "0")
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} is {value!r}; allowed: 0 or 1.")
    return value == "1"


#: Production serves over HTTPS behind a proxy, on PostgreSQL, and refuses to start without its secrets.
PRODUCTION = _flag("CLEARANCE_PRODUCTION")
DEBUG = False
#: In the demo a code stands in for a passkey, which a newcomer may not have. `manage.py demo` sets it for itself.
DEMO = _flag("CLEARANCE_DEMO")
if PRODUCTION and DEMO:
    raise ImproperlyConfigured("CLEARANCE_DEMO is set, and in production nothing stands in for a passkey; unset it.")

#: Where this installation keeps its files: the embedded database, rejects, collected static files. Never in git.
DATA_DIR = Path(os.environ.get("CLEARANCE_DATA_DIR", BASE_DIR / "var"))
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)


def _secret_key() -> str:
    if key := os.environ.get("CLEARANCE_SECRET_KEY"):
        if len(key) < 50:
            raise ImproperlyConfigured("CLEARANCE_SECRET_KEY is too short; give at least 50 random characters.")
        return key
    if PRODUCTION:
        raise ImproperlyConfigured(
            "CLEARANCE_SECRET_KEY is not set; give at least 50 random characters, kept outside git."
        )
    path = DATA_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


def _database(url: str) -> dict:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
                "timeout": 30,
            },
            # Bulk loads use a second connection, so the test database is a file and not memory.
            "TEST": {"NAME": str(DATA_DIR / "test.sqlite3")},
        }
    if parts.scheme == "postgresql":
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            # With bound parameters a failing statement reaches the server's log without its values.
            # Statements that come again and again are planned once for a connection.
            "OPTIONS": {"server_side_binding": True, "prepare_threshold": 5},
        }
    raise ImproperlyConfigured(
        f"CLEARANCE_DATABASE starts with {parts.scheme!r}; allowed: "
        "postgresql://USER:PASSWORD@HOST:PORT/NAME or sqlite:///PATH."
    )


SECRET_KEY = _secret_key()
DATABASES = {"default": _database(os.environ.get("CLEARANCE_DATABASE", f"sqlite://{DATA_DIR / 'clearance.sqlite3'}"))}
if PRODUCTION and "sqlite" in DATABASES["default"]["ENGINE"]:
    raise ImproperlyConfigured("CLEARANCE_DATABASE is not set; production runs on PostgreSQL.")

#: The file of the key that signs for this installation. The database must not hold it: it shows who rewrote the log.
SIGNING_KEY = Path(os.environ.get("CLEARANCE_SIGNING_KEY") or DATA_DIR / "signing_key.pem")
if PRODUCTION and not os.environ.get("CLEARANCE_SIGNING_KEY"):
    raise ImproperlyConfigured(
        "CLEARANCE_SIGNING_KEY is not set; name the file of a key, made with: "
        "openssl genpkey -algorithm ed25519 -out FILE"
    )
#: The file of the keys that seal what must be read back, and that make digests of identifiers. Never in the database.
KEYS = Path(os.environ.get("CLEARANCE_KEYS") or DATA_DIR / "keys.json")
if PRODUCTION and not os.environ.get("CLEARANCE_KEYS"):
    raise ImproperlyConfigured(
        "CLEARANCE_KEYS is not set; name a file outside of the database and of git, and make it with: "
        "python manage.py keys new"
    )
#: Where signed checkpoints of the event log are kept: best on a disk that those who run the database cannot write.
CHECKPOINTS = Path(os.environ.get("CLEARANCE_CHECKPOINTS") or DATA_DIR / "checkpoints.jsonl")

ALLOWED_HOSTS = [host for host in os.environ.get("CLEARANCE_HOSTS", "").split(",") if host]
if not ALLOWED_HOSTS:
    if PRODUCTION:
        raise ImproperlyConfigured("CLEARANCE_HOSTS is not set; give the site's host names, separated by commas.")
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

#: The state's own name, as people read it, and its time zone: calendar dates are the state's, times are UTC.
STATE_NAME = os.environ.get("CLEARANCE_STATE_NAME", "State of Franklin")
STATE_TIME_ZONE = os.environ.get("CLEARANCE_STATE_TIME_ZONE", "America/New_York")
#: Where "Exit this page" goes: a place that says nothing of this one. The only outside address on the site.
EXIT_URL = os.environ.get("CLEARANCE_EXIT_URL", "https://www.weather.gov")

#: How people reach the site; links in mail are built from it, never from a request.
SITE_ADDRESS = f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else "http://localhost:8000"


def _email(url: str) -> dict:
    """Django's settings for a mail server. Whoever signs in to it does so encrypted."""
    if url == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ImproperlyConfigured(
            f"CLEARANCE_EMAIL_URL starts with {parts.scheme!r}; allowed: smtp://USER:PASSWORD@HOST:PORT, "
            "smtps:// where the server speaks TLS from the first byte, or console."
        )
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parts.username is not None,
    }


EMAIL_URL = os.environ.get("CLEARANCE_EMAIL_URL") or "console"
globals().update(_email(EMAIL_URL))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("CLEARANCE_EMAIL_FROM") or f"clearance@{ALLOWED_HOSTS[0].lstrip('.')}"
#: Who writes to people. The name of this system would tell whoever sees the mail what it is about.
MESSAGES_FROM = os.environ.get("CLEARANCE_MESSAGES_FROM") or f"messages@{ALLOWED_HOSTS[0].lstrip('.')}"
#: Who gets every checkpoint of the event log, so that one exists outside of this installation.
AUDITOR_EMAIL = os.environ.get("CLEARANCE_AUDITOR_EMAIL", "")
if PRODUCTION and AUDITOR_EMAIL and EMAIL_URL == "console":
    raise ImproperlyConfigured(
        "CLEARANCE_AUDITOR_EMAIL is set, but CLEARANCE_EMAIL_URL is not; give smtp://USER:PASSWORD@HOST:PORT."
    )


def _text_messages(gateway: str, key_file: str) -> dict:
    """How text messages are sent: by a gateway that takes them over HTTPS, or, on a developer's machine, on the screen.
    In production none are offered unless a gateway is named.
    """
    if not gateway and not key_file:
        return {"SMS_BACKEND": "" if PRODUCTION else "lookup.record.alerts.sms.console.Backend"}
    if not gateway or not key_file:
        raise ImproperlyConfigured(
            f"{'CLEARANCE_SMS_GATEWAY' if key_file else 'CLEARANCE_SMS_KEY_FILE'} is not set; text messages need both: "
            "the address of the gateway, and a file that holds its key. Set neither to send none."
        )
    if not gateway.startswith("https://"):
        raise ImproperlyConfigured(f"CLEARANCE_SMS_GATEWAY starts with {gateway[:8]!r}; allowed: https://HOST/PATH.")
    try:
        key = Path(key_file).read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"CLEARANCE_SMS_KEY_FILE cannot be read: {error.strerror}.") from None
    if len(key) < 20 or not key.isascii() or not key.isprintable():
        raise ImproperlyConfigured(
            "CLEARANCE_SMS_KEY_FILE holds no key; allowed: one line of 20 or more letters, digits and signs."
        )
    return {"SMS_BACKEND": "lookup.record.alerts.sms.http.Backend", "SMS_GATEWAY": gateway, "SMS_KEY": key}


globals().update(
    _text_messages(os.environ.get("CLEARANCE_SMS_GATEWAY", ""), os.environ.get("CLEARANCE_SMS_KEY_FILE", ""))
)
#: Where the file backend puts them.
SMS_FILE_PATH = DATA_DIR / "text_messages"

INSTALLED_APPS = [
    "clearance.accounts.staff.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    # Ours before allauth, whose templates it replaces.
    "clearance.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "clearance.work",
    "clearance.audit",
    "clearance.records",
    "clearance.agencies",
    "clearance.runs",
    "clearance.notices",
    "clearance.roles",
    "lookup.identity",
    "lookup.identity.login_gov",
    "lookup.record",
    "lookup.law",
]

#: The lanes of the work in the background, each done by a worker in its own thread, and how long one sweep takes at
#: most where nothing is wrong. What passes over all records goes on the long lane (`@task(queue_name="long")`), so that
#: no notice and no reminder waits for it.
LANES = {"default": timedelta(minutes=10), "long": timedelta(hours=6)}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": list(LANES)}}
#: Every task there is. Each finds out by itself what is left to do; a worker runs it when it starts, and every minute.
SWEEPS = [
    "clearance.runs.eligibility.tasks.carry_on_runs",
    "clearance.notices.tasks.carry_on_notices",
    "clearance.runs.analysis.tasks.take_up_analyses",
    "clearance.runs.tasks.determine_again",
    "clearance.notices.deadlines.tasks.send_reminders",
    "lookup.identity.tasks.look_after_codes",
    "clearance.audit.tasks.take_checkpoint",
    "lookup.identity.matching.tasks.match_claims",
    "lookup.record.alerts.tasks.send_alerts",
    "clearance.accounts.staff.tasks.suspend_idle_staff",
    "lookup.identity.review.tasks.watch_over_links",
]
#: Every column that holds something sealed (clearance/sealed.py), for `manage.py keys rotate sealing`.
SEALED = [
    "clearance.records.identities.addresses.SEALED",
    "lookup.identity.attested.SEALED",
    "clearance.accounts.mfa_adapter.SEALED",
    "lookup.record.sealed.TEXT",
    "lookup.record.sealed.ENGLISH",
    "lookup.record.sealed.SPANISH",
    "lookup.record.sealed.NUMBER",
]
#: What may be stuck: each says at a moment what waits, since when, how long is normal, and what to do.
WAITING = [
    "clearance.work.waits.waiting",
    "clearance.runs.waits.waiting",
    "clearance.notices.waits.waiting",
    "clearance.notices.deadlines.waits.waiting",
    "lookup.identity.matching.waits.waiting",
    "lookup.record.waits.waiting",
    "lookup.identity.review.waits.waiting",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lookup.headers.PrivateByDefault",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "clearance.database.rows.ShowsStaffTheirRows",
    "clearance.accounts.idle.EndsWhenIdle",
    "clearance.accounts.idle.AsksAgain",
    "clearance.accounts.staff.gate.StaffShowTwoFactors",
]

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
                "lookup.context.site",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"environment": "lookup.record.jinja.environment"},
    },
]

ROOT_URLCONF = "clearance.urls"
WSGI_APPLICATION = "clearance.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "lookup" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)


def _notices_storage() -> dict:
    """Where the folders of agencies are: on this machine, or wherever a storage for Django reaches (SFTP, S3 …)."""
    given = os.environ.get("CLEARANCE_NOTICES_STORAGE")
    if not given:
        folder = {"location": DATA_DIR / "notices"}
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": folder}
    try:
        storage = json.loads(given)
        return {"BACKEND": storage["BACKEND"], "OPTIONS": storage.get("OPTIONS", {})}
    except (ValueError, LookupError, TypeError):
        raise ImproperlyConfigured(
            "CLEARANCE_NOTICES_STORAGE is no storage; give JSON such as "
            '{"BACKEND": "storages.backends.sftpstorage.SFTPStorage", "OPTIONS": {"host": "files.example"}}.'
        ) from None


STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
    "notices": _notices_storage(),
}
WHITENOISE_USE_FINDERS = not PRODUCTION

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

AUTHENTICATION_BACKENDS = ["clearance.accounts.backend.Backend"]

# People sign in by e-mail address, with a password and a second factor, or with a passkey (clearance/accounts).
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "mine"
ACCOUNT_ADAPTER = "clearance.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {"signup": "clearance.accounts.forms.SignUpForm"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60  # ASVS 6.5.5
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = False
#: How long the answer to "make an account" and "forgot your password" takes, in seconds: longer than their work.
ANSWER_TAKES = 1.0
# An e-mail address is no factor and no identity: no code in a mail signs in, and none joins one account to another.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
#: Counted for each network (clearance/network.py), which many may share, as in a library; and for each name and network
#: by clearance/accounts/limits.py, so that no stranger elsewhere locks a person out.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip"}
MFA_ADAPTER = "clearance.accounts.mfa_adapter.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "clearance.accounts.code_forms.CodeForm",
    "reauthenticate": "clearance.accounts.code_forms.CodeAgainForm",
}
MFA_PASSKEY_LOGIN_ENABLED = MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # the clocks of old phones are off by some seconds
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost
SOCIALACCOUNT_ADAPTER = "clearance.accounts.adapter.ElsewhereAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_EMAIL_REQUIRED = SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"

#: Whether people may ask for a letter with a code, to the address that an agency holds and confirmed.
LETTERS = _flag("CLEARANCE_LETTERS")


def _return_address(given: str) -> list[str]:
    """The lines on letters under the name of the state: where the post brings back what it cannot deliver."""
    lines = [line for part in given.split("|") if (line := part.strip())]
    allowed = "at most 4 lines of at most 50 characters, with | between them, such as PO Box 100|Greene, FR 04321"
    if len(lines) > 4 or any(len(line) > 50 for line in lines):
        longest = max(map(len, lines))
        raise ImproperlyConfigured(
            f"CLEARANCE_RETURN_ADDRESS has {len(lines)} lines of up to {longest} characters; allowed: {allowed}."
        )
    if PRODUCTION and LETTERS and not lines:
        raise ImproperlyConfigured(
            "CLEARANCE_RETURN_ADDRESS is not set, but CLEARANCE_LETTERS is; give the address to which the post brings "
            f"back a letter that it cannot deliver: {allowed}."
        )
    return lines


RETURN_ADDRESS = _return_address(os.environ.get("CLEARANCE_RETURN_ADDRESS", ""))

# What is counted, so that nobody guesses on, is counted by all processes together: in the database.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "accounts_cacheentry"}}


def _login_gov() -> dict[str, str] | None:
    """How this site is registered with Login.gov; none if it is not."""
    prefix = "CLEARANCE_LOGIN_GOV_"
    issuer = os.environ.get(f"{prefix}ISSUER") or "https://idp.int.identitysandbox.gov/"
    client_id, key = os.environ.get(f"{prefix}CLIENT_ID", ""), os.environ.get(f"{prefix}KEY", "")
    if not client_id and not key:
        return None
    if not client_id or not key:
        missing = f"{prefix}KEY" if client_id else f"{prefix}CLIENT_ID"
        raise ImproperlyConfigured(
            f"{missing} is not set, but the other half is; give both the client id that is registered with Login.gov "
            "and the file of its key, or neither (lookup/identity/login_gov/README.md)."
        )
    if urlsplit(issuer).scheme != "https":
        raise ImproperlyConfigured(f"{prefix}ISSUER is {issuer!r}; allowed: an address that starts with https://.")
    if not Path(key).is_file():
        raise ImproperlyConfigured(
            f"{prefix}KEY names {key}, which is no file; make a key with: openssl genrsa -out FILE 3072"
        )
    return {"issuer": issuer, "client_id": client_id, "key": key}


#: Signing in, and saying who you are, with Login.gov: off unless this site is registered there.
LOGIN_GOV = _login_gov()

# Sessions hold ids only, sealed; fifteen minutes, and gone with the browser.
SESSION_ENGINE = "clearance.accounts.session_store"
SESSION_COOKIE_AGE = 15 * 60
#: How long an account is signed in at most, however busy (CJIS IA-11), and how long before the end of an idle session
#: its page warns, in seconds.
SESSION_LONGEST = 12 * 60 * 60
SESSION_WARNING = 150
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_SERIALIZER = "clearance.accounts.session_data.NothingPersonal"
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_NAME = "__Host-language" if PRODUCTION else "language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = PRODUCTION
LANGUAGE_COOKIE_SAMESITE = "Lax"

# `same-origin` and not `no-referrer`: with the latter Chromium sends "Origin: null" and every form is refused.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 63_072_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
if _flag("CLEARANCE_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
