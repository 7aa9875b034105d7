"""Editing in the grid: F2 opens the field's editor over the cell, Enter goes on to the row below.

Tab goes to the next column that can be edited, Ctrl+D takes over what stands above, Esc gives up. What is
typed is saved when the cell is left; a fault stays at the cell.
"""

from typing import Any, Protocol

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from desktop.base.fields import Field
from desktop.ui.bulk_dialog import Picks
from desktop.ui.editors import Editor, editor_for
from desktop.ui.table import LedgerTable

NARROWEST = 150


class Cells(Protocol):
    """What the open cell needs from the list: fields by key, offered values, stored value, saving."""

    fields: dict[str, Field]

    def picks(self) -> Picks:
        """Values offered for fields."""

    def value(self, row: int, key: str) -> Any:
        """The stored value of a record's field."""

    def save_cell(self, row: int, key: str, value: Any, before: Any) -> str | None:
        """None when saved, else the fault."""

    def may_open(self, row: int, key: str) -> bool:
        """Whether the stored value may be shown in an editor; personal data is written down first."""


class CellEdit(QObject):
    """The one open cell of a table, or none."""

    def __init__(self, edits: Cells, table: LedgerTable) -> None:
        super().__init__(table)
        self._edits, self._table = edits, table
        self.editor: Editor | None = None
        self._row, self._key, self._first = 0, "", ""
        self._before: Any = None
        self._saving = False

    def begin(self) -> None:
        """Open the current cell."""
        table, row = self._table, self._table.current_id()
        place = table.current_place()
        if row is None or place is None:
            return
        key = table.windowed.source.columns[place].key
        if key not in self._edits.fields:
            return
        if not self._edits.may_open(row, key):
            return
        self.close()
        facts = self._edits.fields[key]
        editor = editor_for(facts, choices=self._edits.picks().get(key))
        editor.setParent(table.viewport())
        editor.setProperty("ground", "surface")
        editor.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._before = self._edits.value(row, key)
        editor.set_value(self._before)
        self.editor, self._row, self._key, self._first = editor, row, key, editor.text()
        editor.moved_on.connect(lambda: self.leave(1, 0))
        editor.box.installEventFilter(self)
        table.scrollTo(table.currentIndex())
        self._place()
        editor.show()
        editor.raise_()
        editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        if self.editor is None:
            return
        rect, room = self._table.visualRect(self._table.currentIndex()), self._table.viewport().rect()
        wide = min(max(rect.width(), NARROWEST), room.width())
        left = max(0, min(rect.x(), room.width() - wide))
        high = max(self.editor.sizeHint().height(), rect.height())
        top = max(0, min(rect.y(), room.height() - high))
        self.editor.setGeometry(QRect(left, top, wide, high))

    def close(self) -> None:
        """Take the editor away without saving."""
        if self.editor is not None:
            gone, self.editor = self.editor, None
            gone.hide()
            gone.deleteLater()
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self, down: int, right: int) -> bool:
        """Save, then open the cell below or the next editable one; False when it was not saved."""
        if self._saving or self.editor is None:
            return False
        target = self._neighbour(down)
        self._saving = True
        try:
            saved = self._save()
        finally:
            self._saving = False
        if not saved:
            return False
        self.close()
        self._go(target, right, again=bool(down or right))
        return True

    def _neighbour(self, down: int) -> int | None:
        """The record in the row below, before saving moves the rows."""
        table = self._table
        return table.windowed.id_at(table.currentIndex().row() + down) if down else self._row

    def _save(self) -> bool:
        assert self.editor is not None
        if self.editor.text() == self._first:
            return True
        try:
            value = self.editor.value()
        except ValueError as error:
            return self._fault(str(error))
        before, self._before = self._before, self._edits.value(self._row, self._key)
        fault = self._edits.save_cell(self._row, self._key, value, before)
        return True if fault is None else self._fault(fault)

    def _fault(self, sentence: str) -> bool:
        if self.editor is not None:
            self.editor.show_fault(sentence)
            self._place()
            self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return False

    def _go(self, target: int | None, right: int, *, again: bool) -> None:
        if target is None:
            return
        self._table.select_id(target)
        if right:
            self._table.go_to_editable(right)
        if again:
            self.begin()

    def copy_down(self) -> None:
        """Take over what stands in the row above."""
        table = self._table
        above = table.windowed.id_at(table.currentIndex().row() - 1)
        if above is not None and self.editor is not None:
            self.editor.set_value(self._edits.value(above, self._key))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.editor is None or watched is not self.editor.box:
            return False
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape or _is_copy_down(event):
                event.accept()
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._pressed(event)
        if event.type() == QEvent.Type.FocusOut and not self._saving:
            self._focus_lost()
        return False

    def _pressed(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.close()
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.leave(0, 1 if key == Qt.Key.Key_Tab else -1)
        elif _is_copy_down(event):
            self.copy_down()
        else:
            return False
        return True

    def _focus_lost(self) -> None:
        """A click elsewhere saves; a list that drops down from the editor does not."""
        now = QApplication.focusWidget()
        popup = QApplication.activePopupWidget()
        inside = now is not None and self.editor is not None and self.editor.isAncestorOf(now)
        if popup is None and not inside and self._table.isVisible():
            self.leave(0, 0)


def _is_copy_down(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier
