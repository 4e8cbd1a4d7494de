"""How this site is registered with Login.gov: its client id, its key, and the addresses that Login.gov knows."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

#: Login.gov takes no smaller key.
SMALLEST_KEY = 2048


@dataclass(frozen=True)
class Registration:
    """`issuer` is Login.gov's own address: of its sandbox, or of the real one. `key` is a file."""

    issuer: str
    client_id: str
    key: str

    @property
    def origin(self) -> str:
        """Scheme and host of Login.gov: everything that it publishes of itself must be there."""
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    def private_key(self) -> RSAPrivateKey:
        """The key that signs for this site. Raises ImproperlyConfigured."""
        return _private_key(self.key)


def registration() -> Registration | None:
    """None where this site is not registered: then nothing here exists."""
    return Registration(**settings.LOGIN_GOV) if settings.LOGIN_GOV else None


def address(name: str) -> str:
    """The full address of one of our pages, as Login.gov knows it. Never built from a request."""
    return settings.SITE_ADDRESS + reverse(name)


@lru_cache(maxsize=4)
def _private_key(file: str) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(Path(file).read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise ImproperlyConfigured(
            f"CLEARANCE_LOGIN_GOV_KEY names {file}, which cannot be read as a key ({type(error).__name__}); "
            "give a PEM file without a password, made with: openssl genrsa -out FILE 3072"
        ) from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < SMALLEST_KEY:
        raise ImproperlyConfigured(
            f"CLEARANCE_LOGIN_GOV_KEY names {file}, which is no RSA key of {SMALLEST_KEY} bits or more; "
            "make one with: openssl genrsa -out FILE 3072"
        )
    return key
