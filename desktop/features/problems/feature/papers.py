"""Commands that print: 一案一档, the wall chart, the forms of the ledgers."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from sqlalchemy.orm import Session

from desktop.base.command import Answer, Command
from desktop.base.errors import UserError
from desktop.base.listing import Listing, Question
from desktop.base.progress import silent
from desktop.features.documents.queries import font_book
from desktop.features.office.queries import office
from desktop.features.problems.excel import ledger_xlsx
from desktop.features.problems.listing.board import read_wall
from desktop.features.problems.listing.forms import FORMS, filled_form
from desktop.features.problems.listing.lists import PROBLEMS
from desktop.features.problems.notices.ledgers import ledger_pdf
from desktop.features.problems.notices.wall import wall_pdf
from desktop.features.problems.queries import problem
from desktop.output.pdf.sheet import Paper
from desktop.store.desk import Desk
from desktop.store.engine import machine_troubles
from desktop.store.whole_file import ending_of, write_whole


def _write(path: Path, data: bytes) -> None:
    with machine_troubles(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)


def _file_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("problem", metavar="问题", help="编号（2023-047）或内部号")
    parser.add_argument("--out", required=True, type=Path, metavar="文件.pdf", help="写到哪个文件")


def _file(desk: Desk, given: Namespace) -> Answer:
    # The libraries for pictures and for binding are loaded with the first file.
    from desktop.features.problems.notices.file import closing_file

    ending_of(given.out, ".pdf")
    with desk.store.reading() as session:
        found = problem(session, given.problem)
        data = closing_file(session, found, desk.today, font_book(), silent())
    _write(given.out, data)
    words = f"{found.number} 一案一档：{given.out}"
    return Answer({"file": str(given.out), "problem": found.number}, [words])


def _paper(parser: ArgumentParser, usual: Paper) -> None:
    parser.add_argument("--out", required=True, type=Path, metavar="文件", help="写到哪个文件")
    parser.add_argument("--paper", choices=[paper.value for paper in Paper], default=usual.value,
                        help="纸张，横向")
    parser.add_argument("--filter", action="append", default=[], metavar="筛选",
                        help="和列表上的筛选一样，例如 town:青阳街道、red，可以写几次")


def _asked(session: Session, given: Namespace) -> tuple[Listing, Question]:
    listing = PROBLEMS.with_data(session)
    question = Question(filters=frozenset(given.filter))
    if lost := listing.unknown(question):
        known = "、".join(chip.key for chip in listing.filters)
        raise UserError(f"没有“{lost[0]}”这个筛选。", f"可用：{known}。")
    return listing, question


def _board_arguments(parser: ArgumentParser) -> None:
    _paper(parser, Paper.A3)


def _board(desk: Desk, given: Namespace) -> Answer:
    ending_of(given.out, ".pdf")
    with desk.store.reading() as session:
        listing, question = _asked(session, given)
        wall = read_wall(session, listing, question, desk.today)
        own = office(session)
    _write(given.out, wall_pdf(wall, own.county, own.bureau, desk.today, Paper(given.paper), font_book()))
    data = {"file": str(given.out), "paper": given.paper, **wall.figures, "到期销号率": wall.rate}
    return Answer(data, [f"挂图 {given.paper}：{given.out}", *(f"{name} {number}" for name, number in
                                                           wall.figures.items())])


def _ledger_arguments(parser: ArgumentParser) -> None:
    names = "；".join(f"{key} {form.title}" for key, form in FORMS.items())
    parser.add_argument("form", choices=list(FORMS), metavar="表", help=names)
    _paper(parser, Paper.A3)


def _ledger(desk: Desk, given: Namespace) -> Answer:
    suffix, paper = ending_of(given.out, ".pdf", ".xlsx"), Paper(given.paper)
    with desk.store.reading() as session:
        listing, question = _asked(session, given)
        filled = filled_form(session, FORMS[given.form], listing, question, desk.today, silent())
    data = ledger_pdf(filled, paper, font_book()) if suffix == ".pdf" else \
        ledger_xlsx(filled, a3=paper is Paper.A3)
    _write(given.out, data)
    return Answer({"file": str(given.out), "rows": len(filled.rows)},
                  [f"{filled.form.title}：{filled.count}{given.out}"])


PAPERS = (
    Command(("problem", "file"), "一案一档：封面、目录、登记表、文书、送达、佐证、核查、审批装订成一份 PDF",
            _file_arguments, _file),
    Command(("board",), "打印挂图（看板），和列表同样的数字", _board_arguments, _board),
    Command(("ledger",), "打印问题台账、整改台账：PDF 或 .xlsx", _ledger_arguments, _ledger),
)
