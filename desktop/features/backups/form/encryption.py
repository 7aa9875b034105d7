"""Encrypting the data file: passphrase, recovery sheet kept first, changing both, and opening a backup."""

import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.base.errors import Trouble
from desktop.base.fields import Field, Kind
from desktop.features.backups.notices import key_pdf
from desktop.features.backups.operations import note_encryption
from desktop.features.office.queries import office
from desktop.features.operators.form import Fields
from desktop.output.pdf.fonts import font_book
from desktop.store.encryption import Switch
from desktop.store.keybox import Box, Way, box_named, locked_box, new_box, passphrase_fault, save
from desktop.store.keys import Key, Keys, new_key
from desktop.store.passwords import GROUPS, LETTERS_A_GROUP, new_code, plain_code
from desktop.store.whole_file import write_whole
from desktop.ui.dialogs import Frame, paragraph
from desktop.ui.editors import Editor, LineEditor
from desktop.ui.errors import show_trouble
from desktop.ui.labels import label
from desktop.ui.preview import office_printer, print_pdf
from desktop.ui.services import Services
from desktop.ui.sign_in import PasswordEditor
from desktop.ui.unlock import UnlockDialog, waiting

WHAT = ("加密后，没有密码或恢复单，谁也读不出数据文件和以后的备份里的台账，包括换电脑、拆硬盘。\n"
        "不加密的：证据照片和附件、打印和导出的文件、以前的备份（加密后可以在这里删掉）；"
        "固态硬盘上删掉的旧文件可能还留有痕迹。\n"
        "密码至少 10 位，可以用几个不相干的词。密码和恢复单都丢了，没有任何办法打开。")
KEEP_FIRST = "先打印或另存恢复单，再把上面第 {} 组抄在下面，证明恢复单能看清。"
NEW_WORDS = "以前的备份仍用做备份时的密码或恢复单打开；数据文件本身不用重写。"


def unlock(box: Box, heading: str, words: str, parent: QWidget | None = None,
           *, cancel: str = "取消") -> tuple[Way, Key] | None:
    """Ask for what opens a box; which way it was and the key, None when she left."""
    found = list[Key]()

    def opens(way: Way, typed: str) -> bool:
        key = box.opened(way, typed)
        found.extend([key] if key is not None else [])
        return key is not None

    dialog = UnlockDialog(heading, words, opens, parent, cancel=cancel)
    return (dialog.way, found[0]) if dialog.exec() else None


def unlock_backup(file: Path, keys: Keys, parent: QWidget) -> Keys | None:
    """The keys with that of a backup, asked for where it is another one; None when she left or it is lost."""
    try:
        box = locked_box(file, keys)
    except Trouble as trouble:
        show_trouble(parent, trouble)
        return None
    if box is None:
        return keys
    found = unlock(box, f"备份已加密：{file.name}", "请输入做这份备份时的密码，或当时的恢复码。", parent)
    return keys.with_key(found[1]) if found is not None else None


def ask_new_passphrase(folder: Path, box: Box, key: Key, parent: QWidget | None) -> bool:
    """After the code has opened the data: another passphrase; the sheet stays good."""
    def keep(words: str) -> None:
        save(folder, box.relocked(key, Way.PASSPHRASE, words))

    words = "恢复码对了。请现在设一个新密码；恢复单继续有效，请放回原处。"
    return _ask_words("设新密码", words, parent, keep)


def open_encryption(services: Services, parent: QWidget) -> None:
    """Passphrase, then the sheet, then the window closes the data and it is encrypted."""
    chosen = list[str]()
    if services.shut() or not _ask_words("给数据文件加密", WHAT, parent, chosen.append, "下一步"):
        return
    key, code = new_key(), new_code()
    if _sheet_kept(services, key, code, "开始加密", parent):
        services.run(lambda progress: new_box(key, chosen[0], code), "准备密码盒",
                     lambda box: services.recoding.emit(Switch(key, box)), parent=parent)


def open_decryption(services: Services, parent: QWidget) -> None:
    """The passphrase once more, then the data is written plain."""
    if services.shut():
        return
    words = "数据文件写成不加密的，任何人拿到都能读出。以前的备份仍是加密的，恢复时要输入当时的密码。"
    if _key_by_words(services, "取消加密", words, parent) is not None:
        services.recoding.emit(Switch())


def open_passphrase(services: Services, parent: QWidget) -> None:
    """Another passphrase."""
    if services.shut():
        return
    key = _key_by_words(services, "改密码", NEW_WORDS, parent)
    if key is not None and _ask_words("新密码", "", parent, lambda words: _relock(
            services, key, Way.PASSPHRASE, words)):
        _note(services, "改数据文件的密码", parent)


def open_sheet(services: Services, parent: QWidget) -> None:
    """Another recovery sheet; the earlier one opens nothing any more but earlier backups."""
    if services.shut():
        return
    key = _key_by_words(services, "换恢复单", f"旧恢复单作废，请销毁。{NEW_WORDS}", parent)
    code = new_code()
    if key is not None and _sheet_kept(services, key, code, "换用这张恢复单", parent):
        with waiting():
            _relock(services, key, Way.CODE, code)
        _note(services, "换数据文件的恢复单", parent)


def _note(services: Services, title: str, parent: QWidget) -> None:
    services.perform(note_encryption, title, parent=parent, done=f"已{title}", what=title)


def _box(services: Services) -> Box:
    store = services.desk.store
    key = store.keys.of(store.file)
    assert key is not None
    return box_named(store.file, key.name)


def _relock(services: Services, key: Key, way: Way, words: str) -> None:
    save(services.desk.store.folder, _box(services).relocked(key, way, words))


def _key_by_words(services: Services, title: str, words: str, parent: QWidget) -> Key | None:
    try:
        found = unlock(_box(services), title, f"{words}\n请输入现在的密码。", parent)
    except Trouble as trouble:
        show_trouble(parent, trouble)
        return None
    return found[1] if found is not None else None


def _ask_words(title: str, words: str, parent: QWidget | None, keep: Callable[[str], None],
               verb: str = "保存") -> bool:
    """A new passphrase, typed twice and given to `keep`; True when it was."""
    editors: dict[str, Editor] = {"words": PasswordEditor("新密码"), "again": PasswordEditor("再输一次")}

    def check(values: dict[str, Any]) -> Mapping[str, str] | None:
        if fault := passphrase_fault(values["words"]):
            return {"words": fault}
        if values["words"] != values["again"]:
            return {"again": "两次输入不一样"}
        try:
            with waiting():
                keep(values["words"])
        except Trouble as trouble:
            return {"": trouble.sentence}
        return None

    return bool(Fields(title, words, editors, check, parent, verb).exec())


def _sheet_kept(services: Services, key: Key, code: str, verb: str, parent: QWidget) -> bool:
    bureau, today = services.read(office).bureau, services.today
    return bool(SheetDialog(lambda: key_pdf(bureau, key.name, code, today, font_book()), code, verb,
                            parent).exec())


class SheetDialog(Frame):
    """The recovery code, shown this once: accepted when the sheet was printed or saved and a group copied."""

    def __init__(self, pdf: Callable[[], bytes], code: str, verb: str, parent: QWidget | None = None) -> None:
        super().__init__("恢复单", [("go", verb), ("print", "打印恢复单"), ("save", "另存为 PDF…")], parent)
        self.pdf, self.code = pdf, code
        self.place = secrets.randbelow(GROUPS)
        self.add_heading("数据的恢复码")
        self.body.addWidget(label(code, "record"))
        self.body.addWidget(paragraph(
            "忘了密码时用它打开数据和备份。只显示这一次：请打印恢复单，密封后放进保险柜，不要存在这台电脑上。"))
        self.body.addWidget(label(KEEP_FIRST.format(self.place + 1), wrap=True))
        self.group = LineEditor(Field(f"第 {self.place + 1} 组", Kind.TEXT, length=LETTERS_A_GROUP))
        self.group.moved_on.connect(lambda: self.choose("go"))
        self.body.addWidget(self.group)
        self.told = label("", "small", wrap=True)
        self.body.addWidget(self.told)
        self.buttons["go"].setEnabled(False)

    def choose(self, key: str) -> None:
        """Print, save, or go on when the group is the one on the sheet."""
        if key == "go":
            self._go_on()
            return
        try:
            done = self._print() if key == "print" else self._save()
        except Trouble as trouble:
            show_trouble(self, trouble)
            return
        if done:
            self.told.setText(done)
            self.buttons["go"].setEnabled(True)
            self.group.setFocus()

    def _go_on(self) -> None:
        if not self.buttons["go"].isEnabled():
            self.group.show_fault("请先打印或另存恢复单")
        elif plain_code(self.group.text()) != self.code.split("-")[self.place]:
            self.group.show_fault("和恢复单上的不一样，请对照再抄一次")
        else:
            self.accept()

    def _print(self) -> str:
        return f"已送打印机：{print_pdf(self.pdf(), office_printer())} 页"

    def _save(self) -> str:
        path, _ = QFileDialog.getSaveFileName(self, "另存为 PDF", "数据恢复单.pdf", "PDF 文件 (*.pdf)")
        if not path:
            return ""
        write_whole(Path(path), self.pdf())
        return f"已存为 {Path(path).name}，打印后请删掉文件"
