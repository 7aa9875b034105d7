"""The program's start: a headless command, or the window with its first-start page."""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QLockFile, QSettings, QTimer, QTranslator
from PySide6.QtGui import QFontDatabase, QIcon
from PySide6.QtWidgets import QApplication

from desktop.app import cli, sample
from desktop.app.features import STREET
from desktop.app.parser import USAGE
from desktop.app.setup import open_desk, set_up
from desktop.app.window import TITLE, Window
from desktop.base.errors import StoreTrouble, Trouble
from desktop.base.resources import resource
from desktop.features.office.page import FirstStart
from desktop.features.office.queries import is_set_up
from desktop.store.desk import Desk
from desktop.ui.dialogs import ErrorDialog
from desktop.ui.errors import show_error
from desktop.ui.theme import apply_theme

LOCK = ".正在使用"
FONTS_AFTER_MS = 2500


def main(arguments: list[str]) -> int:
    """Run the command of the arguments, or open the window; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    given = cli.grammar().parse_args(arguments)
    if given.selftest is not None:
        return self_test(given.selftest)
    return cli.run(arguments) if given.command else open_window(given.data)


def open_window(folder: Path) -> int:
    """The window on this data folder; troubles at the start are told in a dialog."""
    app = make_application()
    lock = QLockFile(str(folder.parent / f"{folder.name}{LOCK}"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.setStaleLockTime(0)
        if not lock.tryLock(100):
            raise StoreTrouble("这份台账已经在另一个窗口里打开。", "请切换到已打开的窗口。")
        desk = open_desk(folder)
        window = start(desk)
    except Trouble as trouble:
        ErrorDialog(trouble.what, trouble.advice).exec()
        return USAGE
    except OSError as error:
        ErrorDialog(f"打不开数据文件夹：{folder}（{error.strerror}）。", "请检查该文件夹的权限。").exec()
        return USAGE
    if window is None:
        return 0
    sys.excepthook = lambda kind, error, trace: show_error(window, error, folder)
    window.show()
    QTimer.singleShot(FONTS_AFTER_MS, window.check_fonts)
    return app.exec()


def self_test(folder: Path) -> int:
    """The self-test below this folder, without a screen and away from the clerk's data; the exit code."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    make_application()
    # It brings the libraries that write files, 0.1 s: nothing of it is needed to open the window.
    from desktop.app import selftest

    return selftest.run(folder)


def start(desk: Desk) -> Window | None:
    """The window, after the first start has asked for the office; None when she closed it there."""
    with desk.store.reading() as session:
        ready = is_set_up(session)
    if not ready:
        first = FirstStart(
            desk.store.folder, lambda facts: set_up(desk, facts), lambda progress: sample.load(desk, progress)
        )
        if not first.exec():
            return None
        folder = desk.store.folder
        desk.store.close()
        desk = open_desk(folder)
    return Window(
        desk, STREET, QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, TITLE, "窗口")
    )


def make_application() -> QApplication:
    """Qt with Chinese words, the shipped fonts at hand, and the program's look."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    app = QApplication.instance() or QApplication([TITLE])
    assert isinstance(app, QApplication)
    app.setApplicationName(TITLE)
    app.setApplicationDisplayName(TITLE)
    app.setWindowIcon(QIcon(str(resource("app.ico"))))
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    for font in sorted(resource("fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(font))
    app.setStyle("Fusion")
    apply_theme(app, dark=False)
    return app
