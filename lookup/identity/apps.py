"""The identity app."""

from importlib import import_module

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "lookup.identity"

    def ready(self) -> None:
        import_module("lookup.identity.neutral_mail")  # it tells accounts of new links
