"""The forms of the ledgers as .xlsx: merged title, unit and date, heads on every page, signature line."""

from io import BytesIO

from desktop.base.chinese import strip_controls
from desktop.features.problems.listing.forms import FilledForm
from desktop.output.excel_rows import row_height

A3, A4, SIZE = 8, 9, 9
"""Excel's numbers of the papers, and the size of type in pt."""

NARROW_SHARE, WIDE_MM = 0.52, 34.0
"""Width of a column in characters per mm; mm of a column that takes a share of the rest."""


def ledger_xlsx(filled: FilledForm, *, a3: bool) -> bytes:
    """The filled form as a workbook of one sheet; all cells are text."""
    # Loaded with the first sheet that is written, not with the window.
    import xlsxwriter

    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet(filled.form.title[:31])
    last = len(filled.form.columns) - 1
    cell = {"border": 1, "text_wrap": True, "valign": "vcenter", "num_format": "@", "font_name": "宋体",
            "font_size": SIZE}
    styles = {True: book.add_format({**cell, "align": "center"}), False: book.add_format(cell)}
    head = book.add_format({**cell, "align": "center", "bold": True})
    plain = book.add_format({"font_name": "宋体", "font_size": 10})
    right = book.add_format({"font_name": "宋体", "font_size": 10, "align": "right"})
    title = book.add_format({"font_name": "宋体", "font_size": 18, "bold": True, "align": "center",
                             "valign": "vcenter"})
    sheet.merge_range(0, 0, 0, last, filled.form.title, title)
    sheet.set_row(0, 32)
    middle = last // 2
    sheet.merge_range(1, 0, 1, middle, filled.unit_line, plain)
    sheet.merge_range(1, middle + 1, 1, last, filled.date_line, right)
    widths = [max(4.0, (column.mm or WIDE_MM) * NARROW_SHARE) for column in filled.form.columns]
    sheet.set_row(2, row_height([column.head for column in filled.form.columns], widths, SIZE))
    for place, (column, width) in enumerate(zip(filled.form.columns, widths, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(2, place, column.head, head)
    for number, row in enumerate(filled.rows, 3):
        sheet.set_row(number, row_height(row, widths, SIZE))
        for place, (column, words) in enumerate(zip(filled.form.columns, row, strict=True)):
            sheet.write_string(number, place, strip_controls(words), styles[column.centred])
    foot = len(filled.rows) + 3
    sheet.merge_range(foot, 0, foot, last, filled.count, plain)
    step = max(1, (last + 1) // len(filled.form.feet))
    for place, words in enumerate(filled.form.feet):
        sheet.write_string(foot + 2, place * step, words, plain)
    sheet.freeze_panes(3, 0)
    sheet.set_landscape()
    sheet.set_paper(A3 if a3 else A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer("&C第 &P 页 共 &N 页")
    book.close()
    return buffer.getvalue()
