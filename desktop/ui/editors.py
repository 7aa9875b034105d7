"""One editor a kind of field, all with the same face: value, text, fault, changed."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.base.fields import Field, Kind
from desktop.base.marks import Tone
from desktop.base.masks import masked
from desktop.ui.buttons import LinkButton
from desktop.ui.labels import label, restyle
from desktop.ui.reading import edit_text, read_value

LINE = 20
MOST_LINES = 8
UNBOUNDED = 16_777_215
"""Px: Qt's own word for no largest height."""
HEIGHT = 30


class Editor(QWidget):
    """Base: `value()` raises ValueError with a sentence; `moved_on` when Enter leaves the field."""

    changed = Signal()
    moved_on = Signal()

    def __init__(self, facts: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts = facts
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(3)
        self._fault = label("", "small", Tone.RED, wrap=True)
        self._fault.hide()

    def _install(self, box: QWidget) -> None:
        self.box = box
        box.setAccessibleName(self.facts.label)
        box.installEventFilter(self)
        self.setFocusProxy(box)
        self._column.addWidget(box)
        if self.facts.help:
            hint = label(self.facts.help, "hint", wrap=True)
            self._column.addWidget(hint)
        self._column.addWidget(self._fault)

    def value(self) -> Any:
        """What the field holds; None when empty."""
        return read_value(self.facts, self.text())

    def text(self) -> str:
        """The words in the editor."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a stored value."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Put words back, such as those of a kept draft."""
        raise NotImplementedError

    def veil(self, may_lift: Callable[[], bool]) -> None:
        """Show the words masked until 显示 is pressed and `may_lift()` allows it; text and value stay."""
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        words, link = label(masked(self.text())), LinkButton("显示", small=True)
        link.setAccessibleName(f"显示{self.facts.label}")
        line.addWidget(words)
        line.addWidget(link)
        line.addStretch(1)
        row.setFixedHeight(HEIGHT)
        self._column.insertWidget(self._column.indexOf(self.box), row)
        QWidget.setTabOrder(self.box, link)
        self.box.hide()
        self.setFocusProxy(link)
        self.changed.connect(lambda: words.setText(masked(self.text())))
        link.clicked.connect(lambda: self._lift(row) if may_lift() else None)

    def _lift(self, row: QWidget) -> None:
        row.hide()
        self.box.show()
        self.setFocusProxy(self.box)
        self.box.setFocus(Qt.FocusReason.TabFocusReason)

    def show_fault(self, sentence: str) -> None:
        """Red outline and the sentence below; "" takes both away."""
        restyle(self.box, "state", "bad" if sentence else "")
        self._fault.setText(sentence)
        self._fault.setVisible(bool(sentence))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                return self._line_break()
            if not event.modifiers():
                self.moved_on.emit()
                return True
        return super().eventFilter(watched, event)

    def _line_break(self) -> bool:
        return False


class LineEditor(Editor):
    """One line: text, code, phone, date, number, money."""

    def __init__(self, facts: Field, parent: QWidget | None = None) -> None:
        super().__init__(facts, parent)
        self._line = QLineEdit()
        self._line.setMinimumHeight(HEIGHT)
        if facts.length:
            self._line.setMaxLength(facts.length)
        if facts.kind is Kind.DATE:
            self._line.setPlaceholderText("年-月-日")
        self._line.textChanged.connect(self.changed)
        self._install(self._line)

    def text(self) -> str:
        return self._line.text()

    def set_value(self, value: Any) -> None:
        self.set_text(edit_text(value))

    def set_text(self, text: str) -> None:
        self._line.setText(text)
        self._line.setCursorPosition(0)

    def suggest(self, words: Sequence[str]) -> None:
        """Offer these words while typing."""
        self._line.setCompleter(completer_of(words, self._line))


def completer_of(words: Sequence[str], box: QLineEdit) -> QCompleter:
    """Offers the words that contain what is typed, in a framed list below the box."""
    completer = QCompleter(list(words), box)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.popup().setProperty("role", "popup")
    return completer


class _GrowingText(QPlainTextEdit):
    def __init__(self, lines: int) -> None:
        super().__init__()
        self._lines, self._fills = lines, False
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def fill(self) -> None:
        """As high as its place, never lower than its lines."""
        self._fills = True
        self.setMaximumHeight(UNBOUNDED)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._fit()

    def _fit(self, *_: object) -> None:
        if self._fills:
            self.setMinimumHeight(self._lines * LINE + 12)
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
            return
        wanted = round(self.document().documentLayout().documentSize().height())
        off, needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(needed if wanted > MOST_LINES else off)
        self.setFixedHeight(max(self._lines, min(MOST_LINES, wanted)) * LINE + 12)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks the lines anew."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.height())


class TextEditor(Editor):
    """Several lines; grows from two (or `lines`) to eight; Ctrl+Enter breaks the line."""

    def __init__(self, facts: Field, parent: QWidget | None = None, lines: int = 2) -> None:
        super().__init__(facts, parent)
        self._text = _GrowingText(lines)
        self._text.textChanged.connect(self.changed)
        self._install(self._text)

    def text(self) -> str:
        return self._text.toPlainText()

    def set_value(self, value: Any) -> None:
        self.set_text(edit_text(value))

    def set_text(self, text: str) -> None:
        self._text.setPlainText(text)

    def fill(self) -> None:
        """As high as the room it is given, not as its words."""
        self._text.fill()

    def _line_break(self) -> bool:
        self._text.insertPlainText("\n")
        return True


class _StillCombo(QComboBox):
    """The wheel scrolls the form, it does not change the value."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class PickEditor(Editor):
    """One of given values; an empty first entry when nothing may be chosen."""

    def __init__(
        self,
        facts: Field,
        choices: Sequence[tuple[Any, str]],
        *,
        empty: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(facts, parent)
        self._empty = empty
        self._values: list[Any] = []
        self._combo = _StillCombo()
        self._combo.setMinimumHeight(HEIGHT)
        self._combo.setMaxVisibleItems(16)
        self.set_choices(choices)
        self._combo.currentIndexChanged.connect(lambda _: self.changed.emit())
        self._install(self._combo)

    def set_choices(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer other values, keeping the chosen one when it is still there."""
        kept = self.value() if self._combo.count() else None
        offered = [(None, "")] * self._empty + list(choices)
        self._values = [value for value, _ in offered]
        self._combo.clear()
        self._combo.addItems([words for _, words in offered])
        self.set_value(kept)

    def value(self) -> Any:
        """The chosen value itself: Qt's own item data would turn a word of a value set into plain text."""
        place = self._combo.currentIndex()
        return self._values[place] if place >= 0 else None

    def text(self) -> str:
        return self._combo.currentText()

    def set_value(self, value: Any) -> None:
        known = value in self._values
        self._combo.setCurrentIndex(self._values.index(value) if known else -1 if value is not None else 0)

    def set_text(self, text: str) -> None:
        self._combo.setCurrentIndex(self._combo.findText(text))


def editor_for(
    facts: Field, *, needed: bool = False, choices: Sequence[tuple[Any, str]] | None = None
) -> Editor:
    """The editor of a declared field; `choices` offers values of its own (a LINK, a list of towns)."""
    if choices is not None:
        return PickEditor(facts, choices, empty=not needed)
    if facts.kind is Kind.CHOICE and facts.choices is not None:
        return PickEditor(facts, words_of(facts.choices), empty=not needed)
    if facts.kind is Kind.FLAG:
        return PickEditor(facts, [(True, "是"), (False, "否")], empty=not needed)
    return TextEditor(facts) if facts.kind is Kind.LONG else LineEditor(facts)


def words_of(choices: type[StrEnum]) -> list[tuple[Any, str]]:
    """Values of a value set with their words."""
    return [(word, word.value) for word in choices]


def typed(editors: Mapping[str, Editor]) -> dict[str, Any] | None:
    """Typed values by key, or None after showing each fault at its field."""
    found: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for key, editor in editors.items():
        try:
            found[key] = editor.value()
        except ValueError as error:
            faults[key] = str(error)
    show_faults(editors, faults)
    return None if faults else found


def show_faults(editors: Mapping[str, Editor], faults: Mapping[str, str]) -> None:
    """Mark these fields, unmark the rest, go to the first."""
    for key, editor in editors.items():
        editor.show_fault(faults.get(key, ""))
    first = next((editors[key] for key in editors if key in faults), None)
    if first is not None:
        first.setFocus(Qt.FocusReason.OtherFocusReason)
