"""The sample county, loaded once and copied for each test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.app import sample
from desktop.app.sample import DAY
from desktop.app.setup import open_desk
from desktop.base.clock import FixedClock
from desktop.base.progress import silent
from desktop.store.desk import Desk


def load_county(folder: Path) -> Path:
    """The data folder of the sample county."""
    made = folder / "数据"
    desk = open_desk(made, FixedClock.on(DAY))
    sample.load(desk, silent())
    desk.store.close()
    return made


@contextmanager
def county_copy(folder: Path, place: Path) -> Iterator[Desk]:
    """A desk at a copy of it, on the sample's day."""
    shutil.copytree(folder, place / "数据")
    desk = open_desk(place / "数据", FixedClock.on(DAY))
    try:
        yield desk
    finally:
        desk.store.close()


def reopened(desk: Desk) -> Desk:
    """The same data after a restart; the first desk is closed."""
    desk.store.close()
    return open_desk(desk.store.folder, FixedClock.on(DAY))
