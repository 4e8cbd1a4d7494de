"""How allauth keeps second factors here."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter

from clearance.keyring import seal, unseal

PLACE = "second factor"


class SealedSecrets(DefaultMFAAdapter):
    """The secrets of apps, and the seeds of recovery codes, are sealed: whoever reads the database makes no code of it.

    They are sealed for one place and not for each account. Public keys of passkeys lie beside them as they are, so
    whoever may write to that table needs no sealed secret.
    """

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text.encode(), place=PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises Unsealable."""
        return unseal(base64.b64decode(encrypted_text), place=PLACE).decode()
