"""The board of problems: figures that open their lists, cards by stage and town, the full-screen wall."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.base.lights import TONES
from desktop.base.marks import Tone
from desktop.features.problems.listing.board import STAGES, Card, Lane, Wall
from desktop.features.problems.panels.shown import short_day
from desktop.features.problems.records import State
from desktop.features.problems.rules.moves import OPEN
from desktop.ui.board import BoardView
from desktop.ui.board_layout import BoardCard, BoardColumn, BoardRow
from desktop.ui.buttons import LinkButton, Segments
from desktop.ui.focus import focus_on
from desktop.ui.labels import cap, label
from desktop.ui.light_label import LightLabel

HINTS = (("方向键", "选卡片"), ("Enter", "打开"), ("Ctrl+→", "办下一步"), ("Ctrl+←", "退回"))
LIGHT_FIGURES = {"红": (Tone.RED, "红 · 逾期"), "黄": (Tone.AMBER, "黄 · 3日内"),
                 "蓝": (Tone.BLUE, "蓝 · 期内")}
FIGURES_HEIGHT = 38
SIZES = {"标准": 1.0, "大": 1.25, "特大": 1.6}
"""Sizes of type on the projector, as multiples of the window's."""


def board_columns(wall: Wall) -> list[BoardColumn]:
    """Stages with the number of problems in each."""
    return [BoardColumn(state.value, state.value, wall.stages[state], state is not State.CLOSED)
            for state in STAGES]


def board_rows(wall: Wall) -> list[BoardRow]:
    """Towns with their cards."""
    return [_row(lane) for lane in wall.lanes]


def _row(lane: Lane) -> BoardRow:
    shown = (*OPEN, State.LOOK_BACK)
    return BoardRow(
        lane.town, lane.town, f"未销 {lane.open} / {lane.total}", f"逾期 {lane.late}" if lane.late else "",
        {state.value: [_card(card) for card in lane.cards.get(state, ())] for state in shown},
        {State.CLOSED.value: lane.counts.get(State.CLOSED, 0)},
        {state.value: lane.more(state) for state in shown})


def _card(card: Card) -> BoardCard:
    tone = TONES[card.standing.light] if card.standing else Tone.GREY
    if card.state is State.LOOK_BACK and card.relapses:
        tone = Tone.RED
    old = short_day(card.old_limit) if card.old_limit else ""
    limit = f"，期限 {short_day(card.limit)}" if card.limit else ""
    extended = f"（原 {old}）" if old else ""
    again = f"，反弹 {card.relapses} 次" if card.relapses else ""
    climbed = f"，{card.level.value}" if card.level_mark else ""
    number = f"{card.short_number} {card.level_mark}".strip()
    tip = f"{card.number} {card.subject}，{card.label}，{card.words}{limit}{extended}{again}{climbed}"
    return BoardCard(card.row, number, card.label, card.words, tone, old, tip)


class FigureBar(QFrame):
    """挂账总数, 未销号 … each a link to its list. `clicked(name)`; what stands at the right is added."""

    clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "box")
        self.setFixedHeight(FIGURES_HEIGHT)
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(16, 0, 16, 0)
        self.line.setSpacing(6)
        self.numbers: dict[str, LinkButton] = {}
        self._parts: dict[str, tuple[QWidget, ...]] = {}
        for name in ("挂账总数", "未销号", "已销号"):
            self._add(name, label(name))
        self.rate, self.of = label("", "strong", Tone.BLUE), label("", "small")
        for part in (label("到期销号率"), self.rate, self.of):
            self.line.addWidget(part)
        self.line.addSpacing(12)
        for name, (tone, words) in LIGHT_FIGURES.items():
            self._add(name, LightLabel(words, tone))
        self._add("反弹", label("反弹"))
        self._add("督办中", label("督办中"))
        self.line.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the rarer figures give way; the list has them."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        spare = [(self.of,), *(self._parts[name] for name in ("反弹", "督办中", "挂账总数", "已销号"))]
        for part in (part for group in spare for part in group):
            part.show()
        for group in spare:
            self.line.invalidate()
            if self.line.sizeHint().width() <= self.width():
                break
            for part in group:
                part.hide()

    def _add(self, name: str, words: QWidget) -> None:
        number = LinkButton("…", strong=True)
        number.setAccessibleName(name)
        number.clicked.connect(lambda: self.clicked.emit(name))
        self.numbers[name] = number
        self._parts[name] = (words, number)
        self.line.addWidget(words)
        self.line.addWidget(number)
        self.line.addSpacing(10)

    def show_wall(self, wall: Wall) -> None:
        """Other numbers."""
        for name, number in self.numbers.items():
            number.setText(str(wall.figures[name]))
            number.updateGeometry()
        self.rate.setText(wall.rate)
        self.of.setText(f"{wall.figures['已销号']} / {wall.due}" if wall.rated else "")
        self._fit()


class WallPanel(QWidget):
    """Figures, board, and a line with the keys and what was refused."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures, self.board = FigureBar(), BoardView("镇街")
        self.idle = label("", "small")
        self.message = label("", "", Tone.RED)
        self.message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.message.hide()
        frame = QFrame()
        frame.setProperty("frame", "box")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.board)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 6)
        column.setSpacing(8)
        column.addWidget(self.figures)
        column.addWidget(frame, 1)
        self.foot = self._foot()
        column.addLayout(self.foot)
        focus_on(self, self.board)
        self.board.current_changed.connect(lambda _: self.tell(""))

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(4)
        foot.addWidget(self.message, 1)
        self.hints: list[QWidget] = []
        for key, words in HINTS:
            said = label(words, "small")
            said.setContentsMargins(0, 0, 12, 0)
            self.hints += [cap(key), said]
        self.hints.append(label("也可拖动卡片；缺材料时卡片回到原处，并说明缺什么。", "small"))
        for part in self.hints:
            foot.addWidget(part)
        foot.addStretch(1)
        foot.addWidget(self.idle)
        return foot

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the longest of the hints gives way."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = [*self.hints, self.idle]
        needed = sum(part.sizeHint().width() + self.foot.spacing() for part in shown)
        self.hints[-1].setVisible(self.hints[0].isVisibleTo(self) and needed <= self.foot.geometry().width())

    def show_wall(self, wall: Wall) -> None:
        """Another state of the board; the message goes when something changed."""
        self.figures.show_wall(wall)
        self.board.show_board(board_columns(wall), board_rows(wall))
        self.idle.setText("　".join(words for words in (wall.elsewhere_words, wall.idle_words) if words))
        self.idle.setToolTip("、".join(wall.idle))
        self._fit()

    def tell(self, words: str) -> None:
        """Why a card went back; "" brings the keys back."""
        self.message.setText(words)
        self.message.setToolTip(words)
        self.message.setVisible(bool(words))
        for part in self.hints:
            part.setVisible(not words)
        self._fit()


class WallWindow(QWidget):
    """投屏: the board alone on the whole screen, for the meeting; Esc or F11 closes it.

    `size` is one of `SIZES`; `keep(size)` is told when she takes another.
    """

    def __init__(self, title: str, read: Callable[[], Wall], parent: QWidget, size: str = "",
                 keep: Callable[[str], None] = lambda size: None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(title)
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._read = read
        self.panel = WallPanel()
        for part in self.panel.hints:
            part.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 8)
        column.setSpacing(8)
        column.addLayout(self._head(title))
        column.addWidget(self.panel, 1)
        self._keep = keep
        self.take_size(size if size in SIZES else next(iter(SIZES)))
        for keys in ("Esc", "F11"):
            QShortcut(QKeySequence(keys), self, self.close)
        for keys, step in (("Ctrl+=", 1), ("Ctrl++", 1), ("Ctrl+-", -1)):
            QShortcut(QKeySequence(keys), self, partial(self._step, step))
        self.panel.board.setFocus()
        self.reload()

    def _head(self, title: str) -> QHBoxLayout:
        self.sizes = Segments([(size, size) for size in SIZES])
        self.sizes.chosen.connect(self.take_size)
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        self.filtered = label("", "small")
        row.addWidget(label(title, "title"))
        row.addWidget(self.filtered, 1)
        for part in (label("字号", "label"), cap("Ctrl +"), cap("Ctrl −"), self.sizes):
            row.addWidget(part)
        return row

    def take_size(self, size: str) -> None:
        """Show the board in this size of type, and keep the choice."""
        self.sizes.select(size)
        self.panel.board.set_zoom(SIZES[size])
        self._keep(size)

    def _step(self, by: int) -> None:
        names = list(SIZES)
        self.take_size(names[max(0, min(names.index(self.sizes.current()) + by, len(names) - 1))])

    def reload(self) -> None:
        """Read the numbers again."""
        wall = self._read()
        self.filtered.setText(wall.words)
        self.panel.show_wall(wall)
