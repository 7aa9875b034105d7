"""The shipped data files: every one parses, and says what the scheme, the laws and the notices say."""

import json
import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop.base.resources import resource

PLANS = sorted(resource("plans").glob("*.toml"))
STATUTES = sorted(resource("statutes").glob("*.toml"))
NOTICES = sorted(resource("notices").glob("*.txt"))
BLOCKS = {
    "机关", "标题", "文号", "主送", "小题", "正文", "要求", "项目",
    "救济", "联系", "落款", "日期", "收到", "反馈", "联次", "表行", "表栏", "附注",
}  # fmt: skip

HEAD = """
1 1 3 1 序号
1 2 3 1 1.整治项目名称
1 3 1 2 2.责任单位
1 5 3 1 3.整治的重点问题
1 6 3 1 4.整治时间及进度安排
1 7 1 12 有关数据
1 19 3 1 15.工作成效
1 20 3 1 16.整治工作存在问题
1 21 3 1 备注
2 3 2 1 牵头单位
2 4 2 1 参加单位
2 7 2 1 5.查处腐败和作风问题数
2 8 2 1 6.批评教育帮助和处理人数
2 9 2 1 7.党纪政务处分人数
2 10 2 1 8.发现职能部门问题数
2 11 2 1 9.推动整改问题数
2 12 2 1 10.推动建立和完善制度数
2 13 2 1 11.制发纪检监察建议书数
2 14 2 1 12.追踪完成整改建议书份数
2 15 1 2 13.通报曝光
2 17 1 2 14.公布成果
3 15 1 1 批次数
3 16 1 1 案件数
3 17 1 1 批次数
3 18 1 1 项目数
"""
NOTE_1 = (
    "注：1.本表于每月1日前分别报送市教育局、市场监管局、市科技局、市文旅局、市体育局，市科技局、市文旅局、"
    "市体育局于每月3日前报送市教育局汇总。表格内容每月更新一次，重要情况随时报送。"
)
NOTE_2 = (
    "2.各县（市、区）围绕“点题整治”，通报曝光 批  起典型案例，公布成果  批  个项目，"
    "不计入表中1-16项目的数据。"
)
PENALTY_28_1 = "行政机关实施行政处罚时，应当责令当事人改正或者限期改正违法行为。"
RULES_63_9 = "（九）超出办学许可范围，擅自改变办学地址或者设立分校的；"


def load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def quanzhou() -> dict[str, Any]:
    return load(resource("plans", "quanzhou-2023.toml"))


@pytest.fixture(scope="module")
def annex(quanzhou: dict[str, Any]) -> dict[str, Any]:
    (form,) = quanzhou["forms"]
    return dict(form)


def values(node: object) -> list[object]:
    if isinstance(node, dict):
        return [leaf for child in node.values() for leaf in values(child)]
    if isinstance(node, list):
        return [leaf for child in node for leaf in values(child)]
    return [node]


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_a_plan_has_its_dates_inside_and_its_keys_once(path: Path) -> None:
    plan = load(path)
    assert plan["key"] == path.stem
    assert plan["starts"] <= plan["ends"]
    assert all(plan["starts"] <= leaf <= plan["ends"] for leaf in values(plan) if isinstance(leaf, date))
    for table in ("phases", "targets", "milestones", "hotlines", "actions", "keywords"):
        keys = [row["key"] for row in plan[table]]
        assert keys
        assert len(set(keys)) == len(keys), table
        assert all(row["reference"] for row in plan[table]), table
    for row in plan["phases"] + plan["actions"]:
        assert row["starts"] <= row["ends"]
    assert len(plan["phases"]) == 4


def test_the_phases_keep_the_dates_of_the_schemes(quanzhou: dict[str, Any]) -> None:
    assert [(row["starts"], row["ends"]) for row in quanzhou["phases"]] == [
        (date(2023, 7, 1), date(2023, 7, 20)),
        (date(2023, 7, 1), date(2023, 7, 31)),
        (date(2023, 8, 1), date(2023, 10, 31)),
        (date(2023, 11, 1), date(2023, 12, 31)),
    ]
    nanchang = load(resource("plans", "nanchang-2021.toml"))
    assert [(row["starts"], row["ends"]) for row in nanchang["phases"]] == [
        (date(2021, 10, 20), date(2021, 11, 15)),
        (date(2021, 11, 15), date(2021, 12, 10)),
        (date(2021, 11, 15), date(2021, 12, 26)),
        (date(2021, 12, 27), date(2021, 12, 31)),
    ]
    assert "forms" not in nanchang
    states = next(row["words"] for row in nanchang["keywords"] if row["key"] == "licences")
    assert states == ["有照有证", "有照无证", "无照无证"]


def test_the_targets_are_the_three_hundred_percent_ones(quanzhou: dict[str, Any]) -> None:
    measured = [row for row in quanzhou["targets"] if row["kind"] == "比率"]
    assert [(row["key"], row["value"]) for row in measured] == [
        ("audit", 100),
        ("platform", 100),
        ("prepaid", 100),
    ]


def test_the_monthly_report_goes_to_five_bureaus(quanzhou: dict[str, Any]) -> None:
    rule = quanzhou["reporting"]
    assert (rule["rule"], rule["due_day"], rule["from_month"]) == ("每月1日前", 1, "2023-08")
    assert rule["form"] in {form["key"] for form in quanzhou["forms"]}
    names = [row["name"] for row in quanzhou["recipients"]]
    assert names == ["市教育局", "市市场监管局", "市科技局", "市文旅局", "市体育局"]


def test_only_the_education_bureau_has_two_mailboxes_and_none_is_chosen(quanzhou: dict[str, Any]) -> None:
    for row in quanzhou["recipients"]:
        found = [candidate["address"] for candidate in row["mailbox_candidates"]]
        assert all(candidate["found"] for candidate in row["mailbox_candidates"])
        if row["key"] == "education":
            assert found == ["mgk@qzedu.cn", "mkg@qzedu.cn"]
            assert row["mailbox"] == ""
        else:
            assert found == [row["mailbox"]]


def test_the_head_of_annex_2_is_the_official_one(annex: dict[str, Any]) -> None:
    lines = [line.split(" ", 4) for line in HEAD.strip().splitlines()]
    wanted = [(int(row), int(col), int(down), int(across), text) for row, col, down, across, text in lines]
    keys = ("row", "col", "rowspan", "colspan", "text")
    assert [tuple(cell[key] for key in keys) for cell in annex["heads"]] == wanted
    assert annex["title"] == "整治群众身边腐败和作风问题工作情况表"
    assert annex["attachment"] == "附件2"


def test_the_head_cells_cover_three_rows_of_21_columns_once(annex: dict[str, Any]) -> None:
    covered = Counter(
        (cell["row"] + down, cell["col"] + across)
        for cell in annex["heads"]
        for down in range(cell["rowspan"])
        for across in range(cell["colspan"])
    )
    assert set(covered) == {(row, col) for row in (1, 2, 3) for col in range(1, 22)}
    assert set(covered.values()) == {1}


def test_every_leaf_column_has_its_kind_and_its_head(annex: dict[str, Any]) -> None:
    columns = annex["columns"]
    assert [column["col"] for column in columns] == list(range(1, 22))
    kinds = {kind: [c["col"] for c in columns if c["kind"] == kind] for kind in ("固定", "填写", "建议")}
    assert kinds["固定"] == [1, 2, 3, 4, 5, 6]
    assert kinds["填写"] == [7, 8, 9, 10, 13, 14, 20]
    assert kinds["建议"] == [11, 12, 15, 16, 17, 18, 19, 21]
    assert [c["col"] for c in columns if c["number"]] == list(range(7, 19))
    assert all(c["unit"] for c in columns if c["number"])
    assert all(c["source"] for c in columns if c["kind"] != "固定")
    for column in columns:
        over = [cell["text"] for cell in annex["heads"] if covers(cell, column["col"])]
        assert column["label"] == " ".join(text for text in over if text != "有关数据")


def covers(cell: dict[str, Any], col: int) -> bool:
    return bool(cell["col"] <= col < cell["col"] + cell["colspan"])


def test_the_fixed_texts_are_those_of_the_project(annex: dict[str, Any]) -> None:
    fixed = {column["key"]: column["text"] for column in annex["columns"] if column["kind"] == "固定"}
    assert fixed["project"] == "整治校外培训机构不规范问题，减轻中小学生课外负担"
    assert fixed["lead_units"] == "{county}教育局、{county}市场监管局"
    assert fixed["focus"].count("\n") == 3
    assert "百日会战" in fixed["schedule"]


def test_the_notes_are_verbatim_with_four_blanks(annex: dict[str, Any]) -> None:
    assert [note["text"] for note in annex["notes"]] == [NOTE_1, NOTE_2]
    assert annex["notes"][0]["template"] == NOTE_1
    blanks = [blank["key"] for blank in annex["blanks"]]
    template = annex["notes"][1]["template"]
    assert re.findall(r"\{(\w+)\}", template) == blanks
    assert re.sub(r"\{\w+\}|\s", "", template) == re.sub(r"\s", "", NOTE_2)


def test_the_checks_name_numbers_that_exist(annex: dict[str, Any]) -> None:
    known = {column["key"] for column in annex["columns"] if column["number"]}
    known |= {blank["key"] for blank in annex["blanks"]}
    pairs = {(check["left"], check["relation"], check["right"]) for check in annex["checks"]}
    assert {side for left, _, right in pairs for side in (left, right)} <= known
    assert ("disciplined", "不大于", "handled") in pairs
    assert ("advices_done", "不大于", "advices") in pairs
    for left, right in (("exposure_batches", "exposure_cases"), ("result_batches", "result_items")):
        assert {(left, "不大于", right), (left, "同为零", right)} <= pairs


def test_the_contact_persons_are_not_kept(quanzhou: dict[str, Any]) -> None:
    assert "联系人：" in quanzhou["mail"]["body"]
    for row in quanzhou["recipients"]:
        assert set(row) == {
            "key",
            "name",
            "full_name",
            "line",
            "phone",
            "mailbox",
            "mailbox_candidates",
            "note",
        }
        assert row["phone"].startswith("0595-")


@pytest.mark.parametrize("path", STATUTES, ids=lambda path: path.stem)
def test_a_statute_says_where_its_words_come_from(path: Path) -> None:
    statute = load(path)
    assert statute["law"]["name"]
    for article in statute["articles"]:
        assert article["key"].startswith(statute["law"]["key"] + "-")
        assert article["source"], article["key"]
        assert article["topics"], article["key"]
        assert article["text_kind"] in ("原文", "摘要")
        assert article["text"], article["key"]
        if article["label"] == "条号待核":
            assert not article["verified"], article["key"]
        else:
            assert re.match(r"第[一二三四五六七八九十]+条", article["label"]), article["label"]
        assert article["verified"] or article["note"], article["key"]


def articles() -> dict[str, dict[str, Any]]:
    rows = [article for path in STATUTES for article in load(path)["articles"]]
    found = {row["key"]: row for row in rows}
    assert len(found) == len(rows)
    return found


def test_the_articles_a_notice_cites_first_are_verified_word_for_word() -> None:
    known = articles()
    assert known["penalty-28-1"]["text"] == PENALTY_28_1
    assert known["penalty-28-1"]["label"] == "第二十八条第一款"
    assert known["promotion-rules-63-9"]["text"].endswith(RULES_63_9)
    assert "工作日" in known["penalty-85"]["text"]
    assert all(
        known[key]["verified"] for key in ("penalty-28-1", "promotion-62", "promotion-64", "order-53-17")
    )


def test_what_was_not_read_in_the_official_text_waits_for_confirmation() -> None:
    unverified = {key for key, row in articles().items() if not row["verified"]}
    assert {"order-53-16", "order-53-18", "reconsideration-20"} <= unverified
    assert sum(key.startswith("order-53-") for key in unverified) == 8
    assert not [row for row in articles().values() if row["text_kind"] == "原文" and not row["verified"]]


@pytest.mark.parametrize("path", NOTICES, ids=lambda path: path.stem)
def test_a_notice_uses_known_blocks_and_every_blank_it_lists(path: Path) -> None:
    head, body = path.read_text(encoding="utf-8").split("\n---\n")
    listed = re.findall(r"^空：([^｜]+)｜[^｜]+(?:｜可空)?$", head, re.MULTILINE)
    used = re.findall(r"\{([^{}]+)\}", body)
    numbered = len(re.findall(r"^文号：.+$", body, re.MULTILINE))
    assert len(re.findall(r"^文种：.+$", head, re.MULTILINE)) == numbered <= 1
    assert len(set(listed)) == len(listed)
    assert set(listed) == set(used)
    lines = [line for line in body.splitlines() if line and not line.startswith(("[", "#"))]
    assert [line for line in lines if line.partition("：")[0] not in BLOCKS] == []
    marks = [line for line in body.splitlines() if line.startswith("[")]
    pairs = [line for line in marks if line != "[否则]"]
    assert all(line.startswith("[可选 ") for line in pairs[0::2])
    assert all(line == "[完]" for line in pairs[1::2])
    assert len(pairs) % 2 == 0


RECTIFICATION_ORDER = (
    "{机关名称} 责令限期整改通知书 {文号} {当事人} 经查 违反了 依据 {整改期限} {整改要求} 逾期 六十日 "
    "{联系人} {联系电话} {联系地址} {成文日期} 收到时间 接收人 一式两联"
)
SUPERVISION_ORDER = (
    "督办通知单 {编号} {督办级别} {主送单位} {督办来源} {督办事项} {办理要求} {办结时限} {签发人} "
    "{承办单位} {承办人} 签收人 反馈意见 落款："
)


@pytest.mark.parametrize(
    ("name", "order"),
    [("rectification.txt", RECTIFICATION_ORDER), ("supervision.txt", SUPERVISION_ORDER)],
)
def test_a_notice_keeps_the_binding_order_of_its_parts(name: str, order: str) -> None:
    body = resource("notices", name).read_text(encoding="utf-8").split("\n---\n")[1]
    position = 0
    for part in order.split():
        position = body.find(part, position)
        assert position >= 0, part


def test_the_readme_explains_every_block() -> None:
    explained = re.findall(r"^\| (\S+) \|", resource("notices", "README.md").read_text("utf-8"), re.MULTILINE)
    assert set(explained) >= BLOCKS


def test_the_calendars_name_their_official_notice() -> None:
    for year in range(2023, 2027):
        data = json.loads(resource("calendar", f"{year}.json").read_text(encoding="utf-8"))
        assert data["year"] == year
        assert re.fullmatch(rf"国办发明电〔{year - 1}〕\d+号", data["notice"])
        assert data["source"].startswith("https://www.gov.cn/")
        assert date.fromisoformat(data["published"]).year == year - 1
