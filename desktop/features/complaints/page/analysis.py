"""The figures of a period on the screen: the paragraph, bars of the months, the seven tables."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from desktop.base.fields import Field, Kind
from desktop.base.listing import Question
from desktop.base.months import first_day, last_day, shifted, short_month
from desktop.features.complaints.excel.figures import analysis_workbook
from desktop.features.complaints.notices import analysis_pdf
from desktop.features.complaints.queries.analysis import analysis, months_of
from desktop.features.complaints.rules.figures import (
    DEFINITIONS,
    Analysis,
    Part,
    comparison,
    paragraph,
    parts,
    period_words,
    remarks,
)
from desktop.features.office.queries import is_set_up, office
from desktop.store.whole_file import write_whole
from desktop.ui.areas import following
from desktop.ui.buttons import Button, PrimaryButton
from desktop.ui.charts import Bars, Swatch, WeekChart
from desktop.ui.editors import LineEditor
from desktop.ui.labels import label, rule
from desktop.ui.print_dialog import PrintDialog
from desktop.ui.services import Services

MONTHS = 12
THIS, LAST, QUARTER, YEAR, OWN = "本月", "上月", "本季", "本年", "自定"
NAME = "校外培训投诉举报分析"


def period_of(words: str, today: date) -> tuple[date, date]:
    """First and last day of 本月, 上月, 本季, 本年."""
    month = f"{today:%Y-%m}"
    if words == LAST:
        month = shifted(month, -1)
    if words == QUARTER:
        first = f"{today.year}-{(today.month - 1) // 3 * 3 + 1:02d}"
        return first_day(first), last_day(shifted(first, 2))
    if words == YEAR:
        return date(today.year, 1, 1), date(today.year, 12, 31)
    return first_day(month), last_day(month)


class AnalysisView(QWidget):
    """`asked(question)`: a bar was pressed, show these rows."""

    asked = Signal(object)

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services
        self.found: Analysis | None = None
        self.period = QComboBox()
        self.period.addItems([THIS, LAST, QUARTER, YEAR, OWN])
        self.period.setAccessibleName("分析的时间")
        self.first, self.last = (LineEditor(Field(words, Kind.DATE)) for words in ("起日", "止日"))
        self.copying = Button("复制会商文字", icon="copy")
        self.exporting = Button("存为表格", icon="export")
        self.printing = PrimaryButton("打印", icon="printer", writes=False)
        self.chart = WeekChart("受理", "已办结")
        self._assemble()
        self.period.currentTextChanged.connect(self._choose)
        for editor in (self.first, self.last):
            editor.moved_on.connect(self.reload)
        self.copying.clicked.connect(self.copy)
        self.exporting.clicked.connect(self.export)
        self.printing.clicked.connect(self.print)
        self._choose(THIS)

    def _assemble(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(16, 8, 16, 8)
        bar.setSpacing(8)
        for editor in (self.first, self.last):
            editor.setFixedWidth(120)
        for widget in (label("时间", "hint"), self.period, self.first, label("至", "hint"), self.last):
            bar.addWidget(widget)
        bar.addStretch(1)
        for button in (self.copying, self.exporting, self.printing):
            bar.addWidget(button)
        self.words = label("", wrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(16, 8, 24, 16)
        self.body.setSpacing(8)
        inner = QWidget()
        inner.setLayout(self.body)
        inner.setProperty("ground", "surface")
        self._area = area = following(QScrollArea())
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        self.body.addWidget(label("会商文字", "box"))
        self.body.addWidget(self.words)
        self.body.addLayout(self._legend())
        self.chart.setFixedHeight(150)
        self.chart.clicked.connect(self._open_month)
        self.body.addWidget(self.chart)
        self.tables = QWidget()
        self.body.addWidget(self.tables)
        self.body.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(bar)
        outer.addWidget(rule())
        outer.addWidget(area, 1)

    def _legend(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(label("最近一年每月", "box"))
        for filled, words in ((False, "受理"), (True, "其中已办结")):
            line.addWidget(Swatch(filled=filled))
            line.addWidget(label(words, "small"))
        line.addStretch(1)
        return line

    def _choose(self, words: str) -> None:
        own = words == OWN
        for editor in (self.first, self.last):
            editor.setEnabled(own)
        if not own:
            first, last = period_of(words, self.services.today)
            self.first.set_value(first)
            self.last.set_value(last)
        if self.isVisible():
            self.reload()

    def choose(self, words: str) -> None:
        """Another period by its word."""
        self.period.setCurrentText(words)
        self._choose(words)

    def reload(self) -> None:
        """Read the figures again; a faulty day is said at its field."""
        days = [self._day(editor) for editor in (self.first, self.last)]
        if days[0] is None or days[1] is None:
            return
        if days[1] < days[0]:
            self.last.show_fault("早于起日")
            return
        first, last = days[0], days[1]
        self.found = self.services.read(lambda session: analysis(session, first, last))
        months = [shifted(f"{last:%Y-%m}", -place) for place in reversed(range(MONTHS))]
        bars = self.services.read(lambda session: months_of(session, months))
        self.chart.set_weeks([Bars(month, short_month(month), came, closed) for month, came, closed in bars])
        self.words.setText(paragraph(self.found))
        self._show_tables(self.found)

    def _day(self, editor: LineEditor) -> date | None:
        editor.show_fault("")
        try:
            value = editor.value()
        except ValueError as error:
            editor.show_fault(str(error))
            return None
        if not isinstance(value, date):
            editor.show_fault("请填日期")
            return None
        return value

    def _show_tables(self, found: Analysis) -> None:
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for part in (comparison(found), *parts(found)):
            column.addWidget(part_widget(part))
        column.addWidget(label("口径", "box"))
        for words in (*DEFINITIONS, *remarks(found)):
            column.addWidget(label(words, "small", wrap=True))
        self.body.replaceWidget(self.tables, fresh)
        self.tables.hide()
        self.tables.deleteLater()
        self.tables = fresh

    def _open_month(self, month: str, which: int) -> None:
        """The chart's month as the period."""
        self.period.setCurrentText(OWN)
        self.first.set_value(first_day(month))
        self.last.set_value(last_day(month))
        if which:
            self.asked.emit(Question(filters=frozenset({"closed"})))
        else:
            self.reload()

    def copy(self) -> None:
        """The paragraph into the clipboard."""
        QGuiApplication.clipboard().setText(self.words.text())
        self.services.say("会商文字已复制", saved=False)

    def stem(self) -> str:
        """Name of the files of the period in front."""
        span = period_words(self.found.first, self.found.last) if self.found else ""
        return f"{NAME}_{span}"

    def export(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, "存为表格", f"{self.stem()}.xlsx", "Excel 表格 (*.xlsx)")
        if path:
            self.export_to(Path(path))

    def export_to(self, path: Path) -> None:
        """Write the workbook."""
        if self.found is not None:
            write_whole(path, analysis_workbook(self.found, self.services.read(_bureau)))
            self.services.say(f"已存为 {path.name}", saved=False)

    def print(self) -> None:
        """Preview, then paper or file."""
        if self.found is not None:
            data = analysis_pdf(self.found, self.services.read(_bureau))
            PrintDialog(self.services, NAME, data, f"{self.stem()}.pdf", self).exec()


def part_widget(part: Part) -> QWidget:
    """One dimension as a small grid."""
    widget = QWidget()
    grid = QGridLayout(widget)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(3)
    grid.addWidget(label(part.title, "box"), 0, 0, 1, len(part.heads))
    _line(grid, 1, part.heads, "hint")
    grid.addWidget(rule(), 2, 0, 1, len(part.heads))
    for row, cells in enumerate(part.rows, 3):
        whole = row == len(part.rows) + 2 and part.title != "环比"
        _line(grid, row, cells, "strong" if whole else "")
    if part.note:
        grid.addWidget(label(part.note, "small", wrap=True), len(part.rows) + 3, 0, 1, len(part.heads))
    for column in range(len(part.heads)):
        grid.setColumnStretch(column, 3 if column == 0 else 2)
    return widget


def _line(grid: QGridLayout, row: int, cells: Sequence[str], role: str) -> None:
    for column, words in enumerate(cells):
        side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
        grid.addWidget(label(words, role), row, column, side)


def _bureau(session: Session) -> str:
    return office(session).bureau if is_set_up(session) else ""
