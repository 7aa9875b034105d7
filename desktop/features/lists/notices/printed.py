"""A roll on A4, landscape: the head on every page, figures and remarks below, who filled it in."""

from desktop.features.lists.rules.rolls import Roll
from desktop.output.pdf.fonts import FontBook
from desktop.output.pdf.tables import Align, Column, HeadCell, TableSheet, render_table

SIZE = 9.0


def roll_sheet(roll: Roll) -> TableSheet:
    """The roll as a sheet."""
    return TableSheet(
        title=roll.title,
        columns=tuple(Column(mm=item.mm, align=Align.CENTER if item.centred else Align.LEFT)
                      for item in roll.columns),
        head=tuple(HeadCell(0, place, item.head) for place, item in enumerate(roll.columns)),
        rows=roll.rows, subtitle_left=roll.left, subtitle_right=roll.right, notes=roll.notes,
        signatures=(roll.feet,), size=SIZE, head_size=SIZE, author=roll.author)


def roll_pdf(roll: Roll, fonts: FontBook) -> bytes:
    """The roll as PDF."""
    return render_table(roll_sheet(roll), fonts)
