"""A roll as .xlsx, one page wide; the same roll gives the same file."""

from datetime import datetime, time
from io import BytesIO

from desktop.base.chinese import strip_controls
from desktop.base.clock import CHINA
from desktop.features.lists.rules.rolls import Roll
from desktop.output.excel_rows import row_height

A4, SIZE = 9, 10
WIDE_MM, SHARE = 44.0, 0.52
"""mm of a column that takes a share of the rest; width in characters per mm."""


def roll_xlsx(roll: Roll) -> bytes:
    """The roll as a workbook of one sheet; all cells are text."""
    # Loaded with the first sheet that is written, not with the window.
    import xlsxwriter

    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": roll.title, "author": roll.author,
                         "created": datetime.combine(roll.made_on, time(), CHINA).replace(tzinfo=None)})
    sheet = book.add_worksheet("名单")
    last = len(roll.columns) - 1
    cell = {"border": 1, "text_wrap": True, "valign": "vcenter", "num_format": "@", "font_name": "宋体",
            "font_size": SIZE}
    styles = {True: book.add_format({**cell, "align": "center"}), False: book.add_format(cell)}
    head = book.add_format({**cell, "align": "center", "bold": True})
    plain = book.add_format({"font_name": "宋体", "font_size": 10, "text_wrap": True, "valign": "vcenter"})
    right = book.add_format({"font_name": "宋体", "font_size": 10, "align": "right"})
    title = book.add_format({"font_name": "宋体", "font_size": 18, "bold": True, "align": "center",
                             "valign": "vcenter"})
    sheet.merge_range(0, 0, 0, last, roll.title, title)
    sheet.set_row(0, 32)
    middle = last // 2
    sheet.merge_range(1, 0, 1, middle, roll.left, plain)
    sheet.merge_range(1, middle + 1, 1, last, roll.right, right)
    widths = [max(5.0, (column.mm or WIDE_MM) * SHARE) for column in roll.columns]
    sheet.set_row(2, row_height([column.head for column in roll.columns], widths, SIZE))
    for place, (column, width) in enumerate(zip(roll.columns, widths, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(2, place, column.head, head)
    for number, row in enumerate(roll.rows, 3):
        sheet.set_row(number, row_height(row, widths, SIZE))
        for place, (column, words) in enumerate(zip(roll.columns, row, strict=True)):
            sheet.write_string(number, place, strip_controls(words), styles[column.centred])
    foot = len(roll.rows) + 3
    for line, words in enumerate((*roll.notes, "　　　　　　".join(roll.feet))):
        sheet.set_row(foot + line, row_height([words], [sum(widths)], SIZE))
        sheet.merge_range(foot + line, 0, foot + line, last, words, plain)
    sheet.freeze_panes(3, 0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer("&C第 &P 页 共 &N 页")
    book.close()
    return buffer.getvalue()
