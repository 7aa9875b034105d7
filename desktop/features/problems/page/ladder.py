"""The verbs of 督办移送 on the detail: the menu of steps, the trail and what it leads to."""

from PySide6.QtWidgets import QMenu, QWidget

from desktop.features.documents.page.preview import PreviewWindow
from desktop.features.problems.form.ladder import PostponeDialog, ReplyDialog, open_step, open_step_paper
from desktop.features.problems.form.moves import open_move
from desktop.features.problems.form.sources import LookBackDialog
from desktop.features.problems.notices.ladder import interview_record
from desktop.features.problems.operations.ladder import void_step
from desktop.features.problems.panels.ladder import (
    DOCUMENT,
    PAPER,
    POSTPONE,
    RECORD,
    REPLY,
    VISIT,
    VOID,
    LadderWindow,
)
from desktop.features.problems.panels.shown import Shown
from desktop.features.problems.queries import ladder
from desktop.features.problems.records import Escalation, Problem, Rung
from desktop.features.problems.rules.ladder import obstacle, waiting
from desktop.features.problems.rules.moves import EXITS, WORKFLOW
from desktop.ui.record_actions import ask_reason
from desktop.ui.services import Services

HAND_OVER = "移送，本局不再办理…"


class LadderVerbs:
    """Menus and windows of the ladder for the problem that is shown."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        self.services, self.parent = services, parent

    def menu(self, shown: Shown) -> QMenu:
        """The proposed step first, then every step with why it is closed, answers, the trail."""
        menu, found = QMenu(self.parent), shown.problem
        asked = shown.proposal
        if asked is not None:
            menu.addAction(f"建议：{asked.rung.value}…（{asked.reason}）",
                           lambda: open_step(self.services, found, asked.rung, self.parent, asked.reason))
            menu.addSeparator()
        for rung, facts in ladder().rungs.items():
            if rung is Rung.REFER:
                menu.addSeparator()
            why = obstacle(facts, found)
            action = menu.addAction(f"{rung.value}…（{why}）" if why else f"{_verb(rung)}…")
            action.setEnabled(not why)
            action.triggered.connect(
                lambda checked=False, rung=rung: open_step(self.services, found, rung, self.parent))
        obstacles = WORKFLOW.obstacles("refer", found.state, shown.case)
        action = menu.addAction(HAND_OVER, lambda: open_move(self.services, found, "refer", self.parent))
        action.setEnabled(not obstacles)
        if not found.voided and found.state not in EXITS:
            menu.addAction("安排回头看检查…",
                           lambda: LookBackDialog(self.services, found, self.parent).exec())
        menu.addSeparator()
        for line in shown.ladder:
            if waiting(line.step):
                menu.addAction(f"登记{line.step.target or ''}{line.step.rung.value}的回复…",
                               lambda step=line.step: ReplyDialog(self.services, step, self.parent).exec())
        action = menu.addAction(f"督办移送经过（{len(shown.ladder)} 步）…", lambda: self.open(shown))
        action.setEnabled(bool(shown.ladder))
        return menu

    def open(self, shown: Shown) -> None:
        """The trail; the verb chosen there."""
        window = LadderWindow(shown.problem, shown.ladder, self.parent)
        if window.exec():
            self.follow(shown.problem, window.chosen)

    def follow(self, problem: Problem, chosen: str) -> None:
        """A verb of the trail."""
        verb, _, row = chosen.partition(":")
        if verb == DOCUMENT:
            self.services.open("documents", int(row))
        elif verb == VISIT:
            self.services.open("inspections", int(row))
        elif verb == PAPER:
            open_step_paper(self.services, int(row), self.parent)
        else:
            self._change(problem, verb, self.services.read(
                lambda session: session.get_one(Escalation, int(row))))

    def _change(self, problem: Problem, verb: str, step: Escalation) -> None:
        if verb == REPLY:
            ReplyDialog(self.services, step, self.parent).exec()
        elif verb == POSTPONE:
            PostponeDialog(self.services, step, self.parent).exec()
        elif verb == RECORD:
            paper = self.services.read(interview_record, step)
            PreviewWindow(self.services, paper, f"返回{problem.title()}", self.parent.window()).show()
        elif verb == VOID:
            reason = ask_reason(f"作废{step.title()}", "作废原因，例如：登记错了问题", "作废", self.parent)
            if reason:
                self.services.perform(void_step, f"{problem.title()}作废{step.rung.value}",
                                      parent=self.parent, step=step.id, reason=reason)


def _verb(rung: Rung) -> str:
    return "移送有关部门（本局继续督促整改）" if rung is Rung.REFER else rung.value
