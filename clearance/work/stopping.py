"""How a worker is stopped: it is asked to, and the sweep in hand ends after its chunk."""

from threading import Event

_asked = Event()


class Stopped(BaseException):
    """The worker was asked to stop. Not an Exception: a sweep's own handling of errors must let it through."""


def ask() -> None:
    """Let every sweep of this process end after the chunk in hand, and take up no other."""
    _asked.set()


def asked() -> bool:
    return _asked.is_set()


def rest(seconds: float) -> bool:
    """Wait that long, or until asked to stop. Whether that is asked."""
    return _asked.wait(seconds)


def until_stopped(step: str, rows: int) -> None:
    """A `Progress` for sweeps, called between two chunks: raises Stopped once the worker was asked to stop.

    What is left stands in the rows, and the next sweep goes on with it. Outside of a worker it does nothing.
    """
    if asked():
        raise Stopped
