"""How allauth makes accounts, speaks and writes here."""

import logging
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from clearance.accounts.actions import language_at
from clearance.accounts.idle import signed_in_for
from clearance.accounts.second_factor import has_second_factor
from clearance.network import network

logger = logging.getLogger(__name__)

#: Of all that allauth would say on the next page, this is said.
SAID = {
    "account/messages/email_confirmed.txt": _("Your email address is confirmed."),
    "account/messages/password_changed.txt": _("Your password is changed."),
    "account/messages/password_set.txt": _("You now have a password."),
    "mfa/messages/totp_activated.txt": _("Your app is set up."),
    "mfa/messages/totp_deactivated.txt": _("Your app no longer signs you in."),
    "mfa/messages/webauthn_added.txt": _("Your passkey is set up."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
    "usersessions/messages/sessions_logged_out.txt": _("All other devices are signed out."),
}
WRONG_CODE = _("This code is not right. Check it and type it again.")
WAIT = _("There were too many tries. Wait five minutes, then try again.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is the address that you already use. Type the new one."),
        "email_password_mismatch": _("The email address or the password is not right. Check both and try again."),
        "enter_current_password": _("This is not your password. Type the one that you use now."),
        "incorrect_code": WRONG_CODE,
        "incorrect_password": _("This is not your password. Check it and type it again."),
        "too_many_login_attempts": WAIT,
        "rate_limited": WAIT,
    }

    def populate_username(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """By chance: it is shown nowhere, and says nothing of anyone."""
        user.username = secrets.token_hex(16)

    def is_safe_url(self, url: str) -> bool:
        """Only a path on this site. The host of the request, which its sender chooses, is not asked."""
        return bool(url) and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def is_ajax(self, request: HttpRequest) -> bool:
        """Pages answer with pages, whatever a request says that it accepts."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The network's first address: it counts tries and tells sign-ins apart; no address of a person is kept."""
        found = network(request)
        return "0.0.0.0" if found == "unknown" else found.partition("/")[0]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return super().get_login_redirect_url(request) if has_second_factor(request) else reverse("mfa_index")

    get_signup_redirect_url = get_login_redirect_url

    def get_email_verification_redirect_url(self, email_address) -> str:
        return reverse("your_account")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("your_account")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has just signed in, with all that the account asks for, is not asked again."""
        if signed_in_for(self.request) > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return True
        factors = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        return is_mfa_enabled(self.request.user, factors) and not has_second_factor(self.request)

    def add_message(self, request: HttpRequest, level: int, message_template=None, *args, **kwargs) -> None:
        text = kwargs.pop("message", None) or SAID.get(message_template)
        if text:
            super().add_message(request, level, message=str(text))

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        try:
            self.write(email, template_prefix, language_at(email), code=context.get("code", ""))
        except OSError as error:
            logger.error("A mail was not sent: %s", type(error).__name__)
            raise ImmediateHttpResponse(self._mail_is_away()) from None

    def send_notification_mail(self, template_prefix: str, user, context=None, email=None) -> None:
        """Of what changed in an account. Members of staff are told by staff/events.py, also where no page was used."""
        if user.is_staff:
            return
        if email := email or EmailAddress.objects.get_primary_email(user):
            self.tell(email, template_prefix, language_at(email))

    def write(self, address: str, template: str, language: str | None, **words: str) -> None:
        """Write to an address, in the account's language or that of the page: plain text, nothing but what is meant."""
        with translation.override(language or get_language()):
            text = render_to_string(f"{template}_message.txt", {"site": settings.SITE_ADDRESS, **words})
            EmailMessage(gettext("A message for you"), text, settings.MESSAGES_FROM, [address]).send()

    def tell(self, address: str, template: str, language: str | None) -> None:
        """Write of what is done already; a mail server that is away does not undo it."""
        try:
            self.write(address, template, language)
        except OSError as error:
            logger.error("A mail was not sent: %s", type(error).__name__)

    def _mail_is_away(self) -> HttpResponse:
        return render(self.request, "503.html", status=503)


class ElsewhereAdapter(DefaultSocialAccountAdapter):
    """Accounts of people who sign in elsewhere, as with Login.gov: made without asking anything more, and without an
    e-mail address, which is no identity.
    """

    def populate_user(self, request: HttpRequest, sociallogin, data) -> AbstractBaseUser:
        return sociallogin.user

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount) -> str:
        return reverse("your_account")
