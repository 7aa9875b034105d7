"""The boxes of 今日: what is to be done, reports, licences, drafts, the weeks."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.base.marks import Tone, light, tag
from desktop.features.filings.records import SendState
from desktop.features.overview.queries import Board, Draft, LostFile, Reports, Trend, Weekly
from desktop.features.overview.rules import NO_TOWN, Band, First, Group, Item, by_band, by_town, list_day
from desktop.ui.box import Box
from desktop.ui.buttons import LinkButton
from desktop.ui.charts import Bars, WeekChart
from desktop.ui.labels import label, rule
from desktop.ui.line_table import LINK, QUIET, Cell, GroupLine, Head, Line, LineTable

NOTHING = "近 7 个工作日内没有要办的事。新的问题按 Ctrl+N 登记；镇街报来的机构表格到“机构台账”导入。"
START = "打开“机构台账”"
FEWEST = 3
"""Items of a group that are shown before 还有 N 件."""

DUE_HEADS = (Head("期限状态", 112), Head("事项"), Head("对象"), Head("镇街", 72, needs=700), Head("期限", 88),
             Head("下一步", 120))
STATE_TONES = {SendState.NOT_SENT: Tone.AMBER, SendState.SENT: Tone.BLUE, SendState.RECEIVED: Tone.GREEN,
               SendState.CORRECTED: Tone.RED}
CENTER = Qt.AlignmentFlag.AlignHCenter
RIGHT = Qt.AlignmentFlag.AlignRight
SMALL_ROW = 24
TREND = ("found", "found_before", "closed", "closed_before")
TREND_NEEDS = 700
"""Width in px of the box below which the month's line gives way."""


class DueBox(Box):
    """要办的事 by urgency or by town; `opened(Item)`. A figure's items can be shown alone."""

    opened = Signal(object)
    narrowed = Signal(bool)
    ledger_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("要办的事", parent, link=("turn", "按镇街分"))
        toggle = self.findChild(LinkButton)
        assert toggle is not None
        self._toggle = toggle
        self._all = LinkButton("看全部", small=True)
        self._all.clicked.connect(self.show_all)
        self.head.addWidget(self._all)
        self.table = LineTable("要办的事", DUE_HEADS, headed=True)
        self._empty = _words(NOTHING)
        self.start = LinkButton(START)
        self.start.clicked.connect(self.ledger_wanted)
        self.body.addWidget(self._empty)
        indent = QHBoxLayout()
        indent.setContentsMargins(12, 0, 12, 0)
        indent.addWidget(self.start)
        indent.addStretch(1)
        self.body.addLayout(indent)
        self.body.addStretch(1)
        self.body.addWidget(self.table, 100)
        self._board: Board | None = None
        self._only: tuple[Item, ...] | None = None
        self._by_town = False
        self._open: set[str] = set()
        self.link_clicked.connect(lambda _: self._turn())
        self.table.opened.connect(self._opened)
        self.table.resized.connect(self._fill)

    def show_board(self, board: Board, only: tuple[Item, ...] | None = None, words: str = "") -> None:
        """Show the board's items, or `only` these under `words`."""
        self._board, self._only = board, only
        self._empty.setText(f"现在没有“{words}”的。按“看全部”回到要办的事。" if only is not None else NOTHING)
        self._all.setVisible(only is not None)
        self.set_hint(f"只看：{words} {len(only)} 件" if only is not None else "按期限排，逾期在前")
        self._fill()

    def show_all(self) -> None:
        """Drop the narrowing."""
        if self._board is not None:
            self.show_board(self._board)
        self.narrowed.emit(False)

    def shown_items(self) -> tuple[Item, ...]:
        """The items the list stands for, folded ones included."""
        if self._only is not None or self._board is None:
            return self._only or ()
        return tuple(item for item in self._board.items if item.band is not Band.LAPSING)

    def _turn(self) -> None:
        self._by_town = not self._by_town
        self._toggle.setText("按期限分" if self._by_town else "按镇街分")
        self._toggle.updateGeometry()
        self._fill()

    def _fill(self) -> None:
        if self._board is None:
            return
        items = self.shown_items()
        groups = by_town(items) if self._by_town else by_band(items, self._board.today)
        self.table.show_lines([line for group in groups for line in self._lines(group, groups)])
        self.table.setVisible(bool(items))
        self._empty.setVisible(not items)
        self.start.setVisible(not items and self._only is None)

    def keyboard(self) -> QWidget:
        """What takes the keyboard: the list, or the way to begin."""
        if self.shown_items():
            return self.table
        return self.start if self._only is None else self._all

    def _lines(self, group: Group, groups: Sequence[Group]) -> list[Line | GroupLine]:
        whole = self._only is not None or group.title in self._open
        limit = len(group.items) if whole else self._limit(groups)
        if len(group.items) == limit + 1:
            limit += 1
        shown = [self._line(item) for item in group.items[:limit]]
        rest = len(group.items) - len(shown)
        more = [Line((("", QUIET), (f"还有 {rest} 件，全部打开", LINK)), group.title, ("more", group.title))]
        return [GroupLine(group.title, len(group.items), group.hint), *shown, *(more if rest else [])]

    def _limit(self, groups: Sequence[Group]) -> int:
        """Items a group may show so that all groups stand in sight, three at least."""
        room = self.table.viewport().height() // self.table.row_height
        if sum(len(group.items) + 1 for group in groups) <= room:
            return max(len(group.items) for group in groups)
        return max(FEWEST, (room - 2 * len(groups)) // len(groups))

    def _line(self, item: Item) -> Line:
        due = item.due
        assert self._board is not None
        day = list_day(due.day, self._board.today)
        cells = ((item.words, light(item.tone)), (f"{due.kind} {due.title}", LINK), (due.subject, QUIET),
                 (due.town or NO_TOWN, QUIET), (day, QUIET), (due.next_step, LINK))
        return Line(cells, item, (due.feature, due.kind, due.row))

    def _opened(self, payload: object) -> None:
        if isinstance(payload, Item):
            self.opened.emit(payload)
        else:
            self._open.add(str(payload))
            self._fill()


class FirstBox(Box):
    """今天先办三件: what, why, the next step; `opened(Item)`."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("今天先办三件", parent, hint="先逾期，后临期；有单位等着的在前")
        heads = (Head(""), Head("", 210), Head("", 140, needs=600))
        self.table = LineTable("今天先办三件", heads, row=26, quiet=True)
        self.body.addWidget(self.table)
        self.table.opened.connect(self.opened)

    def show_first(self, found: Sequence[First]) -> None:
        """Show these; with nothing urgent the box goes away."""
        self.setVisible(bool(found))
        self.table.show_lines([Line((
            (_what(first.item), LINK), (first.reason, light(first.item.tone)),
            (first.item.due.next_step, QUIET)), first.item, _key(first.item)) for first in found])
        self.table.setFixedHeight(self.table.wanted_height())


def _what(item: Item) -> str:
    return f"{item.due.kind} {item.due.title}　{item.due.subject}"


def _key(item: Item) -> object:
    return (item.due.feature, item.due.kind, item.due.row)


class LostBox(Box):
    """打不开的证据: `opened(LostFile)`; the link opens all problems they belong to: `listed()`."""

    opened = Signal(object)
    listed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("打不开的证据", parent, link=("list", "打开问题"))
        self.table = LineTable("打不开的证据", (Head(""), Head("", 84, RIGHT)), row=26, quiet=True)
        self.body.addWidget(self.table)
        self.table.opened.connect(self.opened)
        self.link_clicked.connect(lambda _: self.listed.emit())
        link = self.findChild(LinkButton)
        assert link is not None
        self._link = link

    def show_lost(self, found: Sequence[LostFile]) -> None:
        """Show these; with none the box goes away."""
        self.setVisible(bool(found))
        self.set_count(str(len(found)))
        problems = {lost.problem for lost in found if lost.problem is not None}
        self._link.setText(f"打开这 {len(problems)} 个问题")
        self._link.updateGeometry()
        self._link.setVisible(bool(problems))
        self.table.show_lines([Line(((lost.words, LINK if lost.problem else QUIET),
                                     (lost.number or "文书、报表", QUIET)), lost, lost.attachment)
                               for lost in found])
        self.table.setFixedHeight(min(self.table.wanted_height(), 3 * 26) + 2)


class ReportsBox(Box):
    """近期报送: recipients by months; `opened()` goes to the next report."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("近期报送", parent, link=("open", "打开"))
        self.table = LineTable("近期报送", (Head(""),), headed=True, row=SMALL_ROW)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.setSelectionMode(LineTable.SelectionMode.NoSelection)
        self._words = label("", "small-strong", Tone.AMBER, wrap=True)
        self._words.setContentsMargins(12, 5, 12, 6)
        self.body.addWidget(self.table)
        self.body.addWidget(rule())
        self.body.addWidget(self._words)
        self.link_clicked.connect(lambda _: self.opened.emit())
        self.table.opened.connect(lambda _: self.opened.emit())

    def show_reports(self, reports: Reports | None) -> None:
        """Show them; without any the box goes away."""
        self.setVisible(reports is not None)
        if reports is None:
            return
        self.set_hint(f"{reports.form}，{len(reports.rows)} 个收件单位")
        self.table.lines.set_heads((Head(""), *(Head(month, 74, CENTER) for month in reports.months)))
        self.table.show_lines([
            Line(((name, QUIET), *(_state(state) for state in states)), None, name)
            for name, states in reports.rows])
        self.table.setFixedHeight(self.table.wanted_height())
        self._words.setText(f"▲ {reports.words}")


class LapsingBox(Box):
    """证照将到期 within 30 days; `opened(Item)`."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("证照将到期", parent, hint="30 日内")
        heads = (Head(""), Head("", 84, RIGHT), Head("", 76, RIGHT))
        self.table = LineTable("证照将到期", heads, row=26, quiet=True)
        self._empty = _words("30 日内没有到期的证照和协议。")
        self.body.addWidget(self._empty, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.table)
        self.table.opened.connect(self.opened)

    def show_items(self, items: Sequence[Item], board: Board) -> None:
        """Show these, the earliest first."""
        self.set_count(str(len(items)))
        self.table.show_lines([
            Line(((item.due.subject, LINK), (list_day(item.due.day, board.today), QUIET),
                  (item.words, QUIET)), item, (item.due.kind, item.due.row)) for item in items])
        self.table.setVisible(bool(items))
        self._empty.setVisible(not items)


class DraftsBox(Box):
    """没写完的: half-filled forms, papers begun and not issued; `opened(Draft)`."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("没写完的", parent)
        self.table = LineTable("没写完的", (Head(""), Head("", 84, RIGHT)), row=26, quiet=True)
        self._empty = _words("没有写了一半的文书和表单。")
        self.body.addWidget(self._empty, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.table)
        self.table.opened.connect(self.opened)

    def show_drafts(self, drafts: Sequence[Draft]) -> None:
        """Show these, the latest first."""
        self.set_count(str(len(drafts)))
        self.table.show_lines([Line(((draft.title, LINK), (draft.state, QUIET)), draft,
                                    (draft.feature, draft.row, draft.title)) for draft in drafts])
        self.table.setVisible(bool(drafts))
        self._empty.setVisible(not drafts)


class WeeksBox(Box):
    """Problems found and closed by week; `opened(ids)` opens what a bar or a sum counts."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("近 12 周问题", parent)
        self.chart = WeekChart("新增", "销号")
        self._sums = {key: LinkButton("", small=True) for key in ("found", "closed", "open")}
        for key, words in (("found", "□ 新增"), ("closed", "■ 销号"), ("open", "现挂账")):
            self.head.addWidget(label(words, "small"))
            self.head.addWidget(self._sums[key])
            self._sums[key].clicked.connect(lambda checked=False, key=key: self.opened.emit(self.ids[key]))
        self._trend = {key: LinkButton("", small=True) for key in TREND}
        self._trend_words = QWidget()
        line = QHBoxLayout(self._trend_words)
        line.setContentsMargins(12, 0, 0, 0)
        line.setSpacing(4)
        self._month = label("", "small-strong")
        line.addWidget(self._month)
        for key, before, after in (("found", "新增", ""), ("found_before", "（上月同期", "）"),
                                   ("closed", "销号", ""), ("closed_before", "（上月同期", "）")):
            line.addWidget(label(before, "small"))
            line.addWidget(self._trend[key])
            if after:
                line.addWidget(label(after, "small"))
            self._trend[key].clicked.connect(
                lambda checked=False, key=key: self.opened.emit(self.trend_ids[key]))
        self.head.addWidget(self._trend_words)
        self.body.addWidget(self.chart)
        self.trend_ids: dict[str, frozenset[int]] = {}
        self.ids: dict[str, frozenset[int]] = {}
        self._weeks: dict[str, Weekly] = {}
        self.chart.clicked.connect(self._clicked)

    def show_weeks(self, weekly: Sequence[Weekly], still_open: frozenset[int]) -> None:
        """Show these weeks and the number still open."""
        self._weeks = {week.first.isoformat(): week for week in weekly}
        self.chart.set_weeks([
            Bars(key, f"{week.first.month}/{week.first.day}", len(week.found), len(week.closed))
            for key, week in self._weeks.items()])
        self.ids = {"found": frozenset().union(*(week.found for week in weekly)),
                    "closed": frozenset().union(*(week.closed for week in weekly)), "open": still_open}
        for key, button in self._sums.items():
            button.setText(str(len(self.ids[key])))
            button.updateGeometry()

    def show_trend(self, trend: Trend) -> None:
        """This month until today beside the same days of the last."""
        self._month.setText(f"{trend.month}至今")
        self.trend_ids = {key: getattr(trend, key) for key in TREND}
        for key, button in self._trend.items():
            button.setText(str(len(self.trend_ids[key])))
            button.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The month's line needs a wide box."""
        super().resizeEvent(event)
        self._trend_words.setVisible(self.width() >= TREND_NEEDS)

    def _clicked(self, key: str, which: int) -> None:
        week = self._weeks[key]
        self.opened.emit(week.closed if which else week.found)


def _state(state: SendState | None) -> Cell:
    return (state.value, tag(STATE_TONES[state])) if state is not None else ("—", QUIET)


def _words(text: str) -> QLabel:
    made = label(text, "second", wrap=True)
    made.setContentsMargins(12, 8, 12, 8)
    return made


