"""What opens an encrypted file: its passphrase, or the code on the recovery sheet."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.base.fields import Field, Kind
from desktop.store.keybox import Way
from desktop.ui.buttons import LinkButton
from desktop.ui.dialogs import Frame
from desktop.ui.editors import LineEditor
from desktop.ui.labels import label
from desktop.ui.sign_in import PasswordEditor

FREE_TRIES, PAUSE_MS = 3, 5000
LONGEST_CODE = 40
WRONG = {Way.PASSPHRASE: "密码不对", Way.CODE: "恢复码不对，请对照恢复单再输一次"}
TURN = {Way.PASSPHRASE: "忘了密码？用恢复单上的恢复码打开", Way.CODE: "改用密码打开"}


@contextmanager
def waiting() -> Iterator[None]:
    """Half a second in which a key is made from words, on purpose: the pointer says so."""
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QGuiApplication.restoreOverrideCursor()


class UnlockDialog(Frame):
    """Accepted once `opens(way, words)` said yes; `way` is the one that did. Wrong words only cost time."""

    def __init__(self, heading: str, words: str, opens: Callable[[Way, str], bool],
                 parent: QWidget | None = None, *, cancel: str = "取消") -> None:
        super().__init__("输入密码", [("open", "打开")], parent, cancel=cancel)
        self._opens, self._tries = opens, 0
        self.way = Way.PASSPHRASE
        self.add_heading(heading)
        self.body.addWidget(label(words, "second", wrap=True))
        self.editors = {Way.PASSPHRASE: PasswordEditor("密码"),
                        Way.CODE: LineEditor(Field("恢复码", Kind.TEXT, length=LONGEST_CODE))}
        for editor in self.editors.values():
            self.body.addWidget(editor)
            editor.moved_on.connect(lambda: self.choose("open"))
        self.other = LinkButton("", small=True)
        self.other.clicked.connect(self._turn)
        self.body.addWidget(self.other)
        self._show_way()

    def choose(self, key: str) -> None:
        """Try the words; after some wrong ones the next try has to wait a little."""
        editor = self.editors[self.way]
        if not editor.text() or not self.buttons["open"].isEnabled():
            return
        with waiting():
            opened = self._opens(self.way, editor.text())
        if opened:
            self.accept()
            return
        self._tries += 1
        words = WRONG[self.way]
        if self._tries % FREE_TRIES == 0:
            self.buttons["open"].setEnabled(False)
            QTimer.singleShot(PAUSE_MS, self, lambda: self.buttons["open"].setEnabled(True))
            words = f"{words}，请过 {PAUSE_MS // 1000} 秒再试"
        if self.way is Way.PASSPHRASE:
            editor.set_text("")
        editor.show_fault(words)
        editor.setFocus()

    def may_close(self) -> bool:
        """Words typed here are no work that could be lost."""
        return True

    def _turn(self) -> None:
        self.way = Way.CODE if self.way is Way.PASSPHRASE else Way.PASSPHRASE
        self._show_way()

    def _show_way(self) -> None:
        for way, editor in self.editors.items():
            editor.setVisible(way is self.way)
            editor.show_fault("")
        self.other.setText(TURN[self.way])
        self.editors[self.way].setFocus()
