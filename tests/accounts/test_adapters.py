"""Secrets of second factors are sealed in the database."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt, encrypt

from clearance.keyring import SEALING, Unsealable, add_key

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.mark.django_db
def test_neither_the_secret_of_an_app_nor_the_seed_of_codes_can_be_read_there(django_user_model):
    user = django_user_model.objects.create_user("sam")
    codes = RecoveryCodes.activate(user).generate_codes()
    TOTP.activate(user, SECRET)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in kept
    assert Authenticator.objects.get(type="recovery_codes").wrap().generate_codes() == codes


def test_what_was_sealed_opens_after_a_new_key_and_only_unchanged():
    sealed = encrypt(SECRET)
    add_key(SEALING)
    assert decrypt(sealed) == SECRET
    assert encrypt(SECRET) != sealed
    with pytest.raises(Unsealable):
        decrypt(sealed[:-6] + "AAAA" + sealed[-2:])
