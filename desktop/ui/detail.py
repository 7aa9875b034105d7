"""What stands beside (or below) a ledger's table: a card at the right, or a detail of its own."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class Detail(QWidget):
    """Shows the table's current row; F2 edits it. `left`: F6 goes back to the table."""

    left = Signal()

    def show_row(self, row: int | None) -> None:
        """Show the record of that id, or nothing."""
        raise NotImplementedError(type(self).__name__)

    def prepare(self, row: int | None) -> None:
        """After long work: read what `show_row` will show of that id next; None: nothing is to be kept."""

    def edit(self) -> None:
        """Open the form of the shown record."""
        raise NotImplementedError(type(self).__name__)
