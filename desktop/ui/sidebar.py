"""The sidebar: groups of entries with a grey count or a due word; folds to icons."""

from collections.abc import Mapping, Sequence
from dataclasses import field

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.base.marks import Tone
from desktop.base.values import value_class
from desktop.ui.buttons import pressed_by
from desktop.ui.icons import draw_icon
from desktop.ui.labels import cap, label, rule
from desktop.ui.theme import tokens, type_font

WIDTH = 176
FOLDED = 48
_ENTRY, _LOW_ENTRY, _HEAD = 32, 22, 50
"""Heights in px: of an entry, where there is room and the least, and of what stands above them."""


@value_class
class Entry:
    """One place of the sidebar; `letter` is its Alt key."""

    key: str
    label: str
    icon: str
    letter: str = ""


@value_class
class Group:
    """Entries under a small heading; "" for none."""

    title: str
    entries: Sequence[Entry] = field(default_factory=tuple)


@value_class
class Note:
    """What stands at the right of an entry: a count (grey) or a due word (red, amber)."""

    text: str
    tone: Tone = Tone.GREY


class EntryButton(QAbstractButton):
    """One line of the sidebar, 32 px."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry
        self.note = Note("")
        self.folded = False
        self.letters = False
        self.setText(entry.label)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFixedHeight(_ENTRY)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(FOLDED if self.folded else WIDTH, _ENTRY)

    def set_note(self, note: Note) -> None:
        """Show another count or due word."""
        self.note = note
        self.setAccessibleName(f"{self.entry.label} {note.text}".strip())
        self.setToolTip(self.accessibleName() if self.folded else "")
        self.update()

    def fold(self, folded: bool) -> None:
        """Icon only, the words as tooltip."""
        self.folded = folded
        self.set_note(self.note)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, current mark, icon, words, note."""
        table = tokens()
        painter = QPainter(self)
        current = self.isChecked()
        if current or self.underMouse():
            painter.fillRect(self.rect(), QColor(table.select if current else table.grid))
        if current:
            painter.fillRect(0, 0, 3, self.height(), QColor(table.accent_fill))
        if self.hasFocus():
            painter.setPen(QColor(table.accent))
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        draw_icon(
            painter,
            self.entry.icon,
            QRectF(16 if self.folded else 14, (self.height() - 16) / 2, 16, 16),
            table.accent if current else table.text2,
        )
        if not self.folded:
            self._paint_words(painter, current)
        elif self.note.tone in (Tone.RED, Tone.AMBER):
            painter.fillRect(32, 6, 6, 6, QColor(table.shades(self.note.tone).text))

    def _paint_words(self, painter: QPainter, current: bool) -> None:
        table = tokens()
        right = self.width() - 10
        if self.letters and self.entry.letter:
            note, ink = f"Alt+{self.entry.letter}", table.text2
        else:
            quiet = table.text2 if current else table.text3
            note = self.note.text
            ink = quiet if self.note.tone is Tone.GREY else table.shades(self.note.tone).text
        painter.setFont(type_font(9, bold=current))
        wide = QFontMetrics(painter.font()).horizontalAdvance(note)
        painter.setPen(QColor(ink))
        painter.drawText(
            QRectF(right - wide - 2, 0, wide + 2, self.height()),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
            note,
        )
        painter.setFont(type_font(10, bold=current))
        painter.setPen(QColor(table.text))
        painter.drawText(
            QRectF(40, 0, right - wide - 44, self.height()), Qt.AlignmentFlag.AlignVCenter, self.entry.label
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the page, as Space does."""
        if not pressed_by(self, event):
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()


class Sidebar(QWidget):
    """Name of the office on top, entries by group, keys at the foot. `chosen` gives the key."""

    chosen = Signal(str)

    def __init__(self, office: str, groups: Sequence[Group], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._buttons: dict[str, EntryButton] = {}
        self._words: list[QWidget] = []
        self._folded = False
        self._office = label(office, "strong")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._add_head()
        for group in groups:
            self._add_group(group)
        self._column.addStretch(1)
        self._add_foot()
        self.fold(False)

    def _add_head(self) -> None:
        head = QWidget()
        head.setFixedHeight(43)
        row = QHBoxLayout(head)
        row.setContentsMargins(12, 0, 8, 0)
        row.addWidget(self._office)
        self._column.addWidget(head)
        self._column.addWidget(rule(strong=True))
        self._column.addSpacing(6)

    def _add_group(self, group: Group) -> None:
        if group.title:
            heading = label(group.title, "hint")
            heading.setFixedHeight(30)
            heading.setContentsMargins(14, 8, 0, 4)
            self._words.append(heading)
            self._column.addWidget(heading)
        for entry in group.entries:
            button = EntryButton(entry)
            button.clicked.connect(lambda checked=False, key=entry.key: self.chosen.emit(key))
            if entry.letter:
                QShortcut(QKeySequence(f"Alt+{entry.letter}"), self, button.click)
            self._buttons[entry.key] = button
            self._column.addWidget(button)

    def _add_foot(self) -> None:
        foot = QWidget()
        column = QVBoxLayout(foot)
        column.setContentsMargins(14, 7, 8, 7)
        column.setSpacing(1)
        for parts in (
            (label("按住", "hint"), cap("Alt"), label("显示快捷键", "hint")),
            (cap("F1"), label("帮助", "hint")),
        ):
            row = QHBoxLayout()
            row.setSpacing(4)
            for part in parts:
                row.addWidget(part)
            row.addStretch(1)
            column.addLayout(row)
        line = rule(strong=True)
        self._foot = (line, foot)
        self._column.addWidget(line)
        self._column.addWidget(foot)

    def fold(self, folded: bool) -> None:
        """Icons only, 48 px, or 176 px with words."""
        self.setFixedWidth((FOLDED if folded else WIDTH) - 1)
        for widget in (*self._words, self._office):
            widget.setVisible(not folded)
        for button in self._buttons.values():
            button.fold(folded)
        self._folded = folded
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a low screen the entries come first."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        headings = 0 if self._folded else sum(heading.height() for heading in self._words)
        room, number = self.height() - _HEAD - headings, max(len(self._buttons), 1)
        foot = self._foot[1].sizeHint().height() + 1
        for part in self._foot:
            part.setVisible(not self._folded and room >= _ENTRY * number + foot)
        for button in self._buttons.values():
            button.setFixedHeight(max(_LOW_ENTRY, min(_ENTRY, room // number)))

    def select(self, key: str) -> None:
        """Mark the current place, without the signal."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def focus_current(self) -> None:
        """Give the keyboard to the entry of the current place."""
        for button in self._buttons.values():
            if button.isChecked():
                button.setFocus(Qt.FocusReason.TabFocusReason)

    def set_notes(self, notes: Mapping[str, Note]) -> None:
        """Counts and due words by key; keys that are missing keep theirs."""
        for key, note in notes.items():
            if key in self._buttons:
                self._buttons[key].set_note(note)

    def show_letters(self, shown: bool) -> None:
        """While Alt is held: the access keys instead of the counts."""
        for button in self._buttons.values():
            button.letters = shown
            button.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go through the entries."""
        buttons = list(self._buttons.values())
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        focused = next((place for place, button in enumerate(buttons) if button.hasFocus()), None)
        if step and focused is not None:
            buttons[(focused + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)
            return
        super().keyPressEvent(event)
