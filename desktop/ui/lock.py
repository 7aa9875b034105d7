"""The covered screen: Ctrl+L, or no key for some minutes. Nothing readable, nothing typed lost, work goes on.

Every window of the program gets an opaque cover that asks for the password; what it held is hidden, not
closed, so half-filled forms stay as they are. Keys and clicks reach the covers only, windows that come up
meanwhile are covered too.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout, QWidget

from desktop.ui.labels import label
from desktop.ui.sign_in import Place, SignInForm

INPUT = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride, QEvent.Type.Shortcut,
    QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick,
    QEvent.Type.Wheel, QEvent.Type.ContextMenu, QEvent.Type.ToolTip, QEvent.Type.DragEnter, QEvent.Type.Drop,
    QEvent.Type.InputMethod, QEvent.Type.Close, QEvent.Type.WhatsThis})
ROOM = 560
"""Windows lower than this show the form without the explaining words."""


class Cover(QWidget):
    """Opaque over a whole window; what the window held is hidden until it goes."""

    def __init__(self, window: QWidget, title: str, place: Place) -> None:
        super().__init__(window)
        self._under = [child for child in window.children() if isinstance(child, QWidget)
                       and child is not self and not child.isWindow() and not child.isHidden()]
        self._title, self._focus = window.windowTitle(), window.focusWidget()
        self._least = window.minimumSize()
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        self.form = SignInForm([place], "解锁")
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(label("已锁屏", "record"), 0, Qt.AlignmentFlag.AlignHCenter)
        if window.height() >= ROOM:
            words = label("没填完的内容都留着，正在做的长任务照常进行。", "second")
            column.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
            column.addSpacing(12)
        column.addWidget(self.form, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        for child in self._under:
            child.hide()
        window.setWindowTitle(title)
        window.setMinimumHeight(max(self._least.height(), self.sizeHint().height()))
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """As large as its window."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return super().eventFilter(watched, event)

    def lift(self) -> None:
        """Show what was there, the cursor where it was."""
        window = self.window()
        window.removeEventFilter(self)
        window.setWindowTitle(self._title)
        window.setMinimumSize(self._least)
        for child in self._under:
            child.show()
        self.hide()
        if self._focus is not None:
            self._focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self.deleteLater()


class Lock(QObject):
    """Covers all windows of the program. `check(name, words)` gives the fault, "" when it is right."""

    locked = Signal()
    unlocked = Signal()

    def __init__(self, title: str, place: Callable[[], Place], check: Callable[[str, str], str],
                 forgot: Callable[[str, QWidget], None], parent: QObject) -> None:
        super().__init__(parent)
        self._title, self._place, self._check, self._forgot = title, place, check, forgot
        self._covers: dict[QWidget, Cover] = {}
        self._free: QWidget | None = None
        self.on = False

    def lock(self) -> None:
        """Cover everything now."""
        if self.on:
            return
        self.on = True
        popup = QApplication.activePopupWidget()
        while popup is not None and popup.close():
            popup = QApplication.activePopupWidget()
        QToolTip.hideText()
        QGuiApplication.clipboard().clear()
        for window in QApplication.topLevelWidgets():
            self._cover(window)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        active = QApplication.activeWindow()
        if active in self._covers:
            self._covers[active].form.setFocus(Qt.FocusReason.OtherFocusReason)
        self.locked.emit()

    def unlock(self) -> None:
        """Take the covers away."""
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        self.on = False
        covers, self._covers = self._covers, {}
        for cover in covers.values():
            cover.lift()
        self.unlocked.emit()

    def covers(self) -> Sequence[Cover]:
        """The covers there are."""
        return list(self._covers.values())

    def _cover(self, window: QWidget) -> None:
        if not window.isVisible() or window in self._covers or window is self._free:
            return
        if window.windowType() in (Qt.WindowType.ToolTip, Qt.WindowType.Popup):
            window.hide()
            return
        cover = Cover(window, self._title, self._place())
        cover.form.entered.connect(lambda name, words: self._try(cover, name, words))
        cover.form.forgot.connect(self._lost)
        window.destroyed.connect(lambda: self._covers.pop(window, None))
        self._covers[window] = cover
        cover.form.setFocus(Qt.FocusReason.OtherFocusReason)

    def _come_up(self, window: QWidget) -> None:
        if self.on:
            self._cover(window)

    def _try(self, cover: Cover, name: str, words: str) -> None:
        fault = self._check(name, words)
        if fault:
            cover.form.show_fault(fault)
        else:
            self.unlock()

    def _lost(self, name: str) -> None:
        """The dialog for a forgotten password is the one window that may be used."""
        self._forgot(name, next(iter(self._covers)))

    def free(self, window: QWidget | None) -> None:
        """A window that stays uncovered; None for none."""
        self._free = window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Input reaches the covers only; a window that comes up is covered."""
        if not isinstance(watched, QWidget):
            return False
        if event.type() == QEvent.Type.Show and watched.isWindow():
            QTimer.singleShot(0, watched, lambda: self._come_up(watched))
            return False
        if event.type() not in INPUT or self._allowed(watched):
            return False
        event.ignore()
        return True

    def _allowed(self, widget: QWidget) -> bool:
        if self._free is not None and (widget is self._free or widget.window() is self._free):
            return True
        return any(cover is widget or cover.isAncestorOf(widget) for cover in self._covers.values())
