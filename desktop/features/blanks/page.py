"""临时表: a received blank as it looks, its cells mapped by a click, filled again each month."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.base.errors import Trouble
from desktop.base.listing import shown as value_words
from desktop.base.months import month_words, shifted
from desktop.base.progress import Progress
from desktop.features.blanks.excel import Refill, refill
from desktop.features.blanks.form import CellDialog, NameDialog
from desktop.features.blanks.operations import note_month, unmap_cell
from desktop.features.blanks.panels import BlanksBox, CellBar, MappedBox
from desktop.features.blanks.queries import Filled, blank_bytes, blanks, filled
from desktop.features.blanks.records import Blank
from desktop.features.filings.listing import next_filing
from desktop.output.excel_fill.places import Merge, Place, anchor, place_of
from desktop.output.excel_read.opening import Sheet, open_workbook
from desktop.store.whole_file import write_whole
from desktop.ui.buttons import Button, PrimaryButton
from desktop.ui.chips import Chip, ChipRow
from desktop.ui.empty import EmptyState
from desktop.ui.errors import show_trouble
from desktop.ui.feature import Feature
from desktop.ui.focus import focus_on
from desktop.ui.page import Page
from desktop.ui.page_head import PageHead, Piece
from desktop.ui.record_actions import void_with_reason
from desktop.ui.services import Services
from desktop.ui.sheet_grid import SheetGrid

SIDE = 300
FILES = "Excel 表格 (*.xlsx *.xlsm *.xls)"


class BlanksPage(Page):
    """Watches everything: any record may change a count."""

    def __init__(self, services: Services, feature: Feature) -> None:
        super().__init__(services)
        self.blank: Blank | None = None
        self.sheets: tuple[Sheet, ...] = ()
        self.sheet = ""
        self.month = ""
        self.cells: list[Filled] = []
        self.head = PageHead(feature.title)
        self.kept, self.mapped, self.bar = BlanksBox(), MappedBox(), CellBar()
        self.tabs = ChipRow("工作表")
        self.grid = SheetGrid("空白表")
        self.empty = EmptyState(
            "这里放上级临时发来的空白表。",
            "打开 .xlsx 或 .xls 空白表，点单元格选填什么，以后每月照填。", "打开空白表…")
        self._fill_head()
        self._assemble()
        self._connect()
        focus_on(self, self.grid)

    def _fill_head(self) -> None:
        self.back, self.forward = Button("‹"), Button("›")
        self.back.setAccessibleName("上月")
        self.forward.setAccessibleName("下月")
        for part in (self.back, self.forward):
            self.head.add_slot(part)
        self.voiding = Button("作废…", writes=True)
        self.opening = Button("打开空白表…", icon="folder", writes=True)
        self.filling = PrimaryButton("填出", icon="export")
        for button in (self.voiding, self.opening, self.filling):
            self.head.add_action(button)

    def _assemble(self) -> None:
        side = QWidget()
        side.setFixedWidth(SIDE)
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(10)
        left.addWidget(self.kept, 2)
        left.addWidget(self.mapped, 3)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.tabs)
        right.addWidget(self.grid, 1)
        right.addWidget(self.bar)
        whole = QWidget()
        columns = QHBoxLayout(whole)
        columns.setContentsMargins(16, 0, 16, 12)
        columns.setSpacing(12)
        columns.addWidget(side)
        columns.addLayout(right, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        self._stack = QStackedLayout()
        outer.addLayout(self._stack, 1)
        self._stack.addWidget(whole)
        self._stack.addWidget(self.empty)

    def _connect(self) -> None:
        self.back.clicked.connect(lambda: self.show_month(shifted(self.month, -1)))
        self.forward.clicked.connect(lambda: self.show_month(shifted(self.month, 1)))
        self.opening.clicked.connect(self.new)
        self.empty.acted.connect(self.new)
        self.filling.clicked.connect(self.export)
        self.voiding.clicked.connect(self._void)
        self.kept.picked.connect(lambda blank: self.open_row(blank.id))
        self.mapped.picked.connect(self._show_mapped)
        self.tabs.toggled.connect(lambda key, on: self.show_sheet(key))
        self.grid.chosen.connect(lambda row, column: self._show_cell())
        self.grid.opened.connect(lambda row, column: self.change())
        self.bar.change.clicked.connect(self.change)
        self.bar.clear.clicked.connect(self._clear)

    def refresh(self) -> None:
        """Read again; blank, sheet and cell stay."""
        known = self.services.read(blanks)
        chosen = self.blank.id if self.blank else 0
        self.blank = next((blank for blank in known if blank.id == chosen), known[0] if known else None)
        self.month = self.month or self.services.read(_first_month, self.services.today)
        self.kept.show_blanks(known)
        self._stack.setCurrentIndex(0 if known else 1)
        for part in (self.back, self.forward, self.voiding, self.filling):
            part.setVisible(bool(known))
        if self.blank is not None and (self.blank.id != chosen or not self.sheets):
            self._load(self.blank)
        self._show_values()

    def _load(self, blank: Blank) -> None:
        try:
            data = self.services.read(blank_bytes, blank)
            self.sheets = open_workbook(data, blank.file_name).readable
        except Trouble as trouble:
            self.sheets = ()
            show_trouble(self, trouble)
        self.tabs.set_chips([Chip(sheet.name, sheet.name) for sheet in self.sheets])
        self.tabs.setVisible(len(self.sheets) > 1)
        self.sheet = ""
        self.show_sheet(self.sheets[0].name if self.sheets else "")

    def show_sheet(self, name: str) -> None:
        """One sheet of the blank."""
        found = next((sheet for sheet in self.sheets if sheet.name == name), None)
        self.tabs.choose({name} if found else set())
        if found is None or name == self.sheet:
            return
        self.sheet = name
        self.grid.show_sheet([[_text(cell) for cell in row] for row in found.rows], found.merges)
        self._mark()
        self.grid.select(0, 0)

    def _show_values(self) -> None:
        blank = self.blank
        self.cells = self.services.read(filled, blank, self.month, self.services.today) if blank else []
        self.mapped.show_cells(self.cells)
        empty = sum(item.value is None for item in self.cells)
        words = f"，已对应 {len(self.cells)} 格" + (f"，{empty} 格没有数" if empty else "")
        self.head.set_counts([Piece(month_words(self.month), strong=True), Piece(words)] if blank else [])
        self.filling.setText(f"填出{month_words(self.month)}表…")
        self.filling.setEnabled(bool(self.cells))
        self._mark()
        self._show_cell()

    def _mark(self) -> None:
        marks = {}
        for item in self.cells:
            if item.cell.sheet == self.sheet:
                place = place_of(self.sheet, item.cell.cell)
                marks[place.row, place.column] = f"{value_words(item.value) or '未填'}（{item.words}）"
        self.grid.set_marks(marks)

    def _place(self) -> Place | None:
        """The chosen cell; of merged cells the first."""
        spot = self.grid.current()
        return Place(self.sheet, *anchor(*spot, self._merges())) if spot is not None and self.sheet else None

    def _merges(self) -> tuple[Merge, ...]:
        return next((sheet.merges for sheet in self.sheets if sheet.name == self.sheet), ())

    def _found(self, place: Place) -> Filled | None:
        return next((item for item in self.cells
                     if (item.cell.sheet, item.cell.cell) == (place.sheet, place.name)), None)

    def _show_cell(self) -> None:
        place = self._place()
        if place is None:
            self.bar.show_cell("", "", None)
            return
        rows: Sequence[Sequence[object]] = next(
            (sheet.rows for sheet in self.sheets if sheet.name == self.sheet), ())
        text = _text(rows[place.row][place.column]) if place.row < len(rows) and place.column < len(
            rows[place.row]) else ""
        self.bar.show_cell(place.name, text, self._found(place))

    def _show_mapped(self, item: Filled) -> None:
        self.show_sheet(item.cell.sheet)
        place = place_of(item.cell.sheet, item.cell.cell)
        self.grid.select(place.row, place.column)

    def change(self) -> None:
        """What goes into the chosen cell."""
        place = self._place()
        if place is not None and self.blank is not None:
            known = self._found(place)
            CellDialog(self.services, self.blank, place.sheet, place.name, known.cell if known else None,
                       self).exec()

    def _clear(self) -> None:
        place = self._place()
        found = self._found(place) if place else None
        if found is not None:
            self.services.perform(unmap_cell, f"去掉 {found.cell.cell} 的对应", parent=self,
                                  row=found.cell.id)

    def show_month(self, month: str) -> None:
        """Another month's values."""
        self.month = month
        self._show_values()

    def open_row(self, row: int) -> None:
        """One of the kept blanks."""
        found = self.services.read(lambda session: session.get(Blank, row))
        if found is not None:
            self.blank, self.sheets = found, ()
            self.refresh()

    def new(self) -> None:
        """Open a blank file and keep it."""
        path, _ = QFileDialog.getOpenFileName(self, "打开空白表", "", FILES)
        if path:
            dialog = NameDialog(self.services, Path(path), self)
            if dialog.exec() and dialog.blank is not None:
                self.open_row(dialog.blank.id)

    def _void(self) -> None:
        if self.blank is not None:
            void_with_reason(self.services, Blank, self.blank.id, self)

    def export(self) -> None:
        """Fill the blank for the month shown."""
        if self.blank is None or not self.cells:
            return
        stem, _, ending = self.blank.file_name.rpartition(".")
        path, _ = QFileDialog.getSaveFileName(self, "填出", f"{stem}_{self.month}.{ending}",
                                              f"Excel 表格 (*.{ending})")
        if path:
            self.export_to(Path(path))

    def export_to(self, path: Path) -> None:
        """The filled copy to `path`."""
        blank, month, desk = self.blank, self.month, self.services.desk
        assert blank is not None

        def work(progress: Progress) -> Refill:
            made = self.services.read(refill, blank, month, self.services.today)
            write_whole(path, made.data)
            desk.do(note_month, f"{blank.name}填出{month_words(month)}", blank=blank.id, month=month)
            return made

        def done(made: Refill) -> None:
            rest = "、".join(item.cell.cell for item in made.empty)
            words = f"已填出 {len(made.cells) - len(made.empty)} 格：{path.name}"
            self.services.say(f"{words}；没有数、照空白表留着的：{rest}" if rest else words, saved=False)

        self.services.run(work, f"填出{blank.name}", done, parent=self)

    def place_words(self) -> str:
        return self.blank.name if self.blank else ""


def _first_month(session: Session, today: object) -> str:
    """The month to be reported next, else today's."""
    assert hasattr(today, "strftime")
    try:
        coming = next_filing(session, today)  # type: ignore[arg-type]
    except Trouble:
        coming = None
    return coming.month if coming else str(today.strftime("%Y-%m"))


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return value_words(cell)


