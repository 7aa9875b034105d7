"""Pasting thousands of rows into the ledger, changing many at once, taking both back: how long the window,
as it stands before the clerk, ever stands still."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from benches.beside import BEAT_MS, MOST_PAUSE_MS, application, beside
from benches.county import TODAY, TOWNS, add_institutions, open_county
from benches.figure import Figure, Scale
from desktop.__main__ import collect_garbage
from desktop.app.features import STREET
from desktop.app.window import Window
from desktop.base.fields import field_of
from desktop.features.institutions.listing import INSTITUTIONS
from desktop.features.institutions.records import Institution
from desktop.store.desk import Desk
from desktop.ui.changes_dialog import ChangesDialog
from desktop.ui.ledger_page import LedgerPage

COLUMNS = (Institution.town, Institution.licence_until)
"""The columns pasted, with something new in nearly every row."""
AFTERWARDS_MS = 1500
"""Long enough for the lists and counts that follow a change to be shown."""


class Watched:
    """The longest time (s) the window stood still since `begin`; agrees to every preview that comes up."""

    def __init__(self) -> None:
        self.pause, self._last = 0.0, 0.0
        self._loop = QEventLoop()
        self._timer = QTimer()
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.pause = max(self.pause, now - self._last - BEAT_MS / 1000)
        self._last = now
        top = QApplication.activeModalWidget()
        if isinstance(top, ChangesDialog) and top.possible:
            QTimer.singleShot(10 * BEAT_MS, top.accept)

    def during(self, act: Callable[[], None], ended: Callable[[], bool]) -> float:
        """The longest pause (ms) from `act` until all that follows what has `ended` is shown."""
        self.pause, self._last = 0.0, time.perf_counter()
        self._timer.start()
        act()
        while not ended():
            self._loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        QTimer.singleShot(AFTERWARDS_MS, self._loop.quit)
        self._loop.exec()
        self._timer.stop()
        self._beat()
        return self.pause * 1000


def clipboard(rows: int) -> str:
    """What Excel copies: heads, then the rows."""
    heads = "\t".join(field_of(column).label for column in COLUMNS)
    days = (TODAY + timedelta(days=number % 400 + 30) for number in range(rows))
    lines = [f"{TOWNS[number % len(TOWNS)]}\t{day}" for number, day in enumerate(days)]
    return "\r\n".join([heads, *lines, ""])


def opened(desk: Desk, folder: Path) -> tuple[Window, LedgerPage]:
    """The program's own window with the ledger in front."""
    application()
    collect_garbage()
    window = Window(desk, STREET, QSettings(str(folder / "窗口.ini"), QSettings.Format.IniFormat))
    window.resize(1366, 768)
    window.show()
    window.go(INSTITUTIONS.key)
    page = window.current()
    assert isinstance(page, LedgerPage)
    page.refresh()
    QApplication.processEvents()
    return window, page


def bench(folder: Path, scale: Scale) -> list[Figure]:
    """The longest pause of each."""
    desk = open_county(folder / "数据")
    add_institutions(desk, scale.pasted)
    window, page = opened(desk, folder)
    services, watched = window.services, Watched()

    QApplication.clipboard().setText(clipboard(scale.pasted))
    page.table.select_id(page.table.windowed.ids()[0])
    QApplication.processEvents()

    def after(acts: int) -> Callable[[], bool]:
        return lambda: len(services.acts) == acts and not services.tasks.busy

    many = page.table.windowed.ids()[: scale.changed]
    floor = beside(lambda progress: time.sleep(2)).pause
    done = [
        ("paste", f"粘贴 {scale.pasted} 行", watched.during(page.edits.paste, after(1))),
        ("bulk", f"批量修改 {scale.changed} 行",
         watched.during(lambda: page.edits.bulk_set(many, "keeper", "陈志远"), after(2))),
        ("bulk.undo", f"撤销批量修改 {scale.changed} 行", watched.during(window.undo_last, after(1))),
        ("paste.undo", f"撤销粘贴 {scale.pasted} 行", watched.during(window.undo_last, after(0))),
    ]
    window.hide()
    desk.store.close()
    return [Figure(f"{key}.pause", f"{title}：界面最长停顿", "ms", pause, floor, "同时只在等待",
                   MOST_PAUSE_MS, absolute=True) for key, title, pause in done]
