"""The month: days off, make-up workdays, and the deadlines of every subject; on screen and on paper."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.base.due import Due
from desktop.base.lights import TONES, remaining
from desktop.base.marks import Tone, light
from desktop.base.months import first_day, month_words, shifted
from desktop.base.workdays import WorkCalendar
from desktop.features.calendar.form import NoticeDialog
from desktop.features.calendar.notices import due_words, month_pdf
from desktop.features.calendar.page.lists import MONTH, VIEWS, missing_label, show_missing
from desktop.features.calendar.queries import dues_by_day, terms_between, work_calendar
from desktop.features.calendar.records import SchoolTerm
from desktop.features.calendar.rules import weeks_of
from desktop.features.office.queries import is_set_up, office
from desktop.output.pdf.fonts import font_book
from desktop.ui.box import Box
from desktop.ui.buttons import Button, Segments
from desktop.ui.feature import Feature
from desktop.ui.focus import focus_on
from desktop.ui.labels import label
from desktop.ui.line_table import LINK, Head, Line, LineTable
from desktop.ui.month_grid import MonthGrid, Square
from desktop.ui.page import Page
from desktop.ui.page_head import PageHead, Piece
from desktop.ui.print_dialog import PrintDialog
from desktop.ui.services import Services

SIDE = 330
WEEK = "一二三四五六日"


class MonthPage(Page):
    """Watches everything: any change may move a deadline. Enter on an item opens its record."""

    def __init__(self, services: Services, feature: Feature) -> None:
        super().__init__(services)
        self.offers = [other.due for other in services.features if other.due is not None]
        self.day = services.today
        self.month = f"{self.day:%Y-%m}"
        self.dues: dict[date, list[Due]] = {}
        self.calendar = WorkCalendar({}, {}, frozenset())
        self.head = PageHead(feature.title)
        self.turns = Segments(VIEWS, MONTH)
        self.missing = missing_label()
        self.grid = MonthGrid()
        self.grid.setAccessibleName("月历")
        self.box = Box("")
        self.table = LineTable("到期事项", (Head("", 84), Head("")), row=26)
        self._nothing = label("", "second", wrap=True)
        self._nothing.setContentsMargins(12, 8, 12, 8)
        self.terms = Box("校历", hint="落在本月的假期")
        self._terms = label("", "second", wrap=True)
        self._terms.setContentsMargins(12, 8, 12, 8)
        self._fill_head()
        self._assemble()
        self._connect()
        focus_on(self, self.grid)

    def _fill_head(self) -> None:
        self.back, self.forward = Button("‹"), Button("›")
        self.now = Button("本月")
        self.back.setAccessibleName("上月")
        self.forward.setAccessibleName("下月")
        for part in (self.turns, self.back, self.now, self.forward):
            self.head.add_slot(part)
        self.pasting = Button("粘贴放假通知…", icon="copy", writes=True)
        self.printing = Button("打印 A4", icon="printer")
        self.printing.set_key_cap("Ctrl+P")
        for button in (self.pasting, self.printing):
            self.head.add_action(button)

    def _assemble(self) -> None:
        side = QWidget()
        side.setFixedWidth(SIDE)
        right = QVBoxLayout(side)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(10)
        self.box.body.addWidget(self._nothing, 0, Qt.AlignmentFlag.AlignTop)
        self.box.body.addWidget(self.table)
        self.terms.body.addWidget(self._terms)
        right.addWidget(self.box, 1)
        right.addWidget(self.terms)
        columns = QHBoxLayout()
        columns.setContentsMargins(16, 0, 16, 12)
        columns.setSpacing(12)
        columns.addWidget(self.grid, 1)
        columns.addWidget(side)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        outer.addWidget(self.missing)
        outer.addLayout(columns, 1)

    def _connect(self) -> None:
        self.back.clicked.connect(lambda: self.show_month(shifted(self.month, -1)))
        self.forward.clicked.connect(lambda: self.show_month(shifted(self.month, 1)))
        self.now.clicked.connect(lambda: self.show_day(self.services.today))
        self.grid.chosen.connect(self.show_day)
        self.grid.opened.connect(lambda _: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        self.table.opened.connect(lambda due: self.services.open(due.feature, due.row or None))
        self.printing.clicked.connect(self.print)
        self.pasting.clicked.connect(lambda: NoticeDialog(self.services, self).exec())

    def refresh(self) -> None:
        """Read the month again; the chosen day stays."""
        show_missing(self.services, self.missing, first_day(self.month))
        self.services.read(self._read)
        self._show_day()

    def show_month(self, month: str) -> None:
        """Another month, its first day chosen."""
        self.show_day(first_day(month))

    def show_day(self, day: date) -> None:
        """Choose a day; its month comes along."""
        same = f"{day:%Y-%m}" == self.month
        self.day, self.month = day, f"{day:%Y-%m}"
        if same:
            self._show_day()
        else:
            self.refresh()

    def _read(self, session: Session) -> None:
        weeks = weeks_of(self.month)
        first, last = weeks[0][0], weeks[-1][-1]
        self.calendar = work_calendar(session)
        self.dues = dues_by_day(session, self.services.today, self.offers, first, last)
        own = [day for day in self.dues if f"{day:%Y-%m}" == self.month]
        count = sum(len(self.dues[day]) for day in own)
        late = sum(len(self.dues[day]) for day in own if day < self.services.today)
        pieces = [Piece(month_words(self.month), strong=True), Piece("，到期 "),
                  Piece(str(count), strong=True), Piece(" 件")]
        self.head.set_counts([*pieces, *([Piece(f"，其中已过期 {late} 件")] if late else [])])
        terms = terms_between(session, first_day(self.month), last)
        self._terms.setText("\n".join(_term_words(term) for term in terms))
        self.terms.setVisible(bool(terms))
        self._weeks = weeks

    def _show_day(self) -> None:
        squares = {day: self._square(day) for week in self._weeks for day in week}
        self.grid.show_month(self._weeks, int(self.month[5:]), squares, self.services.today, self.day)
        dues = self.dues.get(self.day, [])
        name = self.calendar.day_name(self.day)
        words = f"{self.day.month}月{self.day.day}日 周{WEEK[self.day.weekday()]}"
        self.box.set_title(words)
        self.box.set_count(str(len(dues)) if dues else "")
        rest = "" if self.calendar.is_workday(self.day) else "休息"
        self.box.set_hint(name if name and not name.startswith("星期") else rest)
        self.table.show_lines([Line(((self._left(due), light(self._tone(due))), (due_words(due), LINK)),
                                    due, (due.feature, due.kind, due.row)) for due in dues])
        self.table.setVisible(bool(dues))
        self._nothing.setText("这一天没有到期的事。" if not dues else "")
        self._nothing.setVisible(not dues)

    def _left(self, due: Due) -> str:
        left = (due.day - self.services.today).days
        if not due.calendar_days:
            return remaining(due.day, self.services.today, self.calendar).words
        return f"过期 {-left} 日" if left < 0 else "今天到期" if left == 0 else f"剩 {left} 日"

    def _tone(self, due: Due) -> Tone:
        if due.calendar_days:
            return Tone.RED if due.day < self.services.today else Tone.AMBER
        return TONES[remaining(due.day, self.services.today, self.calendar).light]

    def _square(self, day: date) -> Square:
        name, working = self.calendar.day_name(day), self.calendar.is_workday(day)
        plain = not name or name.startswith("星期")
        lines = tuple((due_words(due), self._tone(due)) for due in self.dues.get(day, ()))
        return Square("" if plain else name.removesuffix("上班") if working else name, not working,
                      working and not plain, lines)

    def print(self) -> None:
        """Preview the month, then paper or file."""
        given = (self.month, self.calendar, self.dues, self.services.today, self.services.read(_bureau))
        self.services.run(lambda progress: month_pdf(*given, font_book()), "排版月历", self._preview,
                          parent=self)

    def _preview(self, data: bytes) -> None:
        PrintDialog(self.services, "打印月历", data, f"期限月历_{self.month}.pdf", self).exec()

    def place_words(self) -> str:
        return month_words(self.month)


def _bureau(session: Session) -> str:
    return office(session).bureau if is_set_up(session) else ""


def _term_words(term: SchoolTerm) -> str:
    ends = f"{term.ends.month}月{term.ends.day}日" if term.ends else "（开学日未登记）"
    mark = "" if term.checked else "（待核对）"
    return f"{term.stage.value}{term.vacation.value} {term.starts.month}月{term.starts.day}日至{ends}{mark}"


