"""Whose row it is, what an import would change, and that a round trip changes nothing."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop.app.exporting import export_listing
from desktop.base.fields import Kind, field_of
from desktop.base.listing import Question
from desktop.base.progress import silent
from desktop.base.records import attributes
from desktop.features.institutions import excel
from desktop.features.institutions.excel import INSTITUTION_IMPORT
from desktop.features.institutions.listing import INSTITUTIONS
from desktop.features.institutions.operations import save_institution
from desktop.features.institutions.records import Category, Institution, Prepaid, Registration
from desktop.output.excel_read.cells import reader
from desktop.output.excel_read.mapping import propose
from desktop.output.excel_read.opening import open_workbook
from desktop.output.excel_read.reading import lay_out, rows_of
from desktop.store.desk import Desk
from desktop.store.importing import Outcome, plan
from tests.features.institutions.conftest import Enter
from tests.helpers.desk import make_desk

PROFIT = "91350524MA31ABCD0M"
NON_PROFIT = "52350524MJB123456X"
OTHER = "92350582MA8T000167"


tidy = INSTITUTION_IMPORT.tidy


def meant(desk: Desk, **values: Any) -> int | None:
    with desk.store.reading() as session:
        [found] = excel.match(session, [tidy(values)])
        return None if found is None else found.id


def differing(desk: Desk, row: int, **values: Any) -> list[str]:
    with desk.store.reading() as session:
        return excel.differs(session.get_one(Institution, row), tidy(values))


def test_columns_are_the_exported_ones() -> None:
    exported = {column.key: column.label for column in INSTITUTIONS.columns if column.exported}
    assert {column.key: column.field.label for column in INSTITUTION_IMPORT.columns} == exported
    assert [column.key for column in INSTITUTION_IMPORT.columns if column.required] == ["name"]


def test_code_comes_first_in_any_spelling(desk: Desk, enter: Enter) -> None:
    row = enter("晋江市乐学培训中心", code=PROFIT, licence_no="教民1")
    enter("别家", code=OTHER, licence_no="教民2")
    assert meant(desk, code=" ９１３５０５２４ma31abcd0m", name="改名后的乐学", licence_no="教民2") == row


def test_branch_with_the_code_of_its_head_is_another(desk: Desk, enter: Enter) -> None:
    row = enter("晋江市乐学培训中心", code=PROFIT)
    assert meant(desk, code=PROFIT, name="晋江市乐学培训中心（1分校）") is None
    branch = enter("晋江市乐学培训中心（1分校）", code=PROFIT)
    assert meant(desk, code=PROFIT, name="晋江市乐学培训中心(1分校)") == branch
    assert meant(desk, code=PROFIT, name="晋江市乐学培训中心") == row


def test_same_name_with_another_code_is_another(desk: Desk, enter: Enter) -> None:
    enter("启明", code=PROFIT, town="安海镇", address="和平路1号")
    assert meant(desk, name="启明", code=OTHER, town="安海镇", address="和平路1号") is None


def test_ledger_without_code_takes_it_from_the_row(desk: Desk, enter: Enter) -> None:
    row = enter("启明", town="安海镇")
    assert meant(desk, name="启明", code=OTHER, town="安海镇") == row
    assert differing(desk, row, name="启明", code=OTHER, town="安海镇") == ["code"]


def test_licence_number_ties_where_codes_do_not_contradict(desk: Desk, enter: Enter) -> None:
    row = enter("启明", code=PROFIT, licence_no="教民1")
    assert meant(desk, name="启航", licence_no="教民1") == row
    assert meant(desk, name="启明", code=NON_PROFIT, licence_no="教民1") == row
    assert meant(desk, name="启航", code=OTHER, licence_no="教民1") is None


@pytest.mark.parametrize(("values", "found"), [
    ({"address": "和平路1号"}, True),
    ({"town": "安海镇"}, True),
    ({"town": "金井镇"}, False),
    ({"address": "和平路9号", "town": "安海镇"}, True),
    ({"address": "和平路9号"}, False),
    ({}, True),
])  # fmt: skip
def test_name_needs_the_address_or_the_town(
    desk: Desk, enter: Enter, values: dict[str, str], found: bool
) -> None:
    row = enter("启明", town="安海镇", address="和平路1号")
    assert meant(desk, name="启明", **values) == (row if found else None)


def test_two_of_a_name_in_a_town_are_told_by_the_address(desk: Desk, enter: Enter) -> None:
    first = enter("启明", town="安海镇", address="和平路1号")
    enter("启明", town="安海镇", address="和平路2号")
    assert meant(desk, name="启明", town="安海镇") is None
    assert meant(desk, name="启明", town="安海镇", address="和平路1号") == first


def test_void_institution_is_nobody(desk: Desk, enter: Enter) -> None:
    row = enter("启明", code=PROFIT)
    desk.do(excel_void, "作废", row=row)
    assert meant(desk, name="启明", code=PROFIT) is None


def excel_void(session: Any, *, by: str, today: date, row: int) -> None:
    session.get_one(Institution, row).voided_at = session.info["act"].at


def test_old_name_and_old_code_find_it_and_change_nothing(desk: Desk, enter: Enter) -> None:
    row = enter("旧名", code=PROFIT, town="安海镇")
    desk.do(save_institution, "营转非", row=row, values={"name": "新名", "code": NON_PROFIT})
    assert meant(desk, name="旧名", code=PROFIT) == row
    assert meant(desk, name="旧名", town="安海镇") == row
    assert differing(desk, row, name="旧名", code=PROFIT, students=3) == ["students"]


def test_width_of_brackets_changes_no_name(desk: Desk, enter: Enter) -> None:
    row = enter("启明（安海）", town="安海镇")
    assert meant(desk, name="启明(安海)", town="安海镇") == row
    assert differing(desk, row, name="启明(安海)") == []


@pytest.mark.parametrize(("one", "other", "same"), [
    ({"name": "甲", "code": PROFIT}, {"name": "乙", "code": " 91350524ma31abcd0m "}, True),
    ({"name": "甲", "code": PROFIT}, {"name": "甲（1分校）", "code": PROFIT}, False),
    ({"name": "甲", "licence_no": "1"}, {"name": "乙", "licence_no": "1"}, True),
    ({"name": "甲", "town": "安海镇"}, {"name": "甲", "town": "金井镇"}, False),
    ({"name": "甲（一）", "town": "安海镇"}, {"name": "甲(一)", "town": "安海镇"}, True),
])  # fmt: skip
def test_rows_of_one_file(one: dict[str, str], other: dict[str, str], same: bool) -> None:
    assert (excel.business_key(tidy(one)) == excel.business_key(tidy(other))) is same


def test_nothing_to_tell_by() -> None:
    assert excel.business_key(tidy({"name": None, "code": "办理中"})) is None


def test_check_names_the_column(desk: Desk) -> None:
    values = {"name": "甲", "licence_from": date(2024, 1, 1), "licence_until": date(2023, 1, 1)}
    with desk.store.reading() as session:
        [fault] = excel.check(session, values)
    assert (fault.column, fault.blocks) == ("licence_until", True)


FULL: dict[str, Any] = {
    "name": "晋江市𬭎声艺术培训有限公司", "code": PROFIT, "category": Category.ART, "students": 120,
    "licence_no": "教民135058270000386号", "licence_until": date(2024, 3, 15), "prepaid": Prepaid.CUSTODY,
    "registration": Registration.BUSINESS, "platform_included": False, "deposit_due": Decimal("50000.00"),
    "phone": "0595-82080000", "notes": "第一行\n=1+1",
}  # fmt: skip


def saved(desk: Desk, values: dict[str, Any], row: int | None = None) -> int:
    def run(session: Any, *, by: str, today: date) -> int:
        record = None if row is None else session.get_one(Institution, row)
        return excel.save(session, record, values, by, today).id

    return desk.do(run, "导入")


def test_saved_row_is_the_same_next_time(desk: Desk) -> None:
    row = saved(desk, FULL)
    assert meant(desk, **FULL) == row
    assert differing(desk, row, **FULL) == []


def test_empty_cells_and_the_word_for_no_code_change_nothing(desk: Desk) -> None:
    row = saved(desk, FULL)
    empty = {**dict.fromkeys(FULL), "name": FULL["name"], "code": "办理中"}
    assert differing(desk, row, **empty) == []


def test_changed_row_changes_what_differs_only(desk: Desk) -> None:
    row = saved(desk, FULL)
    changed = {**FULL, "students": 121, "phone": None, "name": "晋江市𬭎声文化艺术培训有限公司"}
    assert sorted(differing(desk, row, **changed)) == ["name", "students"]
    assert saved(desk, changed, row) == row
    with desk.store.reading() as session:
        found = session.get_one(Institution, row)
        assert (found.students, found.phone, found.former) == (121, "0595-82080000", FULL["name"])


def test_what_the_ledger_shows_imports_as_the_same(desk: Desk, enter: Enter) -> None:
    row = saved(desk, FULL)
    keys = [column.key for column in INSTITUTIONS.columns if column.exported]
    with desk.store.reading() as session:
        found = session.get_one(Institution, row)
        assert excel.differs(found, {key: getattr(found, key) for key in keys}) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("phone", "138 0001 2345"),
        ("code", "9135_0524_MA31"),
        ("principal", "王​宏"),
        ("address", " 和平路 1 号 "),
        ("notes", "第一行\r\n第二行"),
        ("stage", "—"),
    ],
)
def test_text_typed_in_an_odd_way_survives_the_round_trip(
    desk: Desk, enter: Enter, key: str, value: str
) -> None:
    row = enter("甲", **{key: value})
    field = next(column.field for column in INSTITUTION_IMPORT.columns if column.key == key)
    with desk.store.reading() as session:
        found = session.get_one(Institution, row)
        assert excel.differs(found, {"name": "甲", key: reader(field)(getattr(found, key)).value}) == []


SAMPLES = {
    "法人代表": "legal_person",
    "纳入平台监管": "platform_included",
    "资金监管方式": "prepaid",
    "镇\n（街道）": "town",
    "社会信用代码": "code",
    "电话": "phone",
    "有效期限止": "licence_until",
    "培训机构名称": "name",
    "许可证编号": "licence_no",
    "面积": "area",
    "类别": "category",
    "办学地址": "address",
    "在读学员人数": "students",
    "单位名称": "name",
    "统一信用代码": "code",
    "机构类型": "category",
    "学生数": "students",
    "地址": "address",
    "场所面积（平方米）": "area",
    "乡镇": "town",
    "手机号码": "phone",
    "负责人": "principal",
    "办学许可证/办学许可证编号": "licence_no",
    "办学许可证/证件到期日": "licence_until",
    "监管情况/全国平台": "platform_included",
    "监管情况/预收费监管": "prepaid",
    "所属镇街": "town",
    "许可证有效期至": "licence_until",
    "建筑面积\n（㎡）": "area",
    "是否纳入全国监管平台": "platform_included",
    "法定代表人": "legal_person",
    "培训类别": "category",
    "学员数": "students",
    "校长（负责人）姓名": "principal",
    "发证机关": "licence_office",
    "法人登记部门": "registrar",
    "注册地址": "registered_address",
    "网格员": "grid_person",
    "包保领导": "keeper",
    "有效期限起": "licence_from",
    "主管部门": "department",
    "举办者名称": "founder",
    "村（居）": "community",
    "托管银行": "bank",
    "是否纳管": "platform_included",
    "营转非情况": "conversion",
    "经营状态": "running",
    "办学性质": "nature",
    "备 注": "notes",
}


@pytest.mark.parametrize(("head", "key"), SAMPLES.items())
def test_heads_seen_in_received_workbooks(head: str, key: str) -> None:
    [found] = propose(INSTITUTION_IMPORT, [head])
    assert found.keys == (key,)


@pytest.mark.parametrize(
    ("key", "cell", "value"),
    [
        ("category", "文化艺术类", Category.ART),
        ("category", "艺术类", Category.ART),
        ("category", "学科类", Category.ACADEMIC),
        ("platform_included", "已纳入", True),
        ("platform_included", "未纳入", False),
        ("platform_included", "√", True),
        ("prepaid", "资金托管", Prepaid.CUSTODY),
        ("prepaid", "保证金", Prepaid.DEPOSIT),
        ("prepaid", "无", Prepaid.NONE),
        ("registration", "民办非企业单位", Registration.NON_ENTERPRISE),
        ("registration", "无", Registration.NONE),
        ("area", 125.5, Decimal("125.50")),
        ("area", "716㎡", Decimal(716)),
        ("students", 235.0, 235),
    ],
)
def test_words_seen_in_received_workbooks(key: str, cell: Any, value: Any) -> None:
    field = next(column.field for column in INSTITUTION_IMPORT.columns if column.key == key)
    assert reader(field)(cell).value == value


def full_values(turn: int) -> dict[str, Any]:
    """A value for every declared field, by its kind; `turn` varies them."""
    made: dict[str, Any] = {}
    for item in attributes(Institution):
        field = field_of(item)
        match field.kind:
            case Kind.CHOICE:
                assert field.choices is not None
                made[item.key] = list(field.choices)[turn % len(field.choices)]
            case Kind.FLAG:
                made[item.key] = turn % 2 == 0
            case Kind.DATE:
                made[item.key] = date(2023 + turn, 2, 28)
            case Kind.INTEGER:
                made[item.key] = turn * 7
            case Kind.NUMBER | Kind.MONEY:
                made[item.key] = Decimal(turn) + Decimal("0.25")
            case Kind.PHONE:
                made[item.key] = f"0595-8208000{turn}"
            case Kind.LONG:
                made[item.key] = f"第一行\n=第二行{turn}，@备注"
            case _:
                made[item.key] = f"={item.key}（{turn}）𬭎"
    return made | {"code": [PROFIT, NON_PROFIT, OTHER][turn], "name": f"@晋江市䶮声培训中心{turn}"}


def test_exporting_and_importing_again_changes_nothing_in_any_field(desk: Desk, tmp_path: Path) -> None:
    for turn in range(3):
        saved(desk, full_values(turn))
    saved(desk, {"name": "只有名称"})
    path = tmp_path / "机构台账.xlsx"
    assert export_listing(desk, INSTITUTIONS, Question(), path, silent()) == 4
    layout = lay_out(INSTITUTION_IMPORT, open_workbook(path.read_bytes(), path.name))
    assert {column.key for column in layout.mapping} == {item.key for item in attributes(Institution)}
    rows = rows_of(INSTITUTION_IMPORT, layout)
    with desk.store.reading() as session:
        planned = plan(session, INSTITUTION_IMPORT, rows, layout.heads)
    assert [(row.outcome, row.old, row.errors) for row in planned.rows] == [(Outcome.SAME, {}, [])] * 4


def test_exported_rows_enter_an_empty_ledger_alike(desk: Desk, tmp_path: Path) -> None:
    for turn in range(3):
        saved(desk, full_values(turn))
    path = tmp_path / "机构台账.xlsx"
    export_listing(desk, INSTITUTIONS, Question(), path, silent(), "换一台电脑")
    layout = lay_out(INSTITUTION_IMPORT, open_workbook(path.read_bytes(), path.name))
    fresh = make_desk(tmp_path / "另一处")
    for row in rows_of(INSTITUTION_IMPORT, layout):
        assert [fault for fault in row.faults if fault.blocks] == []
        saved(fresh, row.values)
    for turn in range(3):
        wanted = full_values(turn)
        with fresh.store.reading() as session:
            found = session.scalars(select(Institution).where(Institution.code == wanted["code"])).one()
            assert {key: getattr(found, key) for key in wanted} == wanted
    fresh.store.close()


TOWNSHIP_HEADS = [
    ("联系人电话", "phone"), ("举办人电话", "phone"), ("校长电话", "phone"), ("营业地址", "address"),
    ("上课地点", "address"), ("在册学生", "students"), ("在读学生人数", "students"), ("教师人数", "teachers"),
    ("教职工人数", "staff"), ("从业人员人数", "staff"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "key"), TOWNSHIP_HEADS)
def test_heads_of_township_files(head: str, key: str) -> None:
    mapping = propose(INSTITUTION_IMPORT, ["机构名称", "类别", head])
    assert mapping[2].key == key


def test_a_head_text_means_one_field() -> None:
    texts = [words for column in INSTITUTION_IMPORT.columns for words in column.field.synonyms]
    assert [words for words in set(texts) if texts.count(words) > 1] == []
