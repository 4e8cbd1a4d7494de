"""The identity app."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "lookup.identity"

    def ready(self):
        from lookup.identity import closing  # noqa: F401
