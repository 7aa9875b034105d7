"""What stands beside (or below) a ledger's table: a card at the right, or a detail of its own."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from desktop.ui.buttons import Button


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

    def verbs_menu(self) -> QMenu:
        """The verbs at the foot as a menu, those of their own menus after them; a forbidden one says why."""
        menu = QMenu(self)
        shown = [button for button in self.findChildren(Button) if not _put_away(button)]
        for button in (button for button in shown if button.menu() is None):
            why = "" if button.isEnabled() or not button.toolTip() else f"（{button.toolTip()}）"
            action = menu.addAction(f"{button.text()}{why}", button.click)
            action.setEnabled(button.isEnabled())
        for inner in (button.menu() for button in shown if button.menu() is not None):
            menu.addSeparator()
            menu.addActions(inner.actions())
        return menu

    def open_verbs(self, where: QPoint) -> None:
        """The menu at a place of the screen; nothing where nothing can be done."""
        if QApplication.activePopupWidget() is not None:
            return
        menu = self.verbs_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        if menu.actions():
            menu.popup(where)


def _put_away(button: QWidget) -> bool:
    """Hidden on purpose, not merely in a card that is not shown now."""
    return button.isHidden() and button.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
