"""转为问题: verbs on a visit and on a complaint; what is a problem already is opened."""

from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from desktop.base.errors import Trouble
from desktop.base.fields import Field, Kind
from desktop.features.inspections.queries.visits import failed_findings
from desktop.features.inspections.records.visits import Visit, VisitFinding, VisitResult
from desktop.features.problems.form.entry import ProblemDialog
from desktop.features.problems.form.facts import FactsDialog
from desktop.features.problems.operations.sources import (
    complaint_values,
    finding_values,
    found_again,
    plan_look_back,
    problem_from_finding,
    problems_from_visit,
)
from desktop.features.problems.queries import problem_of_finding, problems_of_complaint, same_before
from desktop.features.problems.records import Problem, Source
from desktop.features.problems.rules.moves import CLOSED, Fact
from desktop.ui.dialogs import AskDialog
from desktop.ui.drafts import keep_form
from desktop.ui.errors import show_trouble
from desktop.ui.services import Services

PAGE = "problems"
AGAIN, NEW, ALL, OPEN_IT = "again", "new", "all", "open"


def turn_visit(services: Services, row: int, parent: QWidget) -> None:
    """转为问题 on a visit: its failed items, or what its record says; a problem that is there is opened."""
    failed, turned = services.read(_findings, row)
    left = [item for item in failed if item not in turned]
    if not failed:
        _from_record(services, row, parent)
    elif not left:
        services.open(PAGE, next(iter(turned.values())))
    elif len(left) == 1:
        turn_finding(services, left[0], parent)
    else:
        words = f"{len(left)} 个检查项有问题。类别、依据、整改措施和照片都会带过去，登记后可以再改。"
        if AskDialog("转为问题", words, [(ALL, f"转为 {len(left)} 个问题")], parent).ask() == ALL:
            made = services.perform(problems_from_visit, f"{len(left)} 个检查项转为问题", parent=parent,
                                    done=f"已登记 {len(left)} 个问题", visit=row)
            if made:
                services.open(PAGE, made[-1].id)


def turn_finding(services: Services, finding: int, parent: QWidget) -> None:
    """One failed item: found before at the same place it may be that problem again, else it is a new one."""
    known = services.read(problem_of_finding, finding)
    if known is not None:
        services.open(PAGE, known.id)
        return
    try:
        values = services.read(lambda session: finding_values(session, finding)[0])
    except Trouble as trouble:
        show_trouble(parent, trouble)
        return
    earlier = services.read(_earlier, values) if values["category"] is not None else None
    answer = _ask_again(earlier, parent) if earlier is not None else NEW
    if answer == AGAIN and earlier is not None:
        _again(services, earlier, finding, parent)
    elif answer == NEW and values["category"] is None:
        ProblemDialog(services, None, parent, values).exec()
    elif answer == NEW:
        made = services.perform(problem_from_finding, "检查项转为问题", parent=parent,
                                done="问题已登记，类别、依据、措施已带过来", finding=finding)
        if made is not None:
            services.open(PAGE, made.id)


def turn_complaint(services: Services, row: int, parent: QWidget) -> None:
    """转为问题 on a complaint: the form filled in; the problem that is there is opened, or another added."""
    known = services.read(problems_of_complaint, row)
    if known:
        words = f"这件投诉已有 {len(known)} 个问题：{'、'.join(item.number for item in known)}。"
        verbs = [(OPEN_IT, f"打开 {known[-1].number}"), (NEW, "再登记一个问题")]
        answer = AskDialog("转为问题", words, verbs, parent).ask()
        if answer == OPEN_IT:
            services.open(PAGE, known[-1].id)
        if answer != NEW:
            return
    try:
        values = services.read(complaint_values, row)
    except Trouble as trouble:
        show_trouble(parent, trouble)
        return
    ProblemDialog(services, None, parent, values).exec()


def _findings(session: Session, row: int) -> tuple[list[int], dict[int, int]]:
    """Failed items of a visit, and the problem of those that are one."""
    failed = [item.id for item in failed_findings(session, row)]
    known = {item: problem_of_finding(session, item) for item in failed}
    return failed, {item: found.id for item, found in known.items() if found is not None}


def _from_record(services: Services, row: int, parent: QWidget) -> None:
    visit = services.read(lambda session: session.get_one(Visit, row))
    if visit.result is not VisitResult.FOUND:
        services.say("这次检查没有发现问题", saved=False)
        return
    ProblemDialog(services, None, parent, {
        "subject": visit.subject, "institution_id": visit.institution_id, "town": visit.town,
        "address": visit.address, "description": visit.record, "found_on": visit.on,
        "source": Source.INSPECTION, "visit_id": visit.id}).exec()


def _earlier(session: Session, values: dict[str, Any]) -> Problem | None:
    return same_before(session, institution=values["institution_id"], subject=values["subject"],
                       category=values["category"], subcategory=values["subcategory"],
                       on=values["found_on"])


def _ask_again(earlier: Problem, parent: QWidget) -> str:
    closed = earlier.state in CLOSED
    what = "已销号，现在又发现，算反弹" if closed else f"还在“{earlier.state.value}”，仍未整改"
    words = (f"同一机构同一类别的{earlier.title()}{what}：{earlier.description}\n"
             "是同一个问题就用原编号，不是的另登记。")
    verb = f"反弹，{earlier.number} 重新挂账" if closed else f"记在 {earlier.number} 上"
    return AskDialog("是不是同一个问题", words, [(AGAIN, verb), (NEW, "另登记一个问题")], parent).ask()


def _again(services: Services, earlier: Problem, finding: int, parent: QWidget) -> None:
    if earlier.state in CLOSED:
        AgainDialog(services, earlier, finding, parent).exec()
        return
    done = services.perform(found_again, f"{earlier.title()}仍未整改", parent=parent,
                            done=f"已记在{earlier.title()}上", problem=earlier.id, finding=finding)
    if done is not None:
        services.open(PAGE, earlier.id)


class AgainDialog(FactsDialog):
    """反弹 of a closed problem found again at a visit: only the new limit is asked."""

    def __init__(self, services: Services, earlier: Problem, finding: int, parent: QWidget) -> None:
        self.earlier, self.finding = earlier, finding
        facts = (Fact("new_limit", Field("新整改时限", Kind.DATE), future=True),)
        super().__init__(services, f"{earlier.title()}反弹", "重新挂账", facts, parent,
                         hint="反弹情况照检查记录写入，编号不变。")
        keep_form(self, services, self.editors, VisitFinding, "again", (Problem.__tablename__, earlier.id))

    def act(self, given: dict[str, Any]) -> Problem | None:
        done = self.services.perform(
            found_again, f"{self.earlier.title()}反弹", parent=self, faults=self.show_faults,
            done=f"{self.earlier.title()}已重新挂账", problem=self.earlier.id, finding=self.finding,
            new_limit=given["new_limit"])
        if done is not None:
            self.services.open(PAGE, self.earlier.id)
        return done


class LookBackDialog(FactsDialog):
    """Plans a visit of kind 回头看 for a problem."""

    def __init__(self, services: Services, problem: Problem, parent: QWidget) -> None:
        self.problem = problem
        facts = (Fact("on", Field("回头看日期", Kind.DATE), future=True),)
        super().__init__(services, f"{problem.title()}回头看", "安排检查", facts, parent,
                         hint="列入检查计划，方式为回头看；到时在“检查”里记录。")
        due: date | None = problem.lookback_due
        self.editors["on"].set_value(due if due and due >= services.today else services.today)
        keep_form(self, services, self.editors, Visit, "look_back", (Problem.__tablename__, problem.id))

    def act(self, given: dict[str, Any]) -> Visit | None:
        return self.services.perform(
            plan_look_back, f"{self.problem.title()}安排回头看", parent=self, faults=self.show_faults,
            done=f"{self.problem.title()}的回头看已列入检查计划", problem=self.problem.id, on=given["on"])

