"""What a message says: that there is news, and how to stop. The same for everyone, whatever the news is."""

from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from clearance.accounts.models import language_of
from lookup.record.alerts.choices import stop_token
from lookup.record.alerts.models import AlertChoice, Message
from lookup.record.alerts.sms import TextMessage


def email(message: Message, choice: AlertChoice, address: str) -> EmailMessage:
    """By e-mail, as plain text. The Message-ID is the same if it must be sent once more."""
    stop = stop_address(choice)
    with translation.override(language_of(choice.account)):
        body = "\n\n".join(
            (
                _("You have a message. Sign in to read it."),
                f"{settings.SITE_ADDRESS}/",
                _("To stop these messages, open this page: %(address)s") % {"address": stop},
            )
        )
        subject = _("You have a message")
    domain = parseaddr(settings.MESSAGES_FROM)[1].rpartition("@")[2]
    headers = {
        "Message-ID": f"<message-{message.pk}@{domain}>",
        "Auto-Submitted": "auto-generated",
        # RFC 8058: mail programs stop it with one click.
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return EmailMessage(subject, f"{body}\n", from_email=settings.MESSAGES_FROM, to=[address], headers=headers)


def text_message(message: Message, choice: AlertChoice) -> TextMessage:
    """By text message. Its key is the same if it must be sent once more, so that a gateway knows it again."""
    with translation.override(language_of(choice.account)):
        text = _("You have a message. Sign in to read it: %(site)s To stop: %(stop)s") % {
            "site": f"{settings.SITE_ADDRESS}/",
            "stop": stop_address(choice),
        }
    return TextMessage(to=choice.plain_number, text=text, key=str(message))


def code_message(choice: AlertChoice, code: str) -> TextMessage:
    """The code that confirms a number, in the language of whoever asks for it."""
    return TextMessage(
        to=choice.plain_number,
        text=_("Your code is %(code)s. It works for 10 minutes.") % {"code": code},
        key=f"{choice}:{choice.code_sent_at.timestamp():.0f}",
    )


def stop_address(choice: AlertChoice) -> str:
    return f"{settings.SITE_ADDRESS}{reverse('stop', args=[stop_token(choice)])}"
