"""An evening in the window: people entered, a visit planned, its result by keys, a problem, the papers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.app.check import check
from desktop.app.features import STREET
from desktop.app.setup import seed
from desktop.app.window import Window
from desktop.features.documents.queries import font_book
from desktop.features.inspections.form.people import PeopleWindow, person_dialog
from desktop.features.inspections.form.results import ResultDialog
from desktop.features.inspections.form.visits import VisitDialog
from desktop.features.inspections.listing.papers import daybook
from desktop.features.inspections.notices.papers import table_pdf
from desktop.features.inspections.page.whole import VisitsPage
from desktop.features.inspections.panels.sections import institution_section
from desktop.features.inspections.queries.months import month_counts
from desktop.features.inspections.records.visits import Visit, VisitKind, VisitState
from desktop.features.problems.records import Category, Problem, Source
from desktop.store.desk import Desk
from desktop.ui.theme import apply_theme
from tests.helpers.desk import TODAY, make_desk
from tests.helpers.driving import answering, press
from tests.helpers.screens import clipped_texts, settle
from tests.helpers.visits import EVENING, NAME, institution
from tests.output.pdf.reading import whole_text

SIZE = QSize(1366, 736)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    seed(made)
    yield made
    made.store.close()


@pytest.fixture
def page(desk: Desk, tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> VisitsPage:
    apply_theme(qapp)
    window = Window(desk, STREET, QSettings(str(tmp_path / "窗口.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(window)
    window.resize(SIZE)
    window.show()
    window.go("inspections")
    settle()
    found = window.page("inspections")
    assert isinstance(found, VisitsPage)
    return found


def test_an_evening(page: VisitsPage, desk: Desk, qtbot: QtBot) -> None:
    known = institution(desk)
    _people(page, qtbot)
    answering(page.new, VisitDialog, _plan)
    settle()
    with desk.store.reading() as session:
        visit = session.scalars(select(Visit)).one()
    page.open_row(visit.id)
    settle()
    assert clipped_texts(page) == []
    answering(page.card.record_result, ResultDialog, _result)
    settle()
    turn = next(action for action in page.card.menu(visit).actions() if action.text() == "转为问题…")
    turn.trigger()
    settle()
    with desk.store.reading() as session:
        visit = session.scalars(select(Visit)).one()
        problem = session.scalars(select(Problem)).one()
        counted = month_counts(session, "2023-09")
        table = daybook(session, EVENING, EVENING)
        section = institution_section(session, known.id, TODAY)
    assert (visit.state, visit.way, visit.failed_items) == (VisitState.DONE, VisitKind.EVENING, 1)
    assert (problem.institution_id, problem.category, problem.source) == (
        known.id, Category.QUALIFICATION, Source.INSPECTION)
    assert (problem.subcategory, problem.found_on) == ("A2", EVENING)
    assert counted.words == "检查 1 个次、1 家，出动 2 人次，发现问题 1 家"
    assert section is not None
    assert section.count == 1
    assert NAME in whole_text(table_pdf(table, font_book()))
    assert check(desk).data["faults"] == []


def _people(page: VisitsPage, qtbot: QtBot) -> None:
    window = PeopleWindow(page.services, page)
    qtbot.addWidget(window)
    for name, card in (("林晓燕", "35058201"), ("陈志远", "35058202")):
        dialog = person_dialog(page.services, None, window)
        qtbot.addWidget(dialog)
        dialog.record_form.editors["name"].set_text(name)
        dialog.record_form.editors["card_no"].set_text(card)
        dialog.save()


def _plan(dialog: VisitDialog) -> None:
    dialog.editors["subject"].set_text(NAME)
    dialog.editors["on"].set_text(EVENING.isoformat())
    dialog.editors["starts"].set_text("19:30")
    dialog.editors["inspectors"].set_text("林晓燕、陈志远")
    press(dialog, "save")


def _result(dialog: ResultDialog) -> None:
    QTest.keyClick(dialog.table, Qt.Key.Key_1)
    QTest.keyClick(dialog.table, Qt.Key.Key_2)
    dialog.table.all_clean()
    press(dialog, "save")
