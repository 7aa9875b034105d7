"""问题整改 on the screen: list and views, detail, links of the gate, dialogs that make one record."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from desktop.base.listing import Question
from desktop.features.institutions.operations import save_institution
from desktop.features.institutions.records import Category as Kind
from desktop.features.institutions.records import Institution
from desktop.features.problems.feature.offer import PROBLEMS, badge
from desktop.features.problems.form.entry import ProblemDialog
from desktop.features.problems.form.evidence import EvidenceDialog
from desktop.features.problems.form.moves import MoveDialog, check_dialog
from desktop.features.problems.page.whole import ProblemsPage
from desktop.features.problems.panels.shown import gate_items, institution_section, read_shown, stages
from desktop.features.problems.queries import case_of
from desktop.features.problems.records import Category, EvidenceKind, Problem, State
from desktop.store.desk import Desk
from desktop.ui.outputs import Outputs
from desktop.ui.services import Services
from desktop.ui.stage_strip import StageState
from desktop.ui.theme import apply_theme
from tests.helpers.desk import TODAY, make_desk
from tests.helpers.pictures import photo as picture
from tests.helpers.problems import bring_to, fill_gate, move, register, reread
from tests.helpers.screens import clipped_texts, settle

SIZE = QSize(1190, 666)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def exported() -> list[tuple[str, Question]]:
    return []


@pytest.fixture
def services(
    desk: Desk, tmp_path: Path, qapp: QApplication, exported: list[tuple[str, Question]]
) -> Iterator[Services]:
    apply_theme(qapp)
    settings = QSettings(str(tmp_path / "ui.ini"), QSettings.Format.IniFormat)

    def export(listing: object, asked: Question, *_: object) -> int:
        exported.append((listing.title, asked))  # type: ignore[attr-defined]
        return 1

    made = Services(desk, (PROBLEMS,), settings, Outputs(export))
    yield made
    made.tasks.wait()


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> ProblemsPage:
    made = ProblemsPage(services, PROBLEMS)
    qtbot.addWidget(made)
    made.resize(SIZE)
    made.show()
    settle()
    return made


def words(page: ProblemsPage) -> str:
    return "\n".join(item.text() for item in page.detail.findChildren(QLabel) if item.isVisible())


def test_empty_page_says_what_to_do(page: ProblemsPage) -> None:
    assert page.stack.currentWidget() is page.empty
    assert page.empty.button.text() == "登记问题"
    assert "登记问题" in page.empty_todo
    assert clipped_texts(page) == []


def test_opens_on_the_open_ones_and_counts_are_links(page: ProblemsPage, desk: Desk) -> None:
    bring_to(desk, register(desk), State.CLOSED)
    register(desk)
    settle()
    assert page.table.windowed.rowCount() == 1
    page.head.link_clicked.emit("closed")
    assert page.table.windowed.rowCount() == 1
    assert page.source.question.filters == {"closed"}


def test_two_views_over_the_same_rows(
    page: ProblemsPage, desk: Desk, exported: list[tuple[str, Question]], tmp_path: Path, qtbot: QtBot
) -> None:
    bring_to(desk, register(desk), State.RECTIFYING)
    settle()

    def heads() -> list[str]:
        return list(page.table.shown_keys())

    first = heads()
    page.choose_view("ledger")
    assert {"measures", "duty_department", "duty_person", "progress"} <= set(heads())
    page.export_to(tmp_path / "x.xlsx")
    qtbot.waitUntil(lambda: len(exported) == 1)
    assert exported[0][0] == "整改台账"
    assert exported[0][1].filters == {"open"}
    page.choose_view("list")
    assert heads() == first


def test_menus_narrow_by_category_and_town(page: ProblemsPage, desk: Desk) -> None:
    register(desk)
    register(desk, town="金井镇", category=Category.SAFETY, subcategory=None)
    settle()
    page.choose("镇街", {"town:金井镇"})
    assert page.table.windowed.rowCount() == 1
    assert page.menus["镇街"].word() == "金井镇"
    page.choose("类别", {"category:隐形变异"})
    assert page.stack.currentWidget() is page.stack.nothing
    actions = [action.text() for action in page.choice_menu("类别").actions()]
    assert actions[0] == "全部类别"
    assert "预收费与收费" in actions


def test_detail_tells_where_it_stands_and_what_is_missing(page: ProblemsPage, desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.RECTIFYING)
    move(desk, made, "extend", new_limit=date(2023, 9, 27))
    move(desk, made, "apply")
    move(desk, made, "check")
    page.open_row(made.id)
    settle()
    shown = words(page)
    assert made.number in shown
    assert "黄 · 剩 2 日，期限 9月27日" in shown
    assert "原期限 9月26日\n延期 1 次" in shown
    assert "7 项，不能销号" in shown
    assert page.detail.main is not None
    assert not page.detail.main.button.isEnabled()
    assert page.detail.main.reason() == "还缺整改报告、文书及送达回证、整改前后照片等 7 项"
    shown_now = page.detail.shown
    assert shown_now is not None
    assert any("还缺 7 项" in (stage.note or "") for stage in stages(shown_now, TODAY))
    assert page.detail.moves["extend"].reason() == "已申请销号，要延期先退回整改"
    assert clipped_texts(page) == []


def test_gate_is_filled_from_its_links(
    page: ProblemsPage, desk: Desk, services: Services, tmp_path: Path
) -> None:
    made = bring_to(desk, register(desk), State.CHECKING)
    page.open_row(made.id)
    photo = tmp_path / "整改前.jpg"
    photo.write_bytes(picture("2023:09:12 19:42:05"))
    dialog = EvidenceDialog(services, reread(desk, made), page, EvidenceKind.BEFORE)
    dialog.add()
    assert "请选择文件" in "".join(item.text() for item in dialog.findChildren(QLabel))
    dialog.set_files([photo])
    for _ in range(20):
        dialog.add()
    with desk.store.reading() as session:
        evidence = case_of(session, reread(desk, made)).evidence
    assert [(item.kind, item.copies) for item in evidence] == [(EvidenceKind.BEFORE, 1)]
    check = check_dialog(services, reread(desk, made), page)
    check.record_form.editors["second_checker"].set_text("陈志远")
    check.record_form.editors["conclusion"].set_text("属实整改到位")
    check.save()
    assert reread(desk, made).checkers == "林晓燕、陈志远"


def test_closing_in_the_window(page: ProblemsPage, desk: Desk, services: Services) -> None:
    made = bring_to(desk, register(desk), State.CHECKING)
    fill_gate(desk, made)
    page.open_row(made.id)
    settle()
    assert page.detail.main is not None
    QTest.mouseClick(page.detail.main.button, Qt.MouseButton.LeftButton)
    assert reread(desk, made).state is State.REVIEWING
    for key, name in (("review", "陈志远"), ("approve", "许文彬")):
        dialog = MoveDialog(services, reread(desk, made), key, page)
        dialog.make()
        assert dialog.editors["signer"].box.property("state") == "bad"
        dialog.editors["signer"].set_text(name)
        if key == "approve":
            due = dialog.editors["lookback_due"]
            assert due.value() > TODAY, "the look-back proposed by severity stands there"
            first = due.value()
            dialog.editors["on"].set_text("2023-09-22")
            assert due.value() < first, "it follows the signature"
            due.set_text("2023-12-01")
            dialog.editors["on"].set_text(TODAY.isoformat())
            assert due.text() == "2023-12-01", "her own day stays"
        for _ in range(20):
            dialog.make()
            if dialog.result():
                break
    assert reread(desk, made).state is State.CLOSED
    settle()
    page.open_row(made.id)
    assert "修改…\tF2" not in [action.text() for action in page.detail.more_menu(page.detail.shown).actions()]


def test_registering_links_a_known_institution_and_makes_one_record(
    page: ProblemsPage, desk: Desk, services: Services
) -> None:
    institution: Institution = desk.do(
        save_institution,
        "新增机构",
        confirmed=True,
        values={
            "name": "晋江市启衡文化教育培训中心",
            "category": Kind.ACADEMIC,
            "town": "梅岭街道",
            "address": "泉安路88号",
        },
    )
    dialog = ProblemDialog(services, None, page)
    editors = dialog.record_form.editors
    editors["subject"].set_text(institution.name)
    assert editors["town"].value() == "梅岭街道"
    assert editors["address"].value() == "泉安路88号"
    dialog.save()
    assert editors["category"].box.property("state") == "bad"
    editors["category"].set_value(Category.DISGUISED)
    editors["subcategory"].set_value("YB4")
    editors["description"].set_text("居民楼内一对多补习")
    for _ in range(20):
        dialog.save()
    with desk.store.reading() as session:
        assert session.scalar(select(func.count(Problem.id))) == 1
        made = session.scalars(select(Problem)).one()
        section = institution_section(session, institution.id, TODAY)
    assert (made.institution_id, made.category_label) == (institution.id, "隐形变异・地点")
    assert section is not None
    assert (section.count, section.rows[0].link_text) == (1, made.number)


def test_editing_keeps_what_is_there(page: ProblemsPage, desk: Desk, services: Services) -> None:
    made = register(desk)
    dialog = ProblemDialog(services, made, page)
    assert dialog.record_form.editors["subcategory"].value() == "E2"
    dialog.record_form.editors["progress"].set_text("已退 9 名")
    dialog.save()
    after = reread(desk, made)
    assert (after.progress, after.subcategory, after.source) == ("已退 9 名", "E2", made.source)


@pytest.mark.parametrize("state", list(State)[:10])
def test_stages_tell_the_state(desk: Desk, state: State) -> None:
    made = bring_to(desk, register(desk), state)
    with desk.store.reading() as session:
        shown = read_shown(session, made.id, TODAY)
    assert shown is not None
    strip = stages(shown, TODAY)
    now = [item.name for item in strip if item.state is StageState.NOW]
    assert now == ([] if state is State.ARCHIVED else [state.value])
    assert all(item.met for item in gate_items(shown, True)) == (state in list(State)[5:])


def test_badge_counts_what_the_list_counts(desk: Desk, page: ProblemsPage) -> None:
    late = move(desk, register(desk), "assign", on=date(2023, 9, 13), limit=date(2023, 9, 20))
    register(desk)
    with desk.store.reading() as session:
        told = badge(session, TODAY)
    assert told is not None
    assert told.text == "1 逾期"
    assert page.table.windowed.rowCount() == 2
    page.show_question(Question(filters=frozenset({"red"})))
    assert page.table.windowed.ids() == [late.id]
