"""检查 on the screen: the page, the card's verbs, the result by single keys, ten clean visits in a grid."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from desktop.features.inspections.feature.offer import INSPECTIONS, badge
from desktop.features.inspections.form.checklists import ChecklistWindow, ItemDialog
from desktop.features.inspections.form.communities import CommunitiesWindow
from desktop.features.inspections.form.items import DETAIL
from desktop.features.inspections.form.many import CleanDialog
from desktop.features.inspections.form.papers import DaybookDialog
from desktop.features.inspections.form.people import PeopleWindow, person_dialog
from desktop.features.inspections.form.photos import PhotosWindow, keep_photos
from desktop.features.inspections.form.results import ResultDialog
from desktop.features.inspections.form.visits import RECORD, VisitDialog
from desktop.features.inspections.page.whole import VisitsPage
from desktop.features.inspections.queries.visits import findings_of, photos_of
from desktop.features.inspections.records.visits import (
    Inspector,
    Outcome,
    Visit,
    VisitKind,
    VisitResult,
    VisitState,
)
from desktop.store.desk import Desk
from desktop.ui.dialogs import AskDialog
from desktop.ui.outputs import Outputs
from desktop.ui.services import Services
from desktop.ui.theme import apply_theme
from tests.helpers.desk import TODAY
from tests.helpers.driving import answering, press
from tests.helpers.pictures import photo
from tests.helpers.screens import clipped_texts, settle
from tests.helpers.visits import EVENING, NAME, institution, pair, plan, reread, visited

SIZE = QSize(1190, 666)


@pytest.fixture
def services(desk: Desk, tmp_path: Path, qapp: QApplication) -> Iterator[Services]:
    apply_theme(qapp)
    settings = QSettings(str(tmp_path / "ui.ini"), QSettings.Format.IniFormat)
    made = Services(desk, (INSPECTIONS,), settings, Outputs(lambda *_: 1))
    yield made
    made.tasks.wait()


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> VisitsPage:
    made = VisitsPage(services, INSPECTIONS)
    qtbot.addWidget(made)
    made.resize(SIZE)
    made.show()
    settle()
    return made


def count(desk: Desk, record: type[Visit] | type[Inspector]) -> int:
    with desk.store.reading() as session:
        return session.scalar(select(func.count(record.id))) or 0


def test_the_page_shows_what_comes_next(desk: Desk, page: VisitsPage) -> None:
    assert clipped_texts(page) == []
    people = pair(desk)
    done = visited(desk, people, "sf-3")
    planned = plan(desk, inspectors=people)
    page.refresh()
    settle()
    page.open_row(planned.id)
    settle()
    assert clipped_texts(page) == []
    with desk.store.reading() as session:
        found = badge(session, TODAY)
        assert found is not None
        assert found.text == "1 待查"
    words = [action.text() for action in page.card.menu(reread(desk, planned)).actions()]
    assert {"记为未检查到…", "取消计划…"} <= set(words)
    assert "退回计划…" in [action.text() for action in page.card.menu(done).actions()]
    page.choice_menu("检查方式").actions()[1].trigger()
    settle()
    assert page.table.windowed.rowCount() == 0
    page.clear_filters()
    page.choice_menu("检查方式").actions()[0].trigger()
    settle()
    assert page.table.windowed.rowCount() == 2


def test_a_plan_is_typed_and_its_result_follows(desk: Desk, page: VisitsPage) -> None:
    pair(desk)
    institution(desk)

    def fill(dialog: VisitDialog) -> None:
        editors = dialog.editors
        editors["subject"].set_text(NAME)
        assert editors["town"].text() == "梅岭街道"
        assert editors["community"].text() == "竹园社区"
        editors["on"].set_text("2023-09-23")
        assert editors["way"].value() is VisitKind.WEEKEND
        editors["on"].set_text("2023-09-21")
        editors["starts"].set_text("1930")
        assert editors["way"].value() is VisitKind.EVENING
        editors["inspectors"].set_text("张三")
        press(dialog, "save")
        assert dialog.isVisible()
        assert editors["inspectors"]._fault.text() == "没有“张三”"
        editors["inspectors"].set_text("林、陈志远")
        press(dialog, "save")

    answering(page.new, VisitDialog, fill)
    with desk.store.reading() as session:
        made = session.scalars(select(Visit)).one()
    assert (made.state, made.inspectors, made.starts) == (VisitState.PLANNED, "林晓燕、陈志远", "19:30")
    assert made.institution_id is not None


def test_a_doubtful_time_is_told_while_typing(services: Services, page: VisitsPage, qtbot: QtBot) -> None:
    dialog = VisitDialog(services, None, page)
    qtbot.addWidget(dialog)
    dialog.editors["on"].set_text("2023-10-08")
    dialog.editors["way"].set_value(VisitKind.WEEKEND)
    note = dialog._note.itemAt(0).widget()
    assert "国庆节调休上班" in note.text()  # type: ignore[union-attr]
    dialog.editors["way"].set_value(VisitKind.JOINT)
    assert dialog._note.count() == 1
    dialog.keeper = None


def test_the_result_is_answered_by_single_keys(desk: Desk, services: Services, page: VisitsPage,
                                               qtbot: QtBot) -> None:
    made = plan(desk, inspectors=pair(desk))
    dialog = ResultDialog(services, made, page)
    qtbot.addWidget(dialog)
    dialog.show()
    settle()
    assert clipped_texts(dialog) == []
    table = dialog.table
    QTest.keyClick(table, Qt.Key.Key_1)
    assert table.currentIndex().row() == 1
    QTest.keyClick(table, Qt.Key.Key_2)
    assert table.currentIndex().column() == DETAIL
    words = table.viewport().findChild(QLineEdit)
    assert words is not None
    QTest.keyClick(words, Qt.Key.Key_Return)
    settle()
    assert table.currentIndex().row() == 2
    QTest.keyClick(table, Qt.Key.Key_3)
    assert dialog.editors["result"].value() is VisitResult.FOUND
    table.all_clean()
    assert all(one.outcome is not None for one in dialog.answers)
    dialog.choose("save")
    assert not dialog.isVisible()
    with desk.store.reading() as session:
        found = findings_of(session, made.id)
        assert [one.outcome for one in found[:3]] == [Outcome.CLEAN, Outcome.FAILED, Outcome.NOT_APPLICABLE]
        assert found[1].detail == "有营业执照（民非登记证），未取得有效办学许可证，开展校外培训"
    assert reread(desk, made).state is VisitState.DONE
    again = ResultDialog(services, reread(desk, made), page)
    qtbot.addWidget(again)
    assert again.buttons["save"].text() == "保存结果"
    again.answers[1].outcome = Outcome.CLEAN
    again.answers[1].detail = ""
    again.editors["result"].set_value(VisitResult.CLEAN)
    again.save()
    assert (reread(desk, made).result, reread(desk, made).failed_items) == (VisitResult.CLEAN, 0)


def test_a_result_without_two_cards_is_refused(desk: Desk, page: VisitsPage) -> None:
    pair(desk)
    made = plan(desk)
    page.refresh()
    page.open_row(made.id)

    def fill(dialog: ResultDialog) -> None:
        dialog.editors["inspectors"].set_text("吴")
        dialog.save()
        assert "没有叫“吴”" in dialog._fault.text()
        dialog.editors["inspectors"].set_text("林晓燕、陈志远")
        dialog.editors["result"].set_value(VisitResult.CLEAN)
        dialog.save()

    answering(page.card.record_result, ResultDialog, fill)
    assert reread(desk, made).result is VisitResult.CLEAN


def test_ten_clean_visits_are_typed_or_pasted(desk: Desk, page: VisitsPage) -> None:
    pair(desk)
    institution(desk)
    QGuiApplication.clipboard().setText(f"被检查对象\t镇街\n{NAME}\t\n泉安路12号\t池店镇\n竹园小区3栋\t")

    def fill(dialog: CleanDialog) -> None:
        assert clipped_texts(dialog) == []
        dialog.editors["on"].set_text(EVENING.isoformat())
        dialog.editors["starts"].set_text("1900")
        assert dialog.editors["way"].value() is VisitKind.EVENING
        dialog.editors["inspectors"].set_text("林晓燕、陈志远")
        dialog.grid.setFocus()
        dialog.grid.setCurrentCell(0, 0)
        cell = dialog.grid.viewport().findChild(QLineEdit)
        assert cell is not None
        QTest.keyClick(cell, Qt.Key.Key_Return)
        settle()
        assert dialog.grid.currentRow() == 1
        dialog.grid.setCurrentCell(0, 0)
        dialog.grid.paste(QGuiApplication.clipboard().text())
        dialog.chips.choose({"证照"})
        assert [words["town"] for _, words in dialog.grid.lines()] == ["", "池店镇", ""]
        press(dialog, "save")

    answering(page.clean, CleanDialog, fill)
    with desk.store.reading() as session:
        made = session.scalars(select(Visit).order_by(Visit.id)).all()
    assert [(one.subject, one.town, one.checked_items) for one in made] == [
        (NAME, "梅岭街道", 5), ("泉安路12号", "池店镇", 5), ("竹园小区3栋", None, 5)]


def test_half_a_result_and_half_a_grid_come_back(desk: Desk, services: Services, page: VisitsPage,
                                                  qtbot: QtBot) -> None:
    made = plan(desk, inspectors=pair(desk))
    first = ResultDialog(services, made, page)
    qtbot.addWidget(first)
    first.show()
    first.table.answers.answer(1, Outcome.FAILED)
    answering(first.reject, AskDialog, lambda asked: press(asked, "keep"))
    again = ResultDialog(services, made, page)
    qtbot.addWidget(again)
    again.show()
    assert [one.outcome for one in again.answers[:2]] == [None, Outcome.FAILED]
    assert again.answers[1].detail == again.answers[1].item.finding
    again.save()
    assert reread(desk, made).failed_items == 1
    grid = CleanDialog(services, page)
    qtbot.addWidget(grid)
    grid.show()
    grid.grid.put(0, 0, "泉安路12号")
    answering(grid.reject, AskDialog, lambda asked: press(asked, "keep"))
    later = CleanDialog(services, page)
    qtbot.addWidget(later)
    later.show()
    assert [words["subject"] for _, words in later.grid.lines()] == ["泉安路12号"]
    later.accept()


def test_people_come_first(desk: Desk, page: VisitsPage, services: Services, qtbot: QtBot) -> None:
    window = PeopleWindow(services, page)
    qtbot.addWidget(window)
    assert not window.empty.isHidden()
    dialog = person_dialog(services, None, window)
    qtbot.addWidget(dialog)
    editors = dialog.record_form.editors
    assert editors["department"].text() == "晋江市教育局"
    editors["name"].set_text("林晓燕")
    editors["card_no"].set_text("35058201")
    dialog.save()
    window.reload()
    assert window.empty.isHidden()
    assert count(desk, Inspector) == 1


def test_the_checklists_are_changed_in_their_window(desk: Desk, services: Services, page: VisitsPage,
                                                    qtbot: QtBot) -> None:
    window = ChecklistWindow(services, page)
    qtbot.addWidget(window)
    line = window.table.current_line()
    assert line is not None
    item, _ = line.payload
    dialog = ItemDialog(services, item, item.checklist, window)
    qtbot.addWidget(dialog)
    assert (dialog.category.text(), dialog.second.text()) == ("资质", "无照无证"), "words, no code"
    dialog.category.set_value("隐形变异")
    assert dialog.second.value() is None
    dialog.category.set_value("资质")
    dialog.second.set_value("A2")
    cited = dialog.editors["statute_keys"]
    named = cited.text()
    assert "第" in named
    assert not any(letter.isascii() and letter.isalpha() for letter in named), "she knows articles by name"
    cited.set_text("某某条例第九条")
    dialog.save()
    assert cited.box.property("state") == "bad"
    cited.set_text(named)
    dialog.editors["wording"].set_text("证照齐全并上墙")
    dialog.save()
    window.reload()
    line = window.table.current_line()
    assert line is not None
    assert line.payload[0].wording == "证照齐全并上墙"
    assert line.payload[0].statutes == item.statutes
    assert line.payload[0].subcategory == "A2", "the code is kept"
    window.choose("gone")
    shown = [line.title for line in window.table.lines.lines if hasattr(line, "title")]
    assert shown[-1] == "已停用"


def test_communities_lead_to_a_patrol(desk: Desk, services: Services, page: VisitsPage, qtbot: QtBot) -> None:
    institution(desk)
    window = CommunitiesWindow(services, page)
    qtbot.addWidget(window)
    assert window.words.text() == "1 个社区"
    window.days.set_text("60")
    window.keep()
    assert CommunitiesWindow(services, page).days.text() == "60"
    window.choose("plan")
    assert window.community is not None
    assert (window.community.community, window.community.grid_person) == ("竹园社区", "李阿妹")


def test_photos_are_kept_and_taken_off(desk: Desk, services: Services, page: VisitsPage, tmp_path: Path,
                                       qtbot: QtBot) -> None:
    made = visited(desk, pair(desk))
    paths = [tmp_path / "门头.jpg", tmp_path / "录像.mp4"]
    paths[0].write_bytes(photo("2023:09:21 19:42:05"))
    paths[1].write_bytes(b"film")
    keep_photos(services, made, paths, page)
    window = PhotosWindow(services, made, page)
    qtbot.addWidget(window)
    with desk.store.reading() as session:
        kinds = [(item.kind.value, kept.name) for item, kept in photos_of(session, made.id)]
    assert kinds == [("现场照片", "门头.jpg"), ("音像记录", "录像.mp4")]
    page.refresh()
    page.open_row(made.id)
    settle()
    assert reread(desk, made).photo_count == 2


def test_the_daybook_asks_for_days_in_order(desk: Desk, services: Services, page: VisitsPage,
                                            qtbot: QtBot) -> None:
    dialog = DaybookDialog(services, EVENING, page)
    qtbot.addWidget(dialog)
    dialog.to.set_text("2023-09-20")
    dialog.check()
    assert "止日不早于起日" in dialog._fault.text()
    dialog.to.set_text("2023-09-22")
    dialog.check()
    assert (dialog.first, dialog.last) == (EVENING, date(2023, 9, 22))


def test_saving_a_plan_may_go_on_to_its_result(desk: Desk, services: Services, page: VisitsPage,
                                               qtbot: QtBot) -> None:
    pair(desk)
    dialog = VisitDialog(services, None, page)
    qtbot.addWidget(dialog)
    dialog.editors["subject"].set_text("某处")
    dialog.editors["way"].set_value(VisitKind.JOINT)
    dialog.show()
    dialog.choose(RECORD)
    assert not dialog.isVisible()
    assert dialog.saved is not None
    assert dialog.chosen == RECORD
    assert count(desk, Visit) == 1
