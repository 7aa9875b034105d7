"""挂图: the board of problems on A3 or A4, with the figures and cards of the screen."""

from datetime import date

from desktop.base.chinese import date_cn
from desktop.base.lights import Light
from desktop.features.problems.listing.board import STAGES, Card, Lane, Wall
from desktop.features.problems.records import State
from desktop.output.pdf.fonts import FontBook
from desktop.output.pdf.sheet import Paper
from desktop.output.pdf.wall import WallCard, WallRow, WallSheet, render_wall

SHAPES = {Light.RED: "■", Light.AMBER: "▲", Light.BLUE: "●"}


def figures_words(wall: Wall) -> str:
    """挂账总数 64　未销号 33 … in one line."""
    found = wall.figures
    of = f"（{found['已销号']}/{wall.due}）" if wall.rated else ""
    return (f"挂账总数 {found['挂账总数']}　未销号 {found['未销号']}　已销号 {found['已销号']}　"
            f"到期销号率 {wall.rate}{of}　■红·逾期 {found['红']}　"
            f"▲黄·3日内 {found['黄']}　●蓝·期内 {found['蓝']}　反弹 {found['反弹']}　"
            f"督办中 {found['督办中']}")


def wall_sheet(wall: Wall, county: str, bureau: str, today: date, paper: Paper) -> WallSheet:
    """The board as a sheet."""
    notes = [f"{wall.idle_words}：{'、'.join(wall.idle)}。"] if wall.idle else []
    if wall.elsewhere:
        notes.append(f"{wall.elsewhere_words}。")
    notes.append("期限按工作日计算。卡片：编号（督办级别的第一个字）、类别、期限；划去的是延期前的时限。")
    return WallSheet(
        title=f"{county}校外培训问题整改挂图", corner="镇街",
        columns=[f"{state.value} {wall.stages[state]}" for state in STAGES],
        rows=[_row(lane) for lane in wall.lanes], figures=figures_words(wall),
        right="　".join(part for part in (wall.words, f"{bureau}　{date_cn(today)}") if part), notes=notes,
        paper=paper, author=bureau)


def _row(lane: Lane) -> WallRow:
    late = f"　逾期{lane.late}" if lane.late else ""
    return WallRow(lane.town, f"未销{lane.open}/{lane.total}{late}",
                   [_closed(lane) if state is State.CLOSED else _cards(lane, state) for state in STAGES])


def _closed(lane: Lane) -> str:
    count = lane.counts.get(State.CLOSED, 0)
    return str(count) if count else ""


def _cards(lane: Lane, state: State) -> list[WallCard]:
    found = [_card(card) for card in lane.cards.get(state, ())]
    more = lane.more(state)
    return [*found, WallCard(f"还有 {more} 个", "见问题台账")] if more else found


def _card(card: Card) -> WallCard:
    shape = SHAPES[card.standing.light] if card.standing else "○"
    old = f"{card.old_limit.month}.{card.old_limit.day}" if card.old_limit else ""
    number = f"{card.short_number}（{card.level_mark}）" if card.level_mark else f"{card.short_number} "
    return WallCard(f"{number}{card.label}", f"{shape}{card.words}", old)


def wall_pdf(wall: Wall, county: str, bureau: str, today: date, paper: Paper, fonts: FontBook) -> bytes:
    """The board as PDF, landscape."""
    return render_wall(wall_sheet(wall, county, bureau, today, paper), fonts)
