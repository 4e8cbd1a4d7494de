"""The runs app."""

from django.apps import AppConfig


class RunsConfig(AppConfig):
    name = "clearance.runs"

    def ready(self):
        from clearance.runs import receivers  # noqa: F401  (registers what listens to imports)
