"""One paper for each of many records: checked, numbered and printed in one go."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.base.progress import Progress
from desktop.features.documents.operations import issue_many
from desktop.features.documents.panels.issued import ISSUED_ADVICE, log_prints
from desktop.features.documents.panels.numbers import head_settings
from desktop.features.documents.queries import (
    font_book,
    issued_sheet,
    kept_file,
    readiness,
    template_of,
)
from desktop.features.documents.records import Document, PrintWay
from desktop.features.documents.rules import DAYS, FROM_DELIVERY, MOST_DAYS, Paper
from desktop.output.pdf.press import press_together
from desktop.ui.dialogs import Frame
from desktop.ui.errors import show_trouble
from desktop.ui.labels import label
from desktop.ui.paper_window import PrintStopped, no_printer, print_with_dialog, save_file
from desktop.ui.services import Services


class SerialWindow(Frame):
    """One paper for each of many: ready ones ticked, the others with what stands in their way.

    `refused`: title and reason of those for which no paper can be made.
    """

    def __init__(self, services: Services, heading: str, papers: Sequence[Paper],
                 refused: Sequence[tuple[str, str]], parent: QWidget) -> None:
        verbs = [("print", "签发并打印"), ("file", "签发并存成一份 PDF")]
        super().__init__(f"批量开具{heading}", verbs, parent, width=960)
        self.services, self.heading = services, heading
        red, drop = head_settings(services)
        self.papers = [replace(paper, red_head=red, head_drop_mm=float(drop)) for paper in papers]
        self.from_delivery, self.days = QCheckBox("时限从送达次日起算，工作日"), QSpinBox()
        self.words = label("正在检查……", "second", wrap=True)
        self.table = QTableWidget(len(papers) + len(refused), 3)
        self.made: list[Document] = []
        self._assemble(refused)
        self._examine()

    def _examine(self) -> None:
        self._block("正在检查")
        papers = self._set()
        self.services.run(lambda progress: self._check(papers, progress), "检查文书", self._show_checked,
                          parent=self)

    def _set(self) -> list[Paper]:
        """The papers with the limit as chosen: a day each, or working days from the delivery."""
        if not self.from_delivery.isChecked():
            return self.papers
        days = {DAYS: str(self.days.value())}
        return [replace(paper, values={**paper.values, **days},
                        options=(*(paper.options or ()), FROM_DELIVERY)) for paper in self.papers]

    def _add_limit(self) -> None:
        """The choice of the limit, where the wording has one."""
        key = self.papers[0].template if self.papers else ""
        if not key or FROM_DELIVERY not in self.services.read(template_of, key).options:
            return
        self.days.setRange(1, MOST_DAYS)
        self.days.setValue(10)
        row = QHBoxLayout()
        row.addWidget(self.from_delivery)
        row.addWidget(self.days)
        row.addStretch(1)
        self.body.addLayout(row)
        self.from_delivery.toggled.connect(lambda _: self._examine())
        self.days.valueChanged.connect(lambda _: self._examine() if self.from_delivery.isChecked() else None)

    def _assemble(self, refused: Sequence[tuple[str, str]]) -> None:
        self.table.setHorizontalHeaderLabels(["文书", "发给", "能不能签发"])
        self.table.verticalHeader().hide()
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setMinimumHeight(420)
        head = self.table.horizontalHeader()
        self.table.setColumnWidth(0, 240)
        self.table.setColumnWidth(1, 240)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for place, paper in enumerate(self.papers):
            addressee = paper.values.get("当事人") or paper.values.get("主送单位", "")
            self._row(place, paper.about_title, addressee, "")
        for place, (title, reason) in enumerate(refused, start=len(self.papers)):
            self._row(place, title, "", reason)
        self.body.addWidget(self.words)
        self._add_limit()
        self.body.addWidget(self.table, 1)
        self.table.itemChanged.connect(lambda _: self._count())

    def _row(self, place: int, title: str, addressee: str, state: str) -> None:
        for column, words in enumerate((title, addressee, state)):
            item = QTableWidgetItem(words)
            item.setToolTip(words)
            self.table.setItem(place, column, item)

    def _check(self, papers: Sequence[Paper], progress: Progress) -> list[str]:
        found = []
        for done, paper in enumerate(papers):
            progress.step(done, len(papers), "检查文书")
            found.append(self.services.read(readiness, paper, self.services.today, font_book()))
        return found

    def _show_checked(self, reasons: list[str]) -> None:
        self.table.blockSignals(True)
        for place, reason in enumerate(reasons):
            self._item(place, 2).setText(reason or "可以签发")
            self._item(place, 2).setToolTip(reason)
            if reason:
                self._item(place, 0).setData(Qt.ItemDataRole.CheckStateRole, None)
            else:
                self._item(place, 0).setCheckState(Qt.CheckState.Checked)
        self.table.blockSignals(False)
        self._count()

    def ticked(self) -> list[Paper]:
        """Papers that are ready and ticked."""
        return [paper for place, paper in enumerate(self._set())
                if self._item(place, 0).checkState() is Qt.CheckState.Checked]

    def _item(self, place: int, column: int) -> QTableWidgetItem:
        found = self.table.item(place, column)
        assert found is not None, (place, column)
        return found

    def _count(self) -> None:
        chosen, total = len(self.ticked()), self.table.rowCount()
        lacking = no_printer()
        self.words.setText(f"共 {total} 份，签发勾选的 {chosen} 份：一份一个文号，按下面的顺序连续编号；"
                           f"要么全部签发，要么一份也不签发。{lacking}")
        self._block("" if chosen else "没有可以签发的")
        self.buttons["print"].setEnabled(bool(chosen) and not lacking)

    def _block(self, reason: str) -> None:
        for button in self.buttons.values():
            button.setEnabled(not reason)
            button.setToolTip(reason)

    def choose(self, key: str) -> None:
        """Issue all on the worker, then print them or write the one file."""
        self._block("正在签发")
        papers = self.ticked()
        self.services.perform_long(
            issue_many, f"批量签发{self.heading} {len(papers)} 份", lambda made: self._issued(key, made),
            parent=self, failed=self._count, papers=papers, fonts=font_book())

    def _issued(self, key: str, made: list[Document]) -> None:
        self.made = made
        rows = [item.id for item in made]
        if key == "print":
            self._print(rows)
            self.accept()
            return
        self.services.run(lambda progress: merged_pdf(self.services, rows, progress), "合并文书",
                          lambda data: self._save(data, rows), parent=self, failed=self.accept)

    def _print(self, rows: list[int]) -> None:
        try:
            files = [self.services.read(kept_file, row)[0] for row in rows]
            copies = print_with_dialog(files, self)
        except PrintStopped as stopped:
            self._tell_stopped(stopped, rows)
            return
        except UserError as trouble:
            show_trouble(self, UserError(trouble.what, ISSUED_ADVICE))
            return
        if copies:
            log_prints(self.services, rows, PrintWay.PRINTED, self, copies=copies)

    def _tell_stopped(self, stopped: PrintStopped, rows: list[int]) -> None:
        """What left the printer is written down; the rest is named, with its numbers kept."""
        if stopped.done:
            log_prints(self.services, rows[:stopped.done], PrintWay.PRINTED, self, copies=stopped.copies)
        printed = f"前 {stopped.done} 份已打出并登记，" if stopped.done else ""
        rest = f"从 {self.made[stopped.done].number} 起的 {len(rows) - stopped.done} 份没有打出"
        show_trouble(self, UserError(f"{stopped.what}{printed}{rest}。", ISSUED_ADVICE))

    def _save(self, data: bytes, rows: list[int]) -> None:
        first, last = self.made[0].number, self.made[-1].number
        name = f"{self.heading}（{first}—{last[last.find('〕') + 1:]}）.pdf"
        if save_file(data, name, self) is not None:
            log_prints(self.services, rows, PrintWay.TOGETHER, self)
        self.accept()


def merged_pdf(services: Services, rows: Sequence[int], progress: Progress) -> bytes:
    """Issued papers in one file, set from what was kept with each."""
    sheets = [services.read(_sheet, row) for row in rows]
    return press_together(sheets, font_book(), title="文书", author=sheets[0].author,
                          told=lambda done: progress.step(done, len(rows), "合并文书"))


def _sheet(session: Session, row: int) -> Any:
    return issued_sheet(session, session.get_one(Document, row))
