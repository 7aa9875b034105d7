"""检查人员: the people who go, entered and changed in a window of their own."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from desktop.base.marks import CellStyle, Mark, Tone
from desktop.features.inspections.operations.people import save_inspector
from desktop.features.inspections.queries.people import inspectors
from desktop.features.inspections.records.visits import Inspector
from desktop.features.office.queries import is_set_up, office
from desktop.ui.dialogs import WIDE, Frame
from desktop.ui.editors import LineEditor
from desktop.ui.empty import EmptyState
from desktop.ui.form import FormGroup, FormSpec, RecordDialog
from desktop.ui.line_table import QUIET, Head, Line, LineTable, link
from desktop.ui.services import Services

SPEC = FormSpec(Inspector, (FormGroup("", (
    Inspector.name, Inspector.card_no, Inspector.department, Inspector.phone, Inspector.active,
    Inspector.note)),))
HEADS = (Head("姓名", 120), Head("执法证号", 150), Head("单位"),
         Head("在岗", 60, Qt.AlignmentFlag.AlignHCenter))


def people_lines(session: Session) -> list[Line]:
    """One line a person; who has no card stands out."""
    lines = []
    for one in inspectors(session, every=True):
        card = (one.card_no, QUIET) if one.card_no else ("没有证号", Mark(CellStyle.TEXT, Tone.RED))
        lines.append(Line(((one.name, link()), card, (one.department or "", QUIET),
                           ("在岗" if one.active else "离岗", QUIET)), one.id, one.id))
    return lines


class PeopleWindow(Frame):
    """The list; Enter changes, 新增 enters another."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__("检查人员", [("new", "新增检查人员")], parent, width=WIDE, cancel="关闭")
        self.services = services
        self.empty = EmptyState("还没有检查人员。", "检查至少要 2 名有执法证号的人，先登记他们。",
                                "新增检查人员")
        self.table = LineTable("检查人员", HEADS, headed=True)
        self.table.setMinimumHeight(300)
        self.body.addWidget(self.empty, 1)
        self.body.addWidget(self.table, 1)
        self.empty.acted.connect(lambda: self.edit(None))
        self.table.opened.connect(self.edit)
        self.buttons["new"].set_key("Ctrl+N")
        self.reload()

    def choose(self, key: str) -> None:
        """新增 keeps the window open."""
        self.edit(None)

    def reload(self) -> None:
        """Read the people again."""
        lines = self.services.read(people_lines)
        self.table.show_lines(lines)
        self.table.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        if lines:
            self.table.setFocus()

    def edit(self, row: int | None) -> None:
        """One person in a form."""
        person_dialog(self.services, row, self).exec()
        self.reload()


def person_dialog(services: Services, row: int | None, parent: QWidget) -> RecordDialog:
    """新增 (`row` None) or 修改."""
    found = services.read(lambda session: session.get_one(Inspector, row)) if row is not None else None
    title = "新增检查人员" if found is None else f"修改{found.title()}"

    def save(values: dict[str, Any], version: int | None) -> Inspector | None:
        return services.perform(save_inspector, title, parent=dialog, values=values, row=row, version=version,
                                faults=dialog.record_form.show_faults, done="检查人员已保存")

    start = {"active": True, "department": services.read(_bureau)} if found is None else None
    dialog = RecordDialog(services, title, SPEC, found, save, parent, start)
    department = dialog.record_form.editors["department"]
    assert isinstance(department, LineEditor)
    department.suggest(services.read(_departments))
    return dialog


def _bureau(session: Session) -> str:
    return office(session).bureau if is_set_up(session) else ""


def _departments(session: Session) -> list[str]:
    return list(office(session).departments) if is_set_up(session) else []
