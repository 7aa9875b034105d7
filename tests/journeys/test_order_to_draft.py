"""From a pasted 12345 order over visit, problem, notice and closing to the month's form, in the window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.app.check import check
from desktop.app.setup import seed
from desktop.app.window import Window
from desktop.features.complaints.form.intake import IntakeDialog, PasteDialog
from desktop.features.complaints.form.moves import MoveDialog as CaseMove
from desktop.features.complaints.form.moves import VisitDialog
from desktop.features.complaints.page.whole import ComplaintsPage
from desktop.features.complaints.records import Complaint, Satisfaction
from desktop.features.complaints.records import State as CaseState
from desktop.features.filings.operations import confirm_mailbox, confirm_zero, set_text
from desktop.features.filings.page import FilingsPage
from desktop.features.inspections.form.results import ResultDialog
from desktop.features.inspections.operations.people import save_inspector
from desktop.features.problems.records import Category, Problem, Source, State
from desktop.store.desk import Desk
from desktop.ui.ledger_card import LedgerCard
from desktop.ui.ledger_page import LedgerPage
from desktop.ui.sections import Item, Section
from tests.helpers.desk import make_desk
from tests.helpers.driving import answering, press
from tests.helpers.rectifying import NOTICE_FACTS, issue_shown, move_on, problems_page, prove
from tests.helpers.screens import clipped_texts, settle
from tests.helpers.visits import NAME, institution
from tests.helpers.windows import card_in_front, entry, link, open_window, verb

ORDER = """工单编号：QZ20230925001234
来电时间：2023-09-25 09:12
来电人：王女士 联系电话：13900000001
诉求内容：市民反映梅岭街道启衡培训晚上无证给小学生补课，交了12800元也不退。
请核实处理。"""
MONTH = "2023-09"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    seed(made)
    for name, card in (("林晓燕", "35058201"), ("陈志远", "35058202")):
        made.do(save_inspector, "登记检查人员", values={"name": name, "card_no": card})
    yield made
    made.store.close()


@pytest.fixture
def window(desk: Desk, tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Window:
    return open_window(desk, tmp_path, qapp, qtbot)


def test_from_an_order_to_the_months_form(
    window: Window, desk: Desk, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / "通知书.pdf"), ""))
    about = institution(desk)
    case = _paste(window, desk, about.id)
    _visit(window, case)
    problem = _turn(window, desk, case)
    _rectify(window, qtbot)
    _told_on_complaint(window, case, problem, State.RECTIFYING)
    _prove(window, desk, case, tmp_path)
    _answer(window, desk, case)
    _told_on_complaint(window, case, problem, State.CLOSED)
    _story(window, about.id, case, problem)
    _file(window, desk, tmp_path, qtbot)
    assert check(desk).data["faults"] == []


def _paste(window: Window, desk: Desk, about: int) -> Complaint:
    """The order is taken apart; what was guessed is corrected, the original kept."""
    window.go("complaints")
    page = window.current()
    assert isinstance(page, ComplaintsPage)

    def correct(dialog: IntakeDialog) -> None:
        editors = dialog.editors
        assert editors["number"].text() == "QZ20230925001234"
        assert (editors["name"].text(), editors["phone"].text()) == ("王女士", "13900000001")
        assert editors["town"].value() == "梅岭街道"
        assert clipped_texts(dialog) == []
        link(dialog, "就是这家").click()
        assert editors["subject"].text() == NAME
        editors["name"].set_text("王丽华")
        editors["project"].set_value("无证办学")
        press(dialog, "save")

    def paste(dialog: PasteDialog) -> None:
        dialog.editor.set_value(ORDER)
        answering(lambda: press(dialog, "yes"), IntakeDialog, correct)

    answering(verb(page, "粘贴工单").click, PasteDialog, paste)
    with desk.store.reading() as session:
        case = session.scalars(select(Complaint)).one()
    assert (case.institution_id, case.project, case.calls) == (about, "无证办学", 1)
    page.open_row(case.id)
    assert clipped_texts(window) == []
    return case


def _case_move(window: Window, words: str, **values: str) -> None:
    """The main verb of the complaint's card; facts are typed when it asks."""
    button = verb(card_in_front(window), words)
    if not values:
        button.click()
        settle()
        return

    def fill(dialog: CaseMove) -> None:
        for key, text in values.items():
            dialog.editors[key].set_text(text)
        assert clipped_texts(dialog) == []
        press(dialog, "yes")

    answering(button.click, CaseMove, fill)
    settle()


def _visit(window: Window, case: Complaint) -> None:
    """Assigned, taken up, a visit planned by the card's link and its result entered: one item failed."""
    _case_move(window, "转办", department="晋江市教育局", handler="陈志远")
    _case_move(window, "开始核查")
    answering(link(card_in_front(window), "安排检查").click, VisitDialog, lambda dialog: press(dialog, "yes"))
    link(card_in_front(window), "检2023").click()
    shown = card_in_front(window)
    assert shown.feature.key == "inspections"
    assert clipped_texts(window) == []

    def record(dialog: ResultDialog) -> None:
        dialog.editors["inspectors"].set_text("林晓燕、陈志远")
        QTest.keyClick(dialog.table, Qt.Key.Key_1)
        QTest.keyClick(dialog.table, Qt.Key.Key_2)
        dialog.table.all_clean()
        assert clipped_texts(dialog) == []
        press(dialog, "save")

    answering(verb(shown, "记结果").click, ResultDialog, record)
    assert clipped_texts(window) == []


def _turn(window: Window, desk: Desk, case: Complaint) -> Problem:
    """One verb on the visit's card: the problem stands with category, basis and measures."""
    entry(verb(card_in_front(window), "办理"), "转为问题").trigger()
    settle()
    with desk.store.reading() as session:
        made = session.scalars(select(Problem)).one()
    assert (made.source, made.category, made.complaint_id) == (
        Source.INSPECTION, Category.QUALIFICATION, case.id)
    assert made.measures
    assert made.statute_keys or made.basis
    shown = problems_page(window).detail.shown
    assert shown is not None
    assert shown.problem.id == made.id
    return made


def _rectify(window: Window, qtbot: QtBot) -> None:
    move_on(window, {"limit": "2023-10-13", "duty_department": "晋江市教育局", "duty_person": "陈志远"})
    move_on(window, {})
    problems_page(window).detail.open_paper("rectification")
    issue_shown(qtbot, NOTICE_FACTS)
    assert clipped_texts(window) == []


def _told_on_complaint(window: Window, case: Complaint, problem: Problem, state: State) -> None:
    """The complaint's card names the visit and the problem with its state; the problem leads back to it."""
    window.services.open("problems", problem.id)
    link(problems_page(window).detail, f"来源 {case.number}").click()
    shown = card_in_front(window)
    assert shown.row == case.id
    told = {section.key: section for section in _sections(window, "complaints", case.id)}
    visit = _items(told["visits"])[0]
    assert (visit.link_text, visit.words) == ("检2023-001", "已检查")
    (caused,) = _items(told["problems"])
    assert caused.link_text == problem.number
    assert state.value in (caused.words, caused.right), caused
    assert clipped_texts(window) == []


def _prove(window: Window, desk: Desk, case: Complaint, folder: Path) -> None:
    window.go("problems")
    move_on(window, {"result": "已停止无证培训", "finished_on": "2023-09-25", "signer": "许嘉"})
    move_on(window, {})
    prove(window, folder)
    for values in ({}, {"signer": "吴志坚"}, {"signer": "黄国梁"}):
        move_on(window, values)
    with desk.store.reading() as session:
        assert session.scalars(select(Problem.state)).one() is State.CLOSED


def _answer(window: Window, desk: Desk, case: Complaint) -> None:
    """有举必核, 核实必处: found true, replied, revisited, closed."""
    window.services.open("complaints", case.id)
    _case_move(window, "记核查结论", verdict="属实", conclusion="现场检查属实，该点未取得办学许可证",
               checkers="林晓燕、陈志远")
    _case_move(window, "回复", disposal="责令限期整改，已整改销号", reply="反映属实，已责令整改并复查")
    _case_move(window, "回访办结", satisfaction="满意")
    with desk.store.reading() as session:
        closed = session.scalars(select(Complaint)).one()
    assert (closed.state, closed.satisfaction) == (CaseState.CLOSED, Satisfaction.CONTENT)


def _story(window: Window, about: int, case: Complaint, problem: Problem) -> None:
    """经过 of the institution tells all of it, and a line opens its record."""
    link(card_in_front(window), NAME).click()
    shown = card_in_front(window)
    assert (shown.feature.key, shown.row) == ("institutions", about)
    lines = [row.text for section in _sections(window, "institutions", about)
             if section.title == "经过" for row in _items(section)]
    whole = "\n".join(lines)
    for words in (f"投诉 {case.number} 受理", "检查 检2023-001", f"问题 {problem.number} 登记",
                  "责令限期整改通知书", f"问题 {problem.number} 收到佐证 4 件",
                  f"问题 {problem.number} 批准销号", f"投诉 {case.number} 回访办结"):
        assert words in whole, lines
    assert clipped_texts(window) == []


def _sections(window: Window, key: str, row: int) -> list[Section]:
    page = window.page(key)
    assert isinstance(page, LedgerPage)
    assert isinstance(page.card, LedgerCard)
    return page.services.read(page.card._read, row)[2]


def _items(section: Section) -> list[Item]:
    return [row for row in section.rows if isinstance(row, Item)]


def _file(window: Window, desk: Desk, folder: Path, qtbot: QtBot) -> None:
    """附件2 counts the closed problem; 工作成效 is drafted from the records; the drafts are written."""
    desk.do(confirm_mailbox, "确认邮箱", mailbox="mkg@qzedu.cn", confirmed_by="林晓燕", how="电话核实")
    desk.do(confirm_zero, "确认为0", month=MONTH, source="派驻纪检组9月25日来文")
    desk.do(set_text, "填写第16项", month=MONTH, key="difficulties", content="无")
    window.go("filings")
    page = window.current()
    assert isinstance(page, FilingsPage)
    page.show_month(MONTH)
    settle()
    assert clipped_texts(window) == []
    page.write_drafts(folder / "报送")
    qtbot.waitUntil(lambda: len(list((folder / "报送").glob("*.eml"))) == 5, timeout=20000)
    sheet = load_workbook(next((folder / "报送").glob("*.xlsx"))).active
    assert sheet is not None
    cells = [(cell.column, cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert (11, 1) in cells
    effects = next(str(value) for _, value in cells if "检查1个次" in str(value))
    for words in ("检查1个次（1家）", "出动2人次", "登记问题1个", "推动整改销号1个",
                  "下发责令限期整改通知书1份",
                  "受理投诉举报1件", "办结1件", "其中满意和基本满意1件"):
        assert words in effects, effects
