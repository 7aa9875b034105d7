"""Commands of the ladder, and of what problems come from."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.command import Answer, Command
from desktop.base.errors import UserError
from desktop.features.complaints.records import Complaint
from desktop.features.documents.operations import issue
from desktop.features.documents.queries import font_book
from desktop.features.inspections.queries.visits import visit
from desktop.features.problems.notices.ladder import step_paper
from desktop.features.problems.operations.entry import register_problem
from desktop.features.problems.operations.ladder import FACTS, climb, record_reply
from desktop.features.problems.operations.sources import complaint_values, problems_from_visit
from desktop.features.problems.queries import ladder, paper_of_step, problem, steps_up
from desktop.features.problems.records import Category, Escalation, Problem, Rung
from desktop.features.problems.rules.ladder import waiting
from desktop.store.attachments import Attachment
from desktop.store.desk import Desk
from desktop.store.whole_file import ending_of, need_place, write_whole

DATES = ("on", "reply_by")


def _problem(desk: Desk, ref: str) -> Problem:
    with desk.store.reading() as session:
        return problem(session, ref)


def _ref(parser: ArgumentParser) -> None:
    parser.add_argument("problem", metavar="问题", help="编号（2023-047）或内部号")


def read_day(words: str, name: str) -> date:
    """A day written 2023-09-25; UserError for anything else."""
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise UserError(f"{name}写得不对：{words}。", "请写成 2023-09-25。") from error


def _pairs(words: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in words:
        key, mark, value = item.partition("=")
        if not mark or key not in FACTS:
            raise UserError(f"看不懂“{item}”。", f"写成 名称=值，可填：{'、'.join(FACTS)}。")
        found[key] = read_day(value, key) if key in DATES else value
    return found


def ladder_facts(session: Session, row: int) -> list[dict[str, Any]]:
    """Living steps of a problem as JSON."""
    return [{"id": step.id, "step": step.rung.value, "on": step.on.isoformat(), "target": step.target,
             "decided_by": step.decided_by, "reason": step.reason, "skipped": step.skipped,
             "number": paper.number if (paper := paper_of_step(session, step.id)) else step.number,
             "reply_by": step.reply_by and step.reply_by.isoformat(),
             "replied_on": step.replied_on and step.replied_on.isoformat(), "reply": step.reply}
            for step in steps_up(session, row)]


def _complaint(session: Session, ref: str) -> int:
    """Id of the case with that number or id."""
    found = session.scalar(select(Complaint.id).where(Complaint.number == ref.strip()))
    if found is None and ref.strip().isdecimal():
        found = session.scalar(select(Complaint.id).where(Complaint.id == int(ref)))
    if found is None:
        raise UserError(f"没有编号为“{ref}”的投诉。", "可在“投诉举报”里查编号。")
    return found


def _answer(desk: Desk, row: int, words: str) -> Answer:
    with desk.store.reading() as session:
        found = session.get_one(Problem, row)
        data = {"number": found.number, "level": found.level.value, "state": found.state.value}
        steps = ladder_facts(session, row)
    return Answer({**data, "escalation": steps},
                  [f"{data['number']}：{words}，督办级别“{data['level']}”，状态“{data['state']}”。"])


def _climb_arguments(parser: ArgumentParser) -> None:
    _ref(parser)
    parser.add_argument("step", metavar="步骤", choices=[rung.value for rung in Rung],
                        help="、".join(rung.value for rung in Rung))
    parser.add_argument("facts", nargs="*", metavar="名称=值", help=f"{'、'.join(FACTS)}")


def _climb(desk: Desk, given: Namespace) -> Answer:
    found = _problem(desk, given.problem)
    step = desk.do(climb, f"{found.title()}{given.step}", problem=found.id, rung=Rung(given.step),
                   **_pairs(given.facts))
    return _answer(desk, step.problem_id, f"已登记{given.step}")


def _reply_arguments(parser: ArgumentParser) -> None:
    _ref(parser)
    parser.add_argument("--on", metavar="日期", help="回复日期，默认今天")
    parser.add_argument("--to", metavar="单位", help="哪个单位的回复；不写是最近一步等回复的")
    parser.add_argument("--reply", required=True, metavar="内容", help="回复内容")


def _reply(desk: Desk, given: Namespace) -> Answer:
    found = _problem(desk, given.problem)
    with desk.store.reading() as session:
        steps = [step for step in steps_up(session, found.id)
                 if waiting(step) and given.to in (None, step.target)]
    if not steps:
        raise UserError(f"{found.title()}没有在等回复的督办或移送。", "可用 problem show 看有哪些步骤。")
    on = read_day(given.on, "回复日期") if given.on else desk.today
    desk.do(record_reply, f"{found.title()}登记回复", step=steps[-1].id, replied_on=on, reply=given.reply)
    return _answer(desk, found.id, f"{steps[-1].rung.value}的回复已登记")


def _paper_arguments(parser: ArgumentParser) -> None:
    _ref(parser)
    parser.add_argument("--out", required=True, type=Path, metavar="文件.pdf", help="写到哪个文件")


def _issue(desk: Desk, step: Escalation, title: str, out: Path, values: dict[str, str]) -> Answer:
    """Issue the paper of a step, write a copy."""
    with desk.store.reading() as session:
        paper = step_paper(session, session.get_one(Escalation, step.id), today=desk.today)
        paper = replace(paper, values={**paper.values, **values})
    ending_of(out, ".pdf")
    need_place(out)
    made = desk.do(issue, title, paper=paper, fonts=font_book())
    with desk.store.reading() as session:
        data = desk.store.files.read(session.get_one(Attachment, made.attachment_id))
    write_whole(out, data)
    return Answer({"file": str(out), "number": made.number, "pages": made.pages},
                  [f"{made.number}已签发并存档，副本：{out}"])


def _step_arguments(parser: ArgumentParser) -> None:
    _paper_arguments(parser)
    parser.add_argument("--fill", action="append", default=[], metavar="空=内容",
                        help="还空着的，例如 约谈地点=三楼会议室，可以写几次")


def _step_notice(desk: Desk, given: Namespace) -> Answer:
    """The paper of the last step that has none yet, or the one issued before."""
    found = _problem(desk, given.problem)
    values = dict(item.partition("=")[::2] for item in given.fill)
    with desk.store.reading() as session:
        steps = [step for step in steps_up(session, found.id) if ladder().rungs[step.rung].paper
                 and not step.number]
        unwritten = [step for step in steps if paper_of_step(session, step.id) is None]
    if not steps:
        raise UserError(f"{found.title()}没有要开文书的督办步骤。", "先用 problem escalate 登记这一步。")
    step = (unwritten or steps)[-1]
    return _issue(desk, step, f"签发{step.rung.value}文书（{found.number}）", given.out, values)


def _supervision_arguments(parser: ArgumentParser) -> None:
    _paper_arguments(parser)
    parser.add_argument("--decided-by", metavar="姓名", help="批准督办的领导；不写是办理人")
    parser.add_argument("--reply-by", metavar="日期", help="办结时限；不写是整改时限")


def _supervision(desk: Desk, given: Namespace) -> Answer:
    """督办 as a step of the ladder, the one there or a new one, and its notice."""
    ending_of(given.out, ".pdf")
    found = _problem(desk, given.problem)
    with desk.store.reading() as session:
        known = [step for step in steps_up(session, found.id)
                 if step.rung is Rung.SUPERVISE and step.round == found.round and not step.number]
    due = read_day(given.reply_by, "办结时限") if given.reply_by else max(
        found.limit or desk.today, desk.today)
    step = known[-1] if known else desk.do(
        climb, f"{found.title()}督办通知", problem=found.id, rung=Rung.SUPERVISE,
        target=found.duty_department or found.subject, decided_by=given.decided_by or desk.by,
        reason="督促按期整改", reply_by=due)
    return _issue(desk, step, f"签发督办通知单（{found.number}）", given.out, {})


def _visit_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("visit", metavar="检查", help="检查编号或内部号")


def _from_visit(desk: Desk, given: Namespace) -> Answer:
    with desk.store.reading() as session:
        row = visit(session, given.visit).id
    made = desk.do(problems_from_visit, "检查项转为问题", visit=row)
    numbers = [item.number for item in made]
    return Answer({"problems": numbers}, [f"{given.visit}已转为 {len(made)} 个问题：{'、'.join(numbers)}。"])


def _complaint_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("complaint", metavar="投诉", help="投诉编号或内部号")
    parser.add_argument("--category", metavar="类别", choices=[item.value for item in Category],
                        help="一级类别；不写照投诉的项目")


def _from_complaint(desk: Desk, given: Namespace) -> Answer:
    with desk.store.reading() as session:
        values = complaint_values(session, _complaint(session, given.complaint))
    if given.category:
        values |= {"category": Category(given.category), "subcategory": None}
    made = desk.do(register_problem, "投诉转为问题", **values)
    return Answer({"number": made.number, "id": made.id}, [f"{given.complaint}已转为问题 {made.number}。"])


LADDER = (
    Command(("problem", "escalate"), "督办移送：登记一步，级别随之变", _climb_arguments, _climb),
    Command(("problem", "reply"), "登记督办、移送的回复", _reply_arguments, _reply),
    Command(("problem", "from-visit"), "检查里有问题的项目转为问题", _visit_arguments, _from_visit),
    Command(("problem", "from-complaint"), "投诉转为问题", _complaint_arguments, _from_complaint),
    Command(("notice", "supervision"), "登记督办并签发督办通知单", _supervision_arguments, _supervision),
    Command(("notice", "escalation"), "签发最近一步督办移送的文书：约谈、通报、挂牌督办、移送函",
            _step_arguments, _step_notice),
)
