"""The files of laws: where they stand, and their text and tables, with errors that name the file."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from .problem import PolicyError

LIBRARY = Path(__file__).parent / "library"
#: A law is a few pages of text. What is larger is not a policy.
MAX_BYTES = 1_000_000


def law_names() -> list[str]:
    """The laws of the library, by name."""
    return sorted(path.stem for path in LIBRARY.glob("*.toml") if path.suffixes == [".toml"])


def law_file(name: str | Path) -> Path:
    """The file of that name, or of the law of that name in the library. Raises PolicyError."""
    for path in (Path(name), LIBRARY / f"{name}.toml"):
        if path.is_file():
            return path
    known = ", ".join(law_names())
    raise PolicyError(f"{name}: no such file, and no law of that name in the library. There is: {known}")


def cases_file(law: str | Path) -> Path:
    """Where the cases of a law stand: LAW.cases.toml beside LAW.toml. Raises PolicyError."""
    return law_file(law).with_suffix(".cases.toml")


def read_text(path: Path) -> str:
    """The text of a file that is there. Raises PolicyError."""
    with path.open("rb") as file:
        return as_text(file.read(MAX_BYTES + 1), str(path), path.stat().st_size)


def as_text(content: bytes, source: str, size: int | None = None) -> str:
    """The text in a file's bytes, of which the first MAX_BYTES + 1 are enough. Raises PolicyError."""
    if len(content) > MAX_BYTES:
        size = size or len(content)
        raise PolicyError(f"{source}: found {size:,} bytes; allowed: {MAX_BYTES:,}. Is this a policy file?")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PolicyError(f"{source}: byte {error.start}: not UTF-8 text. Save the file as UTF-8.") from None


def tables_of(text: str, source: str) -> dict[str, Any]:
    """The tables that a TOML text means; numbers with a point are decimals. Raises PolicyError."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except ValueError as error:
        raise PolicyError(f"{source}: not TOML: {error}") from None
    except RecursionError:
        raise PolicyError(f"{source}: tables or lists stand too deep inside one another.") from None
