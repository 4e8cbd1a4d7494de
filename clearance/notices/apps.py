"""The notices app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "clearance.notices"

    def ready(self):
        from clearance.notices import receivers  # noqa: F401  (registers what listens to runs)
