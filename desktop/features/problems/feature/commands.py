"""Commands about problems."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from desktop.base.command import Answer, Command
from desktop.base.errors import UserError
from desktop.base.fields import Kind
from desktop.features.documents.operations import issue
from desktop.features.documents.queries import font_book
from desktop.features.institutions.records import Institution
from desktop.features.problems.feature.ladder import ladder_facts
from desktop.features.problems.notices import papers as notices
from desktop.features.problems.operations.entry import edit_problem, register_problem
from desktop.features.problems.operations.evidence import add_evidence
from desktop.features.problems.operations.moves import close_problem, move_problem, record_check
from desktop.features.problems.queries import (
    case_of,
    problem,
    steps_of,
    tree,
)
from desktop.features.problems.records import (
    Category,
    Conclusion,
    EvidenceKind,
    Problem,
    Source,
    State,
    Way,
)
from desktop.features.problems.rules.gate import CLOSING_FORM, gate, missing
from desktop.features.problems.rules.moves import FACTS, WORKFLOW
from desktop.store.attachments import Attachment
from desktop.store.desk import Desk
from desktop.store.engine import machine_troubles
from desktop.store.whole_file import ending_of, need_place, write_whole


def _problem(desk: Desk, ref: str) -> Problem:
    with desk.store.reading() as session:
        return problem(session, ref)


def _day(words: str | None, name: str) -> date | None:
    if words is None:
        return None
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise UserError(f"{name}写得不对：{words}。", "请写成 2023-09-25。") from error


def _facts(desk: Desk, found: Problem) -> dict[str, Any]:
    """What a command answers about a problem."""
    with desk.store.reading() as session:
        case = case_of(session, session.get_one(Problem, found.id))
        state = case.problem.state
        signed = (State.REVIEWING,) if state is State.APPROVING else ()
        lines = [{"what": item.what, "met": item.met, "words": item.words} for item in gate(
            case, signatures=signed)]
        steps = [{"move": step.move, "to": step.to_state.value, "on": step.on.isoformat(),
                  "signer": step.signer, "reason": step.reason} for step in steps_of(session, case.problem)]
        moves = [key for key in WORKFLOW.from_state(state) if not WORKFLOW.obstacles(key, state, case)]
        now = case.problem
        return {"number": now.number, "id": now.id, "name": now.subject, "category": now.category_label,
                "state": state.value, "limit": now.limit and now.limit.isoformat(), "round": now.round,
                "closed_on": now.closed_on and now.closed_on.isoformat(), "gate": lines, "steps": steps,
                "moves": moves, "missing": [line["what"] for line in lines if not line["met"]],
                "level": now.level.value, "escalation": ladder_facts(session, now.id)}


def _answer(desk: Desk, found: Problem, words: str) -> Answer:
    facts = _facts(desk, found)
    return Answer(facts, [f"{facts['number']} {facts['name']}：{words}，现在是“{facts['state']}”。"])


def _tried(desk: Desk, found: Problem, act: Callable[[], Problem], words: str) -> Answer:
    """The answer of an act that the rules may refuse: then with what is missing, and exit code 1."""
    try:
        return _answer(desk, act(), words)
    except UserError as refusal:
        with desk.store.reading() as session:
            case = case_of(session, session.get_one(Problem, found.id))
            lacking = [{"what": item.what, "words": item.words} for item in missing(case)]
        data = {"number": found.number, "state": case.problem.state.value, "error": refusal.sentence,
                "missing": lacking, "fields": refusal.fields}
        return Answer(data, [refusal.sentence], faults=True)


def _ref(parser: ArgumentParser) -> None:
    parser.add_argument("problem", metavar="问题", help="编号（2023-047）或内部号")


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--name", required=True, metavar="名称", help="机构名称，或者无证场所的名称")
    parser.add_argument("--category", required=True, metavar="类别", help="一级类别",
                        choices=[item.value for item in Category])
    parser.add_argument("--subcategory", metavar="代码", help="二级类别的代码或名称，例如 YB3、E2、超期")
    parser.add_argument("--description", required=True, metavar="描述")
    parser.add_argument("--found", metavar="日期", help="发现日期，默认今天")
    parser.add_argument("--source", metavar="来源", choices=[item.value for item in Source],
                        default=Source.INSPECTION.value)
    for key, name in (("town", "镇街"), ("address", "地址"), ("basis", "违反依据"), ("token", "办理标记")):
        parser.add_argument(f"--{key}", metavar=name)
    parser.add_argument("--refunds", type=int, metavar="人数", help="应退费学员数")


def _add(desk: Desk, given: Namespace) -> Answer:
    category = Category(given.category)
    branches = [branch.key for branch in tree() if branch.category is category
                and given.subcategory in (branch.key, branch.label)]
    if given.subcategory and not branches:
        raise UserError(f"“{category.value}”下没有“{given.subcategory}”这个二级类别。",
                        "请改正 --subcategory。")
    with desk.store.reading() as session:
        rows = session.scalars(select(Institution.id).where(
            Institution.voided_at.is_(None), Institution.name == given.name.strip())).all()
    made = desk.do(
        register_problem, "登记问题", token=given.token, subject=given.name, category=category,
        subcategory=branches[0] if given.subcategory else None, description=given.description,
        source=Source(given.source), town=given.town, address=given.address, basis=given.basis,
        refunds=given.refunds, institution_id=rows[0] if len(rows) == 1 else None,
        found_on=_day(given.found, "发现日期") or desk.today)
    return _answer(desk, made, "已登记")


def _pairs(words: list[str]) -> dict[str, str]:
    wrong = [item for item in words if "=" not in item]
    if wrong:
        raise UserError(f"看不懂“{wrong[0]}”。", "写成 名称=值，例如 limit=2023-10-09。")
    return {key: value for key, _, value in (item.partition("=") for item in words)}


def _move_arguments(parser: ArgumentParser) -> None:
    _ref(parser)
    names = "；".join(f"{key} {item.label}（{'、'.join(fact.key for fact in FACTS[key])}）"
                     for key, item in WORKFLOW.moves.items())
    parser.add_argument("move", metavar="办理", choices=list(WORKFLOW.moves), help=names)
    parser.add_argument("facts", nargs="*", metavar="名称=值", help="办理要填的内容，例如 limit=2023-10-09")


def _move(desk: Desk, given: Namespace) -> Answer:
    found, words = _problem(desk, given.problem), _pairs(given.facts)
    dates = {fact.key for fact in FACTS[given.move] if fact.field.kind is Kind.DATE}
    known = [fact.key for fact in FACTS[given.move]]
    if wrong := [key for key in words if key not in known]:
        raise UserError(f"“{WORKFLOW.moves[given.move].label}”用不到“{wrong[0]}”。",
                        f"可填：{'、'.join(known)}。")
    facts: dict[str, Any] = {key: _day(value, key) if key in dates else value for key, value in words.items()}
    label = WORKFLOW.moves[given.move].label

    def act() -> Problem:
        return desk.do(move_problem, f"{found.title()}{label}", problem=found.id, move=given.move, **facts)

    return _tried(desk, found, act, f"已办理“{label}”")


def _edit_arguments(parser: ArgumentParser) -> None:
    _ref(parser)
    parser.add_argument("facts", nargs="+", metavar="名称=值", help="description、measures、result 等")


def _edit(desk: Desk, given: Namespace) -> Answer:
    found = _problem(desk, given.problem)
    facts = _pairs(given.facts)
    keys = {item.key for item in (
        Problem.description, Problem.measures, Problem.progress, Problem.result, Problem.basis, Problem.note,
        Problem.address, Problem.town, Problem.duty_department, Problem.duty_person, Problem.papers)}
    if wrong := [key for key in facts if key not in keys]:
        raise UserError(f"“{wrong[0]}”不能这样改。", f"可改：{'、'.join(sorted(keys))}。")

    def act() -> Problem:
        return desk.do(edit_problem, f"修改{found.title()}", problem=found.id, **facts)

    return _tried(desk, found, act, "已修改")


def _evidence_arguments(parser: ArgumentParser) -> None:
    _ref(parser)
    parser.add_argument("kind", metavar="种类", choices=[item.value for item in EvidenceKind])
    parser.add_argument("file", type=Path, metavar="文件")
    parser.add_argument("--copies", type=int, default=1, metavar="份数")


def _evidence(desk: Desk, given: Namespace) -> Answer:
    found, kind = _problem(desk, given.problem), EvidenceKind(given.kind)
    with machine_troubles(given.file):
        data = given.file.read_bytes()
    desk.do(add_evidence, f"{found.title()}添加{kind.value}", problem=found.id, evidence_kind=kind, data=data,
            name=given.file.name, copies=given.copies)
    return _answer(desk, found, f"已附{kind.value}")


def _check_arguments(parser: ArgumentParser) -> None:
    _ref(parser)
    parser.add_argument("--first", required=True, metavar="姓名", help="第一核查人")
    parser.add_argument("--second", metavar="姓名", help="第二核查人")
    parser.add_argument("--conclusion", metavar="结论", choices=[item.value for item in Conclusion])
    parser.add_argument("--way", metavar="方式", choices=[item.value for item in Way], default=Way.SITE.value)
    parser.add_argument("--on", metavar="日期", help="核查日期，默认今天")


def _check(desk: Desk, given: Namespace) -> Answer:
    found = _problem(desk, given.problem)
    desk.do(record_check, f"{found.title()}核查", problem=found.id, first_checker=given.first,
            second_checker=given.second, way=Way(given.way), checked_on=_day(given.on, "核查日期"),
            conclusion=Conclusion(given.conclusion) if given.conclusion else None)
    return _answer(desk, found, "核查已记下")


def _close_arguments(parser: ArgumentParser) -> None:
    _ref(parser)
    parser.add_argument("--reviewer", required=True, metavar="姓名", help="在审批表上签字的股室负责人")
    parser.add_argument("--approver", required=True, metavar="姓名", help="在审批表上签字的分管领导")
    parser.add_argument("--on", metavar="日期", help="签字日期，默认今天")
    parser.add_argument("--single", metavar="理由", help="单人复核的理由：签字或记录的就是经办、核查的人时")


def _close(desk: Desk, given: Namespace) -> Answer:
    found, on = _problem(desk, given.problem), _day(given.on, "签字日期")

    def act() -> Problem:
        return desk.do(close_problem, f"{found.title()}销号", problem=found.id, reviewer=given.reviewer,
                       approver=given.approver, on=on, single=given.single)

    return _tried(desk, found, act, "已销号")


def _show(desk: Desk, given: Namespace) -> Answer:
    facts = _facts(desk, _problem(desk, given.problem))
    lines = [f"{facts['number']} {facts['name']} {facts['category']} {facts['state']}"]
    lines += [f"{'已有' if line['met'] else '还缺'} {line['what']}：{line['words']}"
              for line in facts["gate"]]
    lines += [f"{step['on']} {step['step']} {step['target']} {step['number'] or ''}".rstrip()
              for step in facts["escalation"]]
    return Answer(facts, lines)


def _notice_arguments(parser: ArgumentParser) -> None:
    _ref(parser)
    parser.add_argument("--out", required=True, type=Path, metavar="文件.pdf", help="写到哪个文件")


def _notice(template: str) -> Callable[[Desk, Namespace], Answer]:
    """Issues the paper (takes a number, keeps the file), writes a copy; the same words give the same."""
    def run(desk: Desk, given: Namespace) -> Answer:
        ending_of(given.out, ".pdf")
        found = _problem(desk, given.problem)
        with desk.store.reading() as session:
            paper = notices.paper_of(session, session.get_one(Problem, found.id), template, today=desk.today)
            title = notices.paper_title(session, found, template)
        need_place(given.out)
        made = desk.do(issue, title, paper=paper, fonts=font_book())
        with desk.store.reading() as session:
            data = desk.store.files.read(session.get_one(Attachment, made.attachment_id))
        write_whole(given.out, data)
        return Answer({"file": str(given.out), "number": made.number, "pages": made.pages,
                       "problem": found.number}, [f"{made.number}已签发并存档，副本：{given.out}"])
    return run


COMMANDS = (
    Command(("notice", "rectification"), "签发责令限期整改通知书：取文号、存档、另存一份 PDF",
            _notice_arguments, _notice(notices.RECTIFICATION)),
    Command(("notice", "closing"), "签发销号申请审批表", _notice_arguments, _notice(CLOSING_FORM)),
    Command(("problem", "add"), "登记问题", _add_arguments, _add),
    Command(("problem", "edit"), "修改问题", _edit_arguments, _edit),
    Command(("problem", "move"), "办理：交办、申请销号、退回、移送等", _move_arguments, _move),
    Command(("problem", "evidence"), "添加佐证", _evidence_arguments, _evidence),
    Command(("problem", "check"), "记下核查", _check_arguments, _check),
    Command(("problem", "close"), "核查通过、审核、批准一次办完；缺什么列在 missing 里",
            _close_arguments, _close),
    Command(("problem", "show"), "一个问题的状态、还缺什么、办理过程", _ref, _show),
)
