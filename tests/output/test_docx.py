"""Editable Word files: every word of the paper, GB/T 9704 page, Chinese font names where Word looks."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from desktop.output.docx import GAP, LINE, render_docx
from desktop.output.filling import filled_blocks
from desktop.output.pdf.blocks import Heading, OfficialDocument, Paragraph, Receipt, Signature
from desktop.output.pdf.form import FormRow, FormSheet
from desktop.output.pdf.tokens import Span
from desktop.output.wording import parse
from desktop.output.wording_page import Setting, sheet_of

LETTER = OfficialDocument(
    title="某某通知书", number="某教改〔2023〕22号", addressee="某某中心",
    body=(Heading(1, "一、事由"),
          Paragraph((Span("于"), Span("", key="期限", blank=True, width=7), Span("前办结。")))),
    signature=Signature("某某局", date(2023, 9, 25)), receipt=Receipt("收到时间：\n接收人："),
    red_head="某某局", author="某某局")
FORM = FormSheet(
    title="申请表", number="编号：某教申〔2023〕3号",
    rows=(FormRow(("名称", "某某中心", "日期", "2023年9月25日")), FormRow(("地点", "某路1号")),
          FormRow(("意见", "同意。\n请归档。"), tall=True, sign="签字：　　年　月　日")),
    notes=("一式两份。",), author="某某局")


def read(data: bytes) -> docx.document.Document:
    return docx.Document(BytesIO(data))


def text(document: docx.document.Document) -> list[str]:
    return [line.text for line in document.paragraphs if line.text]


def test_a_letter_says_every_word_and_marks_its_gaps() -> None:
    said = text(read(render_docx(LETTER)))
    assert said == ["某某局", "某教改〔2023〕22号", "某某通知书", "某某中心", "一、事由", f"于{GAP}前办结。",
                    "某某局", "2023年9月25日", "收到时间：", "接收人："]


def test_the_page_is_that_of_the_standard() -> None:
    document = read(render_docx(LETTER))
    page = document.sections[0]
    sizes = (page.page_width, page.page_height, page.top_margin, page.left_margin, page.right_margin)
    assert [round(size / Mm(1)) for size in sizes] == [210, 297, 37, 28, 26]
    body = next(line for line in document.paragraphs if line.text.startswith("于"))
    assert body.paragraph_format.line_spacing == Pt(LINE)
    assert body.paragraph_format.first_line_indent == Pt(32)
    footer = page.footer.paragraphs[0]._p.xml
    assert "PAGE" in footer


@pytest.mark.parametrize(("start", "name", "size"), [
    ("某某通知书", "方正小标宋简体", 22), ("一、事由", "黑体", 16), ("于", "仿宋_GB2312", 16)])
def test_chinese_fonts_are_named_where_word_looks(start: str, name: str, size: int) -> None:
    line = next(line for line in read(render_docx(LETTER)).paragraphs if line.text.startswith(start))
    for run in line.runs:
        assert run._r.rPr.rFonts.get(qn("w:eastAsia")) == name
        assert run.font.size == Pt(size)


def test_a_form_keeps_its_table() -> None:
    document = read(render_docx(FORM))
    table = document.tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["名称", "某某中心", "日期", "2023年9月25日"], ["地点", "某路1号", "某路1号", "某路1号"],
        ["意见", *["同意。\n请归档。\n签字：　　年　月　日"] * 3]]
    assert text(document) == ["申请表", "编号：某教申〔2023〕3号", "一式两份。"]


def test_the_same_sheet_gives_the_same_file_without_a_trace_of_the_maker() -> None:
    with ZipFile(BytesIO(render_docx(LETTER))) as first, ZipFile(BytesIO(render_docx(LETTER))) as second:
        assert {name: first.read(name) for name in first.namelist()} == {
            name: second.read(name) for name in second.namelist()}
        facts = first.read("docProps/core.xml").decode()
    assert "python-docx" not in facts
    assert "某某局" in facts


def test_a_printed_head_is_kept_free() -> None:
    plain = OfficialDocument(title="通知", number="某〔2023〕1号", head_drop_mm=80)
    line = read(render_docx(plain)).paragraphs[0]
    assert line.paragraph_format.space_before == pytest.approx(Mm(43), abs=Pt(0.1))


WORDING = """文种：申
空：文号｜号
空：谁｜名称
空：意见｜意见｜可空
---
标题：申请表
文号：编号：{文号}
表行：名称｜{谁}｜份数｜1份
[可选 备用]
表栏：备用｜有
[否则]
表栏：意见｜{意见}｜签字：
[完]
附注：一式两份。
"""


def test_a_wording_with_a_table_is_a_form_and_sections_have_another_half() -> None:
    template = parse("申请", WORDING)
    assert template.is_form
    halves = {}
    for wanted in ({"备用"}, set[str]()):
        blocks = [block for block in template.blocks if block.stands(wanted)]
        sheet = sheet_of(filled_blocks(template, blocks, {"谁": "甲｜乙"}),
                         Setting("某教申〔2023〕3号", date(2023, 9, 25), "某某局"))
        assert isinstance(sheet, FormSheet)
        assert sheet.number == "编号：某教申〔2023〕3号"
        halves[bool(wanted)] = ["".join(span.text for span in row.cells[0]) for row in sheet.rows]
        assert "".join(span.text for span in sheet.rows[0].cells[1]) == "甲｜乙"
    assert halves == {True: ["名称", "备用"], False: ["名称", "意见"]}


@pytest.mark.parametrize(("change", "words"), [
    (("｜1份", ""), "第 8 行有错：表行里名称和内容不成对"),
    (("｜签字：", "｜签｜字"), "第 12 行有错：表栏要有名称和内容"),
    (("附注：一式", "正文：一式"), "第 14 行有错：表格里不能有“正文：”"),
    (("[否则]\n", "[否则]\n[可选 再]\n"), "第 12 行有错：可选段“备用”还没有结束"),
    (("[可选 备用]\n", ""), "第 10 行有错：“[否则]”前面没有"),
    (("文种：申\n", ""), "缺少“文种：”一行"),
    (("文号：编号：{文号}\n", "附注：{文号}\n"), "有文种，却没有“文号：”一块"),
])
def test_a_faulty_form_is_told_with_its_line(change: tuple[str, str], words: str) -> None:
    with pytest.raises(Exception, match="有错") as refused:
        parse("申请", WORDING.replace(*change))
    assert words in str(refused.value)
