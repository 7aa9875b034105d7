"""Files added as evidence."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QWidget

from desktop.base.errors import Trouble
from desktop.base.fields import Field, Kind, field_of
from desktop.features.problems.form.moves import FAULT_ROOM
from desktop.features.problems.operations.evidence import add_evidence_files
from desktop.features.problems.records import (
    Evidence,
    EvidenceKind,
    Problem,
)
from desktop.store.engine import machine_troubles
from desktop.ui.buttons import Button
from desktop.ui.dialogs import FormDialog
from desktop.ui.editors import Editor, editor_for
from desktop.ui.errors import show_trouble
from desktop.ui.labels import label
from desktop.ui.services import Services

KINDS = "图片和文档 (*.jpg *.jpeg *.png *.pdf *.doc *.docx *.xls *.xlsx *.wps *.et);;全部文件 (*)"


class EvidenceDialog(FormDialog):
    """Files of one kind: chosen, counted, kept by copy."""

    def __init__(self, services: Services, problem: Problem, parent: QWidget,
                 kind: EvidenceKind | None = None) -> None:
        self.services, self.problem = services, problem
        self.files: list[Path] = []
        self.editors: dict[str, Editor] = {
            "evidence_kind": editor_for(field_of(Evidence.kind), needed=True),
            "copies": editor_for(Field("每个文件的份数", Kind.INTEGER), needed=True),
            "note": editor_for(field_of(Evidence.note))}
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(1, 1)
        names = {"evidence_kind": "种类 *", "copies": "每件份数 *", "note": "说明"}
        for row, (key, words) in enumerate(names.items()):
            grid.addWidget(label(words, "hint"), row, 0)
            grid.addWidget(self.editors[key], row, 1)
        self.chosen_files = label("还没有选择文件", "small", wrap=True)
        choosing = Button("选择文件…", icon="folder")
        choosing.clicked.connect(self.choose_files)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(choosing)
        line.addWidget(self.chosen_files, 1)
        grid.addWidget(label("文件 *", "hint"), 3, 0)
        grid.addLayout(line, 3, 1)
        grid.setRowStretch(4, 1)
        super().__init__("添加佐证", form, [("yes", "添加佐证")], parent)
        self.resize(self.width(), self.height() + FAULT_ROOM * 3)
        self.editors["evidence_kind"].set_value(kind or EvidenceKind.REPORT)
        self.editors["copies"].set_value(1)
        self.submitted.connect(lambda _: self.add())

    def choose_files(self) -> None:
        """Ask for files."""
        names, _ = QFileDialog.getOpenFileNames(self, "选择佐证文件", "", KINDS)
        if names:
            self.set_files([Path(name) for name in names])

    def set_files(self, files: Sequence[Path]) -> None:
        """These files will be added."""
        self.files = list(files)
        self.chosen_files.setText("、".join(path.name for path in files))
        self.show_fault("")

    def add(self) -> None:
        """Read the files, keep their copies, close."""
        if not self.files:
            self.show_fault("请选择文件。")
            return
        try:
            copies = self.editors["copies"].value()
            loaded = [(path.name, _read(path)) for path in self.files]
        except ValueError as error:
            self.editors["copies"].show_fault(str(error))
            return
        except Trouble as trouble:
            show_trouble(self, trouble)
            return
        kind = self.editors["evidence_kind"].value()
        done = self.services.perform(
            add_evidence_files, f"{self.problem.title()}添加{kind.value}", parent=self,
            done=f"{self.problem.title()}已附{kind.value} {len(loaded)} 件", problem=self.problem.id,
            evidence_kind=kind, files=loaded, copies=copies or 1, note=self.editors["note"].value())
        if done is not None:
            self.accept()


def _read(path: Path) -> bytes:
    with machine_troubles(path):
        return path.read_bytes()
