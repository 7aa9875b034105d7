"""The first start on a data folder: the office registered, a backup taken over, or the sample county."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.app import sample
from desktop.app.restoring import note_restore
from desktop.app.setup import open_desk, set_up
from desktop.base.errors import Trouble
from desktop.base.progress import Progress
from desktop.features.backups.form.encryption import unlock_backup
from desktop.features.backups.form.restoring import RestoreDialog
from desktop.features.backups.rules import moment_words
from desktop.features.office.page import Beginnings, FirstStart
from desktop.store.desk import Desk
from desktop.store.restore import Prepared, give_up, prepare, present_counts, swap
from desktop.store.store import Store


def first_start(desk: Desk) -> Desk | None:
    """Ask how to begin; the desk on the filled folder, None when she left."""
    store, taking = desk.store, _Taking(desk.store)
    ways = Beginnings(lambda facts: set_up(desk, facts), lambda progress: sample.load(desk, progress),
                      taking.may_open, taking.prepare, taking.agree)
    first = FirstStart(store.folder, ways)
    if not first.exec():
        store.close()
        return None
    store.close()
    return open_desk(store.folder) if first.prepared is None else _put_in_place(first.prepared, desk)


class _Taking:
    """A backup taken over: what opens it, where it is encrypted, then proven, then agreed to."""

    def __init__(self, store: Store) -> None:
        self._store, self._keys = store, store.keys

    def may_open(self, file: Path, parent: QWidget) -> bool:
        """Ask for the words of an encrypted backup; False when she left."""
        found = unlock_backup(file, self._keys, parent)
        self._keys = found or self._keys
        return found is not None

    def prepare(self, file: Path, progress: Progress) -> Prepared:
        """Prove it beside the data (on the worker)."""
        return prepare(self._store.folder, file, self._store.clock, progress, keys=self._keys)

    def agree(self, prepared: Prepared, parent: QWidget) -> bool:
        """Show what is in it; False, and nothing left of it, when she does not want it."""
        contents, now = prepared.contents, self._store.clock.now()
        dialog = RestoreDialog(prepared.source, moment_words(contents.made_at, now),
                               present_counts(self._store.folder, self._keys), contents.tables,
                               prepared.remarks, parent)
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
    return note_restore(prepared, open_desk(prepared.folder, keys=prepared.keys), "")
