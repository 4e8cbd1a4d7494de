"""Writing determinations as they are made: CSV or Parquet, whole or not at all."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import polars as pl
from polars.io.plugins import register_io_source

from .determination import DETERMINATION

Item = TypeVar("Item")
Result = TypeVar("Result")
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
            # Statistics help to look up single rows, which nobody does here, and cost a tenth of the writing.
            rows.sink_parquet(unfinished, compression="zstd", compression_level=1, statistics=False)
    except pl.exceptions.PolarsError:
        if failed:
            raise failed[0] from None
        raise
    else:
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def in_order(work: Callable[[Item], Result], items: Iterable[Item], threads: int) -> Iterator[Result]:
    """The results of the work on the items, in their order, done by several threads while the next items are made.

    No more than `threads` + 1 items are in hand at any time.
    """
    with ThreadPoolExecutor(threads) as pool:
        begun: deque[Future[Result]] = deque()
        try:
            for item in items:
                begun.append(pool.submit(work, item))
                if len(begun) > threads:
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()
        finally:
            for future in begun:
                future.cancel()
