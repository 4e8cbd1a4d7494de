"""The key that signs for this installation: checkpoints of its log, and what it sends. The database has no copy."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from clearance.signing import PrivateKey, load_private_key, new_private_key


def installation_key() -> PrivateKey:
    """The key in the file that CLEARANCE_SIGNING_KEY names. Outside of production it is made when first asked for.

    Raises ImproperlyConfigured where the file is missing, holds no such key, or is open to every user of the machine.
    """
    file = settings.SIGNING_KEY
    if not settings.PRODUCTION and not file.exists():
        _make(file)
    try:
        if file.stat().st_mode & 0o007:
            raise ValueError("every user of this machine can read it; take that away with chmod o=")
        return load_private_key(file.read_bytes())
    except OSError as error:
        raise _unusable(file, error.strerror or str(error)) from None
    except ValueError as error:
        raise _unusable(file, str(error)) from None


def _make(file: Path) -> None:
    """Whole or not at all, and never in the place of another: two processes may come here at once."""
    with NamedTemporaryFile(dir=file.parent) as new:  # which is for its owner only
        new.write(new_private_key())
        new.flush()
        with suppress(FileExistsError):
            os.link(new.name, file)


def _unusable(file: Path, why: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"The signing key {file} cannot be used: {why}. CLEARANCE_SIGNING_KEY names the file of an Ed25519 key; "
        "make one with: openssl genpkey -algorithm ed25519 -out FILE"
    )
