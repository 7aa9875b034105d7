"""Where the rows of a ledger are: the table, the words of an empty one, those of nothing found."""

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.ui.empty import EmptyState


class LedgerBody(QStackedWidget):
    """Shows `table` while it has rows, else `empty`, or `nothing` where others are filtered away."""

    def __init__(self, table: QWidget, empty: EmptyState, called: str) -> None:
        super().__init__()
        self.table, self.empty = table, empty
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
