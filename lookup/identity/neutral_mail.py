"""The one mail that an account gets: that there is something to read, and nothing of what."""

import logging
from datetime import datetime
from functools import partial

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import send_mail
from django.db import transaction
from django.dispatch import receiver

from lookup.identity.models import Link
from lookup.identity.signals import link_changed

logger = logging.getLogger(__name__)

SUBJECT = "You have a message · Tiene un mensaje"
TEXT = """\
You have a message. Sign in to read it.
If you did not expect this, sign in all the same, and look at it.

Tiene un mensaje. Inicie sesión para leerlo.
Si no lo esperaba, inicie sesión de todos modos y mírelo.

{address}
"""


def mail_account(account: AbstractBaseUser) -> None:
    """Send it when the transaction is kept. A mail server that is away keeps nobody from anything."""
    if account.email:
        transaction.on_commit(partial(_send, account.email))


@receiver(link_changed)
def tell_of_new_link(link: Link, at: datetime, **kwargs: object) -> None:
    """Notice of proofing (63A, 3.10): an account that opens a record from now on is told."""
    if link.state == Link.State.ACTIVE and link.made_at == at:
        mail_account(link.account)


def _send(to: str) -> None:
    try:
        send_mail(SUBJECT, TEXT.format(address=settings.SITE_ADDRESS), settings.MESSAGES_FROM, [to])
    except OSError as error:
        logger.error("A mail to an account was not sent: %s", type(error).__name__)
