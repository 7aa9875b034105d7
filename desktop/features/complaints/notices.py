"""The analysis of a period on paper: the paragraph, the seven tables, the definitions."""

from desktop.features.complaints.rules.figures import (
    DEFINITIONS,
    Analysis,
    Part,
    comparison,
    paragraph,
    parts,
    period_words,
    remarks,
)
from desktop.features.documents.queries import font_book
from desktop.output.pdf.tables import Align, Column, HeadCell, TableSheet, render_table

_WIDE = 7
"""Columns of the widest part: one for the labels, six for the figures."""


def analysis_sheet(found: Analysis, bureau: str) -> TableSheet:
    """Every part one below the other in one table; each begins with its own heads."""
    rows: list[tuple[str, ...]] = []
    for part in (comparison(found), *parts(found)):
        rows += _rows(part)
    return TableSheet(
        title="校外培训投诉举报分析",
        columns=(Column(mm=44.0), *(Column(align=Align.CENTER) for _ in range(_WIDE - 1))),
        head=(HeadCell(0, 0, "维度"), HeadCell(0, 1, "指标", colspan=_WIDE - 1)),
        rows=rows, subtitle_left=bureau, subtitle_right=period_words(found.first, found.last),
        notes=(paragraph(found), *(part.note for part in parts(found) if part.note), *remarks(found),
               "口径：", *DEFINITIONS),
        author=bureau, size=9.5, fitted=False)


def _rows(part: Part) -> list[tuple[str, ...]]:
    return [(f"【{part.title}】", *part.heads[1:]), *part.rows]


def analysis_pdf(found: Analysis, bureau: str) -> bytes:
    """The sheet as PDF, A4 landscape."""
    return render_table(analysis_sheet(found, bureau), font_book())
