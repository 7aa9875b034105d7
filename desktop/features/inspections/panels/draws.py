"""抽取记录: draws with their slips, drawing again to compare, who steps aside."""


from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.base.marks import Tone
from desktop.features.documents.queries import font_book
from desktop.features.inspections.form.draws import DrawForm
from desktop.features.inspections.notices.draws import result_xlsx, slip_pdf
from desktop.features.inspections.operations.draws import avoid
from desktop.features.inspections.queries.draws import (
    avoidances,
    draw_of,
    draws,
    pick_lists,
    picks_of,
    replay,
)
from desktop.features.inspections.records.draws import Avoidance, Draw
from desktop.features.office.queries import office
from desktop.store.editing import void_record
from desktop.ui.buttons import Button, PrimaryButton
from desktop.ui.dialogs import WIDE, Frame
from desktop.ui.errors import show_trouble
from desktop.ui.form import FormGroup, FormSpec, RecordDialog
from desktop.ui.labels import label
from desktop.ui.line_table import QUIET, Head, Line, LineTable, link
from desktop.ui.paper_window import PaperWindow, print_with_dialog, save_file
from desktop.ui.services import Services

DRAWS_HEADS = (Head("抽取编号", 170), Head("抽查事项"), Head("抽取日期", 100), Head("抽中", 110),
               Head("抽取人", 80))
ASIDE_HEADS = (Head("检查人员", 90), Head("回避的机构"), Head("原因", 180), Head("登记日期", 100))


def open_draw_form(services: Services, parent: QWidget) -> None:
    """Draw, then show the slip."""
    form = DrawForm(services, parent)
    if form.exec() and form.made is not None:
        SlipWindow(services, form.made.id, parent).show()


class SlipWindow(PaperWindow):
    """The slip of one draw: print, save, publish, draw again and compare."""

    def __init__(self, services: Services, row: int, parent: QWidget | None) -> None:
        self.services, self.row = services, row
        self.found: Draw = services.read(lambda session: session.get_one(Draw, row))
        super().__init__("返回", "抽取记录单", self.found.number, parent)
        self.data: bytes = services.read(self._slip)
        self.printing = PrimaryButton("打印", icon="printer", key="Ctrl+P", writes=False)
        self.saving, self.publishing = Button("另存 PDF"), Button("公示表 .xlsx")
        self.comparing = Button("重新抽取核对")
        self._assemble()
        self.view.show_pdf(self.data)

    def _slip(self, session: Session) -> bytes:
        return slip_pdf(session, session.get_one(Draw, self.row), office(session).bureau, font_book())

    def _assemble(self) -> None:
        self.side.addWidget(label("抽中的对象", "box"))
        for pick in self.services.read(picks_of, self.row):
            self.side.addWidget(label(f"{pick.position}. {pick.name}", wrap=True))
            aside = f"（{pick.aside}回避）" if pick.aside else ""
            self.side.addWidget(label(f"　{pick.pair}{aside}", "second", wrap=True))
        self.side.addStretch(1)
        buttons = QVBoxLayout()
        for button, act in ((self.printing, self.print), (self.saving, self.save),
                            (self.publishing, self.publish), (self.comparing, self.compare)):
            button.clicked.connect(act)
            buttons.addWidget(button)
        self.side.addLayout(buttons)
        QShortcut(QKeySequence("Esc"), self, self.close)
        self.status.say("", "登记的名单和种子不会再变，谁都可以照此重新抽取", Tone.GREY)

    def print(self) -> None:
        """Print the slip."""
        try:
            if print_with_dialog([self.data], self):
                self.status.say("", "已送到打印机", Tone.GREEN)
        except UserError as trouble:
            show_trouble(self, trouble)

    def save(self) -> None:
        """Save the slip as PDF."""
        self._save(self.data, f"{self.found.number}抽取记录单.pdf")

    def publish(self) -> None:
        """Save what was drawn as .xlsx for publishing."""
        data = self.services.read(lambda session: result_xlsx(session, draw_of(session, self.found.number)))
        self._save(data, f"{self.found.number}抽取结果公示.xlsx")

    def _save(self, data: bytes, name: str) -> None:
        kept = save_file(data, name, self)
        if kept is not None:
            self.status.say("", f"另存到 {kept.name}", Tone.GREEN)

    def compare(self) -> None:
        """Draw again from the kept list and say whether it agrees."""
        again = self.services.read(lambda session: replay(session, session.get_one(Draw, self.row)))
        if again.faults:
            self.status.say("核对", f"{'；'.join(again.faults)}", Tone.RED)
        else:
            self.status.say("核对", "按登记的名单和种子重新抽取，结果一致", Tone.GREEN)


class DrawsDialog(Frame):
    """All draws; Enter or a click opens the slip. 回避登记 from here."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__("抽取记录", [("draw", "随机抽取…"), ("aside", "回避登记…")], parent, width=WIDE,
                         cancel="关闭")
        self.services, self.owner = services, parent
        self.table = LineTable("抽取记录", DRAWS_HEADS, headed=True)
        self.table.setMinimumHeight(self.table.row_height * 8)
        self.hint = label("", "second", wrap=True)
        self.body.addWidget(self.hint)
        self.body.addWidget(self.table, 1)
        self.table.opened.connect(lambda row: SlipWindow(services, row, self).show())
        self.refresh()

    def refresh(self) -> None:
        """Show the draws as they are now."""
        found: list[Draw] = self.services.read(draws)
        self.hint.setText("按 Enter 打开抽取记录单，可以打印、公示、重新抽取核对。" if found
                          else "还没有抽取过。点“随机抽取…”，从机构台账按权重抽取检查对象和两名检查人员。")
        self.table.show_lines([
            Line(((item.number, link()), (item.purpose, QUIET), (item.drawn_on.isoformat(), QUIET),
                  (f"{item.pool_size} 家中 {item.wanted} 家", QUIET), (item.drawn_by, QUIET)),
                 item.id, item.id) for item in found])

    def choose(self, key: str) -> None:
        """Draw, or see who steps aside; the list stays open."""
        if key == "draw":
            open_draw_form(self.services, self)
        else:
            AvoidancesDialog(self.services, self).exec()
        self.refresh()


class AvoidancesDialog(Frame):
    """Who steps aside from which institution, with the reason."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__("回避登记", [("new", "登记回避…"), ("void", "作废选中的")], parent, width=WIDE,
                         cancel="关闭")
        self.services = services
        self.table = LineTable("回避登记", ASIDE_HEADS, headed=True)
        self.table.setMinimumHeight(self.table.row_height * 6)
        words = "检查人员与机构有利害关系的，抽到时自动另抽，并记在抽取记录单上。"
        self.body.addWidget(label(words, "second", wrap=True))
        self.body.addWidget(self.table, 1)
        self.refresh()

    def refresh(self) -> None:
        """Show the living entries."""
        lines = [Line(((person, QUIET), (name, QUIET), (item.reason, QUIET),
                       (item.told_on.isoformat(), QUIET)), item.id, item.id)
                 for item, person, name in self.services.read(avoidances)]
        self.table.show_lines(lines)
        self.buttons["void"].setEnabled(bool(lines))
        self.buttons["void"].setToolTip("" if lines else "没有回避登记")

    def choose(self, key: str) -> None:
        """Enter one, or void the chosen one."""
        if key == "new":
            open_avoidance(self.services, self)
        elif (line := self.table.current_line()) is not None:
            self.services.perform(void_record, "作废回避登记", parent=self, record=Avoidance,
                                  row=line.payload, reason="不再需要回避")
        self.refresh()


def open_avoidance(services: Services, parent: QWidget) -> None:
    """登记回避."""
    spec = FormSpec(Avoidance, (FormGroup("", (Avoidance.inspector_id, Avoidance.institution_id,
                                               Avoidance.reason)),), pick_lists)
    form: RecordDialog

    def save(values: dict[str, Any], _: int | None) -> Any:
        return services.perform(avoid, "登记回避", parent=form, faults=form.record_form.show_faults,
                                inspector=values["inspector_id"], institution=values["institution_id"],
                                reason=values["reason"] or "")

    form = RecordDialog(services, "登记回避", spec, None, save, parent)
    form.exec()
