"""Writing determinations as they are made: CSV or Parquet, whole or not at all."""

import queue
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import polars as pl
from polars.io.plugins import register_io_source

from .evaluate import DETERMINATION

Item = TypeVar("Item")
#: What an output file may end in.
ENDINGS = (".csv", ".parquet")


def write_determinations(frames: Iterable[pl.DataFrame], path: Path) -> None:
    """Writes the frames, in order, to a file that appears only when it is complete.

    `path` ends in .csv or .parquet. Memory does not grow with the number of frames.
    """
    failed: list[BaseException] = []

    def source(*_: object) -> Iterator[pl.DataFrame]:
        try:
            yield from frames
        except BaseException as error:
            failed.append(error)
            raise

    unfinished = path.with_name(f".{path.name}.unfinished")
    rows = register_io_source(source, schema=DETERMINATION, validate_schema=True)
    try:
        if path.suffix == ".csv":
            rows.sink_csv(unfinished)
        else:
            rows.sink_parquet(unfinished, compression="zstd", compression_level=1)
    except pl.exceptions.PolarsError:
        if failed:
            raise failed[0] from None
        raise
    else:
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def ahead(items: Iterable[Item]) -> Iterator[Item]:
    """The same items, the next one being made while this one is used."""
    made: queue.Queue[tuple[Item | None, BaseException | None]] = queue.Queue(maxsize=1)
    stop = threading.Event()

    def make() -> None:
        try:
            for item in items:
                if not _put(made, (item, None), stop):
                    return
            _put(made, (None, None), stop)
        except BaseException as error:
            _put(made, (None, error), stop)

    thread = threading.Thread(target=make, daemon=True)
    thread.start()
    try:
        while True:
            item, error = made.get()
            if error is not None:
                raise error
            if item is None:
                return
            yield item
    finally:
        stop.set()
        thread.join()


def _put(made: queue.Queue, item: tuple, stop: threading.Event) -> bool:
    """Waits for room, but not once no one takes any more."""
    while not stop.is_set():
        try:
            made.put(item, timeout=0.1)
        except queue.Full:
            continue
        return True
    return False
