"""A later version's data in the window and on the command line: looked at, exported, never changed."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.app import cli, main
from desktop.app.features import STREET
from desktop.app.sample import DAY
from desktop.app.setup import open_desk
from desktop.app.window import Window
from desktop.base.clock import FixedClock
from desktop.store.backup_file import verify
from desktop.store.newer import Unreadable
from desktop.store.store import FILE_NAME
from desktop.ui.buttons import Button, PrimaryButton
from desktop.ui.page import ShutPage
from tests.app.test_viewer import commands, content, filled
from tests.helpers.windows import open_window

READING = ("list", "export", "print", "check", "agenda", "backup", "handover", "draft")
WORDS = "数据由更新的版本 9.8.7 写过，本程序只能看，请安装新版"
MORE = "ALTER TABLE institution ADD COLUMN colour VARCHAR(9) DEFAULT '蓝'"
OTHER = "ALTER TABLE complaint RENAME TO complaint_case"
NO_OFFICE = "ALTER TABLE setting RENAME TO fact"


def later(county: Path, place: Path, *changes: str) -> Path:
    """The sample county as a later version would leave it."""
    folder = place / "数据"
    shutil.copytree(county, folder)
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        for change in ("UPDATE alembic_version SET version_num = '9999'",
                       "UPDATE scratch SET value = '\"9.8.7\"' WHERE key = 'program:version'",
                       "PRAGMA legacy_alter_table=ON", *changes):
            connection.execute(change)
            connection.commit()
    return folder


@pytest.fixture(scope="module")
def folder(county: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return later(county, tmp_path_factory.mktemp("新版"), MORE)


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = cli.run([str(word) for word in arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.parametrize("words", [words for words, _ in commands()], ids=" ".join)
def test_no_command_changes_anything_and_those_that_would_say_why(
    words: tuple[str, ...], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parser, before = dict(commands())[words], content(folder)
    shutil.rmtree(folder.parent / "新", ignore_errors=True)
    try:
        code = cli.run(["--data", str(folder), *filled(words, parser, folder)])
    except SystemExit:
        code = 2
    told = capsys.readouterr()
    assert content(folder) == before
    assert "遇到意外" not in told.err
    assert code == 0 or told.err


def test_lists_exports_pages_checks_and_backups_are_had(folder: Path, tmp_path: Path,
                                                        capsys: pytest.CaptureFixture[str]) -> None:
    data = ("--data", folder)
    code, out, err = said(capsys, *data, "list", "institutions", "--json")
    assert (code, json.loads(out)["total"] > 30) == (0, True)
    assert WORDS in err
    for words in (("list", "institutions", "--search", "英语"),
                  ("export", "institutions", tmp_path / "机构.xlsx"),
                  ("print", "institutions", tmp_path / "机构.pdf"), ("check",),
                  ("export", "history", tmp_path / "变更.xlsx"), ("backup", tmp_path / "备份.zip"),
                  ("handover", tmp_path / "交接包.zip")):
        code, _, err = said(capsys, *data, *words)
        assert code == 0, (words, err)
    assert verify(tmp_path / "备份.zip").tables["institution"] > 30
    for words in (("undo", 3), ("restore", tmp_path / "备份.zip"), ("operator", "add", "新人"), ("sample",)):
        code, _, err = said(capsys, *data, *words)
        assert (code, "9.8.7" in err) == (2, True), (words, err)


def test_a_list_is_had_without_the_subject_whose_table_is_gone(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ("--data", later(county, tmp_path, OTHER))
    code, out, _ = said(capsys, *data, "list", "institutions", "--json")
    found = json.loads(out)
    assert (code, found["total"] > 30) == (0, True)
    assert "complaints" not in found["rows"][0]
    assert said(capsys, *data, "export", "institutions", tmp_path / "机构.xlsx")[0] == 0
    assert said(capsys, *data, "print", "institutions", tmp_path / "机构.pdf")[0] == 0
    code, out, _ = said(capsys, *data, "list", "institutions", "--search", "qimingxingqiming")
    assert (code, "没有找到" in out) == (0, True)
    code, _, err = said(capsys, *data, "list", "complaints")
    assert (code, "这一部分本程序读不出" in err) == (2, True)


def window_of(folder: Path, tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Window:
    return open_window(open_desk(folder, FixedClock.on(DAY)), tmp_path, qapp, qtbot)


def test_the_window_says_why_above_every_page_and_writes_nothing(
    folder: Path, tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    before = content(folder)
    window = window_of(folder, tmp_path, qapp, qtbot)
    assert window.notice.isVisible()
    assert window.notice.words.text() == WORDS
    for feature in STREET:
        if feature.icon:
            window.go(feature.key)
            qtbot.waitUntil(lambda: not window.services.tasks.busy, timeout=20_000)
            assert not isinstance(window.current(), ShutPage), feature.key
            on = [button.text() for button in window.current().findChildren(Button)
                  if button._writes and button.isVisible() and button.isEnabled()]
            assert on == [], feature.key
    window.go("backups")
    page = window.current()
    assert page.now.isEnabled()
    page.save()
    qtbot.waitUntil(lambda: bool(page.source.found), timeout=20_000)
    assert page.source.found[0].contents.tables["institution"] > 30
    window._wait()
    window.desk.store.close()
    assert content(folder) == before


def test_a_page_it_cannot_read_says_so_and_the_others_are_shown(
    county: Path, tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    window = window_of(later(county, tmp_path, OTHER), tmp_path, qapp, qtbot)
    window.go("complaints")
    qtbot.waitUntil(lambda: isinstance(window.current(), ShutPage), timeout=20_000)
    assert "读不出" in window.current().empty._what.text()
    window.go("institutions")
    qtbot.waitUntil(lambda: not window.services.tasks.busy, timeout=20_000)
    page = window.current()
    assert not isinstance(page, ShutPage)
    qtbot.waitUntil(lambda: len(page.table.windowed.ids()) > 30, timeout=20_000)
    page.card.show_row(page.table.windowed.ids()[0])
    assert any(label.text() == "证照" for label in page.card.findChildren(QLabel))
    newer = window.desk.store.newer
    assert newer is not None
    page.card._show_unread(Unreadable(f"{newer.written}，这一部分本程序读不出。"))
    assert any("这一部分本程序读不出" in words.text() for words in page.card.findChildren(QLabel))
    assert not [button for button in page.card.findChildren(PrimaryButton) if button.isVisible()]
    window._wait()
    window.desk.store.close()


def test_data_without_an_office_known_today_is_still_backed_up(
    county: Path, tmp_path: Path, qapp: QApplication, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = later(county, tmp_path, NO_OFFICE)
    code, _, err = said(capsys, "--data", folder, "backup", tmp_path / "备份.zip")
    assert code == 0, err
    assert verify(tmp_path / "备份.zip").tables["institution"] > 30
    told: list[str] = []
    answer: Callable[[object], str] = lambda dialog: "backup"  # noqa: E731 - stands for the method
    monkeypatch.setattr(main.AskDialog, "ask", answer)
    monkeypatch.setattr(main.ErrorDialog, "exec", lambda dialog: told.append(dialog.windowTitle()))
    monkeypatch.setattr(main, "make_application", lambda: qapp)
    assert main.open_window(folder) == main.NOT_OPENED
    assert told == ["备份"]
    assert list((folder / "备份").glob("备份-*.zip"))
    desk = open_desk(folder)
    with pytest.raises(Unreadable):
        main.start(desk)
    desk.store.close()


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path) -> None:
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "设置"))
