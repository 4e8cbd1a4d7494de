"""Puts each text message into a file of its own in settings.SMS_FILE_PATH, for trying the site out."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.utils.text import slugify

from lookup.record.alerts.sms import TextMessage


class Backend:
    def send_messages(self, messages: Iterable[TextMessage]) -> int:
        folder = Path(settings.SMS_FILE_PATH)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sent = 0
        for message in messages:
            file = folder / f"{slugify(message.key.replace(':', '-'))}.json"
            file.touch(mode=0o600)
            file.write_text(json.dumps(asdict(message), ensure_ascii=False))
            sent += 1
        return sent
