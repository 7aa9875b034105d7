"""Commands about the two lists."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.base.command import Answer, Command
from desktop.base.errors import UserError
from desktop.features.documents.operations import issue_many
from desktop.features.documents.queries import font_book
from desktop.features.institutions.queries import institution_id
from desktop.features.lists.excel.rolls import roll_xlsx
from desktop.features.lists.notices.papers import papers_for, usual_basis
from desktop.features.lists.notices.printed import roll_pdf
from desktop.features.lists.operations.black import approve_black as approve_line
from desktop.features.lists.operations.black import list_black, propose_black, remove_black
from desktop.features.lists.operations.white import create_batch, propose_white, publish_batch, remove_white
from desktop.features.lists.queries.rolls import changes_since, published_roll, standing_roll
from desktop.features.lists.queries.standing import batch, figures, free_institutions, negative_list
from desktop.features.lists.records import ListEntry, ListKind, Removal, Standing, SubjectKind
from desktop.features.lists.rules.figures import disagreements
from desktop.features.lists.rules.rolls import Roll
from desktop.store.desk import Desk
from desktop.store.engine import machine_troubles
from desktop.store.whole_file import ending_of, write_whole

NOW = "now"


def day_of(words: str | None, name: str) -> date | None:
    """The date written so; UserError for another form."""
    if words is None:
        return None
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise UserError(f"{name}写得不对：{words}。", "请写成 2023-09-25。") from error


def write(path: Path, data: bytes) -> None:
    """The file, its folder made."""
    with machine_troubles(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)


def line_of(session: Session, ref: str, kind: ListKind) -> ListEntry:
    """A living line by its number, else by the name of its subject: the one not taken off yet."""
    living = (ListEntry.listing == kind, ListEntry.voided_at.is_(None))
    if ref.isdecimal():
        found = session.scalar(select(ListEntry).where(*living, ListEntry.id == int(ref)))
    else:
        found = session.scalar(select(ListEntry).where(
            *living, ListEntry.standing != Standing.REMOVED,
            or_(ListEntry.name == ref, ListEntry.code == ref)).order_by(ListEntry.id.desc()))
    if found is None:
        raise UserError(f"{kind.value}上没有“{ref}”。", "请写名称、代码或条目号。")
    return found


def _entry(desk: Desk, ref: str, kind: ListKind) -> ListEntry:
    with desk.store.reading() as session:
        return line_of(session, ref, kind)


def _facts(found: ListEntry) -> dict[str, Any]:
    return {"id": found.id, "list": found.listing.value, "name": found.name, "code": found.code,
            "institution": found.institution_id, "state": found.standing.value,
            "listed_on": found.listed_on and found.listed_on.isoformat(),
            "removed_on": found.removed_on and found.removed_on.isoformat(),
            "removal": found.removal and found.removal.value, "item": found.item, "reason": found.reason}


def _answer(found: ListEntry, words: str) -> Answer:
    return Answer(_facts(found), [f"{found.title()}：{words}，现在是“{found.standing.value}”。"])


def yes(parser: ArgumentParser) -> None:
    """--yes answers the questions that a window would put."""
    parser.add_argument("--yes", action="store_true", help="要确认的都算同意")


def _batch_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="批次", help="例如 2023年第一批")
    parser.add_argument("--note", default="", metavar="备注")


def _batch(desk: Desk, given: Namespace) -> Answer:
    made = desk.do(create_batch, f"新建白名单批次{given.name}", name=given.name, note=given.note)
    return Answer({"id": made.id, "name": made.name, "state": made.state.value}, [f"{made.title()}已建好。"])


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("batch", metavar="批次")
    parser.add_argument("institutions", nargs="*", metavar="机构", help="代码、名称或内部号")
    parser.add_argument("--licensed", action="store_true", help="证照齐全、不在名单上的全部")
    parser.add_argument("--claimed", action="store_true", help="来件称在白名单上的全部")
    yes(parser)


def _add(desk: Desk, given: Namespace) -> Answer:
    with desk.store.reading() as session:
        row = batch(session, given.batch).id
        wanted = [institution_id(session, ref) for ref in given.institutions]
        if given.licensed or given.claimed:
            wanted += free_institutions(session, desk.today, licensed=given.licensed,
                                        claimed=given.claimed)
    made = desk.do(propose_white, f"列入{given.batch}", batch=row, institutions=wanted, confirmed=given.yes)
    return Answer({"added": len(made), "lines": [_facts(line) for line in made]},
                  [f"{given.batch}：列入 {len(made)} 家。"])


def _publish_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("batch", metavar="批次")
    parser.add_argument("--on", metavar="日期", help="公布日期，默认今天")
    parser.add_argument("--approval", required=True, metavar="文号", help="批准文号")
    parser.add_argument("--approved-by", required=True, metavar="姓名", help="批准人")


def _publish(desk: Desk, given: Namespace) -> Answer:
    with desk.store.reading() as session:
        row = batch(session, given.batch).id
    made = desk.do(publish_batch, f"公布白名单{given.batch}", row=row, approval=given.approval,
                   published_on=day_of(given.on, "公布日期") or desk.today, approved_by=given.approved_by)
    return Answer({"name": made.name, "count": made.count, "hash": made.frozen_hash,
                   "state": made.state.value},
                  [f"{made.title()}已公布，{made.count} 家，校验值 {made.frozen_hash}。"])


def _remove_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("entry", metavar="条目", help="名称、代码或条目号")
    parser.add_argument("--reason", required=True, metavar="理由", choices=[word.value for word in Removal])
    parser.add_argument("--on", metavar="日期", help="移出日期，默认今天")
    parser.add_argument("--note", default="", metavar="说明")
    parser.add_argument("--number", default="", metavar="文号", help="移出文书号")
    parser.add_argument("--approved-by", default="", metavar="姓名")


def _remove(kind: ListKind, operation: Callable[..., ListEntry]) -> Callable[[Desk, Namespace], Answer]:
    def run(desk: Desk, given: Namespace) -> Answer:
        found = _entry(desk, given.entry, kind)
        made = desk.do(operation, f"{found.name}移出{kind.value}", row=found.id,
                       removal=Removal(given.reason), removal_note=given.note,
                       removed_on=day_of(given.on, "移出日期") or desk.today, removal_no=given.number,
                       removal_by=given.approved_by)
        return _answer(made, "已移出")

    return run


def _black_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--institution", metavar="机构", help="台账里的机构：代码、名称或内部号")
    parser.add_argument("--name", metavar="名称", help="台账里没有的单位或个人")
    parser.add_argument("--kind", metavar="对象", default=SubjectKind.FIRM.value,
                        choices=[SubjectKind.FIRM.value, SubjectKind.PERSON.value])
    for key, name in (("code", "代码"), ("address", "地址"), ("town", "镇街"), ("basis", "列入依据"),
                      ("result", "处理结果"), ("found", "查处日期"), ("told", "告知日期"),
                      ("objection", "陈述申辩")):
        parser.add_argument(f"--{key}", metavar=name)
    items = "；".join(f"{item.key} {item.label}" for item in negative_list().items)
    parser.add_argument("--item", required=True, metavar="负面清单项", help=items)
    parser.add_argument("--reason", required=True, metavar="事由")
    parser.add_argument("--approve", action="store_true", help="已批准：移出白名单和列入黑名单一步办")
    _approval(parser)


def _approval(parser: ArgumentParser) -> None:
    parser.add_argument("--on", metavar="日期", help="列入日期，默认今天")
    for key, name in (("approved-by", "批准人"), ("decision-no", "决定文书号"), ("decided-by", "认定单位")):
        parser.add_argument(f"--{key}", default="", metavar=name)
    for key, name in (("public-from", "公示起"), ("public-until", "公示止")):
        parser.add_argument(f"--{key}", metavar=name)
    yes(parser)


def _approved(desk: Desk, given: Namespace) -> dict[str, Any]:
    return {"listed_on": day_of(given.on, "列入日期") or desk.today, "approved_by": given.approved_by,
            "decided_by": given.decided_by, "decision_no": given.decision_no,
            "public_from": day_of(given.public_from, "公示起"),
            "public_until": day_of(given.public_until, "公示止"), "confirmed": given.yes}


def _black(desk: Desk, given: Namespace) -> Answer:
    with desk.store.reading() as session:
        row = institution_id(session, given.institution) if given.institution else None
        basis = given.basis or usual_basis(session, given.item, desk.today)
    values = {"institution_id": row, "item": given.item, "reason": given.reason, "basis": basis,
              "result": given.result, "found_on": day_of(given.found, "查处日期"),
              "told_on": day_of(given.told, "告知日期"), "objection": given.objection}
    if row is None:
        values |= {"name": given.name, "subject_kind": SubjectKind(given.kind), "code": given.code,
                   "address": given.address, "town": given.town}
    if given.approve:
        made = desk.do(list_black, "列入黑名单", values=values, **_approved(desk, given))
        return _answer(made, "已列入")
    made = desk.do(propose_black, "拟列入黑名单", values=values, confirmed=given.yes)
    return _answer(made, "已登记")


def _approve_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("entry", metavar="条目", help="名称、代码或条目号")
    _approval(parser)


def _approve(desk: Desk, given: Namespace) -> Answer:
    found = _entry(desk, given.entry, ListKind.BLACK)
    made = desk.do(approve_line, f"批准{found.name}列入黑名单", row=found.id, **_approved(desk, given))
    return _answer(made, "已列入")


def _papers_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("entry", metavar="条目", help="名称、代码或条目号")
    parser.add_argument("--list", metavar="名单", default=ListKind.BLACK.value,
                        choices=[kind.value for kind in ListKind])


def _papers(desk: Desk, given: Namespace) -> Answer:
    with desk.store.reading() as session:
        found = line_of(session, given.entry, ListKind(given.list))
        papers = papers_for(session, found, desk.today)
    made = desk.do(issue_many, f"签发{found.name}的名单决定书", papers=papers, fonts=font_book())
    return Answer({"papers": [{"number": paper.number, "heading": paper.heading} for paper in made]},
                  [f"{paper.number} {paper.heading}已签发并存档。" for paper in made])


def _print_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("which", metavar="名册", help=f"批次名称；{NOW} 是现在的名册")
    parser.add_argument("out", type=Path, metavar="文件", help=".pdf 或 .xlsx")


def _out(parser: ArgumentParser) -> None:
    parser.add_argument("out", type=Path, metavar="文件", help=".pdf 或 .xlsx")


def _print_white(desk: Desk, given: Namespace) -> Answer:
    with desk.store.reading() as session:
        roll = (standing_roll(session, ListKind.WHITE, desk.today) if given.which == NOW
                else published_roll(session, batch(session, given.which).id))
    return _written(roll, given.out)


def _print_black(desk: Desk, given: Namespace) -> Answer:
    with desk.store.reading() as session:
        roll = standing_roll(session, ListKind.BLACK, desk.today)
    return _written(roll, given.out)


def _written(roll: Roll, out: Path) -> Answer:
    suffix = ending_of(out, ".pdf", ".xlsx")
    write(out, roll_pdf(roll, font_book()) if suffix == ".pdf" else roll_xlsx(roll))
    return Answer({"file": str(out), "rows": len(roll.rows), "title": roll.title}, [f"{roll.title}：{out}"])


def _changes(desk: Desk, given: Namespace) -> Answer:
    with desk.store.reading() as session:
        found = changes_since(session, batch(session, given.name).id)
    rows = [{"name": item.name, "kind": item.kind, "words": item.words} for item in found]
    return Answer({"changes": rows}, [f"{item.name}：{item.kind}，{item.words}" for item in found]
                  or ["公布以后没有变动。"])


def _figures_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--from", dest="first", metavar="日期", help="默认本年 1 月 1 日")
    parser.add_argument("--to", dest="last", metavar="日期", help="默认今天")


def _figures(desk: Desk, given: Namespace) -> Answer:
    last = day_of(given.last, "止日") or desk.today
    first = day_of(given.first, "起日") or date(last.year, 1, 1)
    with desk.store.reading() as session:
        found = [figures(session, kind, first, last) for kind in ListKind]
    faults = [fault for item in found for fault in disagreements(item)]
    data = {item.listing.value: {
        "opening": item.opening, "joined": item.joined, "left": item.left, "closing": item.closing,
        "subjects": item.subjects, "towns": dict(item.towns), "categories": dict(item.categories)}
        for item in found}
    lines = [*(f"{item.listing.value}：{item.words}" for item in found), *faults]
    return Answer({**data, "faults": faults}, lines, faults=bool(faults))


COMMANDS = (
    Command(("whitelist", "batch"), "新建白名单批次", _batch_arguments, _batch),
    Command(("whitelist", "add"), "把机构列入一批", _add_arguments, _add),
    Command(("whitelist", "publish"), "公布一批：公布版封存，不能再改", _publish_arguments, _publish),
    Command(("whitelist", "remove"), "移出白名单", _remove_arguments, _remove(ListKind.WHITE, remove_white)),
    Command(("whitelist", "changes"), "公布以后有什么变动", _batch_arguments, _changes),
    Command(("whitelist", "print"), "打印白名单：公布版或现在的名册", _print_arguments, _print_white),
    Command(("blacklist", "add"), "拟列入黑名单；--approve 一步办完", _black_arguments, _black),
    Command(("blacklist", "approve"), "批准：移出白名单和列入黑名单一步办", _approve_arguments, _approve),
    Command(("blacklist", "remove"), "移出黑名单，理由和列入的事由对应", _remove_arguments,
            _remove(ListKind.BLACK, remove_black)),
    Command(("blacklist", "papers"), "签发列入黑名单、移出白名单决定书", _papers_arguments, _papers),
    Command(("blacklist", "print"), "打印黑名单", _out, _print_black),
    Command(("lists", "figures"), "两个名单的户数、条数和核对", _figures_arguments, _figures),
)
