"""Posts text messages to the gateway of this installation: settings.SMS_GATEWAY, with settings.SMS_KEY.

Each is one POST of JSON, `{"to": …, "text": …}`, with `Authorization: Bearer KEY` and the key of the message as
`Idempotency-Key`, by which the gateway knows one that it has had before. Any answer of 2xx means that it took it.
"""

import json
from collections.abc import Iterable
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from lookup.record.alerts.sms import SmsError, TextMessage

TIMEOUT = 10


class _NoRedirects(HTTPRedirectHandler):
    """The key goes to the gateway and to nobody that the gateway names."""

    def redirect_request(self, *args: object) -> None:
        return None


class Backend:
    def send_messages(self, messages: Iterable[TextMessage]) -> int:
        sent = 0
        for message in messages:
            self._send(message)
            sent += 1
        return sent

    def _send(self, message: TextMessage) -> None:
        request = Request(
            settings.SMS_GATEWAY,
            data=json.dumps({"to": message.to, "text": message.text}).encode(),
            headers={
                "Authorization": f"Bearer {settings.SMS_KEY}",
                "Content-Type": "application/json",
                "Idempotency-Key": message.key,
            },
            method="POST",
        )
        try:
            with build_opener(_NoRedirects).open(request, timeout=TIMEOUT) as answer:
                answer.read(1)
        except HTTPError as error:
            error.close()
            raise SmsError(f"the gateway answered {error.code}") from None
        except (OSError, HTTPException) as error:
            # Of the error only its kind: the rest may hold the number.
            raise SmsError(f"the gateway does not answer: {type(error).__name__}") from None
