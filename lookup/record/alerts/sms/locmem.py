"""Keeps text messages in memory, for tests."""

from collections.abc import Iterable

from lookup.record.alerts.sms import TextMessage

outbox: list[TextMessage] = []


class Backend:
    def send_messages(self, messages: Iterable[TextMessage]) -> int:
        before = len(outbox)
        outbox.extend(messages)
        return len(outbox) - before
