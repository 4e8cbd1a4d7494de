"""Every test of notices has folders of its own, a court that was told of eight records, and another agency."""

import pytest

from clearance.notices.models import Notice
from clearance.notices.outbox.sealing import seal_due
from tests.notices.told import AT, agency, charges, clear, finish, key_of, policy, run_of


@pytest.fixture(autouse=True)
def own_folders(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "notices"}}
    settings.STORAGES = {**settings.STORAGES, "notices": files}


@pytest.fixture
def court():
    return agency("greene-court", "court", ("court", "Greene District Court"))


@pytest.fixture
def key(court):
    return key_of(court)


@pytest.fixture
def other():
    """Another agency, which was told of the same."""
    return agency("bureau", "repository")


@pytest.fixture
def other_key(other):
    return key_of(other)


@pytest.fixture
def notice(court, other, tmp_path) -> Notice:
    """Eight lines to the court, sealed."""
    of = charges(8)
    run = run_of(policy(tmp_path), of)
    clear(run, of)
    finish(run)
    seal_due(by="worker", at=AT)
    return Notice.objects.get(agency=court)
