"""The forms of the ledgers on paper: title, unit and date, table, signature line; A4 or A3, landscape."""

from desktop.features.problems.listing.forms import FilledForm
from desktop.output.pdf.fonts import FontBook
from desktop.output.pdf.tables import Align, Column, HeadCell, Paper, TableSheet, render_table

SIZES = {(Paper.A4, False): 9.0, (Paper.A4, True): 5.5, (Paper.A3, False): 11.0, (Paper.A3, True): 7.5}
"""Size of type in pt by paper and by whether the form is made for A3."""

A3_WIDTH, A4_WIDTH = 390.0, 267.0


def ledger_sheet(filled: FilledForm, paper: Paper) -> TableSheet:
    """The filled form as a sheet; widths shrink or grow with the paper."""
    form, size = filled.form, SIZES[paper, filled.form.wide]
    made_for = A3_WIDTH if form.wide else A4_WIDTH
    scale = (A3_WIDTH if paper is Paper.A3 else A4_WIDTH) / made_for
    return TableSheet(
        title=form.title,
        columns=tuple(Column(mm=item.mm * scale, align=Align.CENTER if item.centred else Align.LEFT)
                      for item in form.columns),
        head=tuple(HeadCell(0, place, item.head) for place, item in enumerate(form.columns)),
        rows=filled.rows, subtitle_left=filled.unit_line, subtitle_right=filled.date_line,
        notes=(filled.count,), signatures=(form.feet,), paper=paper, size=size, head_size=size,
        author=filled.bureau)


def ledger_pdf(filled: FilledForm, paper: Paper, fonts: FontBook) -> bytes:
    """The filled form as PDF."""
    return render_table(ledger_sheet(filled, paper), fonts)
