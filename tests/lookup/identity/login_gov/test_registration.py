"""The key of this site is checked when it starts."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from django.core.checks import run_checks

from lookup.identity.login_gov.registration import registration


def pem(key, secret=None) -> bytes:
    encryption = BestAvailableEncryption(secret) if secret else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def errors() -> list[str]:
    return [error.msg for error in run_checks() if error.id == "login_gov.E001"]


def test_a_right_key_is_fine_and_none_is_needed_where_login_gov_is_off(login_gov, settings):
    assert errors() == []
    assert registration().private_key().key_size >= 2048
    settings.LOGIN_GOV = None
    assert errors() == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no key", "cannot be read as a key"),
        (pem(rsa.generate_private_key(65537, 1024)), "no RSA key of 2048 bits or more"),
        (pem(ed25519.Ed25519PrivateKey.generate()), "no RSA key of 2048 bits or more"),
        (pem(ed25519.Ed25519PrivateKey.generate(), b"secret"), "cannot be read as a key"),
        (None, "cannot be read as a key"),
    ],
)
def test_a_wrong_key_is_found_at_the_start(login_gov, settings, tmp_path, content, said):
    file = tmp_path / "key.pem"
    if content is not None:
        file.write_bytes(content)
    settings.LOGIN_GOV = settings.LOGIN_GOV | {"key": str(file)}
    assert len(errors()) == 1
    assert str(file) in errors()[0]
    assert said in errors()[0]
    assert "openssl genrsa" in errors()[0]
