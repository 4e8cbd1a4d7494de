"""The record app."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "lookup.record"
