from datetime import datetime

import pytest

from tests.lookup import people


@pytest.fixture
def now(monkeypatch) -> datetime:
    """The site's clock stands at people.NOW."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: people.NOW)
    return people.NOW


@pytest.fixture
def quick_hashes(settings) -> None:
    """Codes are hashed the quick way, and no answer is held back, where that is not what is tested."""
    settings.ANSWER_TAKES = 0
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
