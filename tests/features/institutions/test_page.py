"""机构台账 on the screen: card, town menu, doubts, charges, and a form that makes one record."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from sqlalchemy import func, select

from desktop.base.marks import Tone
from desktop.features.institutions import queries
from desktop.features.institutions.feature import INSTITUTIONS, badge
from desktop.features.institutions.form import charge_dialog, institution_dialog
from desktop.features.institutions.operations import save_charge, save_institution
from desktop.features.institutions.page import InstitutionsPage
from desktop.features.institutions.panels import CONFIRM, card_head
from desktop.features.institutions.records import Category, Institution, ListState, Prepaid, Running
from desktop.features.office.operations import set_up_office
from desktop.features.office.queries import office
from desktop.ui.buttons import PrimaryButton
from desktop.ui.sections import Alert, Fact
from desktop.ui.services import Services
from tests.features.institutions.conftest import Enter
from tests.helpers.screens import clipped_texts, settle


def full(enter: Enter) -> int:
    return enter(
        "晋江市启衡文化教育培训中心", code="52350524MJB123456X", category=Category.ACADEMIC, town="梅岭街道",
        phone="13800000215", legal_person="王铉", licence_no="教民1", licence_until=date(2023, 10, 8),
        prepaid=Prepaid.CUSTODY, bank="农商银行", account_no="9070200010007731", list_state=ListState.WHITE,
    )  # fmt: skip


def facts(page: InstitutionsPage, row: int) -> dict[str, str]:
    def read(session: Any) -> dict[str, str]:
        sections = page.card.sections(session, session.get_one(Institution, row))
        rows = [row for section in sections for row in section.rows if isinstance(row, Fact)]
        return {fact.label: f"{fact.text} {fact.hint}".strip() for fact in rows}

    return page.services.read(read)


def shown_texts(page: InstitutionsPage) -> str:
    return "\n".join(label.text() for label in page.card.findChildren(QLabel) if label.isVisible())


def test_empty_page_says_what_to_do(page: InstitutionsPage) -> None:
    assert page.stack.currentWidget() is page.empty
    assert "导入" in page.empty_todo
    assert (page.empty.button.text(), page.empty.other.text()) == ("导入…", "新增机构")
    assert clipped_texts(page) == []


def test_the_one_thing_to_do_in_an_empty_ledger_is_to_import(page: InstitutionsPage, enter: Enter) -> None:
    filled = [button.text() for button in page.findChildren(PrimaryButton)
              if button.isVisible() and button.property("role") == "primary"]
    assert filled == ["导入…"]
    opened: list[str] = []
    page.services.opened.connect(lambda key, *rest: opened.append(key))
    page.empty.button.click()
    assert opened == ["import:institutions"]
    full(enter)
    settle()
    filled = [button.text() for button in page.head.findChildren(PrimaryButton)
              if button.property("role") == "primary"]
    assert filled == ["新增机构"]


def test_card_shows_everything_and_masks_the_phone(page: InstitutionsPage, enter: Enter) -> None:
    row = full(enter)
    page.open_row(row)
    settle()
    found = facts(page, row)
    assert found["有效期"] == "至 2023-10-08 剩 13 日"
    assert found["监管方式"] == "银行托管 · 农商银行 · 尾号 7731"
    assert found["主管部门"] == "晋江市教育局"
    assert "138****0215" in shown_texts(page)
    assert "13800000215" not in shown_texts(page)
    assert clipped_texts(page) == []


def test_tags_are_at_most_four_states() -> None:
    many = Institution(
        name="甲", category=Category.MIXED, running=Running.LOST, list_state=ListState.BLACK, marks="疑"
    )
    on_list = (("白名单", Tone.GREEN),)
    words = [word for word, _ in card_head(many, date(2023, 9, 25), more=on_list).tags]
    assert words == ["无照无证", "综合", "白名单", "失联"]


def test_card_alerts_charges_beyond_the_limit(page: InstitutionsPage, enter: Enter) -> None:
    row = full(enter)
    for months in (6, 2):
        values = {
            "institution_id": row,
            "charged_on": date(2023, 9, 12),
            "amount": Decimal(100),
            "months": months,
        }
        page.services.desk.do(save_charge, "登记收费", values=values)

    def alerts(session: Any) -> list[str]:
        sections = page.card.sections(session, session.get_one(Institution, row))
        return [item.text for section in sections for item in section.rows if isinstance(item, Alert)]

    [alert] = page.services.read(alerts)
    assert alert.startswith("2023年9月12日一次收费 6 个月，超过 3 个月")


def test_doubts_are_confirmed_from_the_card(page: InstitutionsPage, enter: Enter) -> None:
    row = enter("甲", code="91350524MA31ABCD0N")
    page.open_row(row)
    page.card.opened.emit(CONFIRM)
    assert page.services.read(lambda session: session.get_one(Institution, row)).marks is None


def test_towns_narrow_the_rows_and_keep_the_other_filters(page: InstitutionsPage, enter: Enter) -> None:
    for name, town in (("甲", "安海镇"), ("乙", "金井镇"), ("丙", "梅岭街道")):
        enter(name, town=town)
    enter("丁", town="安海镇", category=Category.SPORT)
    page._chip("category:文化艺术", True)
    page.choose_towns(["安海镇", "金井镇"])
    assert page.table.windowed.rowCount() == 2
    assert page.town.word() == "镇街 2 个"
    entry = next(action for action in page.towns_menu().actions() if action.text() == "金井镇")
    assert entry.isChecked()
    entry.trigger()
    assert (page.table.windowed.rowCount(), page.town.word()) == (1, "安海镇")
    page.clear_filters()
    assert (page.table.windowed.rowCount(), page.town.word()) == (4, "镇街")


def test_new_town_of_the_office_can_be_chosen_at_once(page: InstitutionsPage, enter: Enter) -> None:
    enter("甲", town="新塘街道")
    own = page.services.read(office)
    changed = type(own)(**{**vars(own), "towns": (*own.towns, "新塘街道")})
    page.services.desk.do(set_up_office, "登记本单位", office=changed)
    page.choose_towns(["新塘街道"])
    assert page.table.windowed.rowCount() == 1


def test_form_makes_one_record_however_often_it_is_saved(services: Services, page: InstitutionsPage) -> None:
    dialog = institution_dialog(services, None, page)
    dialog.record_form.editors["name"].set_text("晋江市听潮古筝培训中心")
    dialog.record_form.editors["category"].set_value(Category.ART)
    dialog.show()
    for _ in range(20):
        if not dialog.isVisible():
            break
        QTest.mouseClick(dialog.buttons["save"], Qt.MouseButton.LeftButton)
    count = services.read(lambda session: session.scalar(select(func.count(Institution.id))))
    assert (count, dialog.result()) == (1, 1)


def test_fault_stands_at_its_field_and_nothing_is_saved(
    services: Services, page: InstitutionsPage, enter: Enter
) -> None:
    row = enter("甲", licence_from=date(2023, 1, 1))
    dialog = institution_dialog(services, row, page)
    dialog.record_form.editors["licence_until"].set_text("2022-1-1")
    dialog.save()
    assert dialog.result() == 0
    assert "早于有效期自" in dialog.record_form.editors["licence_until"]._fault.text()
    assert services.read(lambda session: session.get_one(Institution, row)).licence_until is None


def test_opening_and_saving_changes_nothing(services: Services, page: InstitutionsPage, enter: Enter) -> None:
    row = enter(
        "甲", town="外县某镇", department="某局", students=0, platform_included=False, area=Decimal("125.5")
    )
    before = services.read(lambda session: session.get_one(Institution, row))
    dialog = institution_dialog(services, row, page)
    dialog.save()
    after = services.read(lambda session: session.get_one(Institution, row))
    assert dialog.result() == 1
    assert (after.version, after.town, after.department) == (before.version, "外县某镇", "某局")


def test_same_code_is_asked_about(
    services: Services, page: InstitutionsPage, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter("甲", code="91350524MA31ABCD0M")
    asked: list[str] = []
    monkeypatch.setattr(
        "desktop.ui.services.ask", lambda parent, title, words, *rest: asked.append(words) or True
    )
    dialog = institution_dialog(services, None, page)
    dialog.record_form.fill_values({"name": "乙", "code": "91350524MA31ABCD0M", "category": Category.ART})
    dialog.save()
    assert len(asked) == 1
    assert "统一社会信用代码相同" in asked[0]
    assert services.read(lambda session: session.scalar(select(func.count(Institution.id)))) == 2


def test_charge_form_saves_for_its_institution(
    services: Services, page: InstitutionsPage, enter: Enter
) -> None:
    row = enter("甲")
    dialog = charge_dialog(services, row, None, page)
    assert dialog.record_form.editors["charged_on"].text() == "2023-09-25"
    dialog.record_form.editors["amount"].set_text("6000")
    dialog.save()
    [made] = services.read(lambda session: queries.charges(session, row))
    assert (made.amount, "超过 5000 元" in (made.excess or "")) == (Decimal(6000), True)


def test_badge_counts_the_living(services: Services, enter: Enter) -> None:
    enter("甲")
    assert services.read(badge, services.today).text == "1"
    assert (
        services.read(lambda session: INSTITUTIONS.due(session, services.today) if INSTITUTIONS.due else None)
        == []
    )


def test_listed_row_survives_a_renaming(page: InstitutionsPage, enter: Enter) -> None:
    row = enter("甲")
    page.open_row(row)
    page.services.desk.do(save_institution, "改名", row=row, values={"name": "乙"})
    settle()
    assert page.table.current_id() == row
    assert facts(page, row)["曾用名"] == "甲（至 2023-09-25）"
