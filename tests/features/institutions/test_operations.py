"""Entering, changing, old names and codes, doubts, charges, 作废 and undo."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from desktop.base.errors import NeedsConfirmation, UserError
from desktop.features.institutions import operations, queries
from desktop.features.institutions.records import (
    AliasKind,
    Category,
    Institution,
    Nature,
    PrepaidCharge,
    Registration,
    Running,
)
from desktop.store.desk import Desk
from desktop.store.journal import Act
from desktop.store.undo import undo
from tests.features.institutions.conftest import Enter

PROFIT = "91350524MA31ABCD0M"
NON_PROFIT = "52350524MJB123456X"


def read(desk: Desk, row: int) -> Institution:
    with desk.store.reading() as session:
        found = session.get(Institution, row)
        assert found is not None
        return found


def change(desk: Desk, row: int, **values: Any) -> Institution:
    given: Institution = desk.do(operations.save_institution, "修改机构", values=values, row=row)
    return given


def test_new_institution_gets_what_follows_from_its_code_and_category(desk: Desk, enter: Enter) -> None:
    found = read(
        desk, enter("晋江市𬭎声艺术培训中心", code=" ５２350524mjb123456x", category=Category.ACADEMIC)
    )
    assert (found.code, found.registration, found.nature) == (
        NON_PROFIT,
        Registration.NON_ENTERPRISE,
        Nature.NON_PROFIT,
    )
    assert (found.department, found.running, found.marks) == ("晋江市教育局", Running.OPEN, None)


def test_what_was_stated_is_not_derived(desk: Desk, enter: Enter) -> None:
    row = enter("甲", code=PROFIT, nature=Nature.NON_PROFIT, department="晋江市科技局")
    assert (read(desk, row).nature, read(desk, row).department) == (Nature.NON_PROFIT, "晋江市科技局")


def test_category_moves_the_derived_department_only(desk: Desk, enter: Enter) -> None:
    derived, stated = enter("甲"), enter("乙", department="晋江市市场监督管理局")
    for row in (derived, stated):
        change(desk, row, category=Category.SCIENCE)
    assert read(desk, derived).department == "晋江市科技局"
    assert read(desk, stated).department == "晋江市市场监督管理局"


def test_code_change_keeps_the_old_code_and_moves_the_registration(desk: Desk, enter: Enter) -> None:
    row = enter("晋江市乐学培训中心", code=PROFIT)
    change(desk, row, code=NON_PROFIT, name="晋江市乐学文化培训中心")
    found = read(desk, row)
    assert (found.registration, found.nature) == (Registration.NON_ENTERPRISE, Nature.NON_PROFIT)
    assert found.former == f"晋江市乐学培训中心\n{PROFIT}"
    with desk.store.reading() as session:
        kept = {(alias.kind, alias.value, alias.until) for alias in queries.aliases(session, row)}
    assert kept == {
        (AliasKind.NAME, "晋江市乐学培训中心", date(2023, 9, 25)),
        (AliasKind.CODE, PROFIT, date(2023, 9, 25)),
    }


def test_name_taken_back_is_no_old_name(desk: Desk, enter: Enter) -> None:
    row = enter("甲")
    change(desk, row, name="乙")
    change(desk, row, name="甲")
    assert read(desk, row).former == "乙"


def test_same_code_asks_and_saves_after_a_yes(desk: Desk, enter: Enter) -> None:
    enter("晋江市乐学培训中心", code=PROFIT, town="安海镇")
    values = {"name": "晋江市乐学培训中心（1分校）", "code": PROFIT}
    with pytest.raises(NeedsConfirmation, match="统一社会信用代码相同"):
        desk.do(operations.save_institution, "新增机构", values=values)
    assert desk.do(operations.save_institution, "新增机构", values=values, confirmed=True).id


def test_same_name_asks_only_where_the_town_may_be_the_same(desk: Desk, enter: Enter) -> None:
    enter("启明", town="安海镇")
    desk.do(operations.save_institution, "新增机构", values={"name": "启明", "town": "金井镇"})
    with pytest.raises(NeedsConfirmation, match="名称相同"):
        desk.do(operations.save_institution, "新增机构", values={"name": "启明"})


def test_editing_other_fields_does_not_ask_again(desk: Desk, enter: Enter) -> None:
    row = enter("启明")
    enter("启明")
    assert change(desk, row, students=30).students == 30


def test_fault_refuses_and_names_the_field(desk: Desk, enter: Enter) -> None:
    row = enter("甲", licence_from=date(2023, 1, 1))
    with pytest.raises(UserError) as caught:
        change(desk, row, licence_until=date(2022, 1, 1))
    assert list(caught.value.fields) == ["licence_until"]
    assert read(desk, row).licence_until is None


def test_name_is_needed(desk: Desk) -> None:
    with pytest.raises(UserError) as caught:
        desk.do(operations.save_institution, "新增机构", values={"name": "  "})
    assert "name" in caught.value.fields


def test_stale_form_is_refused(desk: Desk, enter: Enter) -> None:
    row = enter("甲")
    old = read(desk, row).version
    change(desk, row, students=1)
    with pytest.raises(UserError, match="别处"):
        desk.do(operations.save_institution, "修改机构", values={"students": 2}, row=row, version=old)


def test_import_keeps_contradictions_as_marks(desk: Desk, enter: Enter) -> None:
    row = enter("甲", licence_from=date(2023, 1, 1))
    desk.do(
        operations.save_institution,
        "导入",
        values={"licence_until": date(2022, 1, 1)},
        row=row,
        imported=True,
    )
    assert "早于有效期自" in (read(desk, row).marks or "")


def test_confirmed_doubt_comes_back_only_with_another_value(desk: Desk, enter: Enter) -> None:
    row = enter("甲", code="91350524MA31ABCD0N")
    assert "校验位" in (read(desk, row).marks or "")
    desk.do(operations.confirm_marks, "核对无误", row=row)
    change(desk, row, students=5)
    assert read(desk, row).marks is None
    change(desk, row, code="91350524MA31ABCD0P")
    assert "校验位" in (read(desk, row).marks or "")
    change(desk, row, code=PROFIT)
    with pytest.raises(UserError, match="没有待核对"):
        desk.do(operations.confirm_marks, "核对无误", row=row)


def test_charge_is_checked_and_checked_again_with_the_category(desk: Desk, enter: Enter) -> None:
    row = enter("甲", category=Category.ACADEMIC)
    values = {"institution_id": row, "charged_on": date(2023, 9, 12), "amount": Decimal(6000)}
    made: PrepaidCharge = desk.do(operations.save_charge, "登记收费", values=values)
    assert made.excess is None
    change(desk, row, category=Category.ART)
    with desk.store.reading() as session:
        [found] = queries.charges(session, row)
        assert "超过 5000 元" in (found.excess or "")
    desk.do(operations.void_charge, "作废收费", row=found.id, reason="重复登记")
    with desk.store.reading() as session:
        assert queries.charges(session, row) == []


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"amount": Decimal(0)}, "amount"),
        ({"hours": 0}, "hours"),
        ({"charged_on": date(2023, 9, 26)}, "charged_on"),
        ({"starts_on": date(2023, 9, 2), "ends_on": date(2023, 9, 1)}, "ends_on"),
    ],
)
def test_impossible_charge_is_refused(desk: Desk, enter: Enter, values: dict[str, Any], key: str) -> None:
    given = {"institution_id": enter("甲"), "charged_on": date(2023, 9, 12), "amount": Decimal(1), **values}
    with pytest.raises(UserError) as caught:
        desk.do(operations.save_charge, "登记收费", values=given)
    assert list(caught.value.fields) == [key]
    with desk.store.reading() as session:
        assert session.scalar(select(func.count(PrepaidCharge.id))) == 0


def test_void_and_restore(desk: Desk, enter: Enter) -> None:
    row = enter("甲")
    with pytest.raises(UserError, match="原因"):
        desk.do(operations.void_institution, "作废机构", row=row, reason=" ")
    desk.do(operations.void_institution, "作废机构", row=row, reason="重复登记")
    with desk.store.reading() as session, pytest.raises(UserError, match="已作废"):
        queries.open_institution(session, row)
    desk.do(operations.restore_institution, "恢复机构", row=row)
    with desk.store.reading() as session:
        assert queries.open_institution(session, row).name == "甲"


def test_undo_of_a_renaming_takes_the_alias_back(desk: Desk, enter: Enter) -> None:
    row = enter("旧名启明")
    change(desk, row, name="新名启航")
    with desk.store.reading() as session:
        act = session.scalar(select(func.max(Act.id)))
        assert act is not None
    desk.do(undo, "撤销", act=act)
    found = read(desk, row)
    assert (found.name, found.former) == ("旧名启明", None)
    assert "新名启航" not in found.search_text
    with desk.store.reading() as session:
        assert queries.aliases(session, row) == []
