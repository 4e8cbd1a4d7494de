"""What all tests share: where a skip is not allowed, it is a failure."""

import os
from functools import lru_cache

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import connection
from django.test import TransactionTestCase, override_settings
from django.utils import timezone, translation

from clearance.law.policy import parse_policy
from tests.canaries import canaries, nothing_personal_leaves_sideways  # noqa: F401
from tests.database_roles import roles  # noqa: F401
from tests.emptying import a_test_that_commits_leaves_nothing_behind  # noqa: F401

#: SQLite has no roles, and one writer at a time.
FOR_POSTGRESQL = [
    "test_database_roles.py",
    "test_database_roles_at_work.py",
    "accounts/staff/test_lockout_at_the_same_moment.py",
]
#: Who gets what at an address does not depend on the database; nor what a killed client finds in its folder.
FOR_SQLITE = ["test_access.py", "notices/client/test_killed.py", "notices/client/test_month.py"]
collect_ignore = FOR_SQLITE if connection.vendor == "postgresql" else FOR_POSTGRESQL


def pytest_collection_modifyitems(config, items):
    """What touches no database is tested once, and not again on PostgreSQL."""
    if connection.vendor == "postgresql":
        config.hook.pytest_deselected(items=[item for item in items if not _belongs_on_postgresql(item)])
        items[:] = filter(_belongs_on_postgresql, items)


def _belongs_on_postgresql(item: pytest.Item) -> bool:
    return (
        item.get_closest_marker("django_db") is not None
        or "_django_db_helper" in item.fixturenames
        or issubclass(item.cls or object, TransactionTestCase)
        or item.path.match("test_database_roles*.py")
    )


@pytest.fixture(autouse=True, scope="session")
def nothing_is_signed_for_this_installation(tmp_path_factory):
    """Key and checkpoints are the tests' own, here and in the processes that tests start."""
    folder = tmp_path_factory.mktemp("signed")
    with pytest.MonkeyPatch.context() as patch:
        for name, file in {
            "SIGNING_KEY": folder / "key.pem",
            "CHECKPOINTS": folder / "checkpoints.jsonl",
            "KEYS": folder / "keys.json",
        }.items():
            patch.setattr(settings, name, file)
            patch.setenv(f"CLEARANCE_{name}", str(file))
        yield


@pytest.fixture(autouse=True, scope="session")
def what_is_slow_on_purpose_or_at_the_start_is_quick():
    """Passwords and codes are hashed the quick way: a test of the hashing itself says so, and what another process has
    hashed can be checked all the same. Static files are looked for when they are asked for, and not for each client.
    The text of a law is read once.
    """
    quick = "django.contrib.auth.hashers.MD5PasswordHasher"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("clearance.runs.actions.parse_policy", lru_cache(parse_policy))
        with override_settings(PASSWORD_HASHERS=[quick, *settings.PASSWORD_HASHERS], WHITENOISE_AUTOREFRESH=True):
            yield


@pytest.fixture(autouse=True)
def each_test_begins_in_english():
    """A page leaves the thread in its language."""
    translation.activate("en")


def _with_a_passkey(request, user, **kwargs):
    """A session that a test begins by `force_login` counts as begun with a passkey, now; real ones, which begin with a
    request to some page, stay as they are.
    """
    if not request.path and not get_authentication_records(request, user):
        record_authentication(request, user, "mfa", type="webauthn", reauthenticated=True)
        request.session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] = timezone.now().timestamp()


@pytest.fixture(autouse=True, scope="session")
def whoever_is_signed_in_by_a_test_showed_a_passkey():
    user_logged_in.connect(_with_a_passkey)
    yield
    user_logged_in.disconnect(_with_a_passkey)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return _without_skips((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _without_skips((yield))


def _without_skips(report):
    """CLEARANCE_NO_SKIPS=1 says that everything a test may need is there."""
    if report.skipped and os.environ.get("CLEARANCE_NO_SKIPS") == "1":
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {report.longrepr}"
    return report
