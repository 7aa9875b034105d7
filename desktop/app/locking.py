"""The window's lock: Ctrl+L, or no key for some minutes."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.app.signing import check, known
from desktop.base.changes import Changes
from desktop.features.operators.queries import idle_minutes
from desktop.features.operators.rules import Seat
from desktop.store.operators import Operator, own_name
from desktop.store.settings import Setting
from desktop.ui.idle import Idle
from desktop.ui.services import Services

if TYPE_CHECKING:
    from desktop.ui.lock import Lock


class Locking(QObject):
    """Keeps the lock of one window; `lock()` covers it now."""

    def __init__(self, services: Services, title: str, window: QWidget) -> None:
        super().__init__(window)
        self._services, self._title = services, title
        self._screen: Lock | None = None
        self.idle = Idle(self)
        self.idle.passed.connect(self.lock)
        self.idle.asked.connect(self.lock)
        shortcut = QShortcut(QKeySequence("Ctrl+L"), window, self.lock)
        shortcut.setWhatsThis("锁屏")
        services.changed.connect(self._heard)
        self._set_idle()

    def lock(self) -> None:
        """Cover everything now."""
        self.screen().lock()

    @property
    def on(self) -> bool:
        """Whether everything is covered."""
        return self._screen is not None and self._screen.on

    def screen(self) -> "Lock":
        """The covers, made when first needed."""
        if self._screen is None:
            # The first lock comes long after the start.
            from desktop.ui.lock import Lock
            from desktop.ui.sign_in import Place  # as above

            def place() -> Place:
                seat = self._seat()
                name = own_name(self._services.desk.by)
                return Place(name, self._services.desk.role.value, seat is not None and seat.locked)

            desk = self._services.desk
            self._screen = Lock(self._title, place, lambda name, words: check(desk, name, words),
                                self._forgot, self)
        return self._screen

    def _seat(self) -> Seat | None:
        name = own_name(self._services.desk.by)
        return next((seat for seat in known(self._services.desk) if seat.name == name), None)

    def _heard(self, changes: Changes) -> None:
        if changes.concern((Setting, Operator)):
            self._set_idle()

    def _set_idle(self) -> None:
        """Somebody without a password is not locked by the clock: nothing would be kept from anybody."""
        seat = self._seat()
        locked = seat is not None and seat.locked
        self.idle.set_minutes(self._services.read(idle_minutes) if locked else 0)

    def _forgot(self, name: str, parent: QWidget) -> None:
        # It brings what prints the recovery sheet.
        from desktop.features.operators.form import recovering

        screen = self.screen()
        if recovering(self._services.desk, name, parent, screen.free):
            screen.unlock()
