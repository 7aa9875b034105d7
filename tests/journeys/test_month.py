"""A month in the window: a township's workbook, a problem, its notice, its closing, the form, the drafts."""

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.app.check import check
from desktop.app.features import STREET
from desktop.app.import_page import ImportPage
from desktop.app.sample_workbook import township_workbook
from desktop.app.setup import seed
from desktop.app.window import Window
from desktop.features.documents.records import Document
from desktop.features.filings.operations import confirm_mailbox, confirm_zero, set_text
from desktop.features.filings.page import FilingsPage
from desktop.features.institutions.page import InstitutionsPage
from desktop.features.institutions.records import Institution
from desktop.features.problems.form.entry import ProblemDialog
from desktop.features.problems.page.whole import ProblemsPage
from desktop.features.problems.records import Category, Problem, State
from desktop.store.desk import Desk
from tests.helpers.desk import make_desk
from tests.helpers.driving import answering, press
from tests.helpers.rectifying import NOTICE_FACTS, issue_shown, move_on, problems_page, prove
from tests.helpers.screens import clipped_texts, settle, shot
from tests.helpers.windows import SIZE, open_window


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    seed(made)
    yield made
    made.store.close()


@pytest.fixture
def window(desk: Desk, tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Window:
    return open_window(desk, tmp_path, qapp, qtbot)


def test_a_month(
    window: Window, desk: Desk, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = str(tmp_path / "通知书.pdf")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (paper, ""))
    _bring_in(window, tmp_path, qtbot)
    number = _register(window, desk, qtbot)
    _assign(window)
    _notify(window, desk, qtbot)
    _prove(window, tmp_path)
    _close(window, desk, number)
    _file(window, desk, tmp_path, qtbot)
    assert check(desk).data["faults"] == []
    for feature in STREET:
        if feature.icon:
            window.go(feature.key)
            shot(window, tmp_path / f"{feature.key}.png", SIZE)
            assert clipped_texts(window) == [], feature.title


def _bring_in(window: Window, folder: Path, qtbot: QtBot) -> None:
    file = folder / "安海镇台账.xlsx"
    file.write_bytes(township_workbook())
    window.go("import:institutions")
    page = window.current()
    assert isinstance(page, ImportPage)
    page.open_file(file)
    qtbot.waitUntil(lambda: page.job is not None, timeout=10000)
    settle()
    page.commit()
    qtbot.waitUntil(lambda: page.result is not None, timeout=10000)
    assert page.result is not None
    assert page.result.plan.writes == 31
    window.go("institutions")
    ledger = window.current()
    assert isinstance(ledger, InstitutionsPage)
    assert ledger.table.windowed.rowCount() == 31


def _register(window: Window, desk: Desk, qtbot: QtBot) -> str:
    window.go("problems")
    page = window.current()
    assert isinstance(page, ProblemsPage)

    def fill(dialog: ProblemDialog) -> None:
        editors = dialog.record_form.editors
        name = window.services.read(_first_name)
        editors["subject"].set_text(name)
        editors["category"].set_value(Category.SAFETY)
        editors["description"].set_text("疏散通道堆放训练器材，应急照明灯3盏失效")
        editors["address"].set_text("晋江市安海镇和平中路9号二楼")
        for _ in range(20):
            press(dialog, "save")

    answering(page.new, ProblemDialog, fill)
    with desk.store.reading() as session:
        made = session.scalars(select(Problem)).all()
    assert len(made) == 1
    assert made[0].state is State.REGISTERED
    page.open_row(made[0].id)
    return made[0].number


def _first_name(session: Session) -> str:
    return session.scalars(select(Institution.name).order_by(Institution.id)).all()[0]


def _assign(window: Window) -> None:
    move_on(window, {"measures": "立即清空疏散通道\n更换失效的应急照明灯", "limit": "2023-10-13",
                      "duty_department": "安海镇", "duty_person": "吴志坚"})
    move_on(window, {})


def _notify(window: Window, desk: Desk, qtbot: QtBot) -> None:
    problems_page(window).detail.open_paper("rectification")
    issue_shown(qtbot, NOTICE_FACTS)
    with desk.store.reading() as session:
        issued = session.scalars(select(Document)).one()
    assert issued.number == "晋教责改〔2023〕1号"


def _prove(window: Window, folder: Path) -> None:
    move_on(window, {"result": "通道已清空，照明灯已更换", "finished_on": "2023-09-25", "signer": "许嘉"})
    move_on(window, {})
    prove(window, folder)


def _close(window: Window, desk: Desk, number: str) -> None:
    move_on(window, {})
    move_on(window, {"signer": "吴志坚"})
    move_on(window, {"signer": "黄国梁"})
    with desk.store.reading() as session:
        closed = session.scalars(select(Problem)).one()
    assert (closed.number, closed.state) == (number, State.CLOSED)


def _file(window: Window, desk: Desk, folder: Path, qtbot: QtBot) -> None:
    month = "2023-09"
    desk.do(confirm_mailbox, "确认邮箱", mailbox="mkg@qzedu.cn", confirmed_by="林晓燕", how="电话核实")
    desk.do(confirm_zero, "确认为0", month=month, source="派驻纪检组9月25日来文")
    desk.do(set_text, "填写第16项", month=month, key="difficulties", content="无")
    window.go("filings")
    page = window.current()
    assert isinstance(page, FilingsPage)
    page.show_month(month)
    settle()
    page.write_drafts(folder / "报送")
    qtbot.waitUntil(lambda: len(list((folder / "报送").glob("*.eml"))) == 5, timeout=20000)
    sheet = load_workbook(next((folder / "报送").glob("*.xlsx"))).active
    assert sheet is not None
    assert 1 in [cell.value for row in sheet.iter_rows() for cell in row if cell.column == 11]
    for draft in (folder / "报送").glob("*.eml"):
        message = message_from_bytes(draft.read_bytes(), policy=default)
        names = [part.get_filename() for part in message.iter_attachments()]
        assert any(name and name.endswith("2023年9月.xlsx") for name in names), names
        assert message["To"]
