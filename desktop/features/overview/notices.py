"""The due list on paper."""

from desktop.features.documents.queries import font_book
from desktop.features.overview.queries import Board
from desktop.features.overview.rules import Item, by_band, short_day
from desktop.output.pdf.tables import Align, Column, HeadCell, TableSheet, render_table

HEADS = (("期限状态", 24.0), ("事项", 0.0), ("对象", 0.0), ("镇街", 24.0), ("期限", 28.0), ("下一步", 36.0))
WEIGHTS = {"事项": 1.0, "对象": 1.2}


def due_sheet(board: Board, items: tuple[Item, ...], bureau: str) -> TableSheet:
    """The given items by urgency, one row each; the counts of the groups stand below the table."""
    groups = by_band(items, board.today)
    rows = [_row(item, board) for group in groups for item in group.items]
    counts = "，".join(f"{group.title} {len(group.items)} 件" for group in groups)
    day = board.today
    return TableSheet(
        title="要办的事",
        columns=tuple(Column(mm=width, weight=WEIGHTS.get(words, 1.0),
                             align=Align.CENTER if words in ("期限状态", "期限") else Align.LEFT)
                      for words, width in HEADS),
        head=tuple(HeadCell(0, place, words) for place, (words, _) in enumerate(HEADS)),
        rows=rows,
        subtitle_left=bureau,
        subtitle_right=f"{day.year}年{day.month}月{day.day}日",
        notes=(f"共 {len(rows)} 件：{counts}。" if rows else "没有要办的事。",
               "期限按工作日计算，证照和协议按自然日计算。"),
        author=bureau)


def _row(item: Item, board: Board) -> tuple[str, ...]:
    due = item.due
    return (item.words, f"{due.kind} {due.title}", due.subject, due.town, short_day(due.day, board.today),
            due.next_step)


def due_pdf(board: Board, items: tuple[Item, ...], bureau: str) -> bytes:
    """The due list as PDF, A4 landscape."""
    return render_table(due_sheet(board, items, bureau), font_book())
