"""The runs app."""

from django.apps import AppConfig


class RunsConfig(AppConfig):
    name = "clearance.runs"

    def ready(self):
        # Registers what listens to imports, and to sign-ins.
        from clearance import staff  # noqa: F401
        from clearance.runs import receivers  # noqa: F401
