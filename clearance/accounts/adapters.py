"""How allauth keeps and names second factors here."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from clearance.keyring import seal, unseal

PLACE = "second factor"


class MFAAdapter(DefaultMFAAdapter):
    """The secrets of apps, and the seeds of recovery codes, are sealed: whoever reads the database makes no code of it.

    They are sealed for one place and not for each account. Public keys of passkeys lie beside them as they are, so
    whoever may write to that table needs no sealed secret.
    """

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text.encode(), place=PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises Unsealable."""
        return unseal(base64.b64decode(encrypted_text), place=PLACE).decode()

    def get_totp_issuer(self) -> str:
        """What an app shows beside the code: the state, and nothing of what the site is about."""
        return settings.STATE_NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": settings.STATE_NAME}
