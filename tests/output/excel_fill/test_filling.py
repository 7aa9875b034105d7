"""A blank never seen before is filled cell by cell: formats, merges, widths, formulas, all else as it was."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import xlwt
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

from desktop.base.errors import UserError
from desktop.output.excel_fill.filling import fill_blank
from desktop.output.excel_fill.places import Filling, Place, Value, anchor, column_letters, place_of
from desktop.output.excel_read import ole
from desktop.output.excel_read.opening import open_workbook

LONG = "一、总体情况。" * 200
FILLS: dict[str, Value] = {"B3": 31, "C3": "晋江市教育局", "D3": 0, "F9": 2.5, "A12": LONG,
                           "B4": "王𬭎\n第二行"}


def blank_xlsx() -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "情况表"
    page["A1"] = "校外培训治理情况表"
    page.merge_cells("A1:F1")
    for place, words in enumerate(("县（市、区）", "整改数", "填报单位", "处罚数", "合计"), 1):
        page.cell(2, place, words)
    thin = Side(style="thin")
    for cell in (page["B3"], page["C3"], page["D3"], page["B4"]):
        cell.border = Border(thin, thin, thin, thin)
        cell.font = Font(name="仿宋", size=14, bold=True)
        cell.fill = PatternFill("solid", fgColor="FFEEDD")
    page["B3"].number_format = "0"
    page["E3"] = "=B3+D3"
    page.column_dimensions["B"].width = 23
    page.row_dimensions[3].height = 40
    page.add_data_validation(DataValidation(type="whole", sqref="D3"))
    page.print_title_rows = "1:2"
    book.create_sheet("填表说明")["A1"] = "每月填报"
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def blank_xls(rows: int = 60) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("情况表")
    style = xlwt.easyxf("font: name 仿宋, bold on, height 280; borders: left thin, right thin, top thin, "
                        "bottom thin; pattern: pattern solid, fore_colour light_yellow")
    page.write_merge(0, 0, 0, 5, "校外培训治理情况表", style)
    for place, words in enumerate(("县（市、区）", "整改数", "填报单位", "处罚数", "合计")):
        page.write(1, place, words, style)
    for place in range(4):
        page.write(2, place, "" if place != 3 else None, style)
    page.write(2, 4, xlwt.Formula("B3+D3"), style)
    page.col(1).width = 23 * 256
    page.row(2).height = 800
    for row in range(20, rows):
        page.write(row, 0, f"说明{row}")
        page.write(row, 1, row)
    other = book.add_sheet("填表说明")
    other.write(0, 0, "每月填报")
    other.write(1, 0, xlwt.Formula("情况表!B3*2"))
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def filling(fills: dict[str, Value] = FILLS, sheet: str = "情况表") -> Filling:
    return {place_of(sheet, name): value for name, value in fills.items()}


def grid(data: bytes, name: str) -> dict[str, dict[str, object]]:
    return {sheet.name: {f"{column_letters(c)}{r + 1}": cell for r, row in enumerate(sheet.rows)
                         for c, cell in enumerate(row) if cell != ""}
            for sheet in open_workbook(data, name).sheets}


@pytest.mark.parametrize(("blank", "name"), [(blank_xlsx, "情况表.xlsx"), (blank_xls, "情况表.xls")])
def test_only_the_wanted_cells_change(blank: object, name: str) -> None:
    assert callable(blank)
    data = blank()
    before, after = grid(data, name), grid(fill_blank(data, filling(), name), name)
    for place, value in FILLS.items():
        assert after["情况表"].pop(place) == value
    assert {key: value for key, value in before["情况表"].items() if key not in (*FILLS, "E3")} == {
        key: value for key, value in after["情况表"].items() if key != "E3"}
    assert after["填表说明"]["A1"] == "每月填报"


def test_an_xlsx_keeps_formats_widths_checks_and_every_other_part() -> None:
    data = blank_xlsx()
    made = fill_blank(data, filling(), "情况表.xlsx")
    old, new = load_workbook(BytesIO(data))["情况表"], load_workbook(BytesIO(made))["情况表"]
    for name in ("B3", "C3", "D3", "B4"):
        looks = [repr((book[name].font, book[name].border, book[name].fill, book[name].number_format))
                 for book in (old, new)]
        assert looks[0] == looks[1]
        assert new[name].font.name == "仿宋"
        assert new[name].fill.fgColor.rgb == "00FFEEDD"
    assert new.merged_cells.ranges == old.merged_cells.ranges
    assert new.column_dimensions["B"].width == 23
    assert new.row_dimensions[3].height == 40
    assert new["E3"].value == "=B3+D3"
    assert len(new.data_validations.dataValidation) == 1
    assert new.print_title_rows == old.print_title_rows
    with zipfile.ZipFile(BytesIO(data)) as one, zipfile.ZipFile(BytesIO(made)) as two:
        assert one.namelist() == two.namelist()
        changed = {part for part in one.namelist() if one.read(part) != two.read(part)}
        assert changed - {"xl/workbook.xml"} == {"xl/worksheets/sheet1.xml"}
        assert b'fullCalcOnLoad="1"' in two.read("xl/workbook.xml")


def records(data: bytes) -> list[tuple[int, bytes]]:
    stream, place, found = ole.look_inside(data).workbook, 0, []
    while place + 4 <= len(stream) and stream[place:place + 4] != b"\0\0\0\0":
        kind, length = int.from_bytes(stream[place:place + 2], "little"), int.from_bytes(
            stream[place + 2:place + 4], "little")
        found.append((kind, stream[place + 4:place + 4 + length]))
        place += 4 + length
    return found


def test_an_xls_keeps_every_format_record_and_the_format_of_each_filled_cell() -> None:
    data = blank_xls()
    made = fill_blank(data, filling(), "情况表.xls")
    kept = {0x00E0, 0x0031, 0x041E, 0x007D, 0x00E5, 0x0293, 0x023E, 0x0018}
    assert [item for item in records(data) if item[0] in kept] == [
        item for item in records(made) if item[0] in kept]
    (run,) = (body for kind, body in records(data) if kind == 0x00BE and body[:2] == b"\x02\x00")
    first = int.from_bytes(run[2:4], "little")
    blank = {bytes([2, 0, first + step, 0]): run[4 + 2 * step:6 + 2 * step] for step in range(4 - first)}
    filled = {body[:4]: body[4:6] for kind, body in records(made) if kind in (0x0203, 0x00FD)}
    for row, column in ((2, 1), (2, 2), (2, 3)):
        place = bytes([row, 0, column, 0])
        assert filled[place] == blank[place]


def test_an_xls_of_many_texts_and_sheets_stays_readable() -> None:
    data = blank_xls(rows=3000)
    many: dict[str, Value] = {f"C{row}": f"第{row}行" for row in range(3, 2900, 7)}
    after = grid(fill_blank(data, filling(many), "大表.xls"), "大表.xls")
    assert all(after["情况表"][name] == value for name, value in many.items())
    assert after["情况表"]["A2999"] == "说明2998"


def test_filling_twice_gives_the_second_values() -> None:
    for data, name in ((blank_xlsx(), "表.xlsx"), (blank_xls(), "表.xls")):
        once = fill_blank(data, filling({"B3": 1, "C3": "甲"}), name)
        twice = grid(fill_blank(once, filling({"B3": 2, "C3": "乙"}), name), name)["情况表"]
        assert (twice["B3"], twice["C3"]) == (2, "乙")


@pytest.mark.parametrize(("blank", "name"), [(blank_xlsx, "表.xlsx"), (blank_xls, "表.xls")])
def test_a_formula_is_never_written_over(blank: object, name: str) -> None:
    assert callable(blank)
    wanted = filling({"E3": 5})
    with pytest.raises(UserError, match=f"“{next(iter(wanted)).sheet}”的 E3 是公式"):
        fill_blank(blank(), wanted, name)


@pytest.mark.parametrize(("blank", "name"), [(blank_xlsx, "表.xlsx"), (blank_xls, "表.xls")])
def test_a_sheet_that_is_gone_is_said(blank: object, name: str) -> None:
    assert callable(blank)
    with pytest.raises(UserError, match="没有工作表“别的”"):
        fill_blank(blank(), filling({"B3": 5}, "别的"), name)


def test_text_beginning_with_a_sign_stays_text() -> None:
    for data, name in ((blank_xlsx(), "表.xlsx"), (blank_xls(), "表.xls")):
        after = grid(fill_blank(data, filling({"C3": "=1+1", "B4": "<b>&"}), name), name)["情况表"]
        assert (after["C3"], after["B4"]) == ("=1+1", "<b>&")


def test_a_number_in_a_cell_formatted_as_a_date_is_filled_all_the_same() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page["A1"], page["B1"] = "日期", None
    page["B1"].number_format = "yyyy-mm-dd"
    data = BytesIO()
    book.save(data)
    made = fill_blank(data.getvalue(), {place_of("Sheet", "B1"): 45000}, "表.xlsx")
    assert load_workbook(BytesIO(made))["Sheet"]["B1"].number_format == "yyyy-mm-dd"


def test_places() -> None:
    assert [column_letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert place_of("表", "ab12") == Place("表", 11, 27)
    assert place_of("表", "AB12").name == "AB12"
    assert anchor(2, 3, ((1, 1, 4, 4),)) == (1, 1)
    with pytest.raises(UserError, match="不是单元格"):
        place_of("表", "12B")


def test_it_is_small(tmp_path: Path) -> None:
    data = blank_xls()
    assert len(fill_blank(data, filling(), "表.xls")) < 3 * len(data) + 8000


def test_no_formula_keeps_the_result_it_had_in_the_blank() -> None:
    data = BytesIO()
    with zipfile.ZipFile(BytesIO(blank_xlsx())) as source, zipfile.ZipFile(data, "w") as made:
        for item in source.infolist():
            words = source.read(item)
            if item.filename.endswith("sheet1.xml"):
                words = words.replace(b"<f>B3+D3</f><v></v>", b"<f>B3+D3</f><v>777</v>").replace(
                    b"<f>B3+D3</f><v />", b"<f>B3+D3</f><v>777</v>")
                assert b"777" in words
            if item.filename.endswith("sheet2.xml"):
                more = b'<row r="9"><c r="A9" t="str"><f>A1</f><v>888</v></c><c r="B9"><v>9</v></c></row>'
                words = words.replace(b"</sheetData>", more + b"</sheetData>")
            made.writestr(item, words)
    filled = fill_blank(data.getvalue(), {place_of("情况表", "B3"): 5}, "空白.xlsx")
    with zipfile.ZipFile(BytesIO(filled)) as book:
        sheets = b"".join(book.read(name) for name in book.namelist() if "sheets/" in name)
    assert b"777" not in sheets
    assert b"888" not in sheets
    page = load_workbook(BytesIO(filled))
    assert (page["情况表"]["E3"].value, page["填表说明"]["A9"].value) == ("=B3+D3", "=A1")
    assert page["填表说明"]["B9"].value == 9
