"""Files added as evidence."""

from collections.abc import Collection, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QWidget

from desktop.base.errors import Trouble
from desktop.base.fields import Field, Kind, field_of
from desktop.features.problems.operations.evidence import add_staged, stage_evidence
from desktop.features.problems.records import (
    Evidence,
    EvidenceKind,
    Problem,
)
from desktop.store.attachments import Staged
from desktop.store.photos import is_picture_name
from desktop.ui.buttons import Button
from desktop.ui.dialogs import FormDialog
from desktop.ui.drafts import keep_form
from desktop.ui.editors import Editor, editor_for
from desktop.ui.errors import show_trouble
from desktop.ui.labels import label
from desktop.ui.services import Services

AT_ONCE = 12 * 1024 * 1024
"""Bytes copied while the dialog waits; more go to the worker thread with progress."""

KINDS = ("照片、视频和文档 (*.jpg *.jpeg *.png *.bmp *.webp *.heic *.mp4 *.mov *.avi *.wmv *.3gp *.mkv *.mp3 "
         "*.m4a *.wav *.amr *.pdf *.doc *.docx *.xls *.xlsx *.wps *.et);;全部文件 (*)")


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
        super().__init__(f"{problem.title()}：添加佐证", form, [("yes", "添加佐证")], parent)
        self.editors["evidence_kind"].set_value(kind or EvidenceKind.REPORT)
        self.editors["copies"].set_value(1)
        keep_form(self, services, self.editors, Evidence, "evidence", (Problem.__tablename__, problem.id))
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
        """Copy the files (large ones on the worker thread), record them as one act, close."""
        if not self.files:
            self.show_fault("请选择文件。")
            return
        try:
            copies = self.editors["copies"].value() or 1
        except ValueError as error:
            self.editors["copies"].show_fault(str(error))
            return
        kind: EvidenceKind = self.editors["evidence_kind"].value()
        files, chosen = self.services.desk.store.files, tuple(self.files)
        if _size(chosen) > AT_ONCE:
            self.buttons["yes"].setEnabled(False)
            self.services.run(lambda progress: stage_evidence(files, chosen, kind, progress), "复制佐证",
                              lambda staged: self._record(kind, staged, copies), parent=self,
                              failed=lambda: self.buttons["yes"].setEnabled(True))
            return
        try:
            staged = stage_evidence(files, chosen, kind)
        except Trouble as trouble:
            show_trouble(self, trouble)
            return
        self._record(kind, staged, copies)

    def _record(self, kind: EvidenceKind, staged: Sequence[Staged], copies: int) -> None:
        self.buttons["yes"].setEnabled(True)
        done = self.services.perform(
            add_staged, f"{self.problem.title()}添加{kind.value}", parent=self,
            done=f"{self.problem.title()}已附{kind.value} {len(staged)} 件", problem=self.problem.id,
            evidence_kind=kind, files=staged, copies=copies, note=self.editors["note"].value())
        if done is not None:
            self.accept()


def _size(paths: Sequence[Path]) -> int:
    """Bytes of the files that are there."""
    return sum(path.stat().st_size for path in paths if path.is_file())


def likely_kind(name: str, missing: Collection[str]) -> EvidenceKind:
    """What a dropped file probably shows: a picture the photo still missing, else the report."""
    if is_picture_name(name):
        after_only = EvidenceKind.AFTER.value in missing and EvidenceKind.BEFORE.value not in missing
        return EvidenceKind.AFTER if after_only else EvidenceKind.BEFORE
    return EvidenceKind.REPORT
