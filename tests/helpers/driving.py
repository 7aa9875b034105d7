"""Driving the window as she does: buttons are clicked, dialogs are answered while they wait."""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from desktop.ui.buttons import Button
from desktop.ui.dialogs import ErrorDialog, Frame

D = TypeVar("D", bound=QDialog)
PATIENCE = 200
"""How often, every 20 ms, the dialog is looked for."""


class Answering:
    """Waits for one dialog of `kind`, fills it once, closes whatever else comes up and tells of it."""

    def __init__(self, kind: type[D], fill: Callable[[D], Any]) -> None:
        self._kind, self._fill = kind, fill
        self._looks = 0
        self.met = False
        self.wrong: list[str] = []
        self._timer = QTimer()
        self._timer.setInterval(20)
        self._timer.timeout.connect(self._look)

    def run(self, opens: Callable[[], Any]) -> None:
        """Call `opens`, which shows the dialog and returns when it is closed."""
        self._timer.start()
        opens()
        self._timer.stop()
        if not self.met and not self.wrong:
            self.wrong.append(f"no {self._kind.__name__} came up")

    def _look(self) -> None:
        top = QApplication.activeModalWidget()
        self._looks += 1
        if isinstance(top, self._kind) and not self.met:
            self.met = True
            self._answer(top)
        elif isinstance(top, ErrorDialog) or (self.met and self._looks > PATIENCE):
            self._refuse(top)

    def _answer(self, dialog: QDialog) -> None:
        try:
            self._fill(dialog)
        except (AssertionError, LookupError, AttributeError) as error:
            self.wrong.append(repr(error))
        if dialog.isVisible():
            self.wrong.append(f"{dialog.windowTitle()} stayed open: {_faults(dialog)}")
            dialog.done(0)

    def _refuse(self, top: QWidget | None) -> None:
        if isinstance(top, QDialog):
            self.wrong.append("；".join(item.text() for item in top.findChildren(QLabel) if item.text()))
            top.done(0)


def answering(opens: Callable[[], Any], kind: type[D], fill: Callable[[D], Any]) -> None:
    """Open a dialog and answer it; anything unexpected fails."""
    waiting = Answering(kind, fill)
    waiting.run(opens)
    assert waiting.wrong == []


def press(dialog: Frame, key: str) -> None:
    """Press a verb of a dialog."""
    dialog.buttons[key].click()


def enabled(button: Button) -> Button:
    """The button, which must not be greyed."""
    assert button.isEnabled(), button.toolTip()
    return button


def _faults(dialog: QDialog) -> list[str]:
    editors = getattr(dialog, "editors", {}) or getattr(getattr(dialog, "record_form", None), "editors", {})
    return [f"{key}: {editor._fault.text()}" for key, editor in editors.items() if editor._fault.text()]
