"""Writes text messages on the screen, for a developer's machine."""

import sys
from collections.abc import Iterable

from lookup.record.alerts.sms import TextMessage


class Backend:
    def send_messages(self, messages: Iterable[TextMessage]) -> int:
        sent = 0
        for message in messages:
            sys.stdout.write(f"Text message to {message.to}: {message.text}\n{'-' * 79}\n")
            sent += 1
        return sent
