"""Encrypted data by command and in the window: asked for, worked on, backed up, restored, plain again."""

import json
import shutil
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.app import cli, main, switching
from desktop.app.check import check
from desktop.app.setup import open_desk
from desktop.app.switching import SwitchDialog
from desktop.app.window import REOPEN, Window
from desktop.features.backups.form.encryption import SheetDialog
from desktop.features.backups.page.whole import BackupPage
from desktop.features.operators.form import Fields
from desktop.store.backup_folder import kept, make
from desktop.store.desk import Desk
from desktop.store.encryption import Switch
from desktop.store.journal import Act
from desktop.store.keybox import Way, box_of
from desktop.store.keys import NO_KEYS
from desktop.ui import unlock
from desktop.ui.services import Services
from desktop.ui.unlock import UnlockDialog
from tests.helpers.books import LEDGERS, SAMPLES
from tests.helpers.desk import make_desk
from tests.helpers.screens import clipped_texts

PASSPHRASE, OTHER = "四个不相干的词：枇杷灯塔", "另外四个词：雨伞铁轨"


@pytest.fixture
def folder(county: Path, tmp_path: Path) -> Path:
    """The sample county."""
    return Path(shutil.copytree(county, tmp_path / "数据"))


@pytest.fixture(scope="module")
def sealed_once(county: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample county, encrypted by command, and its recovery sheet; to be copied."""
    made = tmp_path_factory.mktemp("加密")
    shutil.copytree(county, made / "数据")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DESK_NEW_KEY", PASSPHRASE)
        assert cli.run(["--data", str(made / "数据"), "encrypt", str(made / "恢复单.pdf")]) == 0
    return made


@pytest.fixture
def sealed(sealed_once: Path, tmp_path: Path) -> Path:
    """The sample county, encrypted, its sheet beside the folder; no words in the environment."""
    shutil.copytree(sealed_once, tmp_path, dirs_exist_ok=True)
    return tmp_path / "数据"


def run(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> tuple[int, dict[str, object]]:
    capsys.readouterr()
    code = cli.run(["--data", str(folder), "--json", *words])
    answer = json.loads(capsys.readouterr().out)
    assert isinstance(answer, dict)
    return code, answer


def code_on(sheet: Path) -> str:
    document = PdfDocument(sheet)
    words = document[0].get_textpage().get_text_range()
    document.close()
    return next(word for line in words.splitlines() for word in line.split() if word.count("-") == 4)


def test_a_command_without_the_words_says_so_and_ends_with_2(
    sealed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, said = run(capsys, sealed, "check")
    assert (code, "已加密，没有密码打不开" in str(said), "DESK_KEY" in str(said)) == (2, True, True)
    monkeypatch.setenv("DESK_KEY", OTHER)
    code, said = run(capsys, sealed, "check")
    assert (code, "密码不对" in str(said)) == (2, True)
    for words in (PASSPHRASE, code_on(tmp_path / "恢复单.pdf")):
        monkeypatch.setenv("DESK_KEY", words)
        code, said = run(capsys, sealed, "check")
        assert (code, said["ok"]) == (0, True)


def test_all_work_goes_on_by_command(
    sealed: Path, county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch
) -> None:
    def total(folder: Path, *words: str) -> object:
        return run(capsys, folder, "list", "institutions", *words, "--limit", "0")[1]["total"]

    before, found = total(county), total(county, "--search", "qmx")
    monkeypatch.setenv("DESK_KEY", PASSPHRASE)
    assert (total(sealed), total(sealed, "--search", "qmx")) == (before, found)
    code, said = run(capsys, sealed, "import", "institutions", str(SAMPLES / LEDGERS[0]))
    assert code in (0, cli.FAULTS)
    assert total(sealed) != before
    assert run(capsys, sealed, "undo", str(said["batch"]))[0] == 0
    assert total(sealed) == before
    made, gone = tmp_path / "备份.zip", tmp_path / "交接.zip"
    for words in (("backup", made), ("drill", made), ("handover", gone), ("restore", made),
                  ("export", "history", tmp_path / "记录.xlsx"), ("check",), ("decrypt",)):
        assert run(capsys, sealed, *map(str, words))[0] == 0, words
    monkeypatch.delenv("DESK_KEY")
    assert total(sealed) == before
    assert run(capsys, sealed, "check")[1]["ok"]


def test_a_backup_goes_to_an_empty_folder_by_command(
    sealed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, other = tmp_path / "备份.zip", tmp_path / "另一台"
    monkeypatch.setenv("DESK_KEY", PASSPHRASE)
    assert run(capsys, sealed, "backup", str(made))[0] == 0
    monkeypatch.delenv("DESK_KEY")
    code, said = run(capsys, other, "restore", str(made))
    assert (code, "备份.zip 已加密" in str(said)) == (2, True)
    monkeypatch.setenv("DESK_KEY", code_on(tmp_path / "恢复单.pdf"))
    assert run(capsys, other, "restore", str(made))[0] == 0
    assert run(capsys, other, "check")[1]["ok"]


def test_a_viewer_and_a_weak_passphrase_encrypt_nothing(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = tmp_path / "恢复单.pdf"
    monkeypatch.setenv("DESK_NEW_KEY", "12345678")
    assert run(capsys, folder, "encrypt", str(sheet))[0] == 2
    monkeypatch.setenv("DESK_NEW_KEY", PASSPHRASE)
    assert run(capsys, folder, "operator", "add", "看客", "--role", "查看")[0] == 0
    code, said = run(capsys, folder, "encrypt", str(sheet), "--by", "看客")
    assert (code, "只能看" in str(said)) == (2, True)
    assert not sheet.exists()
    assert box_of(folder / "台账.db") is None


def pressing(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, words: list[str]) -> list[str]:
    """Every dialog is filled with the next of the words and its verb pressed; the titles seen."""
    seen: list[str] = []

    def fields(dialog: Fields) -> int:
        seen.append(dialog.windowTitle())
        typed = words.pop(0)
        for editor in dialog.editors.values():
            editor.set_text(typed)
        dialog.choose("save")
        return dialog.result()

    def asked(dialog: UnlockDialog) -> int:
        seen.append(dialog.windowTitle())
        dialog.editors[dialog.way].set_text(words.pop(0))
        dialog.choose("open")
        return dialog.result()

    def sheet(dialog: SheetDialog) -> int:
        seen.append(dialog.windowTitle())
        dialog.choose("save")
        dialog.group.set_text(dialog.code.split("-")[dialog.place].lower())
        dialog.choose("go")
        words.append(dialog.code)
        return dialog.result()

    monkeypatch.setattr(Fields, "exec", fields)
    monkeypatch.setattr(UnlockDialog, "exec", asked)
    monkeypatch.setattr(SheetDialog, "exec", sheet)
    return seen


def page_of(window: Window, qtbot: QtBot) -> BackupPage:
    window.go("backups")
    page = window.current()
    assert isinstance(page, BackupPage)
    qtbot.waitUntil(lambda: not window.services.tasks.busy, timeout=20_000)
    return page


def test_the_whole_way_in_the_window(
    tmp_path: Path, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Encrypted, opened by the code, passphrase and sheet changed, old backups deleted, plain again."""
    desk = make_desk(tmp_path)
    make(desk.store, "手动")
    folder = desk.store.folder
    desk.store.close()
    sheet = tmp_path / "恢复单.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(sheet), ""))
    monkeypatch.setattr(QApplication, "exit", lambda code: None)
    monkeypatch.setattr(Services, "confirm", lambda *_: True)
    words = [PASSPHRASE]
    seen = pressing(monkeypatch, qtbot, words)
    said: list[str] = []

    def show(window: Window, app: QApplication, words_said: str) -> int:
        said.append(words_said)
        window.show()
        page = page_of(window, qtbot)
        if len(said) == 1:
            assert not page.encryption.decrypt.isVisibleTo(page)
            page.encryption.encrypt.click()
        elif len(said) == 2:
            manage(window, page)
            words.append(OTHER)
            page.encryption.decrypt.click()
        else:
            assert page.encryption.encrypt.isVisibleTo(page)
            window.hide()
            window.desk.store.close()
            return 0
        qtbot.waitUntil(lambda: window.switch is not None, timeout=20_000)
        return REOPEN

    def manage(window: Window, page: BackupPage) -> None:
        code = words.pop()
        assert code == code_on(sheet)
        assert not page.encryption.encrypt.isVisibleTo(page)
        words.extend([PASSPHRASE, OTHER])
        page.encryption.passphrase.click()
        words.append(OTHER)
        page.encryption.sheet.click()
        later = words.pop()
        box = box_of(folder / "台账.db")
        assert box is not None
        assert [box.opened_by(typed) is not None for typed in (PASSPHRASE, code, OTHER, later)] == [
            False, False, True, True]
        qtbot.waitUntil(lambda: page.encryption.drop.isVisibleTo(page), timeout=20_000)
        page.encryption.drop.click()
        qtbot.waitUntil(lambda: not window.services.tasks.busy and not page.encryption.drop.isVisibleTo(page),
                        timeout=20_000)
        assert [backup.plain for backup in kept(folder, window.desk.store.keys)] == [False]

    monkeypatch.setattr(main, "show", show)
    assert main.run_windows(folder, qapp) == 0
    assert said == ["", "加密已完成，以前的备份见“备份与恢复”", "取消加密已完成，以前的备份见“备份与恢复”"]
    assert seen == ["给数据文件加密", "恢复单", "输入密码", "新密码", "输入密码", "恢复单", "输入密码"]
    opened = open_desk(folder)
    assert check(opened).data["faults"] == []
    titles = run_titles(opened)
    assert titles == ["给数据文件加密", "改数据文件的密码", "换数据文件的恢复单", "取消数据文件的加密"]
    opened.store.close()


def run_titles(desk: Desk) -> list[str]:
    with desk.store.reading() as session:
        return [title for title in session.scalars(select(Act.title).order_by(Act.id)) if "数据文件" in title]


def test_the_sheet_is_printed_or_saved_and_copied_before_it_goes_on(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "恢复单.pdf"
    dialog = SheetDialog(lambda: b"%PDF", "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE", "开始加密")
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.buttons["go"].isEnabled()
    dialog.choose("go")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    dialog.choose("save")
    assert not dialog.buttons["go"].isEnabled()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    dialog.choose("save")
    assert target.read_bytes() == b"%PDF"
    dialog.group.set_text("22222")
    dialog.choose("go")
    assert dialog.isVisible()
    assert clipped_texts(dialog) == []
    dialog.group.set_text("abcde"[dialog.place] * 5)
    dialog.choose("go")
    assert dialog.result() == SheetDialog.DialogCode.Accepted


def test_wrong_words_cost_time_and_nothing_else(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unlock, "PAUSE_MS", 50)
    tried: list[tuple[Way, str]] = []

    def opens(way: Way, words: str) -> bool:
        tried.append((way, words))
        return words == "对的"

    dialog = UnlockDialog("台账已加密", "请输入打开台账的密码。", opens)
    qtbot.addWidget(dialog)
    dialog.show()
    for number in range(3):
        dialog.editors[Way.PASSPHRASE].set_text(f"错{number}")
        dialog.choose("open")
    assert not dialog.buttons["open"].isEnabled()
    dialog.editors[Way.PASSPHRASE].set_text("对的")
    dialog.choose("open")
    assert len(tried) == 3, "the pause holds"
    qtbot.waitUntil(dialog.buttons["open"].isEnabled, timeout=2000)
    dialog.other.click()
    dialog.editors[Way.CODE].set_text("对的")
    assert clipped_texts(dialog) == []
    dialog.choose("open")
    assert (dialog.result(), tried[-1]) == (UnlockDialog.DialogCode.Accepted, (Way.CODE, "对的"))


def test_opened_by_the_code_a_new_passphrase_is_set(
    sealed: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    pressing(monkeypatch, qtbot, [code_on(tmp_path / "恢复单.pdf"), OTHER])
    turned: list[object] = []
    whole = UnlockDialog.__init__

    def begin(dialog: UnlockDialog, *given: object, **named: object) -> None:
        whole(dialog, *given, **named)  # type: ignore[arg-type]
        dialog._turn()
        turned.append(dialog)

    monkeypatch.setattr(UnlockDialog, "__init__", begin)
    keys = main.unlocked(sealed)
    assert turned
    assert keys is not None
    desk = main.open_or_salvage(sealed, keys)
    assert check(desk).data["ok"]
    desk.store.close()
    box = box_of(sealed / "台账.db")
    assert box is not None
    assert box.opened(Way.PASSPHRASE, OTHER) is not None


def test_a_box_that_was_deleted_is_put_back_from_a_backup(
    sealed: Path, tmp_path: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_KEY", PASSPHRASE)
    assert run(capsys, sealed, "backup", str(sealed / "备份" / "备份-20230926-090000-手动.zip"))[0] == 0
    (box,) = sealed.glob("*.钥匙")
    before = box.read_bytes()
    box.unlink()
    pressing(monkeypatch, qtbot, [PASSPHRASE])
    assert main.unlocked(sealed) is not None
    assert box.read_bytes() == before


def test_leaving_the_question_leaves_the_program(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(UnlockDialog, "exec", lambda dialog: 0)
    assert main.open_window(sealed) == main.LEFT


def test_a_switch_that_fails_leaves_the_data_and_says_why(
    sealed: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(switching, "show_trouble", lambda parent, trouble: told.append(trouble.sentence))
    before = (sealed / "台账.db").read_bytes()
    assert not SwitchDialog(sealed, Switch(), NO_KEYS).carried_out()
    assert "没有密码打不开" in told[0]
    assert (sealed / "台账.db").read_bytes() == before
