"""How long nobody has touched the program."""

from time import monotonic

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

TOUCHES = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove,
                     QEvent.Type.Wheel})


class Idle(QObject):
    """`passed` after so many minutes without a key or a click in any window of the program; 0 never.

    `asked` when Ctrl+L is pressed in whatever window, a dialog that stops the others included.
    """

    passed = Signal()
    asked = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._minutes, self._touched = 0, monotonic()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        self._watched: list[QWindow] = []
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._watch)
        self._watch(QGuiApplication.focusWindow())

    def set_minutes(self, minutes: int) -> None:
        """How long; from now."""
        self._minutes = minutes
        self.touch()
        self._timer.start(minutes * 60_000) if minutes else self._timer.stop()

    def touch(self) -> None:
        """Somebody is there."""
        self._touched = monotonic()

    def _watch(self, window: QWindow | None) -> None:
        """Input is seen at the windows of the system: there are few of them, and few events."""
        if window is not None and window not in self._watched:
            self._watched.append(window)
            window.installEventFilter(self)
            window.destroyed.connect(lambda: self._watched.remove(window))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in TOUCHES:
            self.touch()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and _locks(event):
            self.asked.emit()
            return True
        return False

    def _look(self) -> None:
        left = self._minutes * 60 - (monotonic() - self._touched)
        if left <= 0.5:
            self.passed.emit()
            left = self._minutes * 60
        if self._minutes:
            self._timer.start(max(round(left * 1000), 1000))


def _locks(event: QKeyEvent) -> bool:
    control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
    return control and event.key() == Qt.Key.Key_L
