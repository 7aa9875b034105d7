"""检查 without a screen: visits and people entered, papers written, the month counted."""

from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.command import Answer, Command
from desktop.base.errors import UserError
from desktop.base.months import month_of, month_words
from desktop.features.documents.queries import font_book
from desktop.features.inspections.excel.papers import record_xlsx, table_xlsx
from desktop.features.inspections.listing.papers import daybook, record_paper
from desktop.features.inspections.notices.papers import record_docx, record_pdf, table_pdf
from desktop.features.inspections.operations.entry import plan_visit, record_visit
from desktop.features.inspections.operations.findings import Found
from desktop.features.inspections.operations.people import save_inspector
from desktop.features.inspections.queries.checklists import checklists
from desktop.features.inspections.queries.months import DEFINITIONS, Figure, month_counts, unvisited
from desktop.features.inspections.queries.people import people_named
from desktop.features.inspections.queries.visits import visit
from desktop.features.inspections.records.visits import Outcome, SiteKind, Visit, VisitKind, VisitResult
from desktop.features.institutions.records import Institution
from desktop.store.desk import Desk
from desktop.store.whole_file import ending_of, write_whole

PDF, XLSX, DOCX = ".pdf", ".xlsx", ".docx"


def _day(words: str | None, name: str) -> date | None:
    if words is None:
        return None
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise UserError(f"{name}写得不对：{words}。", "请写成 2023-09-25。") from error


def _person_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--name", required=True, metavar="姓名")
    parser.add_argument("--card", metavar="证号", help="执法证号")
    parser.add_argument("--department", metavar="单位")


def _person(desk: Desk, given: Namespace) -> Answer:
    values = {"name": given.name, "card_no": given.card, "department": given.department}
    found = desk.do(save_inspector, "登记检查人员", values=values)
    return Answer({"id": found.id, "name": found.name, "card": found.card_no}, [f"已登记{found.title()}。"])


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--way", required=True, choices=[kind.value for kind in VisitKind], metavar="方式",
                        help="、".join(kind.value for kind in VisitKind))
    parser.add_argument("--name", required=True, metavar="名称", help="机构名称，或者无证场所的名称")
    parser.add_argument("--on", metavar="日期", help="默认今天")
    parser.add_argument("--at", metavar="时间", help="开始时间，例如 19:30")
    parser.add_argument("--until", metavar="时间", help="结束时间")
    parser.add_argument("--site", choices=[kind.value for kind in SiteKind], metavar="类型", help="场所类型")
    parser.add_argument("--town", metavar="镇街")
    parser.add_argument("--community", metavar="社区")
    parser.add_argument("--inspectors", metavar="姓名", help="检查人员，几个人用顿号隔开")
    parser.add_argument("--grid-person", metavar="姓名", help="网格员")
    parser.add_argument("--failed", nargs="*", default=[], metavar="编号", help="有问题的检查项，例如 sf-3")
    parser.add_argument("--lists", nargs="*", default=[], metavar="清单", help="检查过的清单，其余各项无问题")
    parser.add_argument("--record", metavar="文字", help="检查情况")
    parser.add_argument("--planned", action="store_true", help="只登记计划")
    parser.add_argument("--yes", action="store_true", help="时段不符也登记")


def _add(desk: Desk, given: Namespace) -> Answer:
    with desk.store.reading() as session:
        people = people_named(session, given.inspectors)
        found = session.scalars(select(Institution.id).where(
            Institution.voided_at.is_(None), Institution.name == given.name.strip())).all()
        items = _items(session, given)
    values: dict[str, Any] = {
        "way": VisitKind(given.way), "subject": given.name, "on": _day(given.on, "检查日期") or desk.today,
        "starts": given.at, "ends": given.until, "town": given.town, "community": given.community,
        "grid_person": given.grid_person, "record": given.record,
        "site_kind": SiteKind(given.site) if given.site else None,
        "institution_id": found[0] if len(found) == 1 else None}
    if given.planned:
        made = desk.do(plan_visit, "登记检查计划", inspectors=people, confirmed=given.yes, **values)
    else:
        if not items:
            values["result"] = VisitResult.CLEAN
        made = desk.do(record_visit, "登记检查", inspectors=people, findings=items or None,
                       confirmed=given.yes, **values)
    return Answer(_facts(made), [f"{made.title()} {made.subject}：{made.state.value}。"])


def _items(session: Session, given: Namespace) -> list[Found]:
    asked = [item.key for part in checklists(session) if part.title in given.lists for item in part.items]
    unknown = set(given.lists) - {part.title for part in checklists(session)}
    if unknown:
        raise UserError(f"没有“{'、'.join(sorted(unknown))}”这个检查清单。", "用 visit checklists 查看。")
    clean = [Found(key) for key in asked if key not in given.failed]
    return [*(Found(key, Outcome.FAILED) for key in dict.fromkeys(given.failed)), *clean]


def _facts(found: Visit) -> dict[str, Any]:
    return {"number": found.number, "id": found.id, "name": found.subject, "way": found.way.value,
            "on": found.on.isoformat(), "state": found.state.value,
            "result": found.result and found.result.value, "inspectors": found.inspectors,
            "failed": found.failed_items, "slot": found.slot_note}


def _sheet_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("visit", metavar="检查", help="编号（2023-001）或内部号")
    parser.add_argument("--out", required=True, type=Path, metavar="文件", help=".pdf、.xlsx 或 .docx")


def _sheet(desk: Desk, given: Namespace) -> Answer:
    ending = ending_of(given.out, PDF, XLSX, DOCX)
    with desk.store.reading() as session:
        found = visit(session, given.visit)
        paper = record_paper(session, found)
    made = {XLSX: record_xlsx, DOCX: record_docx}.get(ending)
    write_whole(given.out, made(paper) if made is not None else record_pdf(paper, font_book()))
    data = {"file": str(given.out), "number": found.number}
    return Answer(data, [f"已写{found.title()}的记录表：{given.out}"])


def _daybook_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--from", dest="first", required=True, metavar="日期")
    parser.add_argument("--to", dest="last", metavar="日期", help="默认同一天")
    parser.add_argument("--out", required=True, type=Path, metavar="文件", help=".pdf 或 .xlsx")


def _daybook(desk: Desk, given: Namespace) -> Answer:
    ending, first = ending_of(given.out, PDF, XLSX), _day(given.first, "起日")
    assert first is not None
    last = _day(given.last, "止日") or first
    if last < first:
        raise UserError("止日早于起日。", "请改正 --from 和 --to。")
    with desk.store.reading() as session:
        table = daybook(session, first, last)
    write_whole(given.out, table_pdf(table, font_book()) if ending == PDF else table_xlsx(table))
    data = {"file": str(given.out), "rows": len(table.rows), "notes": list(table.notes)}
    return Answer(data, [f"日工作台账 {len(table.rows)} 行：{given.out}", *table.notes])


def _counts_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--month", required=True, metavar="月份", help="例如 2023-09")


def _counts(desk: Desk, given: Namespace) -> Answer:
    month = month_of(given.month)
    with desk.store.reading() as session:
        found = month_counts(session, month)
    data = {"month": month, **_figure(found.total), "found": _figure(found.found),
            "person_times": found.person_times, "person_days": found.person_days, "patrols": found.patrols,
            "unlicensed": found.unlicensed, "failed_items": found.failed_items,
            "by_kind": {kind.value: _figure(figure) for kind, figure in found.by_kind.items()},
            "by_town": {town: _figure(figure) for town, figure in found.by_town.items()}}
    return Answer(data, [f"{month_words(month)}：{found.words}。", *DEFINITIONS])


def _figure(found: Figure) -> dict[str, int]:
    return {"visits": found.visits, "objects": found.objects}


def _unvisited_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--days", type=int, metavar="天数", help="默认按程序里设的天数")


def _unvisited(desk: Desk, given: Namespace) -> Answer:
    with desk.store.reading() as session:
        found = unvisited(session, desk.today, given.days)
    rows = [{"town": one.town, "community": one.community, "last": one.last and one.last.isoformat(),
             "days": one.days, "institutions": one.institutions, "keeper": one.keeper} for one in found]
    return Answer({"communities": rows}, [f"{one.town} {one.community}：{one.words}" for one in found])


def _no_arguments(parser: ArgumentParser) -> None:
    """Nothing to ask for."""


def _checklists(desk: Desk, given: Namespace) -> Answer:
    with desk.store.reading() as session:
        found = checklists(session)
    rows = [{"key": item.key, "checklist": item.checklist, "wording": item.wording,
             "category": item.category, "subcategory": item.subcategory, "statutes": list(item.statutes)}
            for part in found for item in part.items]
    return Answer({"items": rows}, [f"{row['key']}\t{row['checklist']}\t{row['wording']}" for row in rows])


COMMANDS = (
    Command(("inspector", "add"), "登记检查人员", _person_arguments, _person),
    Command(("visit", "add"), "登记一次检查或一个计划", _add_arguments, _add),
    Command(("visit", "sheet"), "现场检查记录表（PDF、表格或 Word）", _sheet_arguments, _sheet),
    Command(("visit", "daybook"), "日工作台账（PDF 或表格）", _daybook_arguments, _daybook),
    Command(("visit", "counts"), "某月检查个次、家数、出动人次", _counts_arguments, _counts),
    Command(("visit", "unvisited"), "多少天没有去过的社区", _unvisited_arguments, _unvisited),
    Command(("visit", "checklists"), "检查清单的各项", _no_arguments, _checklists),
)
