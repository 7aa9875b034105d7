"""Editing on the card: F2 or a double click opens the field in its place, Enter saves and opens the next.

Esc gives up; the old value stands below. What is typed is saved when the field is left; a fault stays there.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.base.listing import shown
from desktop.ui.card_rows import LABEL_WIDTH
from desktop.ui.cell_edit import Cells
from desktop.ui.editors import Editor, editor_for
from desktop.ui.labels import cap, label
from desktop.ui.theme import tokens

LONGEST = 60


class FieldRow(QWidget):
    """A fact that can be changed in place. `wanted`: open it; `stepped(by)`: another row, up or down."""

    wanted = Signal()
    stepped = Signal(int)

    def __init__(self, fact: QWidget, name: str, key: str) -> None:
        super().__init__()
        self.key, self._fact, self._name = key, fact, name
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{name}，按 F2 就地修改")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(2)
        self.column.addWidget(fact)
        for part in fact.findChildren(QLabel):
            part.installEventFilter(self)
        self._open: QWidget | None = None

    def open(self, editor: Editor, old: str) -> None:
        """The editor in the place of the value, the keys and the old value below."""
        self._fact.hide()
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 1, 4, 2)
        column.setSpacing(2)
        line = QHBoxLayout()
        line.setSpacing(0)
        name = label(self._name, "label", wrap=True)
        name.setFixedWidth(LABEL_WIDTH)
        name.setContentsMargins(0, 6, 8, 0)
        line.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(editor, 1)
        column.addLayout(line)
        keys = QHBoxLayout()
        keys.setSpacing(4)
        for key, words in (("Enter", "下一项"), ("Esc", "放弃")):
            keys.addWidget(cap(key))
            keys.addWidget(label(words, "hint"))
            keys.addSpacing(6)
        before = label(f"原为：{old if len(old) <= LONGEST else old[:LONGEST] + '…'}", "hint", wrap=True)
        before.setToolTip(old)
        keys.addWidget(before, 1)
        column.addLayout(keys)
        self._open = part
        self.column.addWidget(part)

    def shut(self) -> None:
        """The value as it was."""
        if self._open is not None:
            self._open.hide()
            self._open.deleteLater()
            self._open = None
        self._fact.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        elif event.type() == QEvent.Type.MouseButtonDblClick:
            self.wanted.emit()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, the arrows go to the next field."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A thin frame shows the field F2 would open."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(QColor(tokens().accent), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class CardEdit(QObject):
    """The one open field of a card, or none. `rows()` gives the card's fields as they stand now."""

    shut = Signal()

    def __init__(self, card: QWidget, rows: Callable[[], list[FieldRow]], record: Callable[[], int | None]
                 ) -> None:
        super().__init__(card)
        self.cells: Cells | None = None
        self.editor: Editor | None = None
        self._card, self._rows, self._record = card, rows, record
        self._row, self._key, self._first = 0, "", ""
        self._before: Any = None
        self.saving = False

    def takes(self, key: str) -> bool:
        """Whether this field can be changed here."""
        return self.cells is not None and key in self.cells.fields

    def watch(self, row: FieldRow) -> None:
        """Open this row when asked for."""
        row.wanted.connect(lambda: self.begin(row.key))
        row.stepped.connect(lambda by: self._step(row.key, by))

    def focused(self) -> FieldRow | None:
        """The row the keyboard is on."""
        return next((row for row in self._rows() if row.hasFocus()), None)

    def begin(self, key: str) -> None:
        """Open the field of that key."""
        row, record = self._find(key), self._record()
        if row is None or record is None or self.cells is None or not self.leave():
            return
        row = self._find(key)
        if row is None or not self.cells.may_open(record, key):
            return
        facts, value = self.cells.fields[key], self.cells.value(record, key)
        editor = editor_for(facts, choices=self.cells.picks().get(key))
        editor.set_value(value)
        self.editor, self._row, self._key, self._first = editor, record, key, editor.text()
        self._before = value
        row.open(editor, shown(value) or "空")
        editor.moved_on.connect(self._next, Qt.ConnectionType.QueuedConnection)
        editor.box.installEventFilter(self)
        editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def give_up(self) -> None:
        """The value as it was."""
        row, self.editor = self._find(self._key), None
        if row is not None:
            row.shut()
            row.setFocus(Qt.FocusReason.OtherFocusReason)
        self.shut.emit()

    def leave(self) -> bool:
        """Save and shut; False when it was not saved and stays open."""
        if self.editor is None:
            return True
        if self.saving:
            return False
        self.saving = True
        try:
            fault = self._save()
        finally:
            self.saving = False
        if fault is not None:
            self.editor.show_fault(fault)
            self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return False
        row, self.editor = self._find(self._key), None
        if row is not None:
            row.shut()
        self.shut.emit()
        return True

    def _save(self) -> str | None:
        assert self.editor is not None
        assert self.cells is not None
        if self.editor.text() == self._first:
            return None
        try:
            value = self.editor.value()
        except ValueError as error:
            return str(error)
        before, self._before = self._before, self.cells.value(self._row, self._key)
        return self.cells.save_cell(self._row, self._key, value, before)

    def _next(self) -> None:
        """Save, then open the field below."""
        keys = [row.key for row in self._rows()]
        place = keys.index(self._key) if self._key in keys else len(keys)
        if self.leave():
            if place + 1 < len(keys):
                self.begin(keys[place + 1])
            elif keys:
                self._focus(self._key)

    def _step(self, key: str, by: int) -> None:
        keys = [row.key for row in self._rows()]
        place = keys.index(key) + by
        if 0 <= place < len(keys):
            self._focus(keys[place])

    def _focus(self, key: str) -> None:
        row = self._find(key)
        if row is not None:
            row.setFocus(Qt.FocusReason.OtherFocusReason)

    def _find(self, key: str) -> FieldRow | None:
        return next((row for row in self._rows() if row.key == key), None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.editor is None or watched is not self.editor.box:
            return super().eventFilter(watched, event)
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.KeyPress:
                self.give_up()
            event.accept()
            return True
        if event.type() == QEvent.Type.FocusOut and not self.saving and self._left():
            self.leave()
        return super().eventFilter(watched, event)

    def _left(self) -> bool:
        """True when the keyboard went elsewhere in this window, not to a list that dropped down."""
        now = QApplication.focusWidget()
        return (QApplication.activePopupWidget() is None and now is not None
                and now.window() is self._card.window()
                and self.editor is not None and not self.editor.isAncestorOf(now))
