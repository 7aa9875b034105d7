"""帮助: the keys, this PC looked at, what changed, the version; and what greets her by itself, once each."""

import platform
import sqlite3
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget

from desktop.base.version import VERSION
from desktop.ui.buttons import LinkButton
from desktop.ui.dialogs import Frame
from desktop.ui.labels import label
from desktop.ui.services import Services

MENU = "帮助"
CHECKED = "first_check"
"""Set once this PC was looked at."""
OFFLINE = "程序不联网，不自动发送，数据只在本机。"
LICENCES = "用到的程序库和字体的许可，在程序文件夹的“许可”里。"


class AboutDialog(Frame):
    """Which version this is, of what it is made, where the data is; can be copied."""

    def __init__(self, title: str, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__("关于", (), parent, cancel="知道了")
        self.cancel.setDefault(True)
        self.add_heading(f"{title}　{VERSION}")
        told = [f"数据文件夹：{folder}",
                f"Python {platform.python_version()}，Qt {qVersion()}，SQLite {sqlite3.sqlite_version}",
                OFFLINE, LICENCES]
        for words in told:
            made = label(words, wrap=True)
            made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.body.addWidget(made)
        self.body.addStretch(1)
        copy = LinkButton("复制", small=True)
        copy.clicked.connect(
            lambda: QGuiApplication.clipboard().setText("\n".join([f"{title} {VERSION}", *told])))
        self.foot.insertWidget(0, copy)


def entries(services: Services, window: QWidget) -> list[tuple[str, Callable[[], None]]]:
    """The menu: words, and what they do; what it opens stands in front of `window`."""
    return [("检查这台电脑…", lambda: check_machine(services, window)),
            ("这一版改了什么…", lambda: tell_updates(window)),
            ("关于…", lambda: tell_version(services, window))]


def tell_version(services: Services, window: QWidget) -> None:
    """Which version this is."""
    open_beside(AboutDialog(window.windowTitle(), services.desk.store.folder, window))


def check_machine(services: Services, window: QWidget) -> None:
    """Look at this PC and show what was found."""
    # Needed once in the life of a PC; it brings the printing part of Qt.
    from desktop.app.first_check_dialog import show_first_check

    show_first_check(services, window)


def tell_updates(window: QWidget) -> None:
    """Every version with what came with it."""
    # Rarely asked for.
    from desktop.app.updates import UpdatesDialog, updates

    open_beside(UpdatesDialog(updates(), window))


def begin(settings: QSettings) -> None:
    """A new data folder: what this version changed is nothing new to her."""
    # Once in the life of a data folder.
    from desktop.app.updates import mark_seen

    mark_seen(settings)


def greet(services: Services, window: QWidget) -> None:
    """What changed, when this version is new on this PC; this PC looked at, when it never was."""
    # After the first paint: the start does not wait for it.
    from desktop.app.updates import UpdatesDialog, mark_seen, unseen

    settings = services.settings
    told = unseen(settings)
    mark_seen(settings)
    first = not settings.contains(CHECKED)
    settings.setValue(CHECKED, VERSION)
    if told:
        shown = UpdatesDialog(told, window)
        if first:
            shown.finished.connect(lambda: check_machine(services, window))
        open_beside(shown)
    elif first:
        check_machine(services, window)


def open_beside(dialog: QDialog) -> None:
    """Show a dialog in front of its window; it goes away when it is closed."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
