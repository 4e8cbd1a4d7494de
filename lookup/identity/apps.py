"""The identity app."""

from importlib import import_module

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "lookup.identity"
    verbose_name = "Who someone is"

    def ready(self) -> None:
        # What listens to claims and links.
        import_module("lookup.identity.receivers")
        import_module("lookup.identity.neutral_mail")
        import_module("lookup.identity.closing")
