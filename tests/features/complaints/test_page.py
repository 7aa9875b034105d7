"""The page: pasting a work order, the card's verbs, joining, the analysis beside the list."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from desktop.app.features import STREET
from desktop.base.clock import CHINA
from desktop.features.complaints.feature.offer import COMPLAINTS
from desktop.features.complaints.form.intake import CALL, IntakeDialog, PasteDialog
from desktop.features.complaints.form.moves import LimitDialog, MergeDialog, MoveDialog, VisitDialog
from desktop.features.complaints.page.analysis import LAST, YEAR, period_of
from desktop.features.complaints.page.whole import ANALYSIS, ComplaintCard, ComplaintsPage
from desktop.features.complaints.panels import institution_section
from desktop.features.complaints.queries.cases import orders_of, visits_of
from desktop.features.complaints.records import Complaint, State
from desktop.features.complaints.rules.pasted import guess
from desktop.features.institutions.operations import save_institution
from desktop.features.institutions.records import Institution
from desktop.store.desk import Desk
from desktop.ui.buttons import PrimaryButton
from desktop.ui.outputs import Outputs
from desktop.ui.sections import Item
from desktop.ui.services import Services
from desktop.ui.theme import apply_theme
from tests.helpers.complaints import call, move, register, reread
from tests.helpers.desk import TODAY
from tests.helpers.screens import clipped_texts, settle

ORDER = """工单编号：20230925001234
来电时间：2023-09-25 09:12
来电人：王女士 联系电话：13900000001
诉求内容：市民反映池店镇启明星培训机构拒绝退费，已交12800元。
希望核查。
"""


@pytest.fixture
def services(desk: Desk, tmp_path: Path, qapp: QApplication) -> Services:
    apply_theme(qapp)
    settings = QSettings(str(tmp_path / "窗口.ini"), QSettings.Format.IniFormat)
    return Services(desk, STREET, settings, Outputs(lambda *_: 0, lambda *_: b""))


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> ComplaintsPage:
    made = ComplaintsPage(services, COMPLAINTS)
    qtbot.addWidget(made)
    made.resize(1190, 692)
    made.show()
    settle()
    return made


@pytest.fixture
def star(desk: Desk) -> Institution:
    return desk.do(save_institution, "登记", values={"name": "晋江市启明星文化培训中心", "town": "池店镇"})


def card(page: ComplaintsPage, case: Complaint) -> ComplaintCard:
    page.refresh()
    page.open_row(case.id)
    settle()
    assert isinstance(page.card, ComplaintCard)
    return page.card


def test_a_pasted_order_is_taken_apart() -> None:
    found = guess(ORDER)
    assert found["number"] == "20230925001234"
    assert (found["name"], found["phone"]) == ("王女士", "13900000001")
    assert found["on"].astimezone(CHINA).isoformat() == "2023-09-25T09:12:00+08:00"
    assert found["content"].endswith("希望核查。")
    assert found["original"] == ORDER.strip()
    loose = guess("QZ2023001234 2023年9月8日 陈先生13900000002反映无证办学")
    assert (loose["number"], loose["name"], loose["phone"]) == ("QZ2023001234", "陈先生", "13900000002")
    assert guess("  ") == {}
    assert "number" not in guess("身份证350582199001011234的市民")


def test_pasting_fills_the_form_and_keeps_the_text(
    page: ComplaintsPage, desk: Desk, star: Institution, qtbot: QtBot
) -> None:
    got: list[dict[str, object]] = []
    pasting = PasteDialog(page, got.append)
    qtbot.addWidget(pasting)
    pasting.editor.set_value(ORDER)
    pasting.submitted.emit("yes")
    form = IntakeDialog(page.services, page, start=got[0])
    qtbot.addWidget(form)
    form.show()
    settle()
    assert form.editors["town"].value() == "池店镇"
    assert form.editors["project"].value() == "退费"
    assert clipped_texts(form) == []
    form.editors["subject"].set_value(star.name)
    form.save()
    with desk.store.reading() as session:
        case = session.query(Complaint).one()
        assert (case.institution_id, case.orders, case.received_on) == (star.id, "20230925001234", TODAY)
        assert orders_of(session, case.id)[0].original == ORDER.strip()
        section = institution_section(session, star.id, TODAY)
    assert section is not None
    assert section.count == 1
    assert isinstance(section.rows[0], Item)


def test_the_card_leads_on_and_says_what_is_missing(page: ComplaintsPage, desk: Desk, qtbot: QtBot) -> None:
    case = register(desk)
    move(desk, case, "check")
    shown = card(page, case)
    main = next(button for button in shown.findChildren(PrimaryButton) if button.isVisible())
    assert main.text() == "记核查结论"
    dialog = MoveDialog(page.services, reread(desk, case), "conclude", page)
    qtbot.addWidget(dialog)
    dialog.submitted.emit("yes")
    assert reread(desk, case).state is State.CHECKING
    assert dialog.editors["conclusion"]._fault.text() == "请填写核查结论"
    for key, words in (("verdict", "不属实"), ("conclusion", "没有此事"), ("checkers", "王志远")):
        dialog.editors[key].set_text(words)
    dialog.submitted.emit("yes")
    assert reread(desk, case).state is State.HANDLING


def test_the_menu_offers_what_the_state_allows(page: ComplaintsPage, desk: Desk) -> None:
    words = [action.text() for action in card(page, register(desk)).menu(reread_first(desk)).actions()]
    assert {"开始核查…", "不予受理…", "转其他部门…", "并入来电…", "安排检查…"} <= set(words)
    assert "回访办结…" not in words


def reread_first(desk: Desk) -> Complaint:
    with desk.store.reading() as session:
        return session.query(Complaint).order_by(Complaint.id).first()  # type: ignore[return-value]


def test_joining_merging_and_parting_from_the_card(
    page: ComplaintsPage, desk: Desk, star: Institution, qtbot: QtBot
) -> None:
    case = register(desk, content="启明星不退费")
    other = register(desk, content="启明星还是不退费", phone="13900000005")
    shown = card(page, case)
    joining = IntakeDialog(page.services, page, reread(desk, case))
    qtbot.addWidget(joining)
    assert [item.key for group in CALL.groups for item in group.fields] == list(joining.editors)
    joining.editors["content"].set_value("又来电催问")
    joining.save()
    assert reread(desk, case).calls == 2
    merging = MergeDialog(page.services, reread(desk, case), page, other.number)
    qtbot.addWidget(merging)
    merging.editors["reason"].set_value("同一件事")
    merging.submitted.emit("yes")
    assert reread(desk, other).state is State.MERGED
    with desk.store.reading() as session:
        last = orders_of(session, case.id)[-1].id
    pick(shown.spot_menu("order:", last, reread(desk, case)), "并错了，拆成单独一件")
    assert reread(desk, case).calls == 2
    pick(shown.spot_menu("proposed", 0, reread(desk, case)), "就是这家，关联")
    assert reread(desk, case).institution_id == star.id


def pick(menu: QMenu, words: str) -> None:
    next(action for action in menu.actions() if action.text() == words).trigger()


def test_a_visit_is_planned_in_one_step(page: ComplaintsPage, desk: Desk, qtbot: QtBot) -> None:
    case = register(desk, content="无证补课", place="晋江市池店镇某小区")
    dialog = VisitDialog(page.services, case, page)
    qtbot.addWidget(dialog)
    dialog.submitted.emit("yes")
    with desk.store.reading() as session:
        visits = visits_of(session, case.id)
    assert [visit.town for visit in visits] == ["池店镇"]
    assert case.number in (visits[0].note or "")


def test_a_limit_is_confirmed_with_its_source(page: ComplaintsPage, desk: Desk, qtbot: QtBot) -> None:
    dialog = LimitDialog(page.services, page)
    qtbot.addWidget(dialog)
    dialog.editors["days"].set_value(5)
    dialog.editors["source"].set_value("某市 12345 办理办法")
    dialog.submitted.emit("yes")
    assert register(desk, on=date(2023, 9, 18)).due_basis == "投诉 5 个工作日"


def test_the_analysis_stands_beside_the_list(page: ComplaintsPage, desk: Desk, tmp_path: Path) -> None:
    call(desk, register(desk, place="池店镇"))
    page.choose_view(ANALYSIS)
    settle()
    assert "受理校外培训投诉举报 1 件、来电 2 次" in page.analysis.words.text()
    assert clipped_texts(page) == []
    page.analysis.copy()
    assert "来电 2 次" in QApplication.clipboard().text()
    page.analysis.export_to(tmp_path / "分析.xlsx")
    assert (tmp_path / "分析.xlsx").stat().st_size > 4000
    page.analysis.choose(LAST)
    assert "未受理" in page.analysis.words.text()
    page.analysis._open_month("2023-09", 1)
    assert page.view != ANALYSIS


def test_periods_of_the_words() -> None:
    assert period_of(LAST, date(2023, 1, 5)) == (date(2022, 12, 1), date(2022, 12, 31))
    assert period_of(YEAR, TODAY) == (date(2023, 1, 1), date(2023, 12, 31))
    assert period_of("本季", TODAY) == (date(2023, 7, 1), date(2023, 9, 30))


@pytest.mark.parametrize("dark", [False, True])
def test_no_text_is_cut(
    page: ComplaintsPage, desk: Desk, qapp: QApplication, dark: bool, star: Institution
) -> None:
    apply_theme(qapp, dark)
    assert clipped_texts(page) == []
    case = register(desk, content="启明星不退费")
    call(desk, case)
    card(page, case)
    assert clipped_texts(page) == []
    apply_theme(qapp)
