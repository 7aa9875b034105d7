"""Beside a paper: its blanks, what is still missing, its citations and register; the delivery."""

from collections.abc import Mapping, Sequence, Set
from datetime import date
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.base.clock import CHINA
from desktop.base.fields import Field, Kind, field_of
from desktop.base.marks import Tone
from desktop.base.workdays import WorkCalendar
from desktop.features.calendar.queries import work_calendar
from desktop.features.documents.listing import DELIVERED, status
from desktop.features.documents.operations import record_delivery
from desktop.features.documents.queries import document
from desktop.features.documents.records import DeliveryWay, Document, DocumentState
from desktop.features.documents.rules import read_date, read_moment
from desktop.output.pdf.blocks import BlankBox
from desktop.output.wording import BlockKind, Template
from desktop.ui.buttons import LinkButton
from desktop.ui.dialogs import FormDialog
from desktop.ui.drafts import keep_form
from desktop.ui.editors import Editor, LineEditor, PickEditor, TextEditor, words_of
from desktop.ui.icons import draw_icon
from desktop.ui.labels import label, restyle, rule, tag
from desktop.ui.preview import Blank as ShownBlank
from desktop.ui.reading import edit_text
from desktop.ui.services import Services
from desktop.ui.theme import tokens

LABEL_WIDTH = 76
LIMITS = ("期限", "时限")
WEEK = "一二三四五六日"


class BlankForm(QWidget):
    """One editor a blank, named as in the wording; ticks for the optional sections."""

    changed = Signal()

    def __init__(self, template: Template, calendar: WorkCalendar, today: date, late: Set[str] = frozenset()
                 ) -> None:
        """`late` blanks, filled in by the program, come last."""
        super().__init__()
        self._template, self._calendar, self._today = template, calendar, today
        self.editors: dict[str, TextEditor] = {}
        self.options: dict[str, QCheckBox] = {}
        self._hints: dict[str, QLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)
        number = template.blank_of(BlockKind.NUMBER)
        shown = [blank for blank in template.blanks if blank.name != number]
        for blank in sorted(shown, key=lambda blank: blank.name in late):
            self._add_blank(blank.name, blank.hint)
        for option in template.options:
            tick = QCheckBox(f"写上“{option}”一段")
            tick.toggled.connect(self.changed)
            self.options[option] = tick
            self._grid.addWidget(tick, self._grid.rowCount(), 1)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        self._chain()

    def _add_blank(self, name: str, hint: str) -> None:
        row = self._grid.rowCount()
        lines = 4 if name in self._template.lists else 1
        editor = TextEditor(Field(name, Kind.LONG, length=4000), lines=lines)
        assert isinstance(editor.box, QPlainTextEdit)
        editor.box.setToolTip(hint)
        if len(hint) <= 20:
            editor.box.setPlaceholderText(hint)
        editor.changed.connect(lambda: self._on_change(name))
        self.editors[name] = editor
        words = label(name, "second")
        words.setMinimumHeight(30)
        self._grid.addWidget(words, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(editor, row, 1)
        if name.endswith(LIMITS):
            self._hints[name] = label("", "hint", wrap=True)
            self._grid.addWidget(self._hints[name], row + 1, 1)

    def _chain(self) -> None:
        editors = list(self.editors.values())
        for editor, after in pairwise(editors):
            editor.moved_on.connect(lambda after=after: after.setFocus(Qt.FocusReason.TabFocusReason))

    def fill(self, values: Mapping[str, str], options: set[str]) -> None:
        """Show these values and ticks, without the signal."""
        self.blockSignals(True)
        for name, editor in self.editors.items():
            editor.set_text(values.get(name, ""))
        for option, tick in self.options.items():
            tick.setChecked(option in options)
        self.blockSignals(False)

    def values(self) -> dict[str, str]:
        """What is typed, by blank."""
        return {name: editor.text() for name, editor in self.editors.items()}

    def chosen(self) -> tuple[str, ...]:
        """Ticked optional sections."""
        return tuple(option for option, tick in self.options.items() if tick.isChecked())

    def show_missing(self, names: set[str]) -> None:
        """Red fields for these blanks, none for the rest."""
        for name, editor in self.editors.items():
            restyle(editor.box, "state", "bad" if name in names else "")

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """A sentence under each faulty field."""
        for name, editor in self.editors.items():
            editor.show_fault(faults.get(name, ""))

    def go(self, name: str) -> None:
        """Put the cursor into a blank."""
        if name in self.editors:
            self.editors[name].setFocus(Qt.FocusReason.OtherFocusReason)

    def begin(self, missing: Sequence[str]) -> None:
        """The keyboard starts in the first of these empty blanks, else in the first of all."""
        self.go(next(iter([*missing, *self.editors]), ""))

    def _on_change(self, name: str) -> None:
        if name in self._hints:
            self._hints[name].setText(limit_hint(self.editors[name].text(), self._calendar, self._today))
        self.changed.emit()


def limit_hint(typed: str, calendar: WorkCalendar, today: date) -> str:
    """What kind of day a typed limit is, counted from tomorrow on."""
    day = read_date(typed)
    if day is None:
        return "写成 2023年10月9日" if typed.strip() else ""
    if day <= today:
        return "不晚于今天，请改成以后的日期"
    words = f"周{WEEK[day.weekday()]}，从明天起第 {calendar.workdays_between(today, day)} 个工作日"
    if not calendar.is_workday(day):
        words += f"；是放假日，可改到 {edit_text(calendar.last_workday_before(day))}"
    if calendar.uncovered(today, day):
        words += "；那一年的放假安排还没有录入，按周末计"
    return words


DELIVERY = (
    ("delivered_on", Field("送达日期", Kind.DATE)),
    ("delivered_time", Field("送达时间", Kind.TEXT, length=8, help="时分，例如 9:30")),
    ("delivery_way", field_of(Document.delivery_way)),
    ("receiver", field_of(Document.receiver)),
    ("deliverers", field_of(Document.deliverers)),
    ("delivery_place", field_of(Document.delivery_place)),
    ("refusal", field_of(Document.refusal)),
    ("witnesses", field_of(Document.witnesses)),
    ("receipt_number", field_of(Document.receipt_number)),
    ("delivery_note", field_of(Document.delivery_note)),
)


TEXTS = ("receiver", "deliverers", "refusal", "witnesses", "receipt_number")


class DeliveryForm(QWidget):
    """The facts of a 送达回证."""

    def __init__(self) -> None:
        super().__init__()
        self.editors: dict[str, Editor] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(12)
        for row, (key, facts) in enumerate(DELIVERY):
            editor = (PickEditor(facts, words_of(DeliveryWay), empty=False) if facts.choices is DeliveryWay
                      else LineEditor(facts))
            self.editors[key] = editor
            words = label(facts.label, "hint")
            words.setMinimumHeight(30)
            grid.addWidget(words, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(editor, row, 1)
        grid.setColumnStretch(1, 1)

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """A sentence under each faulty field."""
        for key, editor in self.editors.items():
            words = faults.get(key) or (faults.get("delivered_at", "") if key == "delivered_on" else "")
            editor.show_fault(words)

    def values(self) -> dict[str, Any] | None:
        """Arguments of `record_delivery`, or None after showing the faults."""
        try:
            day = self.editors["delivered_on"].value()
            if day is None:
                raise ValueError("请填写送达日期")
        except ValueError as error:
            self.show_faults({"delivered_on": str(error)})
            return None
        try:
            at = read_moment(day, self.editors["delivered_time"].text())
        except ValueError as error:
            self.show_faults({"delivered_time": str(error)})
            return None
        texts = {key: self.editors[key].text() for key in TEXTS}
        return texts | {"delivered_at": at, "way": self.editors["delivery_way"].value(),
                        "place": self.editors["delivery_place"].text(),
                        "note": self.editors["delivery_note"].text()}


def open_delivery(services: Services, row: int, parent: QWidget) -> None:
    """Ask for the delivery of the issued paper of that id, and record it."""
    found = services.read(document, row)
    form = DeliveryForm()
    form.editors["delivered_on"].set_value(services.today)
    if found.delivered_at is not None:
        local = found.delivered_at.astimezone(CHINA)
        form.editors["delivered_on"].set_value(local.date())
        form.editors["delivered_time"].set_text(f"{local:%H:%M}")
        form.editors["delivery_way"].set_value(found.delivery_way)
        for key in (*TEXTS, "delivery_place", "delivery_note"):
            form.editors[key].set_value(getattr(found, key))
    dialog = FormDialog(f"登记送达  {found.number}", form, [("save", "登记送达")], parent)
    keep_form(dialog, services, form.editors, Document, "delivery", (Document.__tablename__, row))

    def save(_: str) -> None:
        values = form.values()
        if values is None:
            return
        form.show_faults({})
        done = services.perform(
            record_delivery, f"登记{found.number}送达", parent=dialog, faults=form.show_faults,
            done=f"{found.number}已登记送达", wanted=row, **values)
        if done is not None and done.limit_on is not None:
            guessed = services.read(work_calendar).uncovered(done.limit_on)
            rest = "；那一年的放假安排还没有录入，按周末计" if guessed else ""
            counted = f"从次日起 {done.limit_days} 个工作日，到 {done.limit_on}"
            services.say(f"{found.number}已送达，{counted}{rest}")
        if done is not None:
            dialog.accept()

    dialog.submitted.connect(save)
    dialog.exec()


PAGE_HEIGHT_PT = 297 / 25.4 * 72
TOP_MM, PITCH_MM = 37.0, 225 / 22
_TONES = {DELIVERED: Tone.GREEN, DocumentState.ISSUED.value: Tone.BLUE, DocumentState.VOID.value: Tone.GREY,
          DocumentState.RESERVED.value: Tone.AMBER}


def shown_blank(box: BlankBox) -> ShownBlank:
    """A blank of the press for the preview, measured from the upper left corner."""
    left, bottom, right, top = box.rect
    return ShownBlank(box.key, box.page, (left, PAGE_HEIGHT_PT - top, right - left, top - bottom), box.key)


def place_words(box: BlankBox) -> str:
    """第 1 页第 11 行; a blank above the text core has no line."""
    middle = PAGE_HEIGHT_PT - (box.rect[1] + box.rect[3]) / 2
    line = int((middle * 25.4 / 72 - TOP_MM) / PITCH_MM) + 1
    return f"第 {box.page + 1} 页" + (f"第 {line} 行" if line > 0 else "")


class Citations(QWidget):
    """引用的 2 条法规都已核对, or which one is not, with the way to mend it."""

    mend_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(22, 0, 0, 0)
        self._words = label("", "small", wrap=True)
        self._link = LinkButton("去核对", small=True)
        self._link.clicked.connect(self.mend_wanted)
        row.addWidget(self._words, 1)
        row.addWidget(self._link, 0, Qt.AlignmentFlag.AlignTop)
        self._bad = False

    def show_state(self, cited: int, obstacles: Sequence[str]) -> None:
        """What stands between the paper and its citations."""
        self._bad = bool(obstacles)
        good = f"引用的 {cited} 条法规都已核对" if cited else "没有引用法规条文"
        self._words.setText("；".join(obstacles) if obstacles else good)
        self._link.setVisible(self._bad)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        table = tokens()
        name, shade = ("cross", table.red) if self._bad else ("check", table.green)
        draw_icon(QPainter(self), name, QRectF(0, 2, 14, 14), shade)


class RegisterBox(QFrame):
    """The paper's own number and the last ones of its register."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("frame", "box")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)

    def show_numbers(self, own: str, papers: Sequence[Document]) -> None:
        """The number to be taken (without its prefix) above the papers, newest first."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._column.addWidget(self._row(short(own), "本件", "未签发", Tone.AMBER, strong=True))
        for paper in papers:
            word = status(paper.state, paper.delivered_at is not None)
            words = f"作废：{paper.void_reason}" if paper.state is DocumentState.VOID else (
                paper.addressee or paper.note or "")
            self._column.addWidget(rule())
            self._column.addWidget(self._row(short(paper.number), words, word, _TONES[word]))

    def _row(self, number: str, words: str, state: str, tone: Tone, *, strong: bool = False) -> QWidget:
        made = QWidget()
        made.setFixedHeight(27)
        row = QHBoxLayout(made)
        row.setContentsMargins(14, 0, 10, 0)
        row.setSpacing(16)
        first = label(number)
        first.setMinimumWidth(84)
        row.addWidget(first)
        text = label(words if len(words) <= 14 else f"{words[:13]}…", "strong" if strong else "")
        text.setToolTip(words)
        row.addWidget(text, 1)
        row.addWidget(tag(state, tone))
        return made


def short(number: str) -> str:
    """〔2023〕22号 of 晋教责改〔2023〕22号."""
    return number[number.find("〔"):]
