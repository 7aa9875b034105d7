"""督办移送 of a problem: its steps with paper, answer and verbs; the step proposed next."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.chinese import date_cn
from desktop.base.marks import Tone
from desktop.features.documents.records import Document
from desktop.features.problems.listing.lists import relapses
from desktop.features.problems.queries import ladder, paper_of_step, steps_up
from desktop.features.problems.records import Escalation, Problem, Rung
from desktop.features.problems.rules.ladder import Proposal, overdue, proposal, waiting
from desktop.features.problems.rules.moves import OPEN
from desktop.ui.buttons import LinkButton
from desktop.ui.dialogs import WIDE, Frame
from desktop.ui.labels import label, rule, tag

REPLY, POSTPONE, PAPER, DOCUMENT, RECORD, VOID, VISIT = (
    "reply", "postpone", "paper", "document", "record", "void", "visit")
"""Verbs of a step: the window closes with `chosen` = verb:row."""

@dataclass(frozen=True)
class StepLine:
    """One step as it is shown: `paper` is the valid one issued here, `late`: the answer is overdue."""

    step: Escalation
    paper: Document | None
    late: bool

    @property
    def number(self) -> str:
        """The number of its paper, from here or from outside."""
        return self.paper.number if self.paper else self.step.number or ""

    @property
    def unwritten(self) -> bool:
        """Its paper has not been issued."""
        return bool(ladder().rungs[self.step.rung].paper) and not self.number

    @property
    def answer(self) -> str:
        """已回复 2023-09-28：…, 等回复，期限 2023年10月9日, or nothing."""
        step = self.step
        if step.replied_on:
            return f"{date_cn(step.replied_on)}回复：{step.reply}"
        if step.reply_by is None:
            return ""
        return f"{'逾期未回复' if self.late else '等回复'}，期限 {date_cn(step.reply_by)}"


def step_lines(session: Session, row: int, today: date) -> tuple[StepLine, ...]:
    """Living steps of a problem with their papers, oldest first."""
    return tuple(StepLine(step, paper_of_step(session, step.id), overdue(step, today))
                 for step in steps_up(session, row))


def proposed(session: Session, found: Problem, today: date) -> Proposal | None:
    """The step that is due now."""
    again = session.scalar(select(relapses(today)).where(Problem.id == found.id)) or 0
    return proposal(found, steps_up(session, found.id), again, today)


class LadderWindow(Frame):
    """The trail of 督办移送. A verb closes it with `chosen` such as reply:12."""

    def __init__(self, problem: Problem, lines: tuple[StepLine, ...], parent: QWidget) -> None:
        super().__init__(f"{problem.title()}的督办移送", (), parent, width=WIDE, cancel="关闭")
        self.links: dict[str, LinkButton] = {}
        self._open = problem.state in OPEN
        part = QWidget()
        part.setProperty("ground", "surface")
        column = QVBoxLayout(part)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        for place, line in enumerate(lines):
            if place:
                column.addWidget(rule())
            self._add(column, line)
        if not lines:
            column.addWidget(label("还没有督办移送。", "second"))
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(part)
        area.setMinimumHeight(320)
        self.body.addWidget(area, 1)

    def _add(self, column: QVBoxLayout, line: StepLine) -> None:
        step = line.step
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(date_cn(step.on), "second"))
        head.addWidget(label(step.rung.value, "strong"))
        head.addWidget(label(step.target or ""))
        head.addWidget(label(line.number, "second"))
        if line.unwritten:
            head.addWidget(tag("没有发文", Tone.AMBER))
        if line.late:
            head.addWidget(tag("逾期未回复", Tone.RED))
        head.addStretch(1)
        for key, words in self._verbs(line):
            link = LinkButton(words, small=True)
            link.clicked.connect(lambda checked=False, key=key: self.choose(key))
            self.links[key] = link
            head.addWidget(link)
        column.addLayout(head)
        skipped = f"越级理由：{step.skipped}" if step.skipped else ""
        people = f"决定：{step.decided_by}　记录：{step.recorded_by}"
        for words in (f"事由：{step.reason}", skipped, people, line.answer):
            if words:
                column.addWidget(_wrapped(words))

    def _verbs(self, line: StepLine) -> list[tuple[str, str]]:
        step, found = line.step, []
        if line.paper is not None:
            found.append((f"{DOCUMENT}:{line.paper.id}", "看文书"))
        elif line.unwritten:
            found.append((f"{PAPER}:{step.id}", "开具"))
        if step.rung is Rung.INTERVIEW:
            found.append((f"{RECORD}:{step.id}", "约谈记录"))
        if step.visit_id is not None:
            found.append((f"{VISIT}:{step.visit_id}", "看检查"))
        if step.reply_by or step.replied_on:
            found.append((f"{REPLY}:{step.id}", "改回复" if step.replied_on else "登记回复"))
        if waiting(step):
            found.append((f"{POSTPONE}:{step.id}", "改期限"))
        return [*found, (f"{VOID}:{step.id}", "作废")]


def _wrapped(words: str) -> QLabel:
    made = label(words, "small", wrap=True)
    made.setContentsMargins(0, 0, 0, 2)
    return made
