"""A month in the window: a township's workbook, a problem, its notice, its closing, the form, the drafts."""

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QSettings, QSize
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.app.check import check
from desktop.app.features import STREET
from desktop.app.import_page import ImportPage
from desktop.app.sample_problems import picture
from desktop.app.sample_workbook import township_workbook
from desktop.app.setup import seed
from desktop.app.window import Window
from desktop.features.documents.page.preview import PreviewWindow
from desktop.features.documents.records import Document
from desktop.features.filings.operations import confirm_mailbox, confirm_zero, set_text
from desktop.features.filings.page import FilingsPage
from desktop.features.institutions.page import InstitutionsPage
from desktop.features.institutions.records import Institution
from desktop.features.problems.form.entry import ProblemDialog
from desktop.features.problems.form.evidence import EvidenceDialog
from desktop.features.problems.form.moves import MoveDialog
from desktop.features.problems.page.whole import ProblemsPage
from desktop.features.problems.records import Category, Conclusion, EvidenceKind, Problem, State
from desktop.store.desk import Desk
from desktop.ui.dialogs import AskDialog
from desktop.ui.form import RecordDialog
from desktop.ui.theme import apply_theme
from tests.helpers.desk import make_desk
from tests.helpers.driving import answering, enabled, press
from tests.helpers.screens import clipped_texts, settle, shot

SIZE = QSize(1366, 736)
EVIDENCE = ("整改报告", "送达回证", "整改前照片", "整改后照片")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    seed(made)
    yield made
    made.store.close()


@pytest.fixture
def window(desk: Desk, tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Window:
    apply_theme(qapp)
    made = Window(desk, STREET, QSettings(str(tmp_path / "窗口.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(made)
    made.resize(SIZE)
    made.show()
    settle()
    return made


def test_a_month(
    window: Window, desk: Desk, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = str(tmp_path / "通知书.pdf")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (paper, ""))
    _bring_in(window, tmp_path, qtbot)
    number = _register(window, desk, qtbot)
    _assign(window, qtbot)
    _notify(window, desk, qtbot)
    _prove(window, tmp_path, qtbot)
    _close(window, desk, qtbot, number)
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


def _page(window: Window) -> ProblemsPage:
    page = window.current()
    assert isinstance(page, ProblemsPage)
    settle()
    return page


def _move(window: Window, qtbot: QtBot, values: dict[str, str]) -> None:
    page = _page(window)
    assert page.detail.main is not None
    button = enabled(page.detail.main.button)
    if not values:
        button.click()
        settle()
        return

    def fill(dialog: MoveDialog) -> None:
        for key, text in values.items():
            dialog.editors[key].set_text(text)
        press(dialog, "yes")

    answering(button.click, MoveDialog, fill)
    settle()


def _assign(window: Window, qtbot: QtBot) -> None:
    _move(window, qtbot, {"measures": "立即清空疏散通道\n更换失效的应急照明灯", "limit": "2023-10-13",
                          "duty_department": "安海镇", "duty_person": "吴志坚"})
    _move(window, qtbot, {})


def _notify(window: Window, desk: Desk, qtbot: QtBot) -> None:
    page = _page(window)
    page.detail.open_paper("rectification")
    preview = next(item for item in QApplication.topLevelWidgets() if isinstance(item, PreviewWindow))
    qtbot.waitUntil(lambda: preview._rendered is not None and not preview._rendering, timeout=20000)
    for name, text in {"违反条款": "《中华人民共和国民办教育促进法实施条例》第六十三条第五项",
                       "证据": "现场检查记录、照片6张", "签发人": "黄国梁"}.items():
        if name in preview.form.editors:
            preview.form.editors[name].set_text(text)
    preview._examine()
    qtbot.waitUntil(lambda: not preview._rendering and preview.printing.isEnabled(), timeout=20000)
    answering(preview.issue, AskDialog, lambda dialog: press(dialog, next(
        key for key in ("only", "save") if key in dialog.buttons)))
    with desk.store.reading() as session:
        issued = session.scalars(select(Document)).one()
    assert issued.number == "晋教责改〔2023〕1号"


def _prove(window: Window, folder: Path, qtbot: QtBot) -> None:
    page = _page(window)
    done = {"result": "通道已清空，照明灯已更换", "finished_on": "2023-09-25", "signer": "许嘉"}
    _move(window, qtbot, done)
    _move(window, qtbot, {})
    assert page.detail.main is not None
    assert not page.detail.main.button.isEnabled()
    assert "还缺" in page.detail.main.reason()
    for kind in EVIDENCE:
        file = folder / f"{kind}.png"
        file.write_bytes(picture(kind))

        def fill(dialog: EvidenceDialog, file: Path = file, kind: str = kind) -> None:
            dialog.set_files([file])
            assert dialog.editors["evidence_kind"].value() is EvidenceKind(kind)
            press(dialog, "yes")

        answering(lambda kind=kind: _page(window).detail.follow(f"evidence:{kind}"), EvidenceDialog, fill)
    answering(lambda: _page(window).detail.follow("check"), RecordDialog, _check)


def _check(dialog: RecordDialog) -> None:
    editors = dialog.record_form.editors
    editors["first_checker"].set_text("林晓燕")
    editors["second_checker"].set_text("陈志远")
    editors["conclusion"].set_value(Conclusion.DONE)
    press(dialog, "save")


def _close(window: Window, desk: Desk, qtbot: QtBot, number: str) -> None:
    _move(window, qtbot, {})
    _move(window, qtbot, {"signer": "吴志坚"})
    _move(window, qtbot, {"signer": "黄国梁"})
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
