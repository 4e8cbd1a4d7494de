"""How far a long job is: a bar on a terminal, nothing elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm

#: Called with the name of a step and how many more rows of it are done.
Progress = Callable[[str, int], None]


def no_progress(step: str, rows: int) -> None:
    """Tells nobody."""


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """A Progress that shows a bar for each step, one after the other."""
    bars: dict[str, tqdm] = {}

    def show(step: str, rows: int) -> None:
        if step not in bars:
            for bar in bars.values():
                bar.close()
            bars[step] = tqdm(desc=step, unit=" rows", unit_scale=True, disable=None)
        bars[step].update(rows)

    try:
        yield show
    finally:
        for bar in bars.values():
            bar.close()
