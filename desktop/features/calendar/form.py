"""Pasting a State Council notice with its days shown before they are stored, and the form of a vacation."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.base.fields import Attribute, Field, Kind
from desktop.base.marks import Tone, tag
from desktop.features.calendar.operations import adopt_notice, save_term
from desktop.features.calendar.records import SchoolTerm
from desktop.features.calendar.rules import Notice, read_notice
from desktop.ui.dialogs import WIDE, Frame, paragraph
from desktop.ui.editors import LineEditor
from desktop.ui.form import FormGroup, FormSpec, RecordDialog
from desktop.ui.labels import label
from desktop.ui.line_table import QUIET, GroupLine, Head, Line, LineTable
from desktop.ui.services import Services

WEEK = "一二三四五六日"
HINT = ("把国务院办公厅《关于某年部分节假日安排的通知》的标题和正文复制过来，下面会列出读出的每一天；"
        "核对无误再录入。")
SAMPLE = "国务院办公厅关于2027年部分节假日安排的通知……一、元旦：1月1日（周五）至3日（周日）放假，共3天。"


class NoticeDialog(Frame):
    """Text at the top, what was read below it; 录入 only when nothing contradicts itself."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__("粘贴放假通知", (("adopt", "录入"),), parent, width=WIDE)
        self._services = services
        self.notice: Notice | None = None
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText(SAMPLE)
        self.text.setAccessibleName("通知正文")
        self.text.setFixedHeight(150)
        self.year = LineEditor(Field("年份", Kind.INTEGER, help="标题里有年份的不用填"))
        self.faults = label("", "small-strong", Tone.RED, wrap=True)
        heads = (Head("日期", 110), Head("星期", 70), Head("节日"), Head("安排", 90))
        self.table = LineTable("读出的日子", heads, headed=True, row=24)
        self.table.setFixedHeight(220)
        for part in (paragraph(HINT), self.text, label("年份", "label"), self.year, self.faults, self.table):
            self.body.addWidget(part)
        self.text.textChanged.connect(self._read)
        self.year.changed.connect(self._read)
        self._read()
        self.text.setFocus()

    def _read(self) -> None:
        words = self.text.toPlainText()
        self.notice = read_notice(words, self._given_year()) if words.strip() else None
        found = self.notice
        faults = found.faults if found else ()
        missing = f"通知里没有提到：{'、'.join(found.missing)}" if found and found.missing else ""
        self.faults.setText("；".join((*faults, *([missing] if missing and not faults else []))))
        self.faults.setVisible(bool(self.faults.text()))
        self.table.show_lines(_lines(found) if found else [])
        button = self.buttons["adopt"]
        days = len(found.days) if found else 0
        button.setText(f"录入 {days} 天" if days else "录入")
        button.setEnabled(bool(days) and not faults)

    def _given_year(self) -> int | None:
        try:
            year = self.year.value()
        except ValueError:
            return None
        return year if isinstance(year, int) and 2000 <= year <= 2100 else None

    def choose(self, key: str) -> None:
        """Store the days; the dialog stays when that was refused."""
        found = self.notice
        if found is None or found.faults:
            return
        done = self._services.perform(
            adopt_notice, f"录入{found.year}年放假安排", parent=self, text=self.text.toPlainText(),
            year=found.year, done=f"已录入{found.year}年放假安排 {len(found.days)} 天")
        if done is not None:
            super().choose(key)


def _lines(notice: Notice) -> list[Line | GroupLine]:
    off = [day for day in notice.days if not day.working]
    worked = [day for day in notice.days if day.working]
    lines: list[Line | GroupLine] = []
    groups = (("放假", off, "放假", Tone.GREEN), ("调休上班", worked, "上班", Tone.AMBER))
    for title, days, words, tone in groups:
        if days:
            lines.append(GroupLine(title, len(days), f"{notice.year}年通知"))
            lines += [Line(((day.on.isoformat(), QUIET), (f"星期{WEEK[day.on.weekday()]}", QUIET),
                            (day.name, QUIET), (words, tag(tone))), day, day.on) for day in days]
    return lines


def term_spec() -> FormSpec:
    """The fields of a vacation."""
    fields: tuple[Attribute, ...] = (SchoolTerm.school_year, SchoolTerm.stage, SchoolTerm.vacation,
                                     SchoolTerm.place, SchoolTerm.starts, SchoolTerm.ends,
                                     SchoolTerm.checked, SchoolTerm.source)
    return FormSpec(SchoolTerm, (FormGroup("", fields, frozenset({"source"})),))


def open_term(services: Services, row: int | None, parent: QWidget) -> None:
    """The form of a vacation, saved through its own checks."""
    found = services.read(lambda session: session.get(SchoolTerm, row)) if row is not None else None
    title = f"修改{found.title()}" if found else "新增校历"

    def save(values: dict[str, Any], version: int | None) -> Any:
        return services.perform(save_term, title, parent=dialog, faults=dialog.record_form.show_faults,
                                values=values, row=row, version=version)

    dialog = RecordDialog(services, title, term_spec(), found, save, parent, start=start_values(
        services.today) if found is None else None)
    dialog.exec()


def start_values(today: date) -> Mapping[str, Any]:
    """The school year of today, for a new entry."""
    first = today.year if today.month >= 8 else today.year - 1
    return {"school_year": f"{first}-{first + 1}", "checked": True}
