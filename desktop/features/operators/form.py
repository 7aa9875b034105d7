"""Dialogs for operators: name and role, password, the code that is told once, 替班, the lock."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from desktop.base.errors import Trouble, UserError
from desktop.base.fields import Field, Kind, field_of
from desktop.features.office.queries import office
from desktop.features.operators.notices import recovery_pdf
from desktop.features.operators.operations import (
    drop_password,
    recover_password,
    save_operator,
    set_idle,
    set_password,
    stand_in,
)
from desktop.features.operators.queries import idle_minutes, operators
from desktop.output.pdf.fonts import font_book
from desktop.store.desk import Desk
from desktop.store.operators import Operator, Role, StandIn, own_name
from desktop.store.whole_file import write_whole
from desktop.ui.dialogs import FormDialog, Frame, paragraph
from desktop.ui.editors import Editor, LineEditor, PickEditor, words_of
from desktop.ui.errors import show_trouble
from desktop.ui.labels import label
from desktop.ui.preview import office_printer, print_pdf
from desktop.ui.services import Services
from desktop.ui.sign_in import PasswordEditor

ROLE_WORDS = "经办：办理全部业务。审核：另可审核、批准别人办的。查看：只能看，不能改、不能看完整的个人信息。"


class Fields(FormDialog):
    """Labelled editors one below the other; `save()` gives the faults by key, None when it is done."""

    def __init__(self, title: str, words: str, editors: Mapping[str, Editor],
                 save: Callable[[dict[str, Any]], Mapping[str, str] | None],
                 parent: QWidget | None, verb: str = "保存") -> None:
        self.editors = dict(editors)
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(4)
        if words:
            column.addWidget(paragraph(words))
            column.addSpacing(4)
        for editor in self.editors.values():
            column.addWidget(label(editor.facts.label, "hint"))
            column.addWidget(editor)
        column.addStretch(1)
        super().__init__(title, form, [("save", verb)], parent)
        self._save = save
        self.submitted.connect(lambda _: self._submit())
        every = list(self.editors.values())
        for editor, after in zip(every, [*every[1:], None], strict=True):
            target = after.box if after is not None else self.buttons["save"]
            editor.moved_on.connect(lambda target=target: target.setFocus(Qt.FocusReason.TabFocusReason))
        every[0].setFocus()

    def _submit(self) -> None:
        values: dict[str, Any] = {}
        faults: dict[str, str] = {}
        for key, editor in self.editors.items():
            try:
                values[key] = editor.value()
            except ValueError as error:
                faults[key] = str(error)
        found = faults or self._save(values)
        if found is None:
            self.accept()
            return
        for key, editor in self.editors.items():
            editor.show_fault(found.get(key, ""))
        rest = [words for key, words in found.items() if key not in self.editors]
        self.show_fault("；".join(rest))


def open_operator(services: Services, row: int | None, parent: QWidget) -> None:
    """Register an operator, or change name and role."""
    found = services.read(lambda session: session.get(Operator, row)) if row is not None else None
    name = LineEditor(field_of(Operator.name))
    role = PickEditor(field_of(Operator.role), words_of(Role), empty=False)
    name.set_value(found.name if found is not None else None)
    role.set_value(found.role if found is not None else Role.WORKER)
    title = f"修改{found.title()}" if found is not None else "新增操作员"

    def save(values: dict[str, Any]) -> Mapping[str, str] | None:
        faults: dict[str, str] = {}
        done = services.perform(save_operator, title, parent=dialog, faults=faults.update, row=row,
                                name=values["name"] or "", role=values["role"])
        return None if done is not None else faults

    dialog = Fields(title, ROLE_WORDS, {"name": name, "role": role}, save, parent)
    dialog.exec()


def open_password(services: Services, row: int, parent: QWidget) -> None:
    """Set or change a password; afterwards the code is shown this once."""
    found = services.read(lambda session: session.get_one(Operator, row))
    own = found.password is not None and found.name == own_name(services.desk.by)
    editors: dict[str, Editor] = {"old": PasswordEditor("原密码")} if own else {}
    editors |= {"words": PasswordEditor("新密码"), "again": PasswordEditor("再输一次")}
    codes: list[str] = []

    def save(values: dict[str, Any]) -> Mapping[str, str] | None:
        if values["words"] != values["again"]:
            return {"again": "两次输入不一样"}
        faults: dict[str, str] = {}
        code = services.perform(set_password, f"{found.name}设密码", parent=dialog, faults=faults.update,
                                row=row, words=values["words"], old=values.get("old"))
        codes.extend([code] if code is not None else [])
        return None if code is not None else faults

    words = f"{found.name}：打开程序和解锁时要输入。至少 8 位。"
    dialog = Fields("设密码", words, editors, save, parent)
    if dialog.exec() and codes:
        CodeDialog(services.desk, found.name, codes[0], parent).exec()


def open_drop(services: Services, row: int, parent: QWidget) -> None:
    """Do without a password."""
    found = services.read(lambda session: session.get_one(Operator, row))

    def save(values: dict[str, Any]) -> Mapping[str, str] | None:
        faults: dict[str, str] = {}
        done = services.perform(drop_password, f"{found.name}取消密码", parent=dialog, faults=faults.update,
                                row=row, old=values["old"])
        return None if done is not None else faults

    words = "取消后，打开程序不再问密码，锁屏谁都能解开。"
    dialog = Fields("取消密码", words, {"old": PasswordEditor("原密码")}, save, parent)
    dialog.exec()


def open_stand_in(services: Services, row: int, parent: QWidget) -> None:
    """Who does the work of whom, and when."""
    others = [(found.id, found.name) for found in services.read(operators) if found.id != row]
    found = services.read(lambda session: session.get_one(Operator, row))
    today = services.today
    editors: dict[str, Editor] = {
        "stands_for": PickEditor(field_of(StandIn.for_id), others, empty=False),
        "first": LineEditor(field_of(StandIn.first)), "last": LineEditor(field_of(StandIn.last)),
        "reason": LineEditor(field_of(StandIn.reason))}
    editors["first"].set_value(today)
    editors["last"].set_value(today + timedelta(days=6))

    def save(values: dict[str, Any]) -> Mapping[str, str] | None:
        lacking = {key: "请填写" for key, value in values.items() if value is None}
        if lacking:
            return lacking
        faults: dict[str, str] = {}
        done = services.perform(stand_in, f"{found.name}替班", parent=dialog, faults=faults.update,
                                operator=row, **values)
        return None if done is not None else {**faults, "stands_for": faults.get("for_id", "")}

    words = (f"{found.name}在这几天替谁办理。这几天的变更记录和文书写作“{found.name}（替…）”，"
             "下次打开程序起生效。")
    dialog = Fields("替班", words, editors, save, parent)
    dialog.exec()


def open_idle(services: Services, parent: QWidget) -> None:
    """After how many minutes the screen is covered by itself."""
    minutes = LineEditor(Field("分钟", Kind.INTEGER))
    minutes.set_value(services.read(idle_minutes))

    def save(values: dict[str, Any]) -> Mapping[str, str] | None:
        faults: dict[str, str] = {}
        done = services.perform(set_idle, "改自动锁屏的时间", parent=dialog, faults=faults.update,
                                minutes=values["minutes"] or 0)
        return None if done is not None else faults

    words = "这么多分钟没有按键和点击就锁屏；0 是不自动锁。没有设密码的操作员不自动锁屏，仍可按 Ctrl+L。"
    dialog = Fields("自动锁屏", words, {"minutes": minutes}, save, parent)
    dialog.exec()


class CodeDialog(Frame):
    """The recovery code, shown this once: print it, or keep the file elsewhere."""

    def __init__(self, desk: Desk, name: str, code: str, parent: QWidget | None = None) -> None:
        verbs = [("print", "打印恢复单"), ("save", "另存为 PDF…")]
        super().__init__("恢复单", verbs, parent, cancel="已保管好")
        self._desk, self._name, self.code = desk, name, code
        self.add_heading(f"{name}的恢复码")
        self.body.addWidget(label(code, "record"))
        self.body.addWidget(paragraph(
            "忘了密码时，用它设新密码。只显示这一次：请打印恢复单，密封后放进保险柜，不要存在这台电脑上。"))
        self.told = label("", "small", wrap=True)
        self.body.addWidget(self.told)

    def pdf(self) -> bytes:
        """The sheet to print."""
        with self._desk.store.reading() as session:
            bureau = office(session).bureau
        return recovery_pdf(bureau, self._name, self.code, self._desk.today, font_book())

    def choose(self, key: str) -> None:
        """Print or save; the code stays in sight until it is said to be kept."""
        try:
            done = self._print() if key == "print" else self._save()
        except Trouble as trouble:
            show_trouble(self, trouble)
            return
        if done:
            self.told.setText(done)

    def _print(self) -> str:
        return f"已送打印机：{print_pdf(self.pdf(), office_printer())} 页"

    def _save(self) -> str:
        path, _ = QFileDialog.getSaveFileName(self, "另存为 PDF", f"恢复单_{self._name}.pdf",
                                              "PDF 文件 (*.pdf)")
        if not path:
            return ""
        write_whole(Path(path), self.pdf())
        return f"已存为 {Path(path).name}，打印后请删掉文件"


def recovering(desk: Desk, name: str, parent: QWidget, shown: Callable[[QWidget | None], None]) -> bool:
    """Ask for code and new password, then show the next code; True when the password is new.

    `shown` is told which dialog is in front, then None.
    """
    editors: dict[str, Editor] = {"code": LineEditor(Field("恢复码", Kind.TEXT, length=40)),
                                  "words": PasswordEditor("新密码"), "again": PasswordEditor("再输一次")}
    codes: list[str] = []

    def save(values: dict[str, Any]) -> Mapping[str, str] | None:
        if values["words"] != values["again"]:
            return {"again": "两次输入不一样"}
        try:
            codes.append(replaced(desk, name, values["code"] or "", values["words"]))
        except UserError as error:
            return error.fields or {"": error.sentence}
        return None

    words = "请输入恢复单上的恢复码，再设新密码。恢复单也丢了，请另一名操作员在“操作员”里重设密码。"
    dialog = Fields(f"忘记密码：{name}", words, editors, save, parent)
    shown(dialog)
    done = bool(dialog.exec())
    if done:
        told = CodeDialog(desk, name, codes[0], parent)
        shown(told)
        told.exec()
    shown(None)
    return done


def replaced(desk: Desk, name: str, code: str, words: str) -> str:
    """The operation behind `recovering`, signed by the one who holds the sheet."""
    return Desk(desk.store, name).do(recover_password, f"{name}用恢复码重设密码", name=name, code=code,
                                     words=words)

