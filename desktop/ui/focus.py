"""Where the keyboard goes when a page or a view is brought to the front.

Not a focus proxy: Qt lets Tab jump over everything that lies between an owner and its proxy, and stand still
where the proxy cannot be seen.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class FocusTo(QObject):
    """Hands the keyboard on to `wanted()`; to the next control when that one cannot take it."""

    def __init__(self, owner: QWidget, wanted: Callable[[], QWidget]) -> None:
        super().__init__(owner)
        self._owner, self._wanted = owner, wanted
        owner.installEventFilter(self)

    def go(self) -> None:
        """Give the keyboard on now."""
        target = self._wanted()
        if target.isVisibleTo(self._owner) and target.isEnabled():
            target.setFocus()
        else:
            self._owner.focusNextChild()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The owner itself was given the keyboard."""
        if watched is self._owner and event.type() == QEvent.Type.FocusIn:
            self.go()
        return super().eventFilter(watched, event)


def focus_on(owner: QWidget, target: QWidget | Callable[[], QWidget]) -> FocusTo:
    """From now on `owner.setFocus()` means `target`."""
    if isinstance(target, QWidget):
        return FocusTo(owner, lambda: target)
    return FocusTo(owner, target)
