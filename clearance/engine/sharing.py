"""Parts of a plan that are read more than once are computed once."""

import narwhals as nw


def shared(frame: nw.LazyFrame) -> nw.LazyFrame:
    """The frame, computed once however many parts of the plan read it; else each of them would compute it again."""
    return nw.from_native(frame.to_native().cache())
