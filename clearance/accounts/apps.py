"""The accounts app."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "clearance.accounts"

    def ready(self) -> None:
        import_module("clearance.accounts.staff.events")
