"""Encryption turned on and off while nobody works on the data: by the window in between, or by a command."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QProgressBar

from desktop.app.one_instance import hold
from desktop.app.setup import open_desk
from desktop.app.unlocking import new_passphrase
from desktop.base.clock import Clock, SystemClock
from desktop.base.command import Answer
from desktop.base.errors import Cancelled, Trouble, UserError
from desktop.features.backups.notices import key_pdf
from desktop.features.backups.operations import note_encryption
from desktop.features.documents.queries import font_book
from desktop.features.office.queries import office
from desktop.store.desk import Desk
from desktop.store.encryption import Switch, carry_out
from desktop.store.keybox import new_box, passphrase_fault
from desktop.store.keys import NO_KEYS, Keys, new_key
from desktop.store.passwords import new_code
from desktop.store.store import need_open
from desktop.store.whole_file import write_whole
from desktop.ui.dialogs import Frame, paragraph
from desktop.ui.errors import show_error, show_trouble
from desktop.ui.tasks import Tasks

TITLES = {True: "给数据文件加密", False: "取消数据文件的加密"}
LEFT = "证据照片、附件、打印和导出的文件没有加密；以前的备份也没有，包括“{}”，不用了请删掉。"
LATER = "以前的备份仍是加密的，恢复时要输入当时的密码或恢复码。"


def sheet_file(parser: ArgumentParser) -> None:
    """Where the recovery sheet goes."""
    parser.add_argument("sheet", type=Path, metavar="恢复单.pdf", help="写出恢复单，请打印后删掉文件")


def run_encrypt(folder: Path, clock: Clock | None, given: Namespace) -> Answer:
    """The sheet first, then the data; the passphrase comes from the environment or is typed twice."""
    words = new_passphrase()
    if fault := passphrase_fault(words):
        raise UserError(f"没有加密：{fault}。", "可以用几个不相干的词。", {"words": fault})
    if given.sheet.exists():
        raise UserError(f"已经有这个文件：{given.sheet}。", "恢复单不覆盖旧文件，请换一个名称。")
    key, code = new_key(), new_code()
    lock = hold(folder)
    try:
        desk = open_desk(folder, clock, must_exist=True)
        try:
            with desk.store.reading() as session:
                bureau, today = office(session).bureau, desk.today
        finally:
            desk.store.close()
        write_whole(given.sheet, key_pdf(bureau, key.name, code, today, font_book()))
        switch = Switch(key, new_box(key, words, code))
        safety = _switch(folder, switch, clock, NO_KEYS, given.by or "")
    finally:
        lock.unlock()
    lines = ["数据文件已加密。", f"恢复单：{given.sheet}，请打印、密封保管，再删掉这个文件。",
             LEFT.format(safety.name)]
    return Answer({"encrypted": True, "key": key.name, "sheet": str(given.sheet), "plain_copy": str(safety)},
                  lines)


def run_decrypt(folder: Path, clock: Clock | None, given: Namespace, keys: Keys) -> Answer:
    """The data written plain."""
    need_open(folder)
    lock = hold(folder)
    try:
        safety = _switch(folder, Switch(), clock, keys, given.by or "")
    finally:
        lock.unlock()
    return Answer({"encrypted": False, "copy": str(safety)}, ["数据文件不再加密。", LATER])


def _switch(folder: Path, switch: Switch, clock: Clock | None, keys: Keys, who: str) -> Path:
    safety = carry_out(folder, switch, clock or SystemClock(), keys)
    desk = open_desk(folder, clock, switch.after(keys))
    note_switch(switch, replace(desk, by=who or desk.by)).store.close()
    return safety


def note_switch(switch: Switch, desk: Desk) -> Desk:
    """Say in the history what was done."""
    title = TITLES[switch.key is not None]
    desk.do(note_encryption, title, what=title)
    return desk


class SwitchDialog(Frame):
    """Between two windows: the data is encrypted or made plain, and can be left as it was until the end."""

    def __init__(self, folder: Path, switch: Switch, keys: Keys) -> None:
        super().__init__(f"正在{switch.kind}", (), cancel="停止")
        self._folder, self._switch, self._keys = folder, switch, keys
        self.add_heading(f"正在{switch.kind}，完成后窗口自动打开")
        self.words = paragraph("先另存现在的数据，再写一份新的，逐条核对相同后换上。")
        self.body.addWidget(self.words)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.body.addWidget(self.bar)
        self.tasks = Tasks(self)
        self._stop: Callable[[], None] = lambda: None

    def carried_out(self) -> bool:
        """Do it; False, and the reason told, when everything is as before."""
        task = self.tasks.start(
            lambda progress: carry_out(self._folder, self._switch, SystemClock(), self._keys, progress),
            self._switch.kind, lambda _: self.accept(), self._failed)
        self._stop = task.progress.cancel
        task.progressed.connect(self._progressed)
        return bool(self.exec())

    def reject(self) -> None:
        """停止: closes once the work has stopped."""
        self.cancel.setEnabled(False)
        self._stop()

    def _progressed(self, done: int, total: int, words: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.words.setText(words)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Trouble):
            show_trouble(self, error)
        elif not isinstance(error, Cancelled):
            show_error(self, error, self._folder)
        self.done(0)
