"""Commands about complaints: the analysis of a period."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from desktop.base.command import Answer, Command
from desktop.base.errors import UserError
from desktop.features.complaints.excel.figures import analysis_workbook
from desktop.features.complaints.notices import analysis_pdf
from desktop.features.complaints.queries.analysis import analysis
from desktop.features.complaints.rules.figures import Figures, comparison, paragraph, parts
from desktop.features.office.queries import is_set_up, office
from desktop.store.desk import Desk
from desktop.store.engine import machine_troubles
from desktop.store.whole_file import write_whole

NAME = "校外培训投诉举报分析"


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kind", choices=("complaints",), metavar="complaints", help="分析哪一类：complaints")
    parser.add_argument("--from", dest="first", required=True, metavar="日期",
                        help="从哪一天起，例如 2023-09-01")
    parser.add_argument("--to", dest="last", required=True, metavar="日期", help="到哪一天止（含）")
    parser.add_argument("--out", type=Path, metavar="文件夹", help="写出表格、PDF 和会商文字；不写则只回答")


def _run(desk: Desk, given: Namespace) -> Answer:
    first, last = _day(given.first), _day(given.last)
    if last < first:
        raise UserError(f"止日 {last} 早于起日 {first}。", "请对调两个日期。")
    with desk.store.reading() as session:
        found = analysis(session, first, last)
        bureau = office(session).bureau if is_set_up(session) else ""
    files: list[Path] = []
    if given.out is not None:
        with machine_troubles(given.out):
            given.out.mkdir(parents=True, exist_ok=True)
        stem = f"{NAME}_{first:%Y%m%d}-{last:%Y%m%d}"
        for ending, content in ((".xlsx", analysis_workbook(found, bureau)),
                             (".pdf", analysis_pdf(found, bureau)),
                             (".txt", paragraph(found).encode("utf-8"))):
            files.append(given.out / f"{stem}{ending}")
            write_whole(files[-1], content)
    data: dict[str, Any] = {
        "from": first, "to": last, "total": _plain(found.total), "before": _plain(found.before),
        **{key: {label: _plain(row) for label, row in rows} for key, rows in (
            ("towns", found.towns), ("sectors", found.sectors), ("projects", found.projects),
            ("kinds", found.kinds))},
        "callers": {row.label: {"callers": row.many, "calls": row.calls} for row in found.callers},
        "calls": {row.label: {"cases": row.many, "calls": row.calls} for row in found.calls},
        "satisfaction": dict(found.satisfied), "unnamed": found.unnamed, "undated": found.undated,
        "refused": found.refused, "paragraph": paragraph(found), "files": [str(path) for path in files]}
    lines = [paragraph(found)]
    for part in (comparison(found), *parts(found)):
        lines += [f"【{part.title}】", "\t".join(part.heads), *("\t".join(row) for row in part.rows)]
        lines += [part.note] if part.note else []
    return Answer(data, [*lines, *(f"已写出 {path}" for path in files)])


def _plain(row: Figures) -> dict[str, Any]:
    return {**asdict(row), "closing": row.closing, "punctual": row.punctual,
            "platform_closing": row.platform_closing, "satisfaction": row.satisfaction}


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise UserError(f"日期写得不对：{words}。", "请写成 2023-09-01。") from error


COMMANDS = (Command(("analysis",), "投诉举报分析：七个维度、环比、会商文字", _arguments, _run),)
