"""Whether a notice is what the state's office signed, for us, and whole."""

from pathlib import Path
from typing import Any

from clearance.notices.client.problems import Refused
from clearance.notices.messages import MessageError, read_manifest


def verify_manifest(file: Path, *, notice: str, agency: str, server_key: str) -> dict[str, Any]:
    """The content of the manifest in the file. Raises Refused."""
    try:
        manifest = read_manifest(file.read_bytes(), [server_key])
    except MessageError as error:
        if error.code == "wrong_signature":
            raise Refused(f"{file.name}: it is not signed by the key under `server_key`") from None
        raise Refused(f"{file.name}: {error.words}") from None
    for name, ours in (("notice", notice), ("agency", agency)):
        if manifest[name] != ours:
            raise Refused(f"{file.name}: its {name} is {manifest[name]}; expected: {ours}")
    return manifest


def verify_file(file: Path, sha256: str, expected: str) -> None:
    """Raises Refused unless the file's hash is the one in the manifest."""
    if sha256 != expected:
        raise Refused(f"{file.name}: its SHA-256 is {sha256}; the manifest says {expected}")


def verify_lines(file: Path, expected: int) -> None:
    """Raises Refused unless the JSON Lines are as many as the manifest says: a mistake of whoever signed it."""
    with file.open("rb") as lines:
        count = sum(1 for _ in lines)
    if count != expected:
        raise Refused(f"{file.name}: it has {count:,} lines; the manifest says {expected:,}")
