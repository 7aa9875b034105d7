"""Who works at the desk: the usual one, the one named, or the one who signed in."""

import os
import sys
from dataclasses import replace
from getpass import getpass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.app.setup import open_desk
from desktop.base.clock import Clock
from desktop.base.errors import UserError
from desktop.features.operators.queries import seat_named, seats
from desktop.features.operators.rules import Seat
from desktop.store.desk import Desk
from desktop.store.keys import NO_KEYS, Keys
from desktop.store.newer import Unreadable
from desktop.store.operators import find_operator
from desktop.store.passwords import fits
from desktop.store.revisions import is_current, is_newer
from desktop.store.safe_place import danger
from desktop.store.store import FILE_NAME

PASSWORD = "DESK_PASSWORD"
"""Environment variable with the password of a command."""

WRONG = "密码不对。"


def seated(desk: Desk, seat: Seat) -> Desk:
    """The desk with this operator at it."""
    return replace(desk, by=seat.by, role=seat.role)


def known(desk: Desk) -> list[Seat]:
    """Who may sit down today, the usual one first; nobody is asked for where newer data does not tell."""
    try:
        with desk.store.reading() as session:
            return seats(session, desk.today)
    except Unreadable:
        return []


def password_fits(desk: Desk, name: str, words: str) -> bool:
    """Whether this is the operator's password; True for one who has none."""
    with desk.store.reading() as session:
        found = find_operator(session, name)
        if found is None or found.left_on is not None:
            return False
        return found.password is None or fits(words, found.password)


def sign_command(desk: Desk, name: str | None) -> Desk:
    """The desk of a command: `--by`, else the usual operator; UserError when he is unknown or not proven."""
    places = known(desk)
    if not places:
        return desk if name is None else replace(desk, by=_plain(name))
    if name is None:
        seat = places[0]
    else:
        with desk.store.reading() as session:
            seat = seat_named(session, name, desk.today)
    if seat.locked and not password_fits(desk, seat.name, _asked(seat.name)):
        raise UserError(f"{seat.name}的{WRONG}", "忘了密码，请打开窗口点“忘记密码”，用恢复单上的恢复码重设。")
    return seated(desk, seat)


def _plain(name: str) -> str:
    clean = "".join(name.split())
    if not clean or len(clean) > 18:
        raise UserError("--by 后面要写姓名，最多 18 字。")
    return clean


def _asked(name: str) -> str:
    given = os.environ.get(PASSWORD)
    if given is not None:
        return given
    if sys.stdin is None or not sys.stdin.isatty():
        raise UserError(f"{name}设了密码，这条命令没有给密码。",
                        f"请把密码放在环境变量 {PASSWORD} 里，或在终端里运行后输入；换人用 --by 姓名。")
    return getpass(f"{name}的密码：")


def admit(folder: Path, clock: Clock | None, name: str | None, keys: Keys = NO_KEYS) -> None:
    """Let a command work on a whole data folder (恢复、抢救): not a desk that may only look.

    A folder without data, with a damaged file or an older one cannot be asked, nor one where data must not
    lie; nothing takes the place of data a later version wrote.
    """
    # Restores and salvages are rare.
    from desktop.store.salvage import is_damaged

    file = folder / FILE_NAME
    if not file.exists() or danger(folder) is not None or is_damaged(file, keys):
        return
    if not is_current(file, keys=keys) and not is_newer(file, keys=keys):
        return
    desk = open_desk(folder, clock, keys)
    try:
        sign_command(desk, name).need_open()
    finally:
        desk.store.close()


def sign_in(desk: Desk, last: str = "", signed: str = "") -> Desk | None:
    """Ask who is there, where more than one may be or a password is set; None when she left.

    `last`: who sat there before, offered first; `signed`: who sits there still, not to be asked again.
    """
    found = known(desk)
    if not found:
        return desk
    there = next((seat for seat in found if seat.name == signed), None)
    if there is not None or (len(found) == 1 and not found[0].locked):
        return seated(desk, there or found[0])
    # Most offices have one operator and no password.
    from desktop.ui.sign_in import Place, SignInDialog

    dialog = SignInDialog([Place(seat.name, seat.role.value, seat.locked) for seat in found],
                           lambda name, words: check(desk, name, words),
                          lambda name, parent: _forgot(desk, name, parent))
    dialog.form.choose(last)
    if not dialog.exec():
        return None
    return seated(desk, next(seat for seat in known(desk) if seat.name == dialog.chosen_name))


def check(desk: Desk, name: str, words: str) -> str:
    """The fault of a typed password; "" when it is right."""
    return "" if password_fits(desk, name, words) else WRONG


def _forgot(desk: Desk, name: str, parent: QWidget) -> None:
    # It brings what prints the recovery sheet.
    from desktop.features.operators.form import recovering

    recovering(desk, name, parent, lambda dialog: None)
