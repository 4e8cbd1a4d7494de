"""What tests of the client share: a server, a law that tells courts of clearances, and a court."""

import pytest

from tests.notices.client.court import Court
from tests.notices.told import policy


@pytest.fixture
def law(tmp_path, transactional_db):
    return policy(tmp_path)


@pytest.fixture
def court(law, live_server, tmp_path):
    return Court(tmp_path / "court", live_server.url)
