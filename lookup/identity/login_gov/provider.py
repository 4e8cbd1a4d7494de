"""Login.gov, as allauth knows a place to sign in."""

from typing import Any

from allauth.socialaccount.providers.base import Provider, ProviderAccount
from django.http import HttpRequest
from django.urls import reverse

from lookup.identity.login_gov import verified
from lookup.identity.login_gov.verified import Verified


class LoginGovAccount(ProviderAccount):
    """Shown to people as "Login.gov": nothing is kept that could name them."""


class LoginGovProvider(Provider):
    """Takes someone whom `client.answer` has verified. How one gets there is in `views`, and only there: allauth's own
    views for OpenID Connect, which let a visitor choose the level and keep all that they are told, are not installed.
    """

    id = "login_gov"
    name = "Login.gov"
    account_class = LoginGovAccount
    #: Its settings are in the environment, never in the database.
    uses_apps = False

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        return reverse("login_gov")

    def extract_uid(self, data: Verified) -> str:
        return data.sub

    def extract_extra_data(self, data: Verified) -> dict[str, Any]:
        return {"sub": data.sub, "ial": verified.IAL, "verified_at": data.verified_at}


provider_classes = [LoginGovProvider]
