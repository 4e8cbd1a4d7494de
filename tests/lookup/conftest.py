from datetime import datetime

import pytest

from tests.lookup import people


@pytest.fixture
def now(monkeypatch) -> datetime:
    """The site's clock stands at people.NOW."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: people.NOW)
    return people.NOW


@pytest.fixture
def quick_answers(settings) -> None:
    """No answer is held back, where that is not what is tested."""
    settings.ANSWER_TAKES = 0
