"""The client's configuration: one TOML file."""

import base64
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from clearance.notices.client.problems import Problem
from clearance.notices.http.signed import HEADERS

#: Where the notices lie that are waiting, the answers to send, what was sent, and what was refused with the reason.
INCOMING, ANSWERS, SENT, REFUSED = "incoming", "answers", "sent", "refused"
#: The client's own: files on their way, its memory, its lock.
WORK = "work"
FOLDERS = (INCOMING, ANSWERS, SENT, REFUSED, WORK)
#: Without encryption only to this machine itself.
LOCAL = ("localhost", "127.0.0.1")
REQUIRED = ("server", "agency", "key", "folder")
OPTIONAL = ("server_key", "ca_file", "tries", "pause")


@dataclass(frozen=True)
class Config:
    """Paths are absolute. `server_key`: the public key that the state's office gives out; "" until it is known.

    `tries`: how often a request is sent before the client gives up; `pause`: seconds before the second try, doubled
    before each further one.
    """

    server: str
    agency: str
    key: Path
    folder: Path
    server_key: str = ""
    ca_file: Path | None = None
    tries: int = 5
    pause: float = 1.0


def read_config(path: Path) -> Config:
    """The configuration in the file; its folders are made if they are not there. Raises Problem."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Problem(f"{path}: {error.strerror}. Give the path of the configuration with --config.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Problem(f"{path}: not TOML: {error}. An example stands in the client's README.") from None
    try:
        config = _config(found, path.absolute().parent)
    except ValueError as error:
        raise Problem(f"{path}: {error}") from None
    for name in FOLDERS:
        _folder(path, config.folder / name)
    return config


def _config(found: dict[str, Any], beside: Path) -> Config:
    allowed = (*REQUIRED, *OPTIONAL)
    for name in found:
        if name not in allowed:
            raise ValueError(f"found {name!r}; allowed: {', '.join(allowed)}.")
    for name in REQUIRED:
        if name not in found:
            raise ValueError(f"{name} is missing; needed: {', '.join(REQUIRED)}.")
    checks = {"server": _server, "agency": _agency, "server_key": _server_key, "tries": _tries, "pause": _pause}
    values = {name: checks.get(name, _text)(name, value) for name, value in found.items()}
    paths = {name: beside / Path(values[name]).expanduser() for name in ("key", "folder", "ca_file") if name in values}
    return Config(**values | paths)


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name}: found {value!r}; allowed: text in quotes.")
    return value


def _server(name: str, value: Any) -> str:
    if not _is_server(_text(name, value)):
        raise ValueError(
            f"{name}: found {value!r}; allowed: an address such as https://clearance.example.gov "
            f"(http:// only for {' and '.join(LOCAL)})."
        )
    return value.rstrip("/")


def _is_server(text: str) -> bool:
    try:
        parts = urlsplit(text)
        whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)
    return whole and safe and not (parts.query or parts.fragment or parts.username)


def _agency(name: str, value: Any) -> str:
    if not HEADERS["Clearance-Agency"].fullmatch(_text(name, value)):
        raise ValueError(f"{name}: found {value!r}; allowed: the code under which the state registered you.")
    return value


def _server_key(name: str, value: Any) -> str:
    try:
        right = len(base64.b64decode(_text(name, value), validate=True)) == 32
    except ValueError:
        right = False
    if not right:
        raise ValueError(f"{name}: found {value!r}; allowed: the 44 characters that the state's office gives out.")
    return value


def _tries(name: str, value: Any) -> int:
    if type(value) is not int or not 1 <= value <= 20:
        raise ValueError(f"{name}: found {value!r}; allowed: a whole number from 1 to 20.")
    return value


def _pause(name: str, value: Any) -> float:
    if type(value) not in (int, float) or not 0 <= value <= 60:
        raise ValueError(f"{name}: found {value!r}; allowed: seconds, from 0 to 60.")
    return float(value)


def _folder(path: Path, folder: Path) -> None:
    """Notices hold personal data, so a folder that we make is its owner's only."""
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Problem(f"{path}: folder: {folder}: {error.strerror}. Make it, or give another.") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Problem(f"{path}: folder: {folder}: not writable. Give it to the user that runs the client.")
