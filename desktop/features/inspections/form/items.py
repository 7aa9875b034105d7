"""The checklists as a table answered by single keys: 1 无问题, 2 有问题, 3 不适用; the cursor goes on."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.base.fields import Field, Kind
from desktop.base.marks import CellStyle, Mark, Tone
from desktop.features.inspections.records.visits import Outcome
from desktop.features.inspections.rules.checklists import CheckItem
from desktop.ui.delegates import MARK_ROLE, TableDelegate
from desktop.ui.editors import Editor

HEADS = ("清单", "检查内容", "结论", "发现的问题")
LIST, WORDING, OUTCOME, DETAIL = range(4)
KEYS = {Qt.Key.Key_1: Outcome.CLEAN, Qt.Key.Key_2: Outcome.FAILED, Qt.Key.Key_3: Outcome.NOT_APPLICABLE}
TONES = {Outcome.CLEAN: Tone.GREEN, Outcome.FAILED: Tone.RED, Outcome.NOT_APPLICABLE: Tone.GREY}
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass
class Answer:
    """One line: the item, what was found (None: not looked at), her words."""

    item: CheckItem
    outcome: Outcome | None = None
    detail: str = ""


class AnswersModel(QAbstractTableModel):
    """The answers in order; only the last column is typed into."""

    def __init__(self, answers: Sequence[Answer], parent: QWidget) -> None:
        super().__init__(parent)
        self.answers = list(answers)

    def show_answers(self, answers: Sequence[Answer]) -> None:
        """Other lines."""
        self.beginResetModel()
        self.answers = list(answers)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.answers)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        answer = self.answers[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            outcome = answer.outcome.value if answer.outcome is not None else ""
            return (answer.item.checklist, answer.item.wording, outcome, answer.detail)[index.column()]
        if role == MARK_ROLE and index.column() == OUTCOME and answer.outcome is not None:
            return Mark(CellStyle.LIGHT, TONES[answer.outcome])
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        answer = self.answers[index.row()]
        answer.detail = str(value).strip()
        if answer.detail and answer.outcome is None:
            answer.outcome = Outcome.FAILED
        self._changed(index.row())
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        editable = Qt.ItemFlag.ItemIsEditable if index.column() == DETAIL else Qt.ItemFlag.NoItemFlags
        return super().flags(index) | editable

    def answer(self, row: int, outcome: Outcome | None) -> None:
        """What was found of one line; a failed one begins with the standard words."""
        one = self.answers[row]
        one.outcome = outcome
        standard = one.detail in ("", one.item.finding)
        if outcome is Outcome.FAILED:
            one.detail = one.detail or one.item.finding
        elif standard:
            one.detail = ""
        self._changed(row)

    def _changed(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(HEADS) - 1))


class AnswerWords(Editor):
    """The answers as words of a draft; nothing of it is seen."""

    def __init__(self, table: "ItemTable", answers: Sequence[Answer], parent: QWidget) -> None:
        super().__init__(Field("检查项", Kind.LONG), parent)
        self._table, self._answers = table, answers
        self.hide()
        table.answered.connect(self.changed)

    def text(self) -> str:
        """Outcome and words by the item's key, as JSON; "" when nothing is answered."""
        given = {one.item.key: [one.outcome.value, one.detail] for one in self._answers
                 if one.outcome is not None}
        return json.dumps(given, ensure_ascii=False) if given else ""

    def set_text(self, text: str) -> None:
        """Put them back; items that are gone are passed over."""
        given = json.loads(text) if text else {}
        for one in self._answers:
            outcome, detail = given.get(one.item.key, (None, ""))
            one.outcome, one.detail = Outcome(outcome) if outcome else None, detail
        self._table.viewport().update()
        self._table.answered.emit()


class ItemTable(QTableView):
    """`answered`: something changed; `at(row)`: the cursor stands on another line."""

    answered = Signal()
    at = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answers = AnswersModel((), self)
        self.setModel(self.answers)
        self.setAccessibleName("检查项")
        self._delegate = TableDelegate(self, editable=lambda index: index.column() == DETAIL)
        self._delegate.closeEditor.connect(self._closed)
        self.setItemDelegate(self._delegate)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(27)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.answers.dataChanged.connect(lambda *_: self.answered.emit())

    def show_answers(self, answers: Sequence[Answer]) -> None:
        """Other lines, the cursor on the first."""
        self.answers.show_answers(answers)
        self._fit()
        if answers:
            self.setCurrentIndex(self.answers.index(0, WORDING))

    def all_clean(self) -> None:
        """Every line not answered yet: 无问题."""
        for row, one in enumerate(self.answers.answers):
            if one.outcome is None:
                self.answers.answer(row, Outcome.CLEAN)

    def _closed(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Enter in her words goes on to the next line, once their editor is gone."""
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            QTimer.singleShot(0, self, lambda: self._go(self.currentIndex().row() + 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1, 2, 3 answer, Delete takes an answer back."""
        row, key = self.currentIndex().row(), Qt.Key(event.key())
        if self.state() is QAbstractItemView.State.EditingState:
            event.accept()
        elif row < 0 or event.modifiers() not in (Qt.KeyboardModifier.NoModifier,
                                                Qt.KeyboardModifier.KeypadModifier):
            super().keyPressEvent(event)
        elif key in KEYS:
            self.answers.answer(row, KEYS[key])
            self._go(row if KEYS[key] is Outcome.FAILED else row + 1)
        elif key == Qt.Key.Key_Delete:
            self.answers.answer(row, None)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go(row + 1)
        else:
            super().keyPressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which line."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.at.emit(current.row())

    def _go(self, row: int) -> None:
        """To that line; on the same one, into its words."""
        same = row == self.currentIndex().row()
        index = self.answers.index(min(row, self.answers.rowCount() - 1), DETAIL if same else WORDING)
        self.setCurrentIndex(index)
        if same:
            self.edit(index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The texts share the room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.viewport().width()
        names, outcome = 112, 84
        rest = max(200, room - names - outcome)
        for column, wide in enumerate((names, rest * 11 // 20, outcome, rest - rest * 11 // 20)):
            self.setColumnWidth(column, wide)
