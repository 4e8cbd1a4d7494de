"""The accounts app."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "clearance.accounts"

    def ready(self) -> None:
        # What listens to allauth, for everyone and for members of staff.
        import_module("clearance.accounts.receivers")
        import_module("clearance.accounts.staff.events")
