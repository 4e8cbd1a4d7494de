"""The agency's key pair: made once, and kept where only its owner reads it."""

import os
import stat
from pathlib import Path

from clearance.notices.client.problems import Problem
from clearance.signing import PrivateKey, load_private_key, new_private_key


def make_key(path: Path) -> PrivateKey:
    """A new private key in a new file (mode 0600). Raises Problem, and changes nothing, if the file is there."""
    pem, beside = new_private_key(), path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(beside, "xb", opener=_owner_only) as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        try:
            # A link, and not a rename: it fails where there is a key, and the key is there whole or not at all.
            os.link(beside, path)
        finally:
            beside.unlink()
    except FileExistsError:
        raise Problem(
            f"{path}: there is a key already. To begin with a new one move this one away, make the new one, "
            "and let the state's office register it in place of the old."
        ) from None
    except OSError as error:
        raise Problem(f"{path}: {error.strerror}. Give a place for the key that this user can write to.") from None
    return load_private_key(pem)


def read_key(path: Path) -> PrivateKey:
    """The private key in the file. Raises Problem where there is none, or where others can read it."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        pem = path.read_bytes()
    except FileNotFoundError:
        raise Problem(f"{path}: there is no key. Make one with the command keygen.") from None
    except OSError as error:
        raise Problem(f"{path}: {error.strerror}. The user that runs the client must be able to read it.") from None
    if os.name == "posix" and mode & 0o077:
        raise Problem(f"{path}: found mode {mode:04o}; allowed: only its owner reads it. Run: chmod 600 {path}")
    try:
        return load_private_key(pem)
    except ValueError as error:
        raise Problem(f"{path}: {error}. Give the file that keygen made.") from None


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
