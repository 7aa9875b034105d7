"""Where the rows of a ledger are: the table, the words of an empty one, those of nothing found."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.base.listing import Question
from desktop.ui.detail import Detail
from desktop.ui.empty import EmptyState
from desktop.ui.table import LedgerTable


class LedgerBody(QStackedWidget):
    """Shows `table` while it has rows, else `empty`, or `nothing` where others are filtered away."""

    def __init__(self, table: LedgerTable, empty: EmptyState, called: str) -> None:
        super().__init__()
        self.table, self.empty = table, empty
        self._row, self._answered = 0, Question()
        self.nothing = EmptyState(f"没有符合的{called}。", "换一个说法，或清除筛选。", "清除筛选")
        for widget in (table, empty, self.nothing):
            self.addWidget(widget)

    def show_for(self, rows: int, others: bool) -> None:
        """`rows` are listed; `others`: there are more that are not. The keyboard stays in what is seen."""
        here: QWidget | None = self.window().focusWidget()
        had = here is not None and self.isAncestorOf(here)
        self.setCurrentWidget(self.table if rows else self.nothing if others else self.empty)
        if had:
            self.keyboard().setFocus()

    def keyboard(self) -> QWidget:
        """What takes the keyboard when the page comes to the front."""
        shown = self.currentWidget()
        if isinstance(shown, EmptyState) and shown.button.isVisibleTo(shown):
            return shown.button
        return self.table

    def remember(self, question: Question) -> None:
        """The cursor's row, before the list is read again; another question begins at its top."""
        row = self.table.currentIndex().row()
        if question != self._answered:
            self._row, self._answered = 0, question
        elif row >= 0:
            self._row = row

    def stand_near(self, card: Detail) -> None:
        """The cursor's row has left the list: to the one in its place, the keyboard too, so that a verb of
        the card pressed once more does not fall on another record."""
        ids = self.table.windowed.ids()
        here: QWidget | None = self.window().focusWidget()
        self.table.select_id(ids[min(self._row, len(ids) - 1)])
        if here is not None and card.isAncestorOf(here):
            self.table.setFocus()

    def offer_verbs(self, card: Detail) -> None:
        """The card's verbs open at the row: right button, menu key, Shift+F10 (which is Windows' own)."""
        table = self.table
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(
            lambda spot: card.open_verbs(table.viewport().mapToGlobal(spot)))
        key = QShortcut(QKeySequence("Shift+F10"), table, context=Qt.ShortcutContext.WidgetShortcut)
        key.activated.connect(
            lambda: table.customContextMenuRequested.emit(table.visualRect(table.currentIndex()).center()))
