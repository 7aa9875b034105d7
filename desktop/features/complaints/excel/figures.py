"""The analysis of a period as a workbook: the seven tables, the paragraph, the definitions."""

from desktop.features.complaints.rules.figures import (
    DEFINITIONS,
    Analysis,
    Part,
    comparison,
    paragraph,
    parts,
    period_words,
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


def remarks(found: Analysis) -> list[str]:
    """What the figures leave out, in numbers."""
    told = []
    if found.refused:
        told.append(f"本期另有 {found.refused} 件不予受理或转其他部门，不计入以上各数。")
    if found.undated:
        told.append(f"台账里有 {found.undated} 件没有受理日期，不计入任何一期，请补填。")
    return told


def _block(part: Part) -> Block:
    return Block(part.title, part.heads, part.rows, part.note)
