"""Backups nobody has to think of: once a day, and when the window is closed after changes."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QProgressBar, QWidget

from desktop.base.clock import CHINA
from desktop.base.errors import Cancelled, Trouble
from desktop.base.progress import Progress
from desktop.features.backups.queries import second_place
from desktop.features.backups.rules import DAILY, ON_CLOSING, status_words
from desktop.store.backup_folder import Made, make, needed, newest
from desktop.ui.dialogs import Frame, paragraph
from desktop.ui.errors import show_error, show_trouble
from desktop.ui.services import Services
from desktop.ui.tasks import Task

FIRST_MS, AGAIN_MS = 60_000, 3_600_000


class AutoBackup(QObject):
    """`told(sentence, good)`: a daily backup was made or failed; `dated(words)`: for the status line."""

    told = Signal(str, bool)
    dated = Signal(str)

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self.services, self.window = services, parent
        self.dialog: ClosingDialog | None = None
        self._closing = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.daily)
        services.tasks.idle.connect(self.tell_date)

    def start(self) -> None:
        """From now on."""
        QTimer.singleShot(FIRST_MS, self, self.daily)
        self._timer.start(AGAIN_MS)
        self.tell_date()

    def tell_date(self) -> None:
        """备份：今天 09:30."""
        store = self.services.desk.store
        self.dated.emit(status_words(newest(store.folder), store.clock.now()))

    def daily(self) -> None:
        """The first backup of this day, if there is anything new."""
        if not self.services.tasks.busy and not self._closing:
            self.services.tasks.start(self._daily, "每日备份", self._made, self._failed)

    def may_close(self) -> bool:
        """True when there is nothing to back up; else a backup begins, after which the window closes."""
        if self._closing or _shutting_down() or not self._needed():
            return True
        if self.dialog is None:
            self._close_after()
        return False

    def _needed(self) -> bool:
        try:
            return needed(self.services.desk.store)
        except Trouble as trouble:
            show_trouble(self.window, trouble)
            return False

    def _close_after(self) -> None:
        task = self.services.tasks.start(
            lambda progress: self._make(ON_CLOSING, progress), "关闭前备份", lambda _: self._end(), self._end)
        self.dialog = ClosingDialog(task, self.window)
        self.dialog.open()

    def _end(self, error: BaseException | None = None) -> None:
        self._closing = True
        if self.dialog is not None:
            self.dialog.accept()
        if isinstance(error, Trouble):
            show_trouble(self.window, error)
        elif error is not None and not isinstance(error, Cancelled):
            show_error(self.window, error, self.services.desk.store.folder)
        self.window.close()

    def _daily(self, progress: Progress) -> Made | None:
        store = self.services.desk.store
        last = newest(store.folder)
        if last is not None and last.astimezone(CHINA).date() >= store.clock.today():
            return None
        return self._make(DAILY, progress) if needed(store) else None

    def _make(self, reason: str, progress: Progress) -> Made:
        second = self.services.read(second_place)
        return make(self.services.desk.store, reason, progress, second)

    def _made(self, made: Made | None) -> None:
        if made is not None:
            self.tell_date()
            self.told.emit(made.second or "今天的备份已做好并核对", not made.late)

    def _failed(self, error: BaseException) -> None:
        words = error.sentence if isinstance(error, Trouble) else "今天的备份已取消"
        if not isinstance(error, Trouble | Cancelled):
            show_error(self.window, error, self.services.desk.store.folder)
        self.told.emit(words, False)


def _shutting_down() -> bool:
    """Whether the system is being shut down: no time for a backup, what was saved is saved."""
    app = QGuiApplication.instance()
    return isinstance(app, QGuiApplication) and app.isSavingSession()


class ClosingDialog(Frame):
    """正在备份: closes by itself; 不备份，直接关闭 stops the backup."""

    def __init__(self, task: Task, parent: QWidget) -> None:
        super().__init__("正在备份", (), parent, cancel="不备份，直接关闭")
        self.add_heading("正在备份，完成后自动关闭")
        self.words = paragraph("今天的改动都已保存。备份做好并核对后窗口会自己关上。")
        self.body.addWidget(self.words)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.body.addWidget(self.bar)
        self._stop: Callable[[], None] = task.progress.cancel
        task.progressed.connect(self._progressed)

    def reject(self) -> None:
        """Stop the backup; the window closes once it has stopped."""
        self.cancel.setEnabled(False)
        self._stop()

    def _progressed(self, done: int, total: int, words: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.words.setText(words)
