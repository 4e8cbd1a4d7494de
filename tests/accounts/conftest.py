import pytest
from django.core.cache import cache

from tests.accounts import steps
from tests.lookup.conftest import now, quick_answers  # noqa: F401


@pytest.fixture
def member(db, client, quick_answers):  # noqa: F811
    """A client that is signed in to a new account with an app as its second step; its spare codes are `.codes`, the
    app's secret is `.secret`.
    """
    steps.sign_up(client)
    client.secret = steps.set_up_app(client)
    client.codes = steps.spare_codes(client)
    cache.clear()
    return client
