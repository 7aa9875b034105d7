"""The program's start: a headless command, or the window with its first-start page."""

import os
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QSettings, QTimer, QTranslator
from PySide6.QtGui import QFontDatabase, QIcon
from PySide6.QtWidgets import QApplication

from desktop.app.appearance import wear
from desktop.app.crashes import tell, watched
from desktop.app.features import STREET
from desktop.app.helping import begin, greet
from desktop.app.one_instance import hold
from desktop.app.places import default_folder
from desktop.app.setup import open_desk
from desktop.app.signing import sign_in
from desktop.app.window import REOPEN, TITLE, Window
from desktop.base.clock import SystemClock
from desktop.base.errors import StoreTrouble, Trouble
from desktop.base.resources import resource
from desktop.features.office.queries import is_set_up
from desktop.store.backup import sweep
from desktop.store.desk import Desk
from desktop.store.engine import os_trouble
from desktop.store.keys import NO_KEYS, Keys, head_of, is_plain
from desktop.store.newer import INSTALL, Unreadable
from desktop.store.operators import own_name
from desktop.store.safe_place import danger, moved_to, need_safe
from desktop.store.store import FILE_NAME
from desktop.ui.dialogs import AskDialog, ErrorDialog
from desktop.ui.errors import show_error, show_trouble
from desktop.ui.theme import apply_theme

if TYPE_CHECKING:
    from desktop.store.encryption import Switch
    from desktop.store.restore import Prepared

FONTS_AFTER_MS = 2500
GREET_AFTER_MS = 800
LEFT = 0
NOT_OPENED = 2
"""Exit code of a window that could not open, as of wrong usage."""
LAST_OPERATOR = "operator"
DAMAGED = "数据文件已损坏"
SALVAGE = ("抢救会以最近一份完好的备份为底，再从损坏的文件里找回备份以后还能读出、对得上的改动，"
           "并说清哪些没有找回。损坏的文件原样保留在“备份”文件夹里。")


def main(arguments: list[str]) -> int:
    """Run the command of the arguments, or open the window; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    folder = window_alone(arguments)
    if folder is not None:
        return open_window(folder)
    # The grammar brings every command of every subject, which the window does not need.
    from desktop.app import cli

    given = cli.grammar().read(arguments)
    if given.selftest is not None:
        return self_test(given.selftest)
    return cli.run(arguments) if given.command else open_window(given.data)


def window_alone(arguments: list[str]) -> Path | None:
    """The data folder when the arguments ask for the window in its plain form; None: the grammar tells."""
    match arguments:
        case []:
            return default_folder()
        case ["--data", folder] if not folder.startswith("-"):
            return Path(folder)
        case _:
            return None


def open_window(folder: Path) -> int:
    """The window on this data folder; troubles at the start are told in a dialog."""
    app, keys = make_application(), NO_KEYS
    try:
        place = safe_folder(folder)
        if place is None:
            return NOT_OPENED
        folder = place
        with ExitStack() as held:
            need_safe(folder)
            held.callback(hold(folder).unlock)
            sweep(folder)
            tell(folder)
            held.enter_context(watched(folder))
            found = unlocked(folder)
            if found is None:
                return LEFT
            keys = found
            return run_windows(folder, app, keys)
    except Unreadable as trouble:
        save_unreadable(folder, trouble, keys)
    except Trouble as trouble:
        ErrorDialog(trouble.what, trouble.advice).exec()
    except OSError as error:
        told = os_trouble(error, folder)
        ErrorDialog(f"打不开数据文件夹。{told.what}", told.advice).exec()
    return NOT_OPENED


def unlocked(folder: Path) -> Keys | None:
    """What opens the data of this folder, asked for where it is encrypted; None when she left."""
    if is_plain(head_of(folder / FILE_NAME)):
        return NO_KEYS
    # Few data folders are encrypted.
    from desktop.app.unlocking import unlock_window

    return unlock_window(folder)


def safe_folder(folder: Path) -> Path | None:
    """The folder to open: this one, or the local one its data was or is brought to; None when she leaves.

    UnsafePlace when nothing is there yet that could be brought.
    """
    trouble, moved = danger(folder), moved_to(folder)
    if trouble is None and moved is None:
        return folder
    # Rare.
    from desktop.app.moving import elsewhere, follow

    place = follow(folder)
    return elsewhere(folder, trouble) if place == folder and trouble is not None else place


def save_unreadable(folder: Path, trouble: Unreadable, keys: Keys) -> None:
    """Newer data that no window can be opened on: say so, and make a backup when she wants one."""
    # Rare.
    from desktop.app.restoring import save_as_it_is

    if AskDialog(trouble.what, "连窗口也打不开，但可以先把全部数据和附件备份下来，再安装新版打开。",
                 [("backup", "备份")]).ask():
        made = save_as_it_is(folder, keys)
        ErrorDialog(f"已备份并核对：{made}", f"{INSTALL}后再打开。", title="备份").exec()


def run_windows(folder: Path, app: QApplication, keys: Keys = NO_KEYS) -> int:
    """The window, and a new one each time the data was replaced or the look changed; the exit code."""
    restored: Prepared | None = None
    switched: Switch | None = None
    signed = who = ""
    while True:
        desk = open_or_salvage(folder, keys)
        if switched is not None:
            _note_switch(switched, desk, who)
        window = start(desk if restored is None else _noted(restored, desk, who), signed)
        if window is None:
            return 0
        code = show(window, app, _said(restored, switched))
        if code != REOPEN:
            return code
        restored, who, keys = window.restored, window.desk.by, window.keys.loose()
        switched = _carried_out(folder, window.switch, keys)
        keys = keys if switched is None else switched.after(keys)
        signed = "" if window.left or restored is not None else own_name(window.desk.by)
        window.deleteLater()


def _noted(restored: "Prepared", desk: Desk, who: str) -> Desk:
    # Restores are rare.
    from desktop.app.restoring import note_restore

    return note_restore(restored, desk, who)


def _carried_out(folder: Path, wanted: "Switch | None", keys: Keys) -> "Switch | None":
    """Encryption turned on or off, as the window that was closed wanted it; None when it was not."""
    if wanted is None:
        return None
    # Once in the life of a data folder.
    from desktop.app.switching import SwitchDialog

    return wanted if SwitchDialog(folder, wanted, keys).carried_out() else None


def _note_switch(switched: "Switch", desk: Desk, who: str) -> None:
    # As above.
    from desktop.app.switching import note_switch

    note_switch(switched, replace(desk, by=who))


def _said(restored: "Prepared | None", switched: "Switch | None") -> str:
    if restored is not None:
        return f"已恢复到备份：{restored.source}"
    return f"{switched.kind}已完成，以前的备份见“备份与恢复”" if switched is not None else ""


def open_or_salvage(folder: Path, keys: Keys = NO_KEYS) -> Desk:
    """The desk on this folder; a damaged file is salvaged when she agrees, and the outcome told."""
    try:
        return open_desk(folder, keys=keys)
    except StoreTrouble:
        from desktop.app.restoring import note_salvage  # a damaged file is rare
        from desktop.store.salvage import is_damaged, salvage  # as above

        if not is_damaged(folder / FILE_NAME, keys):
            raise
        if not AskDialog(DAMAGED, SALVAGE, [("salvage", "抢救")]).ask():
            raise
    found = salvage(folder, SystemClock(), keys=keys)
    ErrorDialog(found.words[0], "".join(found.words[1:]), title="抢救的结果").exec()
    return note_salvage(found, open_desk(folder, keys=keys))


def show(window: Window, app: QApplication, said: str) -> int:
    """Show the window until it is closed, or is to be opened again; `said` stands in its status line."""
    folder = window.desk.store.folder
    sys.excepthook = lambda kind, error, trace: told(window, error, folder)
    window.show()
    QTimer.singleShot(0, window, window.keep_backups)
    window.keep_warm()
    if said:
        window.services.say(said)
    QTimer.singleShot(GREET_AFTER_MS, window, lambda: greet(window.services, window))
    QTimer.singleShot(FONTS_AFTER_MS, window, window.check_fonts)
    return app.exec()


def told(window: Window, error: BaseException, folder: Path) -> None:
    """What nobody caught: a sentence where there is one, else the crash report."""
    if isinstance(error, Trouble):
        show_trouble(window, error)
    else:
        show_error(window, error, folder)


def self_test(folder: Path) -> int:
    """The self-test below this folder, without a screen and away from the clerk's data; the exit code."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    make_application()
    # It brings the libraries that write files, 0.1 s: nothing of it is needed to open the window.
    from desktop.app import selftest

    return selftest.run(folder)


def start(desk: Desk, signed: str = "") -> Window | None:
    """The window, after the first start has asked for the office and who is there; None when she left it.

    `signed`: who sits there already, so that nobody is asked.
    """
    with desk.store.reading() as session:
        ready = is_set_up(session)
    if not ready:
        # Once in the life of a data folder.
        from desktop.app.first_start import first_start

        begun = first_start(desk)
        if begun is None:
            return None
        desk = begun
    settings = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, TITLE, "窗口")
    if not ready:
        begin(settings)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    wear(app, settings)
    seated = sign_in(desk, str(settings.value(LAST_OPERATOR, "")), signed=signed)
    if seated is None:
        desk.store.close()
        return None
    settings.setValue(LAST_OPERATOR, own_name(seated.by))
    return Window(seated, STREET, settings)


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
