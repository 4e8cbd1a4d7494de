"""What an app or a passkey is told of this site: its name and its address, and nothing of whose account it is."""

from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext

from clearance.accounts.adapter import WAIT, WRONG_CODE


class SecondFactors(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_CODE, "rate_limited": WAIT}

    def get_totp_issuer(self) -> str:
        return settings.STATE_NAME

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return settings.STATE_NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.SITE_ADDRESS).hostname, "name": settings.STATE_NAME}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict:
        return super().get_public_key_credential_user_entity(user) | {
            "display_name": settings.STATE_NAME,
            "name": settings.STATE_NAME,
        }

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:
        return gettext("Passkey")
