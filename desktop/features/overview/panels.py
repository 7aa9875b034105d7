"""The boxes of 今日: what is to be done, reports, licences, drafts, the weeks."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.base.marks import Tone, light, tag
from desktop.features.filings.records import SendState
from desktop.features.overview.queries import Board, Draft, Reports, Weekly
from desktop.features.overview.rules import NO_TOWN, Band, Group, Item, by_band, by_town, short_day
from desktop.ui.box import Box
from desktop.ui.buttons import LinkButton
from desktop.ui.charts import Bars, WeekChart
from desktop.ui.labels import label, rule
from desktop.ui.line_table import LINK, QUIET, Cell, GroupLine, Head, Line, LineTable

NOTHING = "近 7 个工作日内没有要办的事。新的问题按 Ctrl+N 登记；镇街报来的机构表格到“机构台账”导入。"
FEWEST = 3
"""Items of a group that are shown before 还有 N 件."""

DUE_HEADS = (Head("期限状态", 92), Head("事项"), Head("对象"), Head("镇街", 72, needs=700), Head("期限", 72),
             Head("下一步", 120))
STATE_TONES = {SendState.NOT_SENT: Tone.AMBER, SendState.SENT: Tone.BLUE, SendState.RECEIVED: Tone.GREEN,
               SendState.CORRECTED: Tone.RED}
CENTER = Qt.AlignmentFlag.AlignHCenter
RIGHT = Qt.AlignmentFlag.AlignRight
SMALL_ROW = 24


class DueBox(Box):
    """要办的事 by urgency or by town; `opened(Item)`. A figure's items can be shown alone."""

    opened = Signal(object)
    narrowed = Signal(bool)

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
        self.body.addWidget(self._empty, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.table)
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
        day = short_day(due.day, self._board.today)
        cells = ((item.words, light(item.tone)), (f"{due.kind} {due.title}", LINK), (due.subject, QUIET),
                 (due.town or NO_TOWN, QUIET), (day, QUIET), (due.next_step, LINK))
        return Line(cells, item, (due.feature, due.kind, due.row))

    def _opened(self, payload: object) -> None:
        if isinstance(payload, Item):
            self.opened.emit(payload)
        else:
            self._open.add(str(payload))
            self._fill()


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
        heads = (Head(""), Head("", 72, RIGHT), Head("", 76, RIGHT))
        self.table = LineTable("证照将到期", heads, row=26, quiet=True)
        self._empty = _words("30 日内没有到期的证照和协议。")
        self.body.addWidget(self._empty, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.table)
        self.table.opened.connect(self.opened)

    def show_items(self, items: Sequence[Item], board: Board) -> None:
        """Show these, the earliest first."""
        self.set_count(str(len(items)))
        self.table.show_lines([
            Line(((item.due.subject, LINK), (short_day(item.due.day, board.today), QUIET),
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
        self.head.addWidget(label("整周，周一起算", "hint"))
        self.body.addWidget(self.chart)
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

    def _clicked(self, key: str, which: int) -> None:
        week = self._weeks[key]
        self.opened.emit(week.closed if which else week.found)


def _state(state: SendState | None) -> Cell:
    return (state.value, tag(STATE_TONES[state])) if state is not None else ("—", QUIET)


def _words(text: str) -> QWidget:
    made = label(text, "second", wrap=True)
    made.setContentsMargins(12, 8, 12, 8)
    return made


