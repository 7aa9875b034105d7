"""The words that open encrypted data, asked for in a dialog or taken from a command's environment."""

import os
import sys
from getpass import getpass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.base.errors import UserError
from desktop.store.keybox import Box, Way, locked_box, save
from desktop.store.keys import NO_KEYS, KeyNeeded, Keys, box_name
from desktop.store.store import FILE_NAME

WORDS, NEW_WORDS = "DESK_KEY", "DESK_NEW_KEY"
"""Environment variables: the passphrase or recovery code of a command; the passphrase `encrypt` sets."""
BOTH_LOST = "密码和恢复单都没有，这份数据谁也打不开；没有加密的旧备份可以恢复到另一个空文件夹。"


def unlock_window(folder: Path, parent: QWidget | None = None) -> Keys | None:
    """Ask what opens the data of this folder; None when she left. StoreTrouble when its box is lost."""
    file = folder / FILE_NAME
    box = locked_box(file, NO_KEYS)
    if box is None:
        return NO_KEYS
    _heal(folder, box)
    # Commands need no dialogs.
    from desktop.features.backups.form.encryption import ask_new_passphrase, unlock

    found = unlock(box, "台账已加密", f"请输入打开台账的密码。{BOTH_LOST}", parent, cancel="退出")
    if found is None:
        return None
    way, key = found
    if way is Way.CODE:
        ask_new_passphrase(folder, box, key, parent)
    return NO_KEYS.with_key(key)


def _heal(folder: Path, box: Box) -> None:
    """A box that was deleted or damaged is put back from where it was found."""
    place = folder / box_name(box.name)
    if not place.exists() or place.read_bytes() != box.data():
        save(folder, box)


def unlocked(file: Path, keys: Keys = NO_KEYS) -> Keys:
    """These keys and the one a command needs for this database or backup; UserError when the words are wrong.

    KeyNeeded when there are none.
    """
    box = locked_box(file, keys)
    if box is None:
        return keys
    words = os.environ.get(WORDS)
    if words is None:
        if sys.stdin is None or not sys.stdin.isatty():
            raise KeyNeeded(file, box.name)
        words = getpass(f"{file.name} 的密码或恢复码：")
    key = box.opened_by(words)
    if key is None:
        raise UserError(f"{file.name} 的密码不对。", f"请检查环境变量 {WORDS}；也可以用恢复单上的恢复码。")
    return keys.with_key(key)


def new_passphrase() -> str:
    """The passphrase a command sets: from the environment, or typed twice; UserError without one."""
    given = os.environ.get(NEW_WORDS)
    if given is not None:
        return given
    if sys.stdin is None or not sys.stdin.isatty():
        raise UserError("这条命令没有给新密码。", f"请放在环境变量 {NEW_WORDS} 里，或在终端里运行后输入。")
    first = getpass("新密码：")
    if getpass("再输一次：") != first:
        raise UserError("两次输入不一样。", "请再运行一次。")
    return first
