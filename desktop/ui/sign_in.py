"""Who is at the desk: the form that asks for name and password, at the start and on the covered screen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.base.fields import Field, Kind
from desktop.ui.buttons import LinkButton, PrimaryButton
from desktop.ui.dialogs import Frame
from desktop.ui.editors import LineEditor
from desktop.ui.labels import label

FREE_TRIES = 5
PAUSE_SECONDS = 30
FORM_WIDTH = 280


class PasswordEditor(LineEditor):
    """A line whose words are not shown and not changed by reading."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(Field(words, Kind.TEXT, length=64), parent)
        self._line.setEchoMode(QLineEdit.EchoMode.Password)
        self._line.setPlaceholderText(words)

    def value(self) -> str:
        return self.text()


@dataclass(frozen=True)
class Place:
    """One who may sit down: name, the word beside it, whether a password is asked for."""

    name: str
    word: str
    locked: bool


class SignInForm(QWidget):
    """Name (a list where there are several), password, verb. `entered(name, words)`, `forgot(name)`."""

    entered = Signal(str, str)
    forgot = Signal(str)

    def __init__(self, places: Sequence[Place], verb: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places = list(places)
        self._tries, self._until = 0, 0.0
        self.setFixedWidth(FORM_WIDTH)
        self.names = QComboBox()
        self.names.addItems([f"{place.name}（{place.word}）" for place in places])
        self.names.setAccessibleName("操作员")
        self.name = label(places[0].name if places else "", "record")
        self.password = PasswordEditor("密码")
        self.button = PrimaryButton(verb, writes=False)
        self.lost = LinkButton("忘记密码…", small=True)
        self.note = label("", "small", wrap=True)
        self._assemble(len(places) > 1)
        self.names.currentIndexChanged.connect(lambda _: self._show_place())
        self.button.clicked.connect(self._enter)
        self.password.moved_on.connect(self._enter)
        self.lost.clicked.connect(lambda: self.forgot.emit(self.place().name))
        self._show_place()

    def _assemble(self, several: bool) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.names if several else self.name)
        column.addWidget(self.password)
        column.addWidget(self.note)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        row.addWidget(self.lost)
        column.addLayout(row)
        self.names.setVisible(several)
        self.name.setVisible(not several)
        self.setFocusProxy(self.password)

    def place(self) -> Place:
        """Who is chosen."""
        return self._places[max(self.names.currentIndex(), 0)]

    def choose(self, name: str) -> None:
        """Choose this one."""
        names = [place.name for place in self._places]
        if name in names:
            self.names.setCurrentIndex(names.index(name))

    def show_fault(self, sentence: str) -> None:
        """The password did not fit; after some tries there is a pause."""
        self.password.set_text("")
        self._tries += 1
        if self._tries >= FREE_TRIES:
            self._tries, self._until = 0, monotonic() + PAUSE_SECONDS
            self.button.setEnabled(False)
            QTimer.singleShot(PAUSE_SECONDS * 1000, self, lambda: self.button.setEnabled(True))
            sentence = f"{sentence}错了 {FREE_TRIES} 次，请过 {PAUSE_SECONDS} 秒再试。"
        self.password.show_fault(sentence)
        self.password.setFocus()

    def _show_place(self) -> None:
        locked = self.place().locked if self._places else False
        self.password.setVisible(locked)
        self.lost.setVisible(locked)
        self.note.setText("" if locked else "没有设密码，按回车即可。")
        self.note.setVisible(not locked)
        self.password.show_fault("")
        self.setFocusProxy(self.password if locked else self.button)

    def _enter(self) -> None:
        if monotonic() >= self._until:
            self.entered.emit(self.place().name, self.password.text())


class SignInDialog(Frame):
    """At the start: who is at the desk? `check(name, words)` gives the fault, "" when it is right."""

    def __init__(self, places: Sequence[Place], check: Callable[[str, str], str],
                 forgot: Callable[[str, QWidget], None], parent: QWidget | None = None) -> None:
        super().__init__("谁在用", (), parent, cancel="退出")
        self._check = check
        self.chosen_name = ""
        self.add_heading("谁在用这台电脑办理")
        self.body.addWidget(label("办理的每一步都记在这个人名下。", "second", wrap=True))
        self.form = SignInForm(places, "开始")
        self.body.addWidget(self.form)
        self.form.entered.connect(self._entered)
        self.form.forgot.connect(lambda name: forgot(name, self))
        self.form.button.setDefault(True)
        self.form.setFocus(Qt.FocusReason.OtherFocusReason)

    def may_close(self) -> bool:
        """A password typed is no work that could be lost."""
        return True

    def _entered(self, name: str, words: str) -> None:
        fault = self._check(name, words)
        if fault:
            self.form.show_fault(fault)
            return
        self.chosen_name = name
        self.accept()

