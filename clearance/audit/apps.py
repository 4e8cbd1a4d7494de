"""The audit app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "clearance.audit"

    def ready(self):
        # Registers itself; the database's helpers are no app.
        from clearance.database import checks  # noqa: F401
