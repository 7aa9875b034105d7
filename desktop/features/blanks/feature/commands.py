"""临时表 without a screen: a mapped blank is filled."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from desktop.base.command import Answer, Command
from desktop.base.months import month_of, month_words
from desktop.features.blanks.excel import refill
from desktop.features.blanks.operations import note_month
from desktop.features.blanks.queries import blank_named
from desktop.store.desk import Desk
from desktop.store.whole_file import ending_of, write_whole


def _refill_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="名称", help="临时表的名称")
    parser.add_argument("--month", required=True, help="月份，例如 2023-10")
    parser.add_argument("--out", required=True, type=Path, metavar="文件", help="填好的表写到哪里")


def _refill(desk: Desk, given: Namespace) -> Answer:
    month = month_of(given.month)
    with desk.store.reading() as session:
        blank = blank_named(session, given.name)
        ending_of(given.out, Path(blank.file_name).suffix.lower())
        made = refill(session, blank, month, desk.today)
    write_whole(given.out, made.data)
    desk.do(note_month, f"{blank.name}填出{month_words(month)}", blank=blank.id, month=month)
    data = {
        "file": str(given.out), "month": month, "filled": len(made.cells) - len(made.empty),
        "values": {f"{item.cell.sheet}!{item.cell.cell}": item.value for item in made.cells},
        "empty": [{"sheet": item.cell.sheet, "cell": item.cell.cell, "words": item.words, "why": item.why}
                  for item in made.empty],
    }
    lines = [f"{blank.name} {month_words(month)}：填了 {data['filled']} 格，{given.out}"]
    lines += [f"没有填 {item.cell.cell}（{item.words}）：{item.why}" for item in made.empty]
    return Answer(data, lines, faults=bool(made.empty))


COMMANDS = (Command(("refill",), "把对应好的空白表填成某月的表", _refill_arguments, _refill),)
