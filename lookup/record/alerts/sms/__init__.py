"""Text messages, sent by a backend that settings.SMS_BACKEND names, as Django sends e-mail.

A backend has `send_messages(messages) -> int`, which says how many went out, and raises SmsError if it cannot tell.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class TextMessage:
    """`to` is a number such as +15552014233. `key` is the same for the same message, however often it is tried."""

    to: str
    text: str
    key: str


class SmsError(Exception):
    """The message could not be sent, or nobody knows whether it was. Says why, without the number."""


def get_connection(backend: str | None = None):
    """The backend of that dotted path, or the one in the settings."""
    return import_string(backend or settings.SMS_BACKEND)()


def is_offered() -> bool:
    """Whether this installation sends text messages at all."""
    return bool(settings.SMS_BACKEND)
