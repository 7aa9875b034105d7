"""The first start on a data folder: the office registered, a backup taken over, or the sample county."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.app import sample
from desktop.app.restoring import note_restore
from desktop.app.setup import open_desk, set_up
from desktop.base.errors import Trouble
from desktop.base.progress import Progress
from desktop.features.backups.form import RestoreDialog
from desktop.features.backups.rules import moment_words
from desktop.features.office.page import Beginnings, FirstStart
from desktop.store.desk import Desk
from desktop.store.restore import Prepared, give_up, prepare, present_counts, swap


def first_start(desk: Desk) -> Desk | None:
    """Ask how to begin; the desk on the filled folder, None when she left."""
    store = desk.store
    ways = Beginnings(lambda facts: set_up(desk, facts), lambda progress: sample.load(desk, progress),
                      partial(_prepare, desk), partial(_agree, desk))
    first = FirstStart(store.folder, ways)
    if not first.exec():
        store.close()
        return None
    store.close()
    return open_desk(store.folder) if first.prepared is None else _put_in_place(first.prepared, desk)


def _prepare(desk: Desk, file: Path, progress: Progress) -> Prepared:
    return prepare(desk.store.folder, file, desk.store.clock, progress)


def _agree(desk: Desk, prepared: Prepared, parent: QWidget) -> bool:
    contents, now = prepared.contents, desk.store.clock.now()
    dialog = RestoreDialog(prepared.source, moment_words(contents.made_at, now),
                           present_counts(desk.store.folder), contents.tables, prepared.remarks, parent)
    if dialog.agreed():
        return True
    give_up(prepared)
    return False


def _put_in_place(prepared: Prepared, desk: Desk) -> Desk:
    try:
        swap(prepared, desk.store.clock)
    except Trouble:
        give_up(prepared)
        raise
    return note_restore(prepared, open_desk(prepared.folder), "")
