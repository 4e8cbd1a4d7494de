import pytest
from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from clearance.accounts.second_factor import has_passkey, has_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of_theirs(client):
    request = RequestFactory().get("/")
    request.session, request.user = client.session, get_user_model().objects.create(username="someone")
    return request


@pytest.mark.parametrize(
    ("how", "second_factor", "passkey"),
    [
        ({"method": "password"}, False, False),
        ({"method": "mfa", "type": "totp"}, True, False),
        ({"method": "mfa", "type": "recovery_codes"}, True, False),
        ({"method": "mfa", "type": "webauthn"}, True, True),
        ({"method": "socialaccount", "provider": "login_gov"}, True, False),
        ({"method": "socialaccount", "provider": "another"}, False, False),
    ],
)
def test_what_was_shown_counts(request_of_theirs, how, second_factor, passkey):
    record_authentication(request_of_theirs, request_of_theirs.user, **how)
    assert has_second_factor(request_of_theirs) == second_factor
    assert has_passkey(request_of_theirs) == passkey


def test_what_someone_else_showed_in_the_same_session_does_not(request_of_theirs):
    record_authentication(request_of_theirs, request_of_theirs.user, method="mfa", type="webauthn")
    request_of_theirs.user = get_user_model().objects.create(username="another")
    assert not has_second_factor(request_of_theirs)


def test_whoever_is_not_signed_in_has_shown_nothing(request_of_theirs):
    request_of_theirs.user = AnonymousUser()
    assert not has_second_factor(request_of_theirs)
