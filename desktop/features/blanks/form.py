"""Choosing what goes into a cell, and naming a blank that was just opened."""

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.base.fields import Field, Kind, field_of
from desktop.features.blanks.operations import add_blank, map_cell
from desktop.features.blanks.queries import Choices, choices
from desktop.features.blanks.records import Blank, BlankCell, Source
from desktop.output.excel_read.opening import read_file
from desktop.ui.dialogs import FormDialog, paragraph
from desktop.ui.drafts import keep_form
from desktop.ui.editors import LineEditor, PickEditor, TextEditor
from desktop.ui.labels import label
from desktop.ui.services import Services

HINT = "每月填表时，程序把当月的数填进这个单元格；格式照空白表不变。"


class CellDialog(FormDialog):
    """Source, then what of it; 固定文字 is typed."""

    def __init__(self, services: Services, blank: Blank, sheet: str, cell: str, known: BlankCell | None,
                 parent: QWidget) -> None:
        self._services, self._blank, self._sheet, self._cell = services, blank, sheet, cell
        self._choices: Choices = services.read(choices)
        sources = [(source, source.value) for source in Source
                   if source is Source.TEXT or self._choices.get(source)]
        self.source = PickEditor(field_of(BlankCell.source), sources, empty=False)
        self.key = PickEditor(Field("内容", Kind.TEXT), ())
        self.text = TextEditor(Field("文字", Kind.LONG, length=1000), lines=3)
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(4)
        column.addWidget(paragraph(HINT))
        column.addWidget(label("来源", "label"))
        column.addWidget(self.source)
        self._what = label("内容", "label")
        column.addWidget(self._what)
        column.addWidget(self.key)
        column.addWidget(self.text)
        column.addStretch(1)
        super().__init__(f"{sheet} 的 {cell} 填什么", form, (("save", "确定"),), parent)
        self.source.changed.connect(self._offer)
        self.source.moved_on.connect(self.key.setFocus)
        self.key.moved_on.connect(lambda: self.buttons["save"].setFocus())
        self.submitted.connect(lambda _: self.save())
        if known is not None:
            self.source.set_value(known.source)
        self._offer()
        if known is not None:
            (self.text if known.source is Source.TEXT else self.key).set_value(known.key)
        keep_form(self, services, {"source": self.source, "key": self.key, "text": self.text}, BlankCell,
                  f"{sheet}!{cell}", (Blank.__tablename__, blank.id))

    def _offer(self) -> None:
        source = self.source.value()
        typed = source is Source.TEXT
        if not typed:
            self.key.set_choices(self._choices.get(source, ()))
        self.key.setVisible(not typed)
        self.text.setVisible(typed)
        self._what.setText("文字" if typed else "内容")

    def save(self) -> None:
        """Map the cell through the one door."""
        source = self.source.value()
        key = self.text.text() if source is Source.TEXT else self.key.value() or ""
        done = self._services.perform(
            map_cell, f"{self._blank.name} {self._cell} 填{source.value}", parent=self,
            faults=lambda found: self.show_fault("；".join(found.values())), blank=self._blank.id,
            sheet=self._sheet, cell=self._cell, source=source, key=key)
        if done is not None:
            self.accept()


class NameDialog(FormDialog):
    """The name of a blank, its file's by default; `blank` after it was kept."""

    def __init__(self, services: Services, path: Path, parent: QWidget) -> None:
        self._services, self._path = services, path
        self.blank: Blank | None = None
        self.name = LineEditor(field_of(Blank.name))
        self.name.set_value(path.stem[:60])
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 12, 0)
        column.addWidget(paragraph("空白表原样保存一份，以后每月都从它填出新表。"))
        column.addWidget(self.name)
        column.addStretch(1)
        super().__init__(f"保存空白表 {path.name}", form, (("save", "保存"),), parent)
        self.name.moved_on.connect(self.save)
        self.submitted.connect(lambda _: self.save())

    def save(self) -> None:
        """Keep the blank."""
        def operation(session: object, **given: object) -> Blank:
            return add_blank(session, data=read_file(self._path), **given)  # type: ignore[arg-type]

        self.blank = self._services.perform(
            operation, f"保存空白表 {self._path.name}", parent=self, faults=self._show, name=self.name.text(),
            file_name=self._path.name)
        if self.blank is not None:
            self.accept()

    def _show(self, faults: dict[str, str]) -> None:
        self.name.show_fault(faults.get("name", ""))
