"""黑白名单 on the screen: five views, cards with their verbs, dialogs that make one act, the receipt."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from desktop.app.features import STREET
from desktop.base.listing import Question
from desktop.features.institutions.excel import save as import_row
from desktop.features.institutions.records import Institution, ListState
from desktop.features.lists.feature.offer import LISTS, badge, due
from desktop.features.lists.form.ask import ChooseDialog
from desktop.features.lists.form.black import BlackDialog, approval_dialog, approval_words
from desktop.features.lists.form.credit import DecisionDialog, receipt_dialog
from desktop.features.lists.form.white import batch_dialog, publish_dialog, removal_dialog
from desktop.features.lists.operations.white import create_batch, propose_white
from desktop.features.lists.page.views import BATCH, BLACK, CREDIT, DECISION, WHITE
from desktop.features.lists.page.whole import ListsPage
from desktop.features.lists.panels.sections import institution_section, institution_tags
from desktop.features.lists.queries.standing import free_institutions
from desktop.features.lists.records import Decision, ListBatch, ListEntry, Removal, Standing, SubjectKind
from desktop.features.statutes.operations import seed_statutes
from desktop.store.desk import Desk
from desktop.ui.buttons import Button
from desktop.ui.sections import Alert, Item
from desktop.ui.services import Services
from desktop.ui.theme import apply_theme
from tests.helpers.desk import make_desk
from tests.helpers.lists import blacklist, institution, lines, made_code, prepare, publish, standing
from tests.helpers.screens import clipped_texts, settle
from tests.helpers.services import working_services

SIZE = QSize(1190, 666)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    made.do(seed_statutes, "录入法规条文")
    yield made
    made.store.close()


@pytest.fixture
def services(desk: Desk, tmp_path: Path, qapp: QApplication) -> Iterator[Services]:
    apply_theme(qapp)
    with working_services(desk, tmp_path, STREET) as made:
        yield made


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> ListsPage:
    made = ListsPage(services, LISTS)
    qtbot.addWidget(made)
    made.resize(SIZE)
    made.show()
    settle()
    return made


def verbs(page: ListsPage, key: str) -> list[str]:
    card = (page.white if key == WHITE else page.black if key == BLACK else page.batches).card
    return [button.text() for button in card.findChildren(Button) if button.isVisible()]


def test_empty_views_say_what_to_do(page: ListsPage) -> None:
    for key in (WHITE, BATCH, BLACK, DECISION, CREDIT):
        page.show_view(key)
        settle()
        assert clipped_texts(page) == [], key
    assert "公布" in page.white.empty_todo
    assert "不是国家“严重失信主体名单”" in page.black.said.text()


def test_a_batch_from_the_dialogs_to_its_publication(page: ListsPage, desk: Desk) -> None:
    own = institution(desk, code=made_code(1))
    page.show_view(BATCH)
    making = batch_dialog(page.services, page)
    making.submit()
    assert making.editors["name"]._fault.text() == "请填写"
    making.editors["name"].set_text("2023年第一批")
    making.submit()
    settle()
    assert verbs(page, BATCH) == ["公布…", "列入机构…"]
    with desk.store.reading() as session:
        batch = session.query(ListBatch).one()
    desk.do(propose_white, "列入", batch=batch.id, institutions=[own.id])
    dialog = publish_dialog(page.services, batch, 1, page)
    dialog.editors["approval"].set_text("晋教〔2023〕6号")
    dialog.editors["approved_by"].set_text("陈志远")
    dialog.submit()
    settle()
    assert standing(desk)["白名单"] == [own.name]
    assert verbs(page, BATCH) == ["打印公布版", "存为 Excel…"]
    assert clipped_texts(page) == []


def test_choosing_counts_what_is_ticked(page: ListsPage) -> None:
    dialog = ChooseDialog("列入", "", [(1, "甲"), (2, "乙")], "列入", page, ticked=True)
    assert (dialog.chosen_rows, dialog.told.text()) == ([1, 2], "共 2 家，勾选 2 家。空格勾选。")
    dialog.seek.setText("乙")
    assert dialog.found.item(0).isHidden()
    assert dialog.chosen_rows == [1, 2]


def test_the_form_knows_the_ledger_and_offers_the_articles(page: ListsPage, desk: Desk) -> None:
    own = institution(desk, code=made_code(1))
    dialog = BlackDialog(page.services, None, page, {"name": own.name})
    assert dialog.editors["subject_kind"].value() is SubjectKind.INSTITUTION
    assert not dialog.editors["code"].isEnabled()
    dialog.editors["item"].set_value("N05")
    assert dialog.editors["basis"].text().endswith("第六十三条第一款第（十一）项")
    dialog.editors["item"].set_value("N06")
    assert dialog.editors["basis"].text().endswith("第六十三条第一款第（九）项")
    dialog.save()
    assert dialog.editors["reason"]._fault.text() == "请写明列入事由"
    dialog.editors["reason"].set_text("一次性收取6个月学费")
    dialog.save()
    line = lines(desk)[0]
    assert (line.institution_id, line.standing) == (own.id, Standing.PROPOSED)


def test_one_that_is_not_in_the_ledger_is_a_firm_until_said_otherwise(page: ListsPage, desk: Desk) -> None:
    dialog = BlackDialog(page.services, None, page, {"name": "林某", "item": "N01", "reason": "在家中办班"})
    assert dialog.editors["subject_kind"].value() is SubjectKind.FIRM
    dialog.editors["subject_kind"].set_value(SubjectKind.PERSON)
    dialog.save()
    decision = DecisionDialog(page.services, None, page)
    for key, words in {"name": "林某", "number": "1", "offence": "无证办班", "facts": "在家中办班",
                       "basis": "第六十四条", "kinds": "警告", "content": "警告"}.items():
        decision.record_form.editors[key].set_text(words)
    decision.save()
    assert lines(desk)[0].subject_kind is SubjectKind.PERSON
    with desk.store.reading() as session:
        assert [found.subject_kind for found in session.query(Decision)] == [SubjectKind.FIRM]


def test_a_sheet_that_names_a_list_makes_a_claim_and_no_line(desk: Desk) -> None:
    own = institution(desk, "甲", code=made_code(1))

    def imported(session: Session, *, by: str, today: date) -> object:
        return import_row(session, session.get_one(Institution, own.id),
                          {"name": "甲", "list_state": ListState.WHITE}, by, today)

    desk.do(imported, "导入")
    assert lines(desk) == []
    with desk.store.reading() as session:
        assert free_institutions(session, desk.today, licensed=False, claimed=True) == [own.id]
        assert institution_tags(session, own.id, desk.today) == ()


def test_one_approval_makes_both_moves(page: ListsPage, desk: Desk) -> None:
    own = institution(desk, code=made_code(1))
    publish(desk, [own.id])
    line = prepare(desk, own.id)
    page.open_row(line.id)
    settle()
    assert verbs(page, BLACK) == ["批准列入…", "修改", "撤下", "决定书"]
    menu = next(button.menu() for button in page.black.card.findChildren(Button) if button.text() == "决定书")
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == ["移出白名单决定书…", "列入黑名单决定书…"]
    assert "移出白名单，一步办" in page.services.read(approval_words, line)
    dialog = approval_dialog(page.services, line, page)
    dialog.editors["approved_by"].set_text("陈志远")
    dialog.submit()
    settle()
    assert standing(desk) == {"白名单": [], "黑名单": [own.name]}
    assert page.services.acts[-1].title == f"批准{own.name}列入黑名单"
    assert verbs(page, BLACK) == ["移出…", "修改", "决定书"]


def test_removal_offers_only_reasons_that_answer(page: ListsPage, desk: Desk) -> None:
    line = blacklist(desk, None, name="林某", subject_kind=SubjectKind.PERSON, item="N01", town="安海镇")
    dialog = removal_dialog(page.services, line, page)
    picker = dialog.editors["removal"]
    picker.set_value(Removal.RECTIFIED)
    assert picker.value() is not Removal.RECTIFIED
    picker.set_value(Removal.STOPPED)
    dialog.submit()
    assert "移出的依据" in dialog.editors["removal_note"]._fault.text()
    dialog.editors["removal_note"].set_text("9月25日查看已停办")
    dialog.submit()
    assert standing(desk)["黑名单"] == []


def test_the_platform_view_counts_and_ticks(page: ListsPage, desk: Desk) -> None:
    blacklist(desk, institution(desk, "甲", code=made_code(1)).id)
    with desk.store.reading() as session:
        told = badge(session, desk.today)
        assert told is not None
        assert told.text == "1 未归集"
        assert [item.next_step for item in due(session, desk.today)] == ["归集到全国信用信息共享平台"]
    page.open_row(0)
    settle()
    assert [line.matter.value for line in page.credit.lines] == ["黑名单列入", "行政许可"]
    dialog = receipt_dialog(page.services, page.credit.lines, page.credit.lines[0], page)
    dialog.editors["which"].set_value("one")
    dialog.editors["receipt"].set_text("闽信1")
    dialog.submit()
    settle()
    assert [line.matter.value for line in page.credit.lines] == ["行政许可"]
    page.credit._choose("COMPANIES")
    assert [line.matter.value for line in page.credit.lines] == ["黑名单列入", "行政许可"]
    assert clipped_texts(page) == []


def test_the_upload_sheet_is_written(page: ListsPage, desk: Desk, tmp_path: Path) -> None:
    blacklist(desk, institution(desk, "甲", code=made_code(1)).id)
    page.show_view(CREDIT)
    page.credit.export_to(tmp_path / "上传.xlsx")
    page.services.tasks.wait()
    assert (tmp_path / "上传.xlsx").stat().st_size > 5000


def test_words_are_looked_for_on_the_list_that_has_them(page: ListsPage, desk: Desk) -> None:
    publish(desk, [institution(desk, "甲", code=made_code(1)).id])
    page.show_question(Question("甲"))
    assert page.current() is page.white
    blacklist(desk, None, name="乙", subject_kind=SubjectKind.PERSON, item="N01", town="安海镇")
    page.show_question(Question("乙"))
    assert page.current() is page.black


def test_the_institution_shows_its_lines_and_what_a_sheet_claims(desk: Desk) -> None:
    own = institution(desk, "甲", list_state="白名单")
    with desk.store.reading() as session:
        assert isinstance(institution_section(session, own.id, desk.today).rows[0], Alert)
        assert institution_tags(session, own.id, desk.today) == ()
    publish(desk, [own.id])
    blacklist(desk, own.id)
    with desk.store.reading() as session:
        found = session.get_one(Institution, own.id)
        rows = [row for row in institution_section(session, own.id, desk.today).rows if isinstance(row, Item)]
        assert [(row.link_text, row.words) for row in rows] == [("黑名单", "在册"), ("白名单", "已移出")]
        assert [word for word, _ in institution_tags(session, found.id, desk.today)] == ["黑名单"]


def test_a_white_line_that_waits_is_dropped_from_its_card(page: ListsPage, desk: Desk) -> None:
    own = institution(desk, "甲")
    batch = desk.do(create_batch, "新建批次", name="一")
    made: list[ListEntry] = desk.do(propose_white, "列入", batch=batch.id, institutions=[own.id])
    page.open_row(made[0].id)
    settle()
    assert verbs(page, WHITE) == ["撤下"]
    next(button for button in page.white.card.findChildren(Button) if button.text() == "撤下").click()
    assert lines(desk)[0].voided
    assert date(2023, 9, 25) == desk.today
