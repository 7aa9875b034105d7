"""Backups in the window and by command: made on closing, gone back to, handed over to another PC."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.app import auto_backup, cli, main
from desktop.app.check import check
from desktop.app.one_instance import hold
from desktop.app.setup import open_desk
from desktop.app.window import REOPEN, Window
from desktop.base.errors import StoreTrouble
from desktop.features.backups.form.restoring import RESTORE, RestoreDialog
from desktop.features.backups.page.whole import BackupPage
from desktop.features.backups.queries import last_drill, second_place
from desktop.features.office.records import Town
from desktop.store.backup_folder import SECOND, kept, make, needed
from desktop.store.editing import save_record
from desktop.store.journal import Act
from desktop.store.restore import Prepared, prepare
from desktop.ui.dialogs import AskDialog, ErrorDialog
from tests.helpers.desk import TOWNS, make_desk
from tests.helpers.screens import clipped_texts

Finished = Callable[[], None]


def add_town(window: Window, name: str) -> None:
    window.desk.do(save_record, "新增镇街", record=Town, values={"name": name, "position": 99})


def page_of(window: Window, finished: Finished) -> BackupPage:
    window.go("backups")
    finished()
    page = window.current()
    assert isinstance(page, BackupPage)
    return page


def test_closing_after_changes_makes_a_backup_and_then_closes(window: Window, qtbot: object) -> None:
    window.keep_backups()
    assert window.status._right.text().endswith("备份：还没有")
    window.close()
    assert window.isVisible()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=10_000)  # type: ignore[attr-defined]
    (made,) = kept(window.desk.store.folder)
    assert made.contents is not None
    assert made.contents.reason == "关闭时"
    assert not needed(window.desk.store)


def test_closing_without_changes_closes_at_once(window: Window) -> None:
    make(window.desk.store, "手动")
    window.keep_backups()
    assert "备份：今天 10:00" in window.status._right.text()
    window.close()
    assert not window.isVisible()
    assert len(kept(window.desk.store.folder)) == 1


def test_a_backup_that_fails_is_told_and_the_window_closes(
    window: Window, qtbot: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def full(*given: object) -> None:
        raise StoreTrouble("磁盘已满。")

    monkeypatch.setattr(auto_backup, "make", full)
    monkeypatch.setattr(auto_backup, "show_trouble", lambda parent, trouble: told.append(trouble.what))
    window.keep_backups()
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=10_000)  # type: ignore[attr-defined]
    assert told == ["磁盘已满。"]


def test_an_empty_list_says_what_to_do_and_its_button_does_it(window: Window, finished: Finished) -> None:
    page = page_of(window, finished)
    assert page.table.isHidden()
    assert not page.empty.isHidden()
    page.empty.button.click()
    finished()
    finished()
    assert page.empty.isHidden()
    assert not page.table.isHidden()


def test_the_daily_backup_is_made_once_a_day(window: Window, finished: Finished) -> None:
    window.keep_backups()
    assert window.backups is not None
    for _ in range(2):
        window.backups.daily()
        finished()
        add_town(window, f"新镇{len(kept(window.desk.store.folder))}-{_}")
    found = kept(window.desk.store.folder)
    assert [backup.contents.reason for backup in found if backup.contents] == ["每日"]


def test_a_missing_stick_is_a_sentence_and_a_present_one_gets_a_copy(
    window: Window, finished: Finished, tmp_path: Path
) -> None:
    page, stick = page_of(window, finished), tmp_path / "移动盘"
    stick.mkdir()
    page._keep_second(stick)
    finished()
    page.save()
    finished()
    (copied,) = (stick / SECOND).glob("*.zip")
    assert window.services.read(second_place) == stick
    copied.unlink()
    copied.parent.rmdir()
    stick.rmdir()
    page.save()
    finished()
    assert "插上移动盘" in window.status.text()
    assert len(kept(window.desk.store.folder)) == 2


def test_going_back_shows_counts_now_and_then_and_reopens(
    window: Window, finished: Finished, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[RestoreDialog] = []
    codes: list[int] = []

    def agree(dialog: RestoreDialog) -> bool:
        shown.append(dialog)
        dialog.show()
        assert clipped_texts(dialog) == []
        dialog.choose(RESTORE)
        return True

    monkeypatch.setattr(RestoreDialog, "agreed", agree)
    monkeypatch.setattr(QApplication, "exit", codes.append)
    page = page_of(window, finished)
    page.save()
    finished()
    finished()
    add_town(window, "后来的镇")
    page.restore_selected()
    finished()
    qapp.processEvents()
    assert codes == [REOPEN]
    assert len(shown) == 1
    assert window.restored is not None
    reopened = open_desk(window.desk.store.folder, window.desk.store.clock)
    with reopened.store.reading() as session:
        assert {town.name for town in session.query(Town)} == set(TOWNS)
    assert check(reopened).data["ok"]
    reopened.store.close()
    assert any("恢复前" in backup.path.name for backup in kept(window.desk.store.folder))


def test_refusing_leaves_the_data_and_nothing_beside_it(
    window: Window, finished: Finished, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RestoreDialog, "agreed", lambda dialog: False)
    page = page_of(window, finished)
    page.save()
    finished()
    finished()
    page.restore_selected()
    finished()
    assert not list(window.desk.store.folder.glob(".恢复-*"))
    assert "没有恢复" in window.status.text()


def test_a_drill_is_noted(window: Window, finished: Finished) -> None:
    page = page_of(window, finished)
    page.save()
    finished()
    finished()
    page.rehearse()
    finished()
    drill = window.services.read(last_drill)
    assert drill is not None
    assert drill.good
    assert clipped_texts(window) == []


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, object]]:
    code = cli.run([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_handover_opens_on_another_pc(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = make_desk(tmp_path)
    desk.store.close()
    old, new, file = str(tmp_path / "数据"), str(tmp_path / "新电脑" / "数据"), str(tmp_path / "交接包.zip")
    code, made = run(capsys, "--data", old, "handover", file)
    assert code == 0
    code, restored = run(capsys, "--data", new, "restore", file)
    assert (code, restored["before"], restored["tables"]) == (0, None, made["tables"])
    code, checked = run(capsys, "--data", new, "check")
    assert checked["ok"]


def test_the_command_backs_up_restores_and_refuses_nonsense(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = make_desk(tmp_path)
    desk.store.close()
    data, file = str(tmp_path / "数据"), tmp_path / "b.zip"
    assert run(capsys, "--data", data, "backup", str(file))[0] == 0
    assert "已经有这个文件" in str(run(capsys, "--data", data, "backup", str(file))[1]["error"])
    assert run(capsys, "--data", data, "drill", str(file))[0] == 0
    code, restored = run(capsys, "--data", data, "restore", str(file))
    assert code == 0
    assert "恢复前" in str(restored["safety"])
    file.write_bytes(file.read_bytes()[:-40])
    code, refused = run(capsys, "--data", data, "restore", str(file))
    assert code == 2
    assert "不完好" in str(refused["error"])


def test_nothing_is_restored_under_an_open_window(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = make_desk(tmp_path)
    desk.store.close()
    lock = hold(tmp_path / "数据")
    code, refused = run(capsys, "--data", str(tmp_path / "数据"), "restore", str(tmp_path / "b.zip"))
    lock.unlock()
    assert code == 2
    assert "另一个窗口" in str(refused["error"])


def test_a_synced_folder_is_refused_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, refused = run(capsys, "--data", str(tmp_path / "OneDrive" / "数据"), "list", "problems")
    assert code == 2
    assert "同步" in str(refused["error"])


def test_a_damaged_file_is_told_by_check_and_salvaged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = make_desk(tmp_path)
    make(desk.store, "每日")
    desk.store.close()
    data = str(tmp_path / "数据")
    desk.store.file.write_bytes(b"rubbish" * 1000)
    code, told = run(capsys, "--data", data, "check")
    assert code == 2
    assert "已损坏" in str(told["error"])
    code, found = run(capsys, "--data", data, "salvage")
    assert code == 1
    assert found["first_lost_entry"]
    code, checked = run(capsys, "--data", data, "check")
    assert checked["ok"]
    assert run(capsys, "--data", data, "salvage")[0] == 2


def test_the_window_offers_to_salvage_a_damaged_file(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk(tmp_path)
    make(desk.store, "每日")
    desk.store.close()
    desk.store.file.write_bytes(b"rubbish" * 1000)
    answers, told = ["", "salvage"], list[str]()
    monkeypatch.setattr(AskDialog, "ask", lambda dialog: answers.pop(0))
    monkeypatch.setattr(ErrorDialog, "exec", lambda dialog: told.append(dialog.windowTitle()))
    with pytest.raises(StoreTrouble, match="已损坏"):
        main.open_or_salvage(desk.store.folder)
    assert desk.store.file.read_bytes() == b"rubbish" * 1000
    opened = main.open_or_salvage(desk.store.folder)
    assert told == ["抢救的结果"]
    assert check(opened).data["ok"]
    opened.store.close()


def test_a_whole_run_restores_and_opens_again(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk(tmp_path)
    made = make(desk.store, "手动")
    desk.do(save_record, "新增镇街", record=Town, values={"name": "后来的镇", "position": 99})
    desk.store.close()
    monkeypatch.setattr(RestoreDialog, "agreed", lambda dialog: True)
    seen: list[Window] = []

    def run_once(window: Window, app: QApplication, said: str) -> int:
        seen.append(window)
        if said:
            window.desk.store.close()
            return 0
        page = BackupPage(window.services, window.features["backups"])
        monkeypatch.setattr(QApplication, "exit", lambda code: None)
        page._ask(main_prepare(window, made.path))
        qapp.processEvents()
        return REOPEN

    monkeypatch.setattr(main, "show", run_once)
    assert main.run_windows(desk.store.folder, qapp) == 0
    assert len(seen) == 2
    reopened = open_desk(desk.store.folder)
    with reopened.store.reading() as session:
        assert {town.name for town in session.query(Town)} == set(TOWNS)
        assert any(act.title.startswith("从备份恢复") for act in session.query(Act))
    reopened.store.close()


def main_prepare(window: Window, path: Path) -> Prepared:
    return prepare(window.desk.store.folder, path, window.desk.store.clock)
