"""The due list on paper."""

from desktop.features.documents.queries import font_book
from desktop.features.filings.records import SendState
from desktop.features.overview.queries import Board
from desktop.features.overview.rules import Item, Tile, by_band, of_tile, short_day
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
        notes=(f"共 {len(rows)} 件：{counts}。" if rows else "没有要办的事。", *_page_notes(board),
               "期限按工作日计算，证照和协议按自然日计算。"),
        author=bureau)


def _page_notes(board: Board) -> list[str]:
    """The rest of the page in words: what comes first, reports, trend, drafts, files that do not open."""
    notes = []
    if board.first:
        notes.append("今天先办：" + "；".join(
            f"{place}. {first.item.due.kind} {first.item.due.title}（{first.reason}）"
            for place, first in enumerate(board.first, 1)) + "。")
    lapsing = of_tile(board.items, Tile.LAPSING)
    if lapsing:
        notes.append(f"证照 30 日内到期 {len(lapsing)} 件：" + "、".join(
            f"{item.due.subject}（{short_day(item.due.day, board.today)}）" for item in lapsing) + "。")
    if board.reports is not None:
        rows = [f"{name} {'、'.join(map(_state, board.reports.months, states))}"
                for name, states in board.reports.rows]
        notes.append(f"报送：{board.reports.words}。{'；'.join(rows)}。")
    if board.trend is not None:
        trend = board.trend
        notes.append(f"{trend.month}至今新增问题 {len(trend.found)} 个"
                     f"（上月同期 {len(trend.found_before)} 个），"
                     f"销号 {len(trend.closed)} 个（上月同期 {len(trend.closed_before)} 个），"
                     f"现挂账 {len(board.open)} 个。")
    if board.drafts:
        notes.append(f"没写完的 {len(board.drafts)} 件：{'、'.join(draft.title for draft in board.drafts)}。")
    if board.unreachable:
        notes.append(f"打不开的证据 {len(board.unreachable)} 个："
                     f"{'；'.join(lost.words for lost in board.unreachable)}。")
    return notes


def _state(month: str, state: SendState | None) -> str:
    return f"{month}{state.value}" if state else f"{month}—"


def _row(item: Item, board: Board) -> tuple[str, ...]:
    due = item.due
    return (item.words, f"{due.kind} {due.title}", due.subject, due.town, short_day(due.day, board.today),
            due.next_step)


def due_pdf(board: Board, items: tuple[Item, ...], bureau: str) -> bytes:
    """The due list as PDF, A4 landscape."""
    return render_table(due_sheet(board, items, bureau), font_book())
