"""The record app."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "lookup.record"
    verbose_name = "What people tell us"

    def ready(self) -> None:
        from lookup.record.alerts import receivers  # noqa: F401
