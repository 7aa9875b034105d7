"""Tables on paper: merged heads on every page, wrapped and split rows, notes, numbers, speed."""

import time
from dataclasses import replace

import pypdfium2
import pytest

from desktop.output.pdf.cells import CellText, column_widths, head_heights, stacked
from desktop.output.pdf.fonts import FontBook, Role
from desktop.output.pdf.tables import (
    Align,
    Column,
    HeadCell,
    Paper,
    TableSheet,
    missing_in_table,
    render_table,
)
from tests.output.pdf.reading import all_embedded, characters, page_text, whole_text

MM = 72 / 25.4
SHEET = TableSheet(
    "示例情况表",
    (Column(mm=12, align=Align.CENTER), Column(weight=2), Column(), Column(align=Align.RIGHT)),
    (
        HeadCell(0, 0, "序号", rowspan=2),
        HeadCell(0, 1, "项目名称", rowspan=2),
        HeadCell(0, 2, "有关数据", colspan=2),
        HeadCell(1, 2, "批次数"),
        HeadCell(1, 3, "案件数"),
    ),
    (("1", "规范收费，减轻负担", "3", "12"),),
    subtitle_left="填表单位（盖章）：示例市教育局",
    subtitle_right="填表时间：2023年9月25日",
    mark="附件2",
    notes=("注：1.本表每月更新一次。",),
    signatures=(("审签人（签字）：", "填表人：", "联系方式："),),
)


def page_count(pdf: bytes) -> int:
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def test_everything_is_on_paper(fonts: FontBook) -> None:
    pdf = render_table(SHEET, fonts)
    text = whole_text(pdf).replace(" ", "")
    for part in (
        "附件2",
        "示例情况表",
        "填表单位（盖章）：示例市教育局",
        "填表时间：2023年9月25日",
        "有关数据",
        "规范收费，减轻负担",
        "注：1.本表每月更新一次。",
        "审签人（签字）：",
        "联系方式：",
        "第1页共1页",
    ):
        assert part in text
    assert all_embedded(pdf)
    assert b"Helvetica" not in pdf


@pytest.mark.parametrize(
    ("paper", "landscape", "size"),
    [(Paper.A4, True, (297, 210)), (Paper.A4, False, (210, 297)), (Paper.A3, True, (420, 297))],
)
def test_paper_sizes(fonts: FontBook, paper: Paper, landscape: bool, size: tuple[int, int]) -> None:
    pdf = render_table(replace(SHEET, paper=paper, landscape=landscape), fonts)
    with pypdfium2.PdfDocument(pdf) as document:
        width, height = document[0].get_size()
    assert (width / MM, height / MM) == (pytest.approx(size[0], abs=0.1), pytest.approx(size[1], abs=0.1))


def test_head_is_repeated_and_pages_are_counted(fonts: FontBook) -> None:
    rows = [(str(number), "规范收费，减轻负担" * 3, "3", "12") for number in range(200)]
    pdf = render_table(replace(SHEET, rows=rows), fonts)
    pages = page_count(pdf)
    assert pages > 3
    for page in range(pages):
        text = page_text(pdf, page).replace(" ", "")
        assert "有关数据" in text or page == pages - 1
        assert f"第{page + 1}页共{pages}页" in text
    assert "示例情况表" not in page_text(pdf, 1)


def test_long_row_is_split_and_loses_nothing(fonts: FontBook) -> None:
    long = "".join(chr(0x4E00 + place) for place in range(3000))
    pdf = render_table(replace(SHEET, rows=[("1", long, "", "")]), fonts)
    inside = "".join(char for char in whole_text(pdf) if char in set(long))
    marks = "序号项目名称有关数据批次数案件数"
    assert page_count(pdf) > 1
    assert all(char in inside for char in long if char not in marks)
    for page in range(page_count(pdf)):
        lowest = min(char.y for char in characters(pdf, page))
        assert lowest > 10 * MM


def test_row_that_does_not_fit_moves_whole(fonts: FontBook) -> None:
    rows = [(str(number), f"始{'规范收费' * 40}终", "", "") for number in range(12)]
    pdf = render_table(replace(SHEET, rows=rows), fonts)
    for page in range(page_count(pdf)):
        text = page_text(pdf, page)
        assert text.count("始") == text.count("终")


def test_text_stays_in_its_column(fonts: FontBook) -> None:
    rows = [
        ("12", "https://www.example.cn/very/long/address/that/does/not/end", "数据" * 30, "1234567890" * 5)
    ]
    pdf = render_table(replace(SHEET, rows=rows, notes=(), signatures=(), mark=""), fonts)
    left = SHEET.margin * MM
    assert all(left <= char.x <= 297 * MM - left for char in characters(pdf, 0) if char.char.strip())


def test_short_rows_and_empty_tables(fonts: FontBook) -> None:
    assert page_count(render_table(replace(SHEET, rows=[("1",)]), fonts)) == 1
    assert page_count(render_table(replace(SHEET, rows=[], notes=(), signatures=()), fonts)) == 1


def test_same_input_same_bytes(fonts: FontBook) -> None:
    assert render_table(SHEET, fonts) == render_table(SHEET, fonts)


def test_vertical_heads_are_stacked_with_upright_marks(fonts: FontBook) -> None:
    assert stacked("12.查（处）数—1", fonts, Role.HEI) == ["12.", "查", "︵", "处", "︶", "数", "︱", "1"]
    head = (HeadCell(0, 0, "查处问题数", vertical=True), *(HeadCell(0, n, "甲") for n in range(1, 4)))
    seen = characters(render_table(replace(SHEET, head=head), fonts), 0)
    column = [char for char in seen if char.char in "查处问题数"]
    assert len({round(char.x, 1) for char in column[:5]}) == 1
    assert [char.char for char in sorted(column[:5], key=lambda char: -char.y)] == list("查处问题数")


def test_column_widths_fill_the_line() -> None:
    assert column_widths([Column(mm=10), Column(weight=1), Column(weight=3)], 50, 1.0) == [10, 10, 30]
    assert sum(column_widths([Column(mm=40), Column(mm=60)], 50, 1.0)) == pytest.approx(50)
    assert min(column_widths([Column(mm=90), Column()], 50, 1.0)) > 0


def test_tall_head_cell_stretches_its_last_row() -> None:
    cells = [HeadCell(0, 0, "", rowspan=2), HeadCell(0, 1, ""), HeadCell(1, 1, "")]
    texts = [CellText(lines=(None,) * 6), CellText(), CellText()]  # type: ignore[arg-type]
    first, second = head_heights(cells, texts, 10)
    assert second > first
    assert first + second == pytest.approx(6 * 13 + 5)


def test_missing_characters_are_found(fonts: FontBook) -> None:
    assert missing_in_table(SHEET, fonts) == []
    sheet = replace(SHEET, title="甲\ue000", rows=[("1", "乙\ue001")])
    assert missing_in_table(sheet, fonts) == ["\ue000", "\ue001"]


def test_two_thousand_rows_are_fast(fonts: FontBook) -> None:
    rows = [[f"{row}-{column}示例街道培训机构名称" for column in range(12)] for row in range(2000)]
    head = tuple(HeadCell(level, column, "列") for level in range(3) for column in range(12))
    sheet = replace(SHEET, columns=(Column(),) * 12, head=head, rows=rows, paper=Paper.A3)
    start = time.perf_counter()
    render_table(sheet, fonts)
    assert time.perf_counter() - start < 15
