"""From a 负面清单 fact to both lists, both papers, three exports and their receipts, in the window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop.app.check import check
from desktop.app.setup import seed
from desktop.app.window import Window
from desktop.base.listing import Question
from desktop.features.documents.page.preview import PreviewWindow
from desktop.features.documents.records import Document
from desktop.features.lists.form.ask import ChooseDialog
from desktop.features.lists.form.black import BlackDialog
from desktop.features.lists.form.credit import DecisionDialog
from desktop.features.lists.page.views import BATCH, BLACK, CREDIT, DECISION
from desktop.features.lists.page.whole import ListsPage
from desktop.features.lists.queries.rolls import EARLIEST
from desktop.features.lists.queries.standing import figures
from desktop.features.lists.records import ListKind, Platform
from desktop.features.lists.rules.standard import SHEETS
from desktop.features.problems.records import Category, Problem
from desktop.store.desk import Desk
from desktop.ui.dialogs import AskDialog
from desktop.ui.facts_dialog import FactsDialog
from desktop.ui.ledger_card import LedgerCard
from tests.helpers.desk import TODAY, make_desk
from tests.helpers.driving import answering, enabled, press
from tests.helpers.lists import institution, made_code, standing
from tests.helpers.problems import register
from tests.helpers.screens import clipped_texts, settle
from tests.helpers.windows import open_window, verb

NAME, OTHER = "晋江市启衡艺术培训中心", "晋江市乐学培训中心"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    seed(made)
    yield made
    made.store.close()


@pytest.fixture
def window(desk: Desk, tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Window:
    return open_window(desk, tmp_path, qapp, qtbot)


def page_of(window: Window) -> ListsPage:
    found = window.page("lists")
    assert isinstance(found, ListsPage)
    return found


def test_from_a_fact_to_both_lists_and_three_exports(
    window: Window, desk: Desk, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = institution(desk, NAME, code=made_code(1))
    institution(desk, OTHER, code=made_code(2, "52"), address="泉安中路1号")
    problem = register(desk, subject=NAME, institution_id=own.id, category=Category.FEES)
    _publish(window)
    assert len(standing(desk)["白名单"]) == 2
    _propose(window, problem)
    _approve(window)
    assert standing(desk) == {"白名单": [OTHER], "黑名单": [NAME]}
    window.undo_last()
    settle()
    assert standing(desk) == {"白名单": [OTHER, NAME], "黑名单": []}
    _approve(window)
    assert standing(desk) == {"白名单": [OTHER], "黑名单": [NAME]}
    _counted(desk)
    _issue(window, desk, tmp_path, qtbot, monkeypatch)
    _decide(window)
    _export(window, tmp_path)
    _tick(window)
    assert _unreported(window) == []
    assert check(desk).data["faults"] == []


def _publish(window: Window) -> None:
    window.go("lists")
    page = page_of(window)
    page.show_view(BATCH)
    settle()

    def name(dialog: FactsDialog) -> None:
        dialog.editors["name"].set_text("2023年第一批")
        press(dialog, "yes")

    answering(page.new, FactsDialog, name)
    settle()
    card = page.batches.card
    assert isinstance(card, LedgerCard)

    def choose(dialog: ChooseDialog) -> None:
        assert len(dialog.chosen_rows) == 2
        press(dialog, "yes")

    def add() -> None:
        answering(verb(card, "列入机构…").click, FactsDialog, lambda dialog: press(dialog, "yes"))

    answering(add, ChooseDialog, choose)
    settle()

    def publish(dialog: FactsDialog) -> None:
        dialog.editors["published_on"].set_text("2023-07-28")
        dialog.editors["approval"].set_text("晋教双减〔2023〕6号")
        dialog.editors["approved_by"].set_text("陈志远")
        press(dialog, "yes")

    answering(verb(card, "公布…").click, FactsDialog, publish)
    settle()


def _propose(window: Window, problem: Problem) -> None:
    action = next(item for item in window.services.actions(Problem) if item.label == "列入黑名单…")

    def fill(dialog: BlackDialog) -> None:
        assert dialog.editors["name"].text() == NAME
        assert dialog.editors["item"].value() == "N05", "预收费与收费"
        dialog.editors["told_on"].set_text("2023-09-14")
        dialog.editors["objection"].set_text("你单位未提出陈述申辩")
        press(dialog, "save")

    answering(lambda: action.run(window.services, problem.id, window), BlackDialog, fill)
    settle()
    assert page_of(window).current() is page_of(window).black
    assert clipped_texts(window) == []


def _approve(window: Window) -> None:
    card = page_of(window).black.card
    assert isinstance(card, LedgerCard)

    def approve(dialog: FactsDialog) -> None:
        dialog.editors["approved_by"].set_text("陈志远")
        press(dialog, "yes")

    answering(verb(card, "批准列入…").click, FactsDialog, approve)
    settle()


def _counted(desk: Desk) -> None:
    """户数 and 条数 of both lists: one line left the white list, one came onto the black one."""
    with desk.store.reading() as session:
        white, black = (figures(session, kind, EARLIEST, TODAY) for kind in (ListKind.WHITE, ListKind.BLACK))
    assert (white.closing, white.subjects) == (1, 1)
    assert (black.closing, black.subjects) == (1, 1)


def _issue(window: Window, desk: Desk, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both papers are previewed from the card and issued; two numbers of one register."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(folder / "决定书.pdf"), ""))
    card = page_of(window).black.card
    assert isinstance(card, LedgerCard)
    for place in range(2):
        actions = verb(card, "决定书").menu().actions()
        actions[place].trigger()
        preview = next(item for item in QApplication.topLevelWidgets()
                       if isinstance(item, PreviewWindow) and item.isVisible())
        qtbot.waitUntil(lambda preview=preview: preview.printing.isEnabled() and not preview._rendering,
                        timeout=20000)
        answering(preview.issue, AskDialog, lambda dialog: press(dialog, next(
            key for key in ("only", "save") if key in dialog.buttons)))
        settle()
    with desk.store.reading() as session:
        numbers = [paper.number for paper in session.query(Document).order_by(Document.id)]
    assert numbers == ["晋教名单〔2023〕1号", "晋教名单〔2023〕2号"]


def _decide(window: Window) -> None:
    """A penalty of 12345 yuan is registered on its view."""
    page = page_of(window)
    page.show_view(DECISION)

    def fill(dialog: DecisionDialog) -> None:
        typed = {"name": NAME, "number": "晋教罚〔2023〕1号", "decided_on": "2023-09-20",
                 "offence": "违规收费", "facts": "一次性收取6个月学费", "basis": "《实施条例》第六十三条",
                 "kinds": "罚款", "content": "罚款12345元", "fine": "12345", "agency": "晋江市教育局"}
        for key, words in typed.items():
            dialog.record_form.editors[key].set_text(words)
        assert clipped_texts(dialog) == []
        press(dialog, "save")

    answering(page.new, DecisionDialog, fill)
    settle()
    assert clipped_texts(window) == []


def _export(window: Window, folder: Path) -> None:
    """Each platform's sheets are re-opened: its columns, all cells text, only its kinds of codes, 万元."""
    view = page_of(window).credit
    page_of(window).show_view(CREDIT)
    assert window.status._right.text().startswith(view.place_words()), "the place in the view in front"
    names: dict[Platform, list[object]] = {}
    for platform in Platform:
        view._choose(platform.name)
        settle()
        assert clipped_texts(window) == []
        view.export_to(folder / f"{platform.name}.xlsx")
        window.services.tasks.wait()
        book = load_workbook(folder / f"{platform.name}.xlsx")
        names[platform] = []
        for plan in SHEETS[platform]:
            head, *rows = read(book[plan.name])
            assert head == [field.head for field in plan.fields]
            if any(field.code for field in plan.fields):
                assert [code or "" for code in rows.pop(0)] == [field.code for field in plan.fields]
            names[platform] += [row[0] for row in rows]
            assert {type(value) for row in rows for value in row} <= {str, type(None)}
            for row in rows:
                told = dict(zip(head, row, strict=True))
                code = str(told["统一社会信用代码"])
                assert platform is not Platform.SOCIAL or code.startswith("52")
                assert platform is not Platform.COMPANIES or code.startswith("91")
                if "罚款金额（万元）" in told:
                    assert told["罚款金额（万元）"] == "1.2345"
    assert names[Platform.CREDIT].count(NAME) >= 2, "the black line and the penalty"
    assert names[Platform.COMPANIES].count(NAME) >= 2
    assert NAME not in names[Platform.SOCIAL]


def read(sheet: Worksheet) -> list[list[object]]:
    """The rows of a sheet."""
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def _unreported(window: Window) -> list[str]:
    """Names behind 已列黑未归集."""
    page = page_of(window)
    page.show_view(BLACK)
    page.black.show_question(Question(filters=frozenset({"unreported"})))
    settle()
    assert clipped_texts(window) == []
    return [NAME] * page.black.table.windowed.rowCount()


def _tick(window: Window) -> None:
    """What was handed over is ticked with a receipt on every platform that has something waiting."""
    assert _unreported(window) == [NAME]
    view = page_of(window).credit
    page_of(window).show_view(CREDIT)
    for platform in Platform:
        view._choose(platform.name)
        settle()
        if not view.lines:
            assert not view.ticking.isEnabled()
            continue

        def receipt(dialog: FactsDialog, platform: Platform = platform) -> None:
            dialog.editors["receipt"].set_text(f"HZ-{platform.name}")
            press(dialog, "yes")

        answering(enabled(view.ticking).click, FactsDialog, receipt)
        settle()
        assert view.lines == []
