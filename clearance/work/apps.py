"""The work app."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "clearance.work"
    verbose_name = "Background work"
