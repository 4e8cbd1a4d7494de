"""Bytes of a text file, plain or gzip, in blocks of whole lines. A line without end is never held in memory."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from .errors import RecordsError

MAX_LINE = 1_000_000
BLOCK = 2_000_000


def first_bytes(path: Path, size: int) -> bytes:
    with _open(path) as stream:
        return _read(stream, path, size)


def whole_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Blocks of whole lines, each with the number of its first line. Of a line that is too long only the start is kept,
    in a block of its own that is still longer than MAX_LINE.
    """
    number, rest, skipping = 1, b"", False
    with _open(path) as stream:
        while chunk := _read(stream, path, BLOCK):
            if skipping:
                end = chunk.find(b"\n")
                if end < 0:
                    continue
                chunk, skipping = chunk[end + 1 :], False
            chunk = rest + chunk
            end = chunk.rfind(b"\n")
            if end >= 0:
                yield number, chunk[:end]
                number += chunk.count(b"\n")
            rest = chunk[end + 1 :]
            if len(rest) > MAX_LINE:
                yield number, rest
                number, rest, skipping = number + 1, b"", True
    if rest:
        yield number, rest


def _open(path: Path) -> IO[bytes]:
    try:
        stream = path.open("rb")
        if stream.read(2) == b"\x1f\x8b":
            stream.close()
            return gzip.open(path)  # type: ignore[return-value]
        stream.seek(0)
    except OSError as error:
        raise RecordsError(f"{path}: cannot be opened: {error.strerror}.") from None
    return stream


def _read(stream: IO[bytes], path: Path, size: int) -> bytes:
    try:
        return stream.read(size)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise RecordsError(f"{path.name}: the gzip file is broken or cut short ({error}); fetch it again.") from None
    except OSError as error:
        raise RecordsError(f"{path}: cannot be read: {error.strerror}.") from None
