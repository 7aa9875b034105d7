"""A step on the ladder, its answer, and the papers that go with it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from desktop.base.errors import Trouble
from desktop.base.fields import field_of
from desktop.features.documents.page.preview import PreviewWindow
from desktop.features.documents.panels.serial import SerialWindow
from desktop.features.documents.rules import Paper
from desktop.features.problems.form.entry import departments
from desktop.features.problems.form.facts import FactsDialog
from desktop.features.problems.notices.ladder import step_paper
from desktop.features.problems.notices.papers import SUPERVISION, TITLES
from desktop.features.problems.operations.ladder import climb, climb_many, postpone_reply, record_reply
from desktop.features.problems.queries import bodies, ladder, steps_up
from desktop.features.problems.records import Escalation, Problem, Rung
from desktop.features.problems.rules.ladder import left_out, made_rungs, step_facts
from desktop.features.problems.rules.moves import Fact
from desktop.ui.drafts import ALL_ROWS, FormKeeper, draft_of, keep_form
from desktop.ui.editors import LineEditor
from desktop.ui.errors import show_trouble
from desktop.ui.services import Services

TO_INSTITUTION = (Rung.INTERVIEW, Rung.CRITICISE, Rung.LOOK_BACK)
"""Steps that usually concern the institution itself; the others go to the responsible body."""

PENDING = "待核对："


class StepDialog(FactsDialog):
    """Asks for the facts of one step of a problem; `made` is the step after acceptance."""

    def __init__(self, services: Services, problem: Problem, rung: Rung, parent: QWidget,
                 why: str = "") -> None:
        self.problem, self.rung = problem, rung
        self.made: Escalation | None = None
        facts = ladder().rungs[rung]
        lost = services.read(_left_out, problem.id, rung)
        words = [f"还没有{'、'.join(item.value for item in lost)}，越级要写明理由。"] if lost else []
        words += [f"{PENDING}{facts.pending}。"] if facts.pending else []
        super().__init__(services, f"{problem.title()} {rung.value}", f"登记{rung.value}",
                         step_facts(facts, skipping=bool(lost)), parent, hint="\n".join(words))
        self._fill(why)
        self.drafts = FormKeeper(self, services, draft_of(
            f"{problem.title()} {rung.value}", Escalation, None, rung.value,
            (Problem.__tablename__, problem.id)), self.editors)

    def _fill(self, why: str) -> None:
        found, facts = self.problem, ladder().rungs[self.rung]
        target = facts.sender or (found.subject if self.rung in TO_INSTITUTION else found.duty_department)
        known = {"on": self.services.today, "reason": why or None,
                 "target": None if self.rung is Rung.REFER else target}
        if facts.reply and found.limit and found.limit >= self.services.today:
            known["reply_by"] = None if self.rung is Rung.REFER else found.limit
        for key, value in known.items():
            if value is not None:
                self.editors[key].set_value(value)
        editor = self.editors["target"]
        if isinstance(editor, LineEditor):
            offered = bodies if self.rung is Rung.REFER else departments
            editor.suggest([*self.services.read(offered), found.subject])

    def act(self, given: dict[str, Any]) -> Escalation | None:
        self.made = self.services.perform(
            climb, f"{self.problem.title()}{self.rung.value}", parent=self, faults=self.show_faults,
            done=f"{self.problem.title()}：已登记{self.rung.value}", problem=self.problem.id, rung=self.rung,
            **given)
        return self.made


def _left_out(session: Session, row: int, rung: Rung) -> list[Rung]:
    found = session.get_one(Problem, row)
    return left_out(rung, made_rungs(found, steps_up(session, row)))


def open_step(services: Services, problem: Problem, rung: Rung, parent: QWidget, why: str = "") -> None:
    """Ask for a step; once it is made, its paper is shown unless another body wrote it."""
    dialog = StepDialog(services, problem, rung, parent, why)
    if dialog.exec() and dialog.made is not None and ladder().rungs[rung].paper and not dialog.made.number:
        open_step_paper(services, dialog.made.id, parent)


def open_step_paper(services: Services, step: int, parent: QWidget) -> None:
    """The preview of a step's paper, in a window of its own."""
    try:
        paper = services.read(lambda session: step_paper(
            session, session.get_one(Escalation, step), today=services.today))
    except Trouble as trouble:
        show_trouble(parent, trouble)
        return
    number = paper.about_title.partition(" ")[0]
    PreviewWindow(services, paper, f"返回问题 {number}", parent.window()).show()


class ReplyDialog(FactsDialog):
    """The answer to a step."""

    def __init__(self, services: Services, step: Escalation, parent: QWidget) -> None:
        self.step = step
        facts = (Fact("replied_on", field_of(Escalation.replied_on), past=True),
                 Fact("reply", field_of(Escalation.reply)))
        super().__init__(services, f"{step.target or ''}{step.rung.value}的回复", "登记回复", facts, parent)
        self.editors["replied_on"].set_value(step.replied_on or services.today)
        self.editors["reply"].set_value(step.reply)
        self.drafts = FormKeeper(self, services, draft_of(
            f"{step.rung.value}的回复", Escalation, step.id, "reply"), self.editors)

    def act(self, given: dict[str, Any]) -> Escalation | None:
        return self.services.perform(record_reply, f"登记{self.step.rung.value}的回复", parent=self,
                                     faults=self.show_faults, done="回复已登记", step=self.step.id,
                                     replied_on=given["replied_on"], reply=given["reply"] or "")


class PostponeDialog(FactsDialog):
    """Another day for an answer."""

    def __init__(self, services: Services, step: Escalation, parent: QWidget) -> None:
        self.step = step
        facts = (Fact("reply_by", field_of(Escalation.reply_by), future=True),
                 Fact("reason", replace(field_of(Escalation.skipped), label="改期理由")))
        super().__init__(services, "改回复期限", "改期限", facts, parent)
        keep_form(self, services, self.editors, Escalation, "postpone", (Escalation.__tablename__, step.id))

    def act(self, given: dict[str, Any]) -> Escalation | None:
        return self.services.perform(postpone_reply, f"{self.step.rung.value}改回复期限", parent=self,
                                     faults=self.show_faults, done="回复期限已改", step=self.step.id,
                                     reply_by=given["reply_by"], reason=given["reason"] or "")


class SuperviseManyDialog(FactsDialog):
    """督办 of many problems: the facts asked once; an empty target is each problem's responsible body."""

    def __init__(self, services: Services, problems: Sequence[Problem], parent: QWidget) -> None:
        self.problems = problems
        self.made: list[Escalation] = []
        asked = step_facts(ladder().rungs[Rung.SUPERVISE], skipping=False)[:-1]
        facts = tuple(Fact(fact.key, fact.field, fact.key != "target" and fact.required, fact.past,
                           fact.future) for fact in asked)
        super().__init__(services, f"督办 {len(problems)} 个问题", "登记督办，去开督办通知单", facts, parent,
                         hint="主送单位空着的，发给各个问题的责任部门。")
        self.editors["on"].set_value(services.today)
        keep_form(self, services, self.editors, Escalation, "many", (Problem.__tablename__, ALL_ROWS))

    def act(self, given: dict[str, Any]) -> list[Escalation] | None:
        each = {found.id: {**given, "target": given["target"] or found.duty_department}
                for found in self.problems}
        self.made = self.services.perform(
            climb_many, f"督办 {len(self.problems)} 个问题", parent=self, faults=self.show_faults,
            done=f"已登记督办 {len(self.problems)} 个问题", problems=list(each), rung=Rung.SUPERVISE,
            facts=each) or []
        return self.made or None


def supervise_many(services: Services, rows: Sequence[int], parent: QWidget) -> None:
    """Supervise these problems as one act, then print their notices one after the other."""
    found = services.read(lambda session: [session.get_one(Problem, row) for row in rows])
    dialog = SuperviseManyDialog(services, found, parent)
    if dialog.exec():
        papers, refused = services.read(_papers, [step.id for step in dialog.made], services.today)
        SerialWindow(services, TITLES[SUPERVISION], papers, refused, parent).exec()


def _papers(session: Session, steps: Sequence[int], today: Any
            ) -> tuple[list[Paper], list[tuple[str, str]]]:
    return [step_paper(session, session.get_one(Escalation, step), today=today) for step in steps], []

