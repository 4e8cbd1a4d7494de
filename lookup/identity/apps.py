"""The identity app."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "lookup.identity"

    def ready(self):
        # Registers what listens to claims.
        from lookup.identity import receivers  # noqa: F401
