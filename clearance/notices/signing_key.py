"""This installation's own key, with which it signs manifests."""

from django.conf import settings

from clearance.signing import PrivateKey, load_private_key, new_private_key


def installation_key() -> PrivateKey:
    """The private key, from its file, which is made at first use."""
    path = settings.DATA_DIR / "signing_key.pem"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(new_private_key())
    return load_private_key(path.read_bytes())
