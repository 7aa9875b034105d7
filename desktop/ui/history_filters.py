"""Which acts 历史 lists: whose, on what kind of record, from which day to which."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from desktop.base.changes import ChangesAsked
from desktop.base.fields import Field, Kind
from desktop.base.records import Record
from desktop.ui.buttons import LinkButton
from desktop.ui.editors import LineEditor
from desktop.ui.labels import label

EVERYBODY, EVERYTHING = "所有人", "所有种类"
DAY_WIDTH = 120


class HistoryFilters(QWidget):
    """One row; `changed` when another question is asked."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._kinds: tuple[type[Record], ...] = ()
        self.who, self.kind = QComboBox(), QComboBox()
        for box, first, name in ((self.who, EVERYBODY, "谁"), (self.kind, EVERYTHING, "改了哪一类")):
            box.addItem(first)
            box.setAccessibleName(name)
            box.setMinimumWidth(150)
            box.currentIndexChanged.connect(self._tell)
        self.first, self.last = (LineEditor(Field(words, Kind.DATE)) for words in ("起日", "止日"))
        self.all = LinkButton("全部")
        self.all.clicked.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 8)
        row.setSpacing(8)
        for editor in (self.first, self.last):
            editor.setFixedWidth(DAY_WIDTH)
            editor.changed.connect(self._tell)
        for widget in (label("谁", "hint"), self.who, label("种类", "hint"), self.kind,
                       label("时间", "hint"), self.first, label("至", "hint"), self.last, self.all):
            row.addWidget(widget)
        row.addStretch(1)
        self._tell()

    def offer(self, people: Sequence[str], kinds: Sequence[type[Record]]) -> None:
        """What may be chosen; the choice stays."""
        self._kinds = tuple(kinds)
        _fill(self.who, people)
        _fill(self.kind, [kind.called for kind in kinds])

    def asked(self, search: str) -> ChangesAsked | None:
        """The question with what is searched; None while a day is being written or is none."""
        days = [_day(editor) for editor in (self.first, self.last)]
        if any(isinstance(day, str) for day in days):
            return None
        first, last = (day if isinstance(day, date) else None for day in days)
        if first and last and last < first:
            self.last.show_fault("早于起日")
            return None
        who = self.who.currentText() if self.who.currentIndex() > 0 else ""
        record = self._kinds[self.kind.currentIndex() - 1] if self.kind.currentIndex() > 0 else None
        return ChangesAsked(search, who, record, first=first, last=last)

    def clear(self) -> None:
        """Ask for everything again."""
        for box in (self.who, self.kind):
            box.setCurrentIndex(0)
        for editor in (self.first, self.last):
            editor.set_text("")

    def _tell(self) -> None:
        chosen = self.who.currentIndex() > 0 or self.kind.currentIndex() > 0
        self.all.setVisible(chosen or bool(self.first.text() or self.last.text()))
        self.changed.emit()


def _fill(box: QComboBox, words: Sequence[str]) -> None:
    if [box.itemText(place) for place in range(1, box.count())] == list(words):
        return
    chosen = box.currentText()
    box.blockSignals(True)
    while box.count() > 1:
        box.removeItem(1)
    box.addItems(list(words))
    box.setCurrentIndex(max(box.findText(chosen), 0))
    box.blockSignals(False)


def _day(editor: LineEditor) -> date | str | None:
    """The day; None when empty; the fault, which the editor then shows."""
    editor.show_fault("")
    try:
        value = editor.value()
    except ValueError as error:
        editor.show_fault(str(error))
        return str(error)
    return value if isinstance(value, date) else None
