"""Asking, before personal data leaves the screen, whether it stays masked or what it is needed for."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.base.fields import Field, Kind
from desktop.base.listing import Column
from desktop.ui.dialogs import FormDialog, paragraph
from desktop.ui.editors import LineEditor

MASKED, FULL = "masked", "full"
PURPOSE = Field("用途", Kind.TEXT, length=200)


def personal_labels(columns: Sequence[Column]) -> list[str]:
    """Labels of the columns that hold personal data."""
    return [column.label for column in columns if column.field.personal]


class PersonalDialog(FormDialog):
    """`purpose` after acceptance: "" keeps the data masked."""

    def __init__(self, verb: str, labels: Sequence[str], closed: str, parent: QWidget | None = None) -> None:
        """`closed`: why this desk may only have it masked, "" when it may choose."""
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(8)
        words = f"{'、'.join(labels)}是个人信息，{verb}时遮住中间几位。"
        more = f"{closed}，只能{verb}遮住的。" if closed else (
            "确实要完整号码的，写明用途后用“含个人信息”；谁、何时、多少条、什么用途会记入变更记录。")
        column.addWidget(paragraph(words))
        column.addWidget(paragraph(more))
        self.editor = LineEditor(PURPOSE)
        self.editor.box.setProperty("placeholderText", "用途，例如：通知负责人到会")
        column.addWidget(self.editor)
        column.addStretch(1)
        verbs = [(MASKED, f"遮住{verb}")] + ([] if closed else [(FULL, f"含个人信息{verb}")])
        super().__init__(f"{verb}：个人信息", form, verbs, parent)
        self.purpose = ""
        self.editor.setVisible(not closed)
        self.submitted.connect(self._submit)
        self.buttons[MASKED].setFocus()

    def _submit(self, key: str) -> None:
        self.purpose = " ".join(self.editor.text().split()) if key == FULL else ""
        if key == FULL and not self.purpose:
            self.editor.show_fault("请写明用途")
            self.editor.setFocus()
            return
        self.accept()


def ask_purpose(verb: str, columns: Sequence[Column], closed: str, parent: QWidget) -> str | None:
    """Nothing is asked where no column is personal; else as `ask_purpose_of`."""
    return ask_purpose_of(verb, personal_labels(columns), closed, parent)


def ask_purpose_of(verb: str, labels: Sequence[str], closed: str, parent: QWidget) -> str | None:
    """"" to keep these personal data masked, the purpose to give it in full, None when she took it back."""
    if not labels:
        return ""
    dialog = PersonalDialog(verb, labels, closed, parent)
    return dialog.purpose if dialog.exec() else None
