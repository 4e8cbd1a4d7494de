"""The app for Login.gov: allauth finds its provider by it."""

from django.apps import AppConfig


class LoginGovConfig(AppConfig):
    name = "lookup.identity.login_gov"

    def ready(self) -> None:
        from lookup.identity.login_gov import checks  # noqa: F401
