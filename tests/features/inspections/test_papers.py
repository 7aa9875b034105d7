"""日工作台账 and 现场检查记录表, as data, as PDF and as .xlsx, from the command line."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from desktop.base.command import Answer
from desktop.base.errors import NeedsConfirmation, UserError
from desktop.features.documents.queries import font_book
from desktop.features.inspections.feature.commands import COMMANDS
from desktop.features.inspections.listing.papers import BOXES, communities_paper, daybook, record_paper
from desktop.features.inspections.notices.papers import record_pdf, table_pdf
from desktop.features.inspections.operations.moves import move_visit
from desktop.features.institutions.records import Conversion
from desktop.store.desk import Desk
from tests.helpers.desk import TODAY
from tests.helpers.visits import EVENING, institution, pair, plan, visited
from tests.output.pdf.reading import whole_text


def test_the_daybook_tells_each_day(desk: Desk) -> None:
    people = pair(desk)
    found = institution(desk, conversion=Conversion.PENDING)
    visited(desk, people, "sf-3", institution_id=found.id, subject=None, handling="当场责令停止收费")
    visited(desk, people, on=date(2023, 9, 22), starts="18:30")
    shut = plan(desk, on=date(2023, 9, 22), subject="某小区3栋")
    desk.do(move_visit, "未检查到", visit=shut.id, move="closed_door", reason="关门")
    plan(desk, on=date(2023, 9, 22))
    with desk.store.reading() as session:
        table = daybook(session, EVENING, date(2023, 9, 22))
        empty = daybook(session, date(2023, 1, 1), date(2023, 1, 1))
    assert [row[2] for row in table.rows] == [found.name, "泉安路12号501室", "某小区3栋"]
    assert table.rows[0][1] == "2023-09-21 19:30-20:40"
    assert table.rows[0][7:] == ("一次性收取时间跨度超过3个月或者60课时的费用", "当场责令停止收费", "办理中")
    assert table.rows[1][7] == "无问题"
    assert table.rows[2][6] == "未检查到：关门"
    assert table.notes[:3] == (
        "2023年9月21日：检查 1 个次、1 家，出动 2 人次，发现问题 1 家。",
        "2023年9月22日：检查 1 个次、1 家，出动 2 人次，发现问题 0 家。",
        "合计：检查 2 个次、2 家，出动 4 人次，发现问题 1 家。")
    assert empty.notes == ("这几天没有检查。",)
    assert "某小区3栋" in whole_text(table_pdf(table, font_book()))


def test_the_record_tells_who_and_what(desk: Desk) -> None:
    made = visited(desk, pair(desk), "sj-3", record="现场有3名学生")
    with desk.store.reading() as session:
        paper = record_paper(session, made)
    assert paper.people[0] == "林晓燕　执法证号 35058201　晋江市教育局"
    assert dict(paper.texts)["发现问题"] == "培训结束时间晚于规定时间"
    assert paper.items.rows[0][3] == "有问题"
    assert "条号待核（待核对）" in paper.items.rows[0][4]
    text = whole_text(record_pdf(paper, font_book()))
    for words in ("检2023-001", "35058202", "现场有3名学生", "检查项目表"):
        assert words in text


def test_communities_go_on_paper(desk: Desk) -> None:
    institution(desk)
    with desk.store.reading() as session:
        table = communities_paper(session, TODAY, 30)
    assert table.rows == (("1", "梅岭街道", "竹园社区", "1", "", "", "李阿妹", "庄志强"),)
    assert "竹园社区" in whole_text(table_pdf(table, font_book()))


def test_a_planned_visit_gives_a_blank_form(desk: Desk) -> None:
    made = plan(desk)
    with desk.store.reading() as session:
        paper = record_paper(session, made)
    assert len(paper.items.rows) > 35
    assert {row[3] for row in paper.items.rows} == {BOXES}
    assert "□无问题" in whole_text(record_pdf(paper, font_book()))


def run(desk: Desk, *words: str) -> Answer:
    command = next(item for item in COMMANDS if item.words == words[:2])
    parser = ArgumentParser()
    command.arguments(parser)
    answer = command.run(desk, parser.parse_args(words[2:]))
    json.dumps(answer.data, ensure_ascii=False)
    return answer


@pytest.fixture
def entered(desk: Desk) -> Desk:
    """Two people and one visit, entered without a window."""
    for name, card in (("林晓燕", "35058201"), ("陈志远", "35058202")):
        run(desk, "inspector", "add", "--name", name, "--card", card)
    made = run(desk, "visit", "add", "--way", "工作日晚间临检", "--on", "2023-09-21", "--at", "1930",
               "--name", "泉安路12号501室", "--town", "梅岭街道", "--site", "居民小区",
               "--inspectors", "林晓燕、陈志远", "--failed", "zz-1", "--lists", "证照", "时间")
    assert made.data == {"number": "检2023-001", "id": 1, "name": "泉安路12号501室", "way": "工作日晚间临检",
                         "on": "2023-09-21", "state": "已检查", "result": "有问题",
                         "inspectors": "林晓燕、陈志远", "failed": 1, "slot": None}
    return desk


def test_papers_are_written_without_a_window(entered: Desk, tmp_path: Path) -> None:
    for name in ("记录.pdf", "记录.xlsx", "记录.docx"):
        run(entered, "visit", "sheet", "2023-001", "--out", str(tmp_path / name))
    for name in ("台账.pdf", "台账.xlsx"):
        told = run(entered, "visit", "daybook", "--from", "2023-09-21", "--out", str(tmp_path / name))
        assert told.data["rows"] == 1
    assert "泉安路12号501室" in whole_text((tmp_path / "记录.pdf").read_bytes())
    cells = {cell.text for row in Document(str(tmp_path / "记录.docx")).tables[0].rows for cell in row.cells}
    assert {"泉安路12号501室", "工作日晚间临检", "检查人员签字及日期"} <= cells
    sheet = load_workbook(tmp_path / "记录.xlsx").active
    assert sheet is not None
    words = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert {"校外培训现场检查记录表", "编号：检2023-001"} <= {*words}
    assert "无办学许可证、无营业执照（民非登记证），面向中小学生开展培训" in words
    table = load_workbook(tmp_path / "台账.xlsx").active
    assert table is not None
    assert [cell.value for cell in table[3]][:3] == ["序号", "日期", "被检查对象"]
    assert table["C4"].value == "泉安路12号501室"
    with pytest.raises(UserError, match="不知道怎样写"):
        run(entered, "visit", "sheet", "2023-001", "--out", str(tmp_path / "记录.odt"))
    with pytest.raises(UserError, match="没有编号为"):
        run(entered, "visit", "sheet", "2023-077", "--out", str(tmp_path / "记录.pdf"))


def test_the_month_is_counted_without_a_window(entered: Desk) -> None:
    told = run(entered, "visit", "counts", "--month", "2023-09").data
    assert (told["visits"], told["objects"], told["person_times"]) == (1, 1, 2)
    assert told["found"] == {"visits": 1, "objects": 1}
    assert run(entered, "visit", "unvisited", "--days", "30").data == {"communities": []}
    assert len(run(entered, "visit", "checklists").data["items"]) > 35


def test_what_cannot_be_entered_is_told(entered: Desk) -> None:
    usual = ("visit", "add", "--way", "周末集中检查", "--name", "某处", "--inspectors", "林晓燕、陈志远")
    with pytest.raises(NeedsConfirmation, match="不是周末"):
        run(entered, *usual, "--on", "2023-09-21")
    assert run(entered, *usual, "--on", "2023-09-21", "--yes").data["slot"]
    for more, words in ((("--lists", "卫生"), "没有“卫生”"), (("--on", "9月"), "检查日期写得不对")):
        with pytest.raises(UserError, match=words):
            run(entered, *usual, *more)
    with pytest.raises(UserError, match="没有叫“吴”的检查人员"):
        run(entered, *usual[:-1], "吴", "--on", "2023-09-23")
    planned = run(entered, *usual, "--on", "2023-10-14", "--planned").data
    assert planned["state"] == "计划"
