"""A page: refreshes itself when a change concerns it, in front at once, hidden when next shown."""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.base.changes import Changes
from desktop.base.listing import Question
from desktop.base.records import Record
from desktop.store.newer import Unreadable
from desktop.ui.empty import EmptyState
from desktop.ui.focus import staying
from desktop.ui.services import MOST_AT_ONCE, Services
from desktop.ui.shortcut_sheet import KeyGroup

BREATH_MS = 20
"""Between two parts: what one has changed is painted, and what was typed is taken, before the next begins."""


class Page(QWidget):
    """Base of all pages. `watches` names the records whose changes concern it (empty = all)."""

    placed = Signal()
    """`place_words` says something else."""
    unreadable = Signal(object)
    """The data a later version wrote cannot be shown here; with the trouble that says so."""
    watches: tuple[type[Record], ...] = ()
    unhurried: bool
    """What is asked now is asked after long work: the window does not wait for the answer."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.services = services
        self._stale, self._begun, self.unhurried = True, 0, False
        services.changed.connect(self._on_change)

    def refresh(self) -> None:
        """Read again, keeping the selection."""
        raise NotImplementedError(type(self).__name__)

    def parts(self) -> Sequence[Callable[[], None]]:
        """What `refresh` does, in parts: after long work the window paints and takes keys between them."""
        return (self.refresh,)

    def open_row(self, row: int) -> None:
        """Show one record."""

    def show_question(self, question: Question) -> None:
        """Show the rows a number counts."""

    def new(self) -> None:
        """Ctrl+N."""

    def save(self) -> None:
        """Ctrl+S."""

    def export(self) -> None:
        """Ctrl+E."""

    def print(self) -> None:
        """Ctrl+P."""

    def leave(self) -> bool:
        """False keeps the page in front (unsaved work the clerk wants to go on with)."""
        return True

    def keys(self) -> list[KeyGroup]:
        """Keys for the shortcut sheet, besides those of the buttons."""
        return []

    def place_words(self) -> str:
        """The words at the right of the status line."""
        return ""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._freshen()

    def _on_change(self, changes: Changes) -> None:
        if not self.watches or changes.concern(self.watches):
            self._stale = True
            if self.isVisible():
                self._freshen(slowly=len(changes.rows) > MOST_AT_ONCE)

    def _freshen(self, *, slowly: bool = False) -> None:
        if self._stale:
            self._stale = False
            self._begun += 1
            self._go_on(self._begun, iter(self.parts() if slowly else (self.refresh,)), slowly)

    def _go_on(self, begun: int, parts: Iterator[Callable[[], None]], slowly: bool) -> None:
        """The next part, and the others each in an event of its own; none once all is read anew."""
        part = next(parts, None) if begun == self._begun else None
        if part is None:
            return
        self.unhurried = slowly
        try:
            with staying(self):
                part()
        except Unreadable as trouble:
            self.unreadable.emit(trouble)
            return
        finally:
            self.unhurried = False
        if slowly:
            QTimer.singleShot(BREATH_MS, self, lambda: self._go_on(begun, parts, slowly))


class ShutPage(Page):
    """In the place of a page that newer data does not let be read: why, and what can still be done."""

    def __init__(self, services: Services, trouble: Unreadable, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self.empty = EmptyState(trouble.what, trouble.advice)
        QVBoxLayout(self).addWidget(self.empty)

    def refresh(self) -> None:
        """Nothing is read."""
