"""From a 负面清单 fact to both lists, both papers and three exports, in the window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QSettings, QSize
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop.app.check import check
from desktop.app.features import STREET
from desktop.app.setup import seed
from desktop.app.window import Window
from desktop.features.documents.page.preview import PreviewWindow
from desktop.features.documents.records import Document
from desktop.features.lists.form.ask import ChooseDialog
from desktop.features.lists.form.black import BlackDialog
from desktop.features.lists.page.views import BATCH, CREDIT
from desktop.features.lists.page.whole import ListsPage
from desktop.features.problems.records import Category, Problem
from desktop.store.desk import Desk
from desktop.ui.buttons import Button
from desktop.ui.dialogs import AskDialog
from desktop.ui.facts_dialog import FactsDialog
from desktop.ui.ledger_card import LedgerCard
from desktop.ui.theme import apply_theme
from tests.helpers.desk import make_desk
from tests.helpers.driving import answering, enabled, press
from tests.helpers.lists import institution, made_code, standing
from tests.helpers.problems import register
from tests.helpers.screens import clipped_texts, settle

SIZE = QSize(1366, 736)
NAME = "晋江市启衡艺术培训中心"


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


def verb(card: LedgerCard, words: str) -> Button:
    return enabled(next(item for item in card.findChildren(Button) if item.text() == words))


def page_of(window: Window) -> ListsPage:
    found = window.page("lists")
    assert isinstance(found, ListsPage)
    return found


def test_from_a_fact_to_both_lists_and_three_exports(
    window: Window, desk: Desk, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = institution(desk, NAME, code=made_code(1))
    institution(desk, "晋江市乐学培训中心", code=made_code(2, "52"), address="泉安中路1号")
    problem = register(desk, subject=NAME, institution_id=own.id, category=Category.FEES)
    _publish(window)
    assert len(standing(desk)["白名单"]) == 2
    _propose(window, problem)
    _approve(window)
    assert standing(desk)["黑名单"] == [NAME]
    assert NAME not in standing(desk)["白名单"]
    _issue(window, desk, tmp_path, qtbot, monkeypatch)
    _export(window, tmp_path)
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


def _export(window: Window, folder: Path) -> None:
    view = page_of(window).credit
    page_of(window).show_view(CREDIT)
    names: dict[str, list[object]] = {}
    for key in ("CREDIT", "COMPANIES", "SOCIAL"):
        view._choose(key)
        view.export_to(folder / f"{key}.xlsx")
        window.services.tasks.wait()
        sheet = load_workbook(folder / f"{key}.xlsx")["行业黑名单"]
        names[key] = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert names == {"CREDIT": [NAME], "COMPANIES": [NAME], "SOCIAL": []}
