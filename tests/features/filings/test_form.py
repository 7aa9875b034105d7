"""The official form cell for cell, the PDF, the five drafts, and `monthly` on the command line."""

import re
from argparse import ArgumentParser
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from desktop.base.command import Answer
from desktop.base.errors import StoreTrouble, UserError
from desktop.base.resources import resource
from desktop.features.filings.excel import form_workbook
from desktop.features.filings.feature.commands import COMMANDS
from desktop.features.filings.form import month_files, render
from desktop.features.filings.notices import form_pdf
from desktop.features.filings.operations import freeze_month, set_basis, set_figure, set_text
from desktop.features.filings.queries.sheets import sheet
from desktop.features.filings.records import Basis
from desktop.features.filings.rules import Sheet
from desktop.features.office.operations import set_up_office
from desktop.features.office.rules import defaults
from desktop.output.pdf.fonts import FontBook
from desktop.output.pdf.tables import Paper
from desktop.store.desk import Desk
from tests.helpers.desk import TODAY, make_desk
from tests.helpers.filings import MONTH, SOURCE, closed, ready

TOP = 3
HEADS = {
    "A1": "序号", "B1": "1.整治项目名称", "C1": "2.责任单位", "C2": "牵头单位", "D2": "参加单位",
    "E1": "3.整治的重点问题", "F1": "4.整治时间及进度安排", "G1": "有关数据", "G2": "5.查处腐败和作风问题数",
    "H2": "6.批评教育帮助和处理人数", "I2": "7.党纪政务处分人数", "J2": "8.发现职能部门问题数",
    "K2": "9.推动整改问题数", "L2": "10.推动建立和完善制度数", "M2": "11.制发纪检监察建议书数",
    "N2": "12.追踪完成整改建议书份数", "O2": "13.通报曝光", "O3": "批次数", "P3": "案件数",
    "Q2": "14.公布成果", "Q3": "批次数", "R3": "项目数", "S1": "15.工作成效",
    "T1": "16.整治工作存在问题", "U1": "备注",
}
MERGES = {
    "A1:A3", "B1:B3", "C1:D1", "C2:C3", "D2:D3", "E1:E3", "F1:F3", "G1:R1", "G2:G3", "H2:H3", "I2:I3",
    "J2:J3", "K2:K3", "L2:L3", "M2:M3", "N2:N3", "O2:P2", "Q2:R2", "S1:S3", "T1:T3", "U1:U3",
}
NOTE_1 = ("注：1.本表于每月1日前分别报送市教育局、市场监管局、市科技局、市文旅局、市体育局，"
          "市科技局、市文旅局、市体育局于每月3日前报送市教育局汇总。表格内容每月更新一次，重要情况随时报送。")
NOTE_2 = ("2.各县（市、区）围绕“点题整治”，通报曝光 批  起典型案例，公布成果  批  个项目，"
          "不计入表中1-16项目的数据。")
NOTE_2_FILLED = ("2.各县（市、区）围绕“点题整治”，通报曝光 2批 5起典型案例，公布成果 1批 3个项目，"
                 "不计入表中1-16项目的数据。")
NUMBERS = "GHIJKLMNOPQR"
NAME = "晋江市教育局_整治群众身边腐败和作风问题工作情况表_2023年9月"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def made(desk: Desk, basis: Basis | None = None) -> Sheet:
    with desk.store.reading() as session:
        return sheet(session, MONTH, desk.today, basis)


def page_of(data: bytes) -> Worksheet:
    page = load_workbook(BytesIO(data)).active
    assert isinstance(page, Worksheet)
    return page


def moved(place: str) -> str:
    """A place of the head where it stands under label and title."""
    return re.sub(r"\d+", lambda found: str(int(found.group()) + TOP - 1), place)


def run(desk: Desk, *words: str) -> Answer:
    command = next(command for command in COMMANDS if command.words == words[:1])
    parser = ArgumentParser(exit_on_error=False)
    command.arguments(parser)
    return command.run(desk, parser.parse_args(words[1:]))


def test_the_head_is_that_of_annex_two_cell_for_cell(desk: Desk) -> None:
    page = page_of(form_workbook(made(desk)))
    assert page["A1"].value == "附件2"
    assert page["A2"].value == "整治群众身边腐败和作风问题工作情况表"
    found = {cell.coordinate: cell.value for row in page["A3:U5"] for cell in row if cell.value is not None}
    assert found == {moved(place): text for place, text in HEADS.items()}
    merged = {str(item) for item in page.merged_cells.ranges if TOP <= item.min_row <= TOP + 2}
    assert merged == {moved(place) for place in MERGES}
    assert page.max_column == 21


def test_the_data_row_holds_numbers_as_numbers_and_words_as_text(desk: Desk) -> None:
    closed(desk, TODAY, "2023-001", "2023-002")
    ready(desk)
    desk.do(set_figure, "填", month=MONTH, key="cases", value=3, source=SOURCE)
    desk.do(set_text, "填", month=MONTH, key="difficulties", content="=1+1\n@甲\x07𬭎")
    page = page_of(form_workbook(made(desk)))
    row = TOP + 3
    assert [page[f"{col}{row}"].value for col in NUMBERS] == [3, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]
    assert {page[f"{col}{row}"].data_type for col in NUMBERS} == {"n"}
    assert page[f"A{row}"].value == 1
    assert page[f"B{row}"].value == "整治校外培训机构不规范问题，减轻中小学生课外负担"
    assert page[f"C{row}"].value == "晋江市教育局、晋江市市场监管局"
    assert (page[f"T{row}"].value, page[f"T{row}"].data_type) == ("=1+1\n@甲𬭎", "s")
    assert page[f"U{row}"].value == "（累计数，截至9月25日）"


def test_notes_are_verbatim_and_their_four_numbers_apart(desk: Desk) -> None:
    page = page_of(form_workbook(made(desk)))
    row = TOP + 4
    assert [page[f"A{row}"].value, page[f"A{row + 1}"].value] == [NOTE_1, NOTE_2]
    ready(desk)
    page = page_of(form_workbook(made(desk)))
    assert [page[f"A{row}"].value, page[f"A{row + 1}"].value] == [NOTE_1, NOTE_2_FILLED]
    assert [page[f"{col}{TOP + 3}"].value for col in "OPQR"] == [0, 0, 0, 0]


def test_signature_lines_stand_under_the_notes(desk: Desk) -> None:
    ready(desk)
    page = page_of(form_workbook(made(desk)))
    row = TOP + 6
    lines = [[cell.value for cell in page[number] if cell.value] for number in (row, row + 1)]
    assert lines == [
        ["审签人（签字）：黄国梁", "职务：副局长", "填表人：林晓燕", "联系方式：0595-82080000"],
        ["填表单位：晋江市教育局", "填表时间：2023年9月25日"]]
    assert page.max_row == row + 1


@pytest.mark.parametrize(("paper", "size"), [("", "8"), ("A3", "8"), ("A4", "9")])
def test_it_prints_on_one_page_width_with_heads_repeated(desk: Desk, paper: str, size: str) -> None:
    page = page_of(form_workbook(made(desk), paper))
    assert (page.page_setup.orientation, str(page.page_setup.paperSize)) == ("landscape", size)
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$3:$5"
    blocks = [item.bounds for item in page.merged_cells.ranges if TOP <= item.min_row <= TOP + 3]
    blocks += [(col, TOP + 3, col, TOP + 3) for col in range(1, 22)]
    for left, top, right, bottom in blocks:
        for cells, side in ((page.iter_rows(top, bottom, left, left), "left"),
                            (page.iter_rows(top, bottom, right, right), "right"),
                            (page.iter_rows(top, top, left, right), "top"),
                            (page.iter_rows(bottom, bottom, left, right), "bottom")):
            assert {getattr(cell.border, side).style for row in cells for cell in row} == {"thin"}


def test_a_long_text_gets_rows_high_enough(desk: Desk) -> None:
    desk.do(set_text, "填", month=MONTH, key="effects", content="长句子" * 1200)
    page = page_of(form_workbook(made(desk)))
    merged = [item for item in page.merged_cells.ranges if item.min_row == TOP + 3]
    assert len(merged) == 21
    heights = [page.row_dimensions[row].height for row in range(merged[0].min_row, merged[0].max_row + 1)]
    assert max(heights) <= 409
    assert sum(heights) > 3600 / 13 * 16


def test_month_and_sum_print_differently(desk: Desk) -> None:
    desk.do(set_figure, "填", month="2023-08", key="cases", value=2, source=SOURCE)
    desk.do(set_figure, "填", month=MONTH, key="cases", value=3, source=SOURCE)
    values = [page_of(form_workbook(made(desk, basis)))[f"G{TOP + 3}"].value for basis in Basis]
    assert values == [3, 5]


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


@pytest.mark.parametrize("paper", list(Paper))
def test_the_pdf_says_the_same_on_either_paper(desk: Desk, fonts: FontBook, paper: Paper) -> None:
    ready(desk)
    pdf = form_pdf(made(desk), fonts, paper)
    document = pypdfium2.PdfDocument(pdf)
    width, height = document[0].get_size()
    document.close()
    assert round(width / 72 * 25.4) == (420 if paper is Paper.A3 else 297)
    assert width > height
    text = re.sub(r"\s", "", text_of(pdf))
    for words in ("附件2", "整治群众身边腐败和作风问题工作情况表", "（累计数，截至9月25日）",
                  "通报曝光2批5起典型案例", "填表单位：晋江市教育局"):
        assert words in text
    assert b"/FontFile2" in pdf
    assert pdf.count(b"/FontDescriptor ") <= pdf.count(b"/FontFile2 ")


@pytest.fixture
def fonts() -> FontBook:
    return FontBook(resource("fonts"), system=())


def messages(folder: Path) -> dict[str, EmailMessage]:
    found = {}
    for path in folder.glob("*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=default)
        assert isinstance(message, EmailMessage)
        found[path.stem.rpartition("报")[2]] = message
    return found


def test_monthly_writes_seven_files_and_tells_what_blocks(desk: Desk, tmp_path: Path) -> None:
    closed(desk, TODAY, "2023-001", "2023-002", "2023-003")
    out = tmp_path / "报送"
    answer = run(desk, "monthly", MONTH, "--out", str(out))
    assert answer.faults
    written = {path.name for path in out.iterdir()}
    assert {Path(path).name for path in answer.data["files"]} == written
    assert len(written) == 7
    assert {f"{NAME}.xlsx", f"{NAME}.pdf"} < written
    assert answer.data["values"]["rectified"] == 3
    assert answer.data["values"]["cases"] is None
    assert {check["level"] for check in answer.data["checks"]} == {"拦住", "提醒", "通过"}
    found = messages(out)
    assert set(found) == {"市教育局", "市市场监管局", "市科技局", "市文旅局", "市体育局"}
    assert not found["市教育局"]["To"]
    assert found["市体育局"]["To"] == "715078910@qq.com"
    for message in found.values():
        assert [part.get_filename() for part in message.iter_attachments()] == [f"{NAME}.xlsx", f"{NAME}.pdf"]
        assert message["Subject"] == "晋江市教育局报送《整治群众身边腐败和作风问题工作情况表》（2023年9月）"
        body = message.get_body()
        assert body is not None
        assert "（附件2，数据截至2023年9月25日）" in body.get_content()
        assert "联系电话：0595-82080000" in body.get_content()


def test_monthly_freezes_what_is_ready_and_then_gives_the_frozen_files(desk: Desk, tmp_path: Path) -> None:
    ready(desk)
    first = run(desk, "monthly", MONTH, "--out", str(tmp_path / "一"), "--basis", "本月", "--freeze")
    assert not first.faults
    assert (first.data["state"], first.data["basis"]) == ("已封存", "本月")
    closed(desk, TODAY, "2023-009")
    second = run(desk, "monthly", MONTH, "--out", str(tmp_path / "二"))
    assert second.data["values"] == first.data["values"]
    names = [f"{NAME}.xlsx", f"{NAME}.pdf"]
    assert [(tmp_path / "一" / name).read_bytes() for name in names] == [
        (tmp_path / "二" / name).read_bytes() for name in names]
    with pytest.raises(UserError, match="已按“本月”封存"):
        run(desk, "monthly", MONTH, "--out", str(tmp_path), "--basis", "累计")


def test_monthly_confirms_the_mailbox(desk: Desk, tmp_path: Path) -> None:
    run(desk, "monthly", MONTH, "--out", str(tmp_path), "--confirm-mailbox", "mkg@qzedu.cn",
        "--confirmed-by", "李科长")
    assert messages(tmp_path)["市教育局"]["To"] == "mkg@qzedu.cn"


def test_monthly_does_not_freeze_what_is_blocked(desk: Desk, tmp_path: Path) -> None:
    answer = run(desk, "monthly", MONTH, "--out", str(tmp_path), "--freeze")
    assert answer.faults
    assert answer.data["state"] == "草稿"
    assert "没有封存" in answer.lines[-1]


def test_monthly_says_what_it_cannot_do(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="看不懂"):
        run(desk, "monthly", "2023-19", "--out", str(tmp_path))
    blocked = tmp_path / "占用"
    blocked.write_text("x", encoding="utf-8")
    with pytest.raises(StoreTrouble):
        run(desk, "monthly", MONTH, "--out", str(blocked))
    desk.do(set_up_office, "改", office=defaults("进贤县", "360124", "nanchang-2021"))
    with pytest.raises(UserError, match="没有规定每月报送的报表"):
        run(desk, "monthly", MONTH, "--out", str(tmp_path))


def test_a_figure_is_set_from_the_command_line(desk: Desk) -> None:
    answer = run(desk, "figure", MONTH, "cases", "3", "--source", SOURCE)
    assert answer.data == {"month": MONTH, "key": "cases", "value": 3, "total": 3}
    with pytest.raises(UserError, match="没有“case”这一栏"):
        run(desk, "figure", MONTH, "case", "3")


def test_the_frozen_files_are_the_printed_ones(desk: Desk) -> None:
    ready(desk)
    desk.do(set_basis, "改", month=MONTH, basis=Basis.MONTH)
    desk.do(freeze_month, "封存", month=MONTH, render=render)
    with desk.store.reading() as session:
        files = month_files(session, MONTH, desk.today)
    values: dict[str, Any] = dict(files.sheet.values())
    page = page_of(files.workbook)
    assert page[f"K{TOP + 3}"].value == values["rectified"] == 0
    assert files.sheet.version == 1
    assert not [check for check in files.checks if check.level.value == "拦住"]
