"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "clearance.accounts"

    def ready(self):
        from clearance.accounts import receivers  # noqa: F401
