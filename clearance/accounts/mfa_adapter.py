"""How second factors are kept here, and what an app or a passkey is told of this site: its name and its address, and
nothing of whose account it is.

The secrets of apps, and the seeds of recovery codes, are sealed: whoever reads the database makes no code of it. They
are sealed for one place and not for each account. Public keys of passkeys lie beside them as they are, so whoever may
write to that table needs no sealed secret.
"""

import base64
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext

from clearance.accounts.adapter import WAIT, WRONG_CODE
from clearance.keyring import seal, unseal
from clearance.sealed import SealedColumn, sealed_anew

PLACE = "second factor"


class SecondFactors(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_CODE, "rate_limited": WAIT}

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text.encode(), place=PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises Unsealable."""
        return unseal(base64.b64decode(encrypted_text), place=PLACE).decode()

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


def _anew(data: dict, place: str) -> dict | None:
    """What an authenticator holds, with its secret or seed under the newest key; None where it is, or there is none."""
    for name in ("secret", "seed"):
        if name in data and (sealed := sealed_anew(base64.b64decode(data[name]), place)) is not None:
            return data | {name: base64.b64encode(sealed).decode()}
    return None


SEALED = SealedColumn("mfa.Authenticator", "data", lambda row: PLACE, anew=_anew)
