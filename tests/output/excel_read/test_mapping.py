"""Which head means which column: synonyms, the longest word, two values in one, what was remembered."""

import pytest

from desktop.base.errors import UserError
from desktop.base.fields import Kind
from desktop.features.institutions.excel import INSTITUTION_IMPORT
from desktop.output.excel_read.mapping import (
    fingerprint,
    lost_columns,
    need_columns,
    propose,
    remap,
    source_name,
    to_remember,
)
from desktop.output.excel_read.rows import split_two
from desktop.output.excel_read.words import How, Synonyms, normal, short
from tests.helpers.books import read, xlsx


def found(*heads: str) -> list[tuple[str | None, How]]:
    return [(column.key, column.how) for column in propose(INSTITUTION_IMPORT, heads)]


def test_same_name_synonym_and_unknown() -> None:
    assert found("机构名称", "单位名称", "天气", "失败原因") == [
        ("name", How.SAME), (None, How.NONE), (None, How.NONE), (None, How.NONE)]  # fmt: skip
    assert found("单位名称") == [("name", How.SYNONYM)]


def test_every_label_means_its_own_column() -> None:
    labels = [column.field.label for column in INSTITUTION_IMPORT.columns]
    assert found(*labels) == [(column.key, How.SAME) for column in INSTITUTION_IMPORT.columns]


def test_words_inside_a_longer_head() -> None:
    assert found("所在镇街道", "单位许可证有效期至", "学生家长电话", "原机构名称", "联系人电话号段") == [
        ("town", How.SYNONYM),
        ("licence_until", How.SYNONYM),
        *[(None, How.NONE)] * 3,
    ]


@pytest.mark.parametrize(
    ("head", "key"),
    [("统一社会信用代码/注册号", "code"), ("联系电话/手机", "phone"), ("镇/街道", "town"),
     ("办学许可证/8、证号", "licence_no"), ("办学许可证/（二）到期\n日期", "licence_until"),
     ("是否纳入全国校外培训监管平台", "platform_included"), ("办学用房面积（㎡）（必填）", "area"),
     ("学科/非学科类别", "category"), ("预付费资金监管方式", "prepaid"), ("14.当前学员人数*", "students")],
)  # fmt: skip
def test_wordings_of_other_townships(head: str, key: str) -> None:
    assert found("机构名称", head)[1][0] == key


@pytest.mark.parametrize(
    ("head", "key"),
    [("校外教育培训机构名称", "name"), ("统一社会信用代码证编号", "code"),
     ("建筑面积/㎡", "area"), ("法定代表人／负责人", "legal_person"), ("机构注册名称", "name"),
     ("18位统一社会信用代码", "code"),
     ("办学许可证发证编号", "licence_no"), ("办学许可证期限至", "licence_until"), ("校区面积", "area"),
     ("是否完成平台录入", "platform_included"), ("平台录入完成时间", None), ("原办学详细地点", None),
     ("营业执照上登记的地址", "registered_address"), ("食品经营许可证号", None)],
)  # fmt: skip
def test_words_around_the_known_ones(head: str, key: str | None) -> None:
    assert [match.keys[0] for match in Synonyms(INSTITUTION_IMPORT.columns).matches(head)][:1] == (
        [key] if key else [])  # fmt: skip


def test_no_head_text_means_two_columns() -> None:
    meant: dict[str, set[str]] = {}
    for column in INSTITUTION_IMPORT.columns:
        for word in (column.field.label, *column.field.synonyms):
            meant.setdefault(normal(word), set()).add(column.key)
    assert {word: keys for word, keys in meant.items() if len(keys) > 1} == {}


def test_slash_inside_one_head_joins_two_values() -> None:
    rows = [["机构名称", "类别", "法人/电话"], ["甲", "科技", "许嘉/13905951234"]]
    layout = read(INSTITUTION_IMPORT, xlsx(rows))[0]
    assert layout.mapping[2].keys == ("legal_person", "phone")


def test_no_key_is_given_twice() -> None:
    keys = [key for key, _ in found("机构名称", "机构全称", "名称", "培训机构名称") if key]
    assert keys == ["name"]


def test_heads_are_made_comparable() -> None:
    assert normal(" 3.★镇\n（街道）：") == "镇街道"
    assert short("建筑面积（㎡）") == "建筑面积"
    assert normal("ＩＤ") == "id"


def test_two_values_in_one_column() -> None:
    column = propose(INSTITUTION_IMPORT, ["负责人及电话"])[0]
    assert (column.keys, column.how) == (("principal", "phone"), How.SPLIT)
    rows = read(
        INSTITUTION_IMPORT,
        xlsx(
            [
                ["机构名称", "类别", "负责人及电话"],
                ["甲", "科技", "林晓燕 13905951234"],
                ["乙", "科技", "0595-82000000（许嘉）"],
                ["丙", "科技", "王芳"],
            ]
        ),
    )[1]
    assert [(row.values["principal"], row.values["phone"]) for row in rows] == [
        ("林晓燕", "13905951234"), ("许嘉", "0595-82000000"), ("王芳", None)]  # fmt: skip
    assert [fault.blocks for fault in rows[2].faults] == [False]


def test_splitting_without_a_telephone() -> None:
    assert split_two("张三／李四", (Kind.TEXT, Kind.TEXT)) == ("张三", "李四")
    assert split_two("张三", (Kind.TEXT, Kind.TEXT)) == ("张三", "")


def test_correction_takes_the_key_from_the_other_column() -> None:
    mapping = remap(propose(INSTITUTION_IMPORT, ["单位名称", "对外称呼"]), 1, ["name"])
    assert [(column.key, column.how) for column in mapping] == [(None, How.CHOSEN), ("name", How.CHOSEN)]


def test_remembered_mapping_comes_first_and_forgets_lost_columns() -> None:
    kept = to_remember(remap(propose(INSTITUTION_IMPORT, ["单位名称", "对外称呼"]), 1, ["name"]))
    again = propose(INSTITUTION_IMPORT, ["单位名称", "对外称呼"], kept)
    assert [(column.key, column.how) for column in again] == [
        (None, How.REMEMBERED),
        ("name", How.REMEMBERED),
    ]
    assert propose(INSTITUTION_IMPORT, ["单位名称"], {"单位名称": ["gone"]})[0].key == "name"


def test_fingerprint_and_source_stay_the_same_every_month() -> None:
    assert fingerprint(["镇\n（街道）", "名称"]) == fingerprint(["镇（街道）", "名 称"])
    assert fingerprint(["镇"]) != fingerprint(["名称"])
    assert source_name("安海镇台账（9月）.xlsx") == source_name("安海镇台账（10月）最新.xls") == "安海镇台账"


def test_missing_required_column_is_named() -> None:
    mapping = propose(INSTITUTION_IMPORT, ["类别", "镇街"])
    assert [column.key for column in lost_columns(INSTITUTION_IMPORT, mapping)] == ["name"]
    with pytest.raises(UserError, match="机构名称"):
        need_columns(INSTITUTION_IMPORT, mapping)
    need_columns(INSTITUTION_IMPORT, propose(INSTITUTION_IMPORT, ["机构名称"]))
