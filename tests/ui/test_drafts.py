"""Half-filled forms: Esc, close and kill -9 lose nothing; a draft comes back where it belongs."""

import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.store.desk import Desk
from desktop.store.editing import save_record
from desktop.store.scratch import drafts
from desktop.ui import drafts as ui_drafts
from desktop.ui.form import RecordDialog, default_spec
from desktop.ui.record_actions import resume
from desktop.ui.services import Services
from tests.helpers.toys import Toy, add_toy, toy_desk, toy_services

ROOT = Path(__file__).parents[2]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with toy_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def services(desk: Desk, tmp_path: Path) -> Services:
    return toy_services(desk, tmp_path)


def form(services: Services, qtbot: QtBot, toy: Toy | None = None,
         about: tuple[str, int] | None = None) -> RecordDialog:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = RecordDialog(
        services, "新增玩具" if toy is None else f"修改{toy.title()}", default_spec(Toy), toy,
        lambda values, version: services.perform(
            save_record, "保存玩具", parent=parent, record=Toy, values=values,
            row=toy.id if toy else None, version=version), parent, about=about)
    dialog.show()
    return dialog


def answer(monkeypatch: pytest.MonkeyPatch, key: str) -> list[str]:
    asked: list[str] = []

    def ask(dialog: ui_drafts.AskDialog) -> str:
        asked.append(dialog.windowTitle())
        return key

    monkeypatch.setattr(ui_drafts.AskDialog, "ask", ask)
    return asked


def kept(desk: Desk) -> list[dict[str, str]]:
    with desk.store.reading() as session:
        return [dict(item.texts) for item in drafts(session)]


def test_esc_never_loses_text(services: Services, desk: Desk, qtbot: QtBot,
                              monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = form(services, qtbot)
    dialog.record_form.editors["name"].set_text("风")
    asked = answer(monkeypatch, "")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert asked == ["留作草稿吗"]
    answer(monkeypatch, ui_drafts.KEEP)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert kept(desk) == [{"name": "风"}]

    again = form(services, qtbot)
    assert again.record_form.editors["name"].text() == "风"
    assert any("没写完的内容" in label.text() for label in again.findChildren(QLabel))


def test_an_untouched_form_closes_without_a_question(services: Services, desk: Desk, qtbot: QtBot,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answer(monkeypatch, "")
    dialog = form(services, qtbot)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert (asked, kept(desk)) == ([], [])


def test_typing_is_kept_by_itself_and_gone_once_saved(services: Services, desk: Desk, qtbot: QtBot) -> None:
    dialog = form(services, qtbot)
    dialog.record_form.editors["name"].set_text("风筝")
    qtbot.waitUntil(lambda: bool(kept(desk)), timeout=3000)
    dialog.save()
    assert not dialog.isVisible()
    assert kept(desk) == []
    assert [change.title for change in services.acts] == ["保存玩具"]


def test_giving_up_takes_the_draft_away(services: Services, desk: Desk, qtbot: QtBot,
                                        monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = form(services, qtbot)
    dialog.record_form.editors["name"].set_text("风筝")
    qtbot.waitUntil(lambda: bool(kept(desk)), timeout=3000)
    answer(monkeypatch, ui_drafts.DROP)
    dialog.reject()
    assert kept(desk) == []


def test_a_draft_holds_only_what_was_typed_so_newer_values_stay(
        services: Services, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    toy = add_toy(desk, name="积木", pieces=3)
    dialog = form(services, qtbot, toy)
    dialog.record_form.editors["pieces"].set_text("4")
    answer(monkeypatch, ui_drafts.KEEP)
    dialog.reject()
    desk.do(save_record, "改名", record=Toy, values={"name": "大积木"}, row=toy.id)
    with desk.store.reading() as session:
        now = session.get_one(Toy, toy.id)
    again = form(services, qtbot, now)
    assert again.record_form.texts()["name"] == "大积木"
    assert again.record_form.texts()["pieces"] == "4"
    again.save()
    with desk.store.reading() as session:
        assert (session.get_one(Toy, toy.id).name, session.get_one(Toy, toy.id).pieces) == ("大积木", 4)


def test_a_draft_belongs_to_its_record_and_its_owner(services: Services, desk: Desk, qtbot: QtBot,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, ui_drafts.KEEP)
    first = form(services, qtbot, about=("box", 1))
    first.record_form.editors["name"].set_text("风筝")
    first.reject()
    assert form(services, qtbot, about=("box", 2)).record_form.editors["name"].text() == ""
    assert form(services, qtbot).record_form.editors["name"].text() == ""
    assert form(services, qtbot, about=("box", 1)).record_form.editors["name"].text() == "风筝"


def test_a_long_act_does_not_stop_the_typing(services: Services, desk: Desk, qtbot: QtBot) -> None:
    dialog = form(services, qtbot)
    dialog.record_form.editors["name"].set_text("风筝")
    with desk.store.writing("导入", "林晓燕"):
        started = time.monotonic()
        dialog.drafts.keep(patient=False)
        assert time.monotonic() - started < 1
    qtbot.waitUntil(lambda: bool(kept(desk)), timeout=3000)
    dialog.hide()


def test_a_draft_of_today_opens_its_form(services: Services, desk: Desk, qtbot: QtBot,
                                         monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, ui_drafts.KEEP)
    dialog = form(services, qtbot)
    dialog.record_form.editors["name"].set_text("风筝")
    dialog.reject()
    opened: list[str] = []
    monkeypatch.setattr(RecordDialog, "exec", lambda made: (
        made.show(), opened.append(made.record_form.editors["name"].text()), made.hide()))
    parent = QWidget()
    qtbot.addWidget(parent)
    with desk.store.reading() as session:
        found = drafts(session)
    resume(services, found[0], parent)
    assert opened == ["风筝"]


CHILD = '''
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
from desktop.ui.form import RecordDialog, default_spec
from tests.helpers.toys import Toy, toy_desk, toy_services
with toy_desk(Path(sys.argv[1])) as desk:
    parent = QWidget()
    dialog = RecordDialog(toy_services(desk, Path(sys.argv[1])), "新增玩具", default_spec(Toy), None,
                          lambda values, version: None, parent)
    dialog.show()
    dialog.record_form.editors["name"].set_text("写了一半的风")
    print("typed", flush=True)
    app.exec()
'''


def test_killed_while_a_form_is_half_filled_the_draft_is_there(tmp_path: Path) -> None:
    with toy_desk(tmp_path):
        pass
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(CHILD), str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    try:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == b"typed"
        time.sleep(1.5)
    finally:
        child.kill()
        child.wait(20)
        assert child.stdout is not None
        child.stdout.close()
    with toy_desk(tmp_path) as desk:
        assert kept(desk) == [{"name": "写了一半的风"}]
        assert desk.store.integrity() == []
