"""The analysis of a period as a workbook: the seven tables, the paragraph, the definitions."""

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
from desktop.output.excel_report import Block, ReportSheet, write_report


def analysis_workbook(found: Analysis, bureau: str) -> bytes:
    """One sheet with the tables, one with the words."""
    span = period_words(found.first, found.last)
    title = f"校外培训投诉举报分析（{span}）"
    tables = ReportSheet("七个维度", title, (bureau,), tuple(
        map(_block, (comparison(found), *parts(found)))), ("口径：", *DEFINITIONS, *remarks(found)))
    words = ReportSheet("会商材料", title, (paragraph(found),))
    return write_report((tables, words))


def _block(part: Part) -> Block:
    return Block(part.title, part.heads, part.rows, part.note)
