"""Python's search for garbage, left out while work makes many objects of which none is garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

MANY = 5000


@contextmanager
def all_lasting(rows: int) -> Iterator[None]:
    """For work that makes some objects for each of so many rows and no rings of objects: looking through them
    again and again takes a tenth of its time. Afterwards they are taken as lasting. Few rows: as ever."""
    if rows < MANY or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
