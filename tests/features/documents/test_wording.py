"""The wording language: shipped wordings, faults with line and blank, gaps, optional sections."""

from datetime import date

import pytest

from desktop.base.errors import UserError
from desktop.base.resources import resource
from desktop.features.documents.queries import load_template
from desktop.features.documents.rules import (
    WORDINGS,
    Paper,
    blanks_missing,
    filled,
    included,
    number_words,
    paper_date,
    read_date,
    wording_key,
)
from desktop.output.filling import cleaned, item_number, value_pieces
from desktop.output.wording import BlockKind, parse

SHIPPED = sorted(path.stem for path in resource("notices").glob("*.txt"))
SMALL = """# 说明
文种：责改
空：文号｜登记簿
空：谁｜对方
空：事｜什么事
空：日期｜哪天
---
标题：通知
文号：{文号}
主送：{谁}：
要求：{事}
[可选 附言]
正文：另告{谁}。
[完]
落款：某局
日期：{日期}
"""


def test_every_wording_has_the_name_the_clerk_knows() -> None:
    assert set(WORDINGS) == set(SHIPPED)
    for key, name in WORDINGS.items():
        template = load_template(key)
        assert template.blank_of(BlockKind.TITLE) or template.title == name
    assert all(wording_key(name) == key for key, name in WORDINGS.items())


def paper(**values: str) -> Paper:
    return Paper("small", values)


@pytest.mark.parametrize("key", SHIPPED)
def test_every_shipped_wording_parses_and_every_blank_can_be_missing(key: str) -> None:
    template = load_template(key)
    optional = tuple(template.options)
    every = {blank.name for options in (optional, ())
             for blank in blanks_missing(template, Paper(key, {}, options=options))}
    given = {template.blank_of(BlockKind.NUMBER), template.blank_of(BlockKind.DATE)}
    assert every == {blank.name for blank in template.blanks} - given - template.optional
    for options in (optional, ()):
        assert blanks_missing(template, Paper(key, dict.fromkeys(every, "某事"), options=options)) == []


@pytest.mark.parametrize(("change", "words"), [
    (("{事}", "{亊}"), "第 11 行有错：空“{亊}”没有在上面列出"),
    (("要求：{事}\n", ""), "列出的空“事”下面没有用到"),
    (("正文：另", "正闻：另"), "第 13 行有错：没有“正闻”这种块"),
    (("[完]", "[结束]"), "第 14 行有错：看不懂“[结束]”"),
    (("[完]\n", ""), "可选段“附言”没有结束"),
    (("[可选 附言]\n", ""), "第 13 行有错：“[完]”前面没有"),
    (("[可选 附言]", "[可选 附言]\n[可选 再]"), "第 13 行有错：可选段“附言”还没有结束"),
    (("文种：责改", "文钟：责改"), "第 2 行有错：看不懂“文钟：责改”"),
    (("文种：责改\n", ""), "缺少“文种：”一行"),
    (("落款：某局\n", ""), "缺少“落款：”一块"),
    (("空：事｜什么事", "空：事｜什么事\n空：事｜又"), "空“事”列了两次"),
    (("另告{谁}", "另告｛谁｝{谁}"), "第 13 行有错：“另告｛谁｝”里的花括号是全角的"),
    (("另告{谁}", "另告{谁"), "第 13 行有错：“另告{谁。”里的花括号不成对"),
])
def test_a_faulty_wording_is_told_with_its_line(change: tuple[str, str], words: str) -> None:
    parse("small", SMALL)
    with pytest.raises(UserError) as refused:
        parse("small", SMALL.replace(*change))
    assert words in refused.value.what
    assert refused.value.advice


def test_missing_and_misencoded_files_are_sentences(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UserError, match="程序自带的“督办通知单”的文字不见了") as gone:
        load_template("supervision", tmp_path)
    assert "重新安装程序" in gone.value.advice
    (tmp_path / "delivery.txt").write_bytes(SMALL.encode("gbk"))
    with pytest.raises(UserError, match="“送达回证”的文字读不出：不是 UTF-8"):
        load_template("delivery", tmp_path)
    (tmp_path / "closing.txt").write_text(SMALL.replace("{事}", "{亊}"), encoding="utf-8")
    with pytest.raises(UserError, match="程序自带的“销号申请审批表”的文字第 11 行有错") as faulty:
        load_template("closing", tmp_path)
    assert "文书簿 › 文书文字" in faulty.value.advice
    (tmp_path / "marked.txt").write_bytes(SMALL.encode("utf-8-sig"))
    assert load_template("marked", tmp_path).series == "责改"


def test_demands_are_numbered_once() -> None:
    template = parse("small", SMALL)
    blocks = filled(template, paper(谁="甲中心", 事="一、清空通道。\n\n2. 更换照明灯。\n公示"))
    assert [block.text for block in blocks if block.kind is BlockKind.DEMANDS] == [
        "一、清空通道。", "二、更换照明灯。", "三、公示"]
    single = filled(template, paper(谁="甲中心", 事="清空通道。"))
    assert [block.text for block in single if block.kind is BlockKind.DEMANDS] == ["清空通道。"]


def test_optional_sections_follow_the_choice_or_what_is_filled() -> None:
    template = parse("small", SMALL)
    assert included(template, paper(谁="甲")) == {"附言"}
    assert included(template, paper(谁="")) == set()
    assert included(template, Paper("small", {"谁": "甲"}, options=())) == set()
    relief = parse("small", SMALL.replace("正文：另", "救济：另"))
    assert included(relief, paper(谁="甲")) == set()
    assert included(relief, Paper("small", {"谁": "甲"}, options=("附言",))) == {"附言"}


@pytest.mark.parametrize(("value", "gaps"), [
    ("实施条例第六十三条第__项", 1), ("2023年××月××日", 2), ("第＿＿＿项", 1), ("完整", 0),
    ("", 1), ("XX公司", 0),
])
def test_unfinished_values_are_gaps(value: str, gaps: int) -> None:
    pieces = value_pieces(value, "条款")
    assert sum(piece.empty for piece in pieces) == gaps
    template = parse("small", SMALL)
    missing = [blank.name for blank in blanks_missing(template, paper(谁="甲", 事=value))]
    assert missing == (["事"] if gaps else [])


def test_values_lose_control_characters_and_stray_lines() -> None:
    typed = {"谁": "甲\u200b中\n心 ", "事": "一\x00事\r\n\r\n二事", "别的": "x"}
    values = cleaned(parse("small", SMALL), typed)
    assert values["谁"] == "甲中心"
    assert values["事"] == "一事\n二事"
    assert "别的" not in values


@pytest.mark.parametrize(("typed", "found"), [
    ("", date(2023, 9, 25)), ("2023年9月1日", date(2023, 9, 1)), ("2023年2月30日", None), ("九月", None),
    ("2023年9月26日", None),
])
def test_the_date_on_the_paper(typed: str, found: date | None) -> None:
    template = parse("small", SMALL)
    if found is not None:
        assert paper_date(template, paper(日期=typed), date(2023, 9, 25)) == found
    else:
        with pytest.raises(UserError) as refused:
            paper_date(template, paper(日期=typed), date(2023, 9, 25))
        assert "日期" in refused.value.fields


def test_numbers_of_items_and_papers() -> None:
    assert [item_number(number) for number in (1, 10, 11, 20, 35)] == ["一", "十", "十一", "二十", "三十五"]
    assert number_words("晋教", "责改", 2023, 22) == "晋教责改〔2023〕22号"
    assert number_words("晋教", "责改", 2023, None) == "晋教责改〔2023〕　　号"
    assert read_date("于2023年10月9日前") == date(2023, 10, 9)
