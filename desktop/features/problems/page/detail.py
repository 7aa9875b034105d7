"""The detail below the list: head, body and the bar of moves with their reasons."""

from typing import Any

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.base.clock import CHINA
from desktop.base.errors import Trouble
from desktop.features.documents.form import open_delivery
from desktop.features.documents.page.preview import PreviewWindow
from desktop.features.documents.queries import documents_about
from desktop.features.documents.records import DocumentState
from desktop.features.problems.form.entry import can_edit, open_problem_form
from desktop.features.problems.form.evidence import EvidenceDialog, likely_kind
from desktop.features.problems.form.moves import check_dialog, open_move
from desktop.features.problems.form.printing import print_file
from desktop.features.problems.notices.papers import RECTIFICATION as RECTIFICATION_NOTICE
from desktop.features.problems.notices.papers import TITLES, paper_of
from desktop.features.problems.operations.entry import void_problem
from desktop.features.problems.page.ladder import LadderVerbs
from desktop.features.problems.panels.detail import LADDER, ORIGIN, ProblemBody, ProblemHead, StepsDialog
from desktop.features.problems.panels.evidence import ADD, OPEN_FILE, EvidenceWindow, open_kept
from desktop.features.problems.panels.shown import DELIVER, ISSUE, Shown, read_shown, short_reason
from desktop.features.problems.records import EvidenceKind, Problem, State
from desktop.features.problems.rules.gate import CHECK, CLOSING_FORM, EDIT, EVIDENCE
from desktop.features.problems.rules.moves import CLOSED, FACTS, MAIN_MOVES, OPEN, WORKFLOW
from desktop.store.editing import restore_record
from desktop.ui.areas import scrolling
from desktop.ui.buttons import Button, PrimaryButton, ReasonedButton
from desktop.ui.detail import Detail
from desktop.ui.errors import show_trouble
from desktop.ui.focus import first_stop, focus_on, keeping_keyboard
from desktop.ui.history_export import take_history
from desktop.ui.incoming import folders_words, has_files, incoming_files
from desktop.ui.labels import rule
from desktop.ui.record_actions import ask_reason
from desktop.ui.services import Services

LOWEST = 210
"""Px of the body below which it scrolls as a whole: the strip and some lines of each part."""
LATE_EXTENSION = "已申请销号，要延期先退回整改"


class ProblemDetail(Detail):
    """Head, body and the bar of moves of the current problem."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services
        self.shown: Shown | None = None
        self.head, self.body = ProblemHead(), ProblemBody()
        self.ladder = LadderVerbs(services, self)
        self.main: ReasonedButton | None = None
        self.moves: dict[str, ReasonedButton] = {}
        focus_on(self, self._keyboard)
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.head.opened.connect(self.follow)
        self.body.opened.connect(self.follow)
        self.setAcceptDrops(True)
        self._bar = QHBoxLayout()
        self._bar.setContentsMargins(16, 8, 16, 8)
        self._bar.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        self.body.setMinimumHeight(LOWEST)
        self._room = scrolling(self.body)
        column.addWidget(self._room, 1)
        column.addWidget(rule(strong=True))
        column.addLayout(self._bar)

    def show_row(self, row: int | None) -> None:
        shown = self.services.read(read_shown, row, self.services.today) if row is not None else None
        self.shown = shown
        if shown is not None:
            with keeping_keyboard(self):
                self.head.show_problem(shown)
                self.body.show_problem(shown, self.services.today, can_edit(shown.problem))
                self._show_bar(shown)

    def edit(self) -> None:
        if self.shown is not None and can_edit(self.shown.problem):
            open_problem_form(self.services, self.shown.problem.id, self)

    def _keyboard(self) -> QWidget:
        """The next step where it can be taken, else what is still missing for it."""
        if self.main is not None and self.main.button.isEnabled():
            return self.main.button
        return first_stop(self.body.gate, self.head, self.body, self) or self.head

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F6 goes back to the table; Ctrl+V puts a picture or files of the clipboard into the evidence."""
        if event.key() == Qt.Key.Key_F6:
            self.left.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.take_files(QGuiApplication.clipboard().mimeData())
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and pictures may be dropped on an open problem."""
        if self.shown is not None and can_edit(self.shown.problem) and has_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask what the dropped files show."""
        event.acceptProposedAction()
        self.take_files(event.mimeData())

    def take_files(self, given: QMimeData) -> None:
        """Dropped or pasted files as evidence: the dialog asks for the kind, then keeps copies."""
        if self.shown is None or not can_edit(self.shown.problem):
            self.services.say("这个问题现在不能添加佐证", saved=False)
            return
        files = incoming_files(given, self.services.desk.store.clock.now().astimezone(CHINA))
        folders = folders_words(given)
        if folders or not files:
            self.services.say(folders or "剪贴板里没有图片或文件", saved=False)
        if not files:
            return
        kind = likely_kind(files[0].name, [item.what for item in self.shown.missing])
        dialog = EvidenceDialog(self.services, self.shown.problem, self, kind)
        dialog.set_files(files)
        dialog.exec()

    def _show_bar(self, shown: Shown) -> None:
        while (item := self._bar.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.main, self.moves = None, {}
        if shown.problem.voided:
            back = Button("恢复", writes=True)
            back.clicked.connect(self._restore)
            self._bar.addWidget(back)
            self._bar.addStretch(1)
            return
        state = shown.problem.state
        first = MAIN_MOVES.get(state)
        if first is not None:
            self.main = self._move_button(shown, first, primary=True)
            self._bar.addWidget(self.main)
        self._bar.addStretch(1)
        rest = ("send_back", "extend") if state in OPEN else (
            ("rebound", "reopen") if state in CLOSED else ("reopen",))
        for move in rest:
            if move == "extend" or state in WORKFLOW.moves[move].sources:
                self._bar.addWidget(self._move_button(shown, move))
        climbing = Button("督办移送", arrow=True, writes=True)
        climbing.setMenu(self.ladder.menu(shown))
        self._bar.addWidget(climbing)
        more = Button("更多", arrow=True, writes=True)
        more.setMenu(self.more_menu(shown))
        self._bar.addWidget(more)

    def _move_button(self, shown: Shown, move: str, *, primary: bool = False) -> ReasonedButton:
        words = WORKFLOW.moves[move].label
        asks = "…" if any(fact.required for fact in FACTS[move]) else ""
        kind = PrimaryButton if primary else Button
        button = ReasonedButton(kind(f"{words}{asks}", writes=True), mark=primary)
        button.set_reason(self._reason(shown, move))
        button.clicked.connect(lambda: open_move(self.services, shown.problem, move, self))
        self.moves[move] = button
        return button

    def _reason(self, shown: Shown, move: str) -> str:
        state = shown.problem.state
        obstacles = WORKFLOW.obstacles(move, state, shown.case)
        if move == "extend" and obstacles:
            waiting = OPEN.index(state) > OPEN.index(State.RECTIFYING)
            return LATE_EXTENSION if waiting else "开始整改后才能延期"
        return short_reason(shown, obstacles)

    def more_menu(self, shown: Shown) -> QMenu:
        """The rarer verbs; a forbidden one says why."""
        menu, found = QMenu(self), shown.problem
        if can_edit(found):
            menu.addAction("修改…	F2", self.edit)
            menu.addAction("添加佐证…", lambda: self.follow(EVIDENCE))
            menu.addAction("填写核查…", lambda: self.follow(CHECK))
        if found.state in OPEN:
            for template in (RECTIFICATION_NOTICE, CLOSING_FORM):
                menu.addAction(f"开具{TITLES[template]}…",
                               lambda template=template: self.open_paper(template))
            menu.addSeparator()
            for move in ("shut", "merge"):
                self._add_move(menu, shown, move)
            menu.addSeparator()
            menu.addAction("作废问题…", self._void)
        for action in self.services.actions(Problem):
            menu.addAction(action.label, lambda action=action: action.run(self.services, found.id, self))
        menu.addAction("打印一案一档…", lambda: print_file(self.services, found, self))
        menu.addAction("办理过程…", lambda: self.follow("steps"))
        menu.addAction("变更记录…", lambda: take_history(self.services, Problem, found.id, self))
        return menu

    def _add_move(self, menu: QMenu, shown: Shown, move: str) -> None:
        obstacles = WORKFLOW.obstacles(move, shown.problem.state, shown.case)
        words = f"{WORKFLOW.moves[move].label}…"
        action = menu.addAction(f"{words}（{obstacles[0]}）" if obstacles else words)
        action.setEnabled(not obstacles)
        action.triggered.connect(lambda: open_move(self.services, shown.problem, move, self))

    def follow(self, key: str) -> None:
        """A link: the place that mends a missing item, or what belongs to the problem."""
        if self.shown is None:
            return
        found = self.shown.problem
        place, _, kind = key.partition(":")
        if place == EVIDENCE:
            EvidenceDialog(self.services, found, self, EvidenceKind(kind) if kind else None).exec()
        elif place == CHECK:
            check_dialog(self.services, found, self).exec()
        elif place == EDIT:
            self.edit()
        elif place == ISSUE:
            self.open_paper(RECTIFICATION_NOTICE)
        elif place in (DELIVER, "papers"):
            self._open_papers(deliver=place == DELIVER)
        elif place == OPEN_FILE:
            open_kept(self.services, int(kind), self)
        elif place == "files":
            self._open_evidence(found)
        elif place == "steps":
            StepsDialog(self.shown, self).exec()
        elif place == LADDER:
            self.ladder.open(self.shown)
        else:
            self._go(self.shown, place, kind)

    def _go(self, shown: Shown, place: str, which: str) -> None:
        """To another subject: the institution, or where the problem came from."""
        if place == "institution" and shown.problem.institution_id is not None:
            self.services.open("institutions", shown.problem.institution_id)
        elif place == ORIGIN:
            origin = shown.origins[int(which)]
            self.services.open(origin.feature, origin.row)

    def _open_evidence(self, found: Problem) -> None:
        window = EvidenceWindow(self.services, found, self, editable=can_edit(found))
        window.exec()
        if window.chosen == ADD:
            EvidenceDialog(self.services, found, self).exec()

    def open_paper(self, template: str) -> None:
        """The preview of a paper of this problem, in a window of its own."""
        if self.shown is None:
            return
        try:
            paper = self.services.read(_paper, self.shown.problem.id, template, self.services.today)
        except Trouble as trouble:
            show_trouble(self, trouble)
            return
        PreviewWindow(self.services, paper, f"返回问题 {self.shown.problem.number}", self.window()).show()

    def _open_papers(self, *, deliver: bool) -> None:
        assert self.shown is not None
        rows = self.services.read(_issued, self.shown.problem.id)
        if deliver and rows:
            open_delivery(self.services, rows[-1], self)
        elif rows:
            self.services.open("documents", rows[-1])

    def _void(self) -> None:
        assert self.shown is not None
        reason = ask_reason("作废问题", "作废原因，例如：重复登记", "作废", self,
                            about=f"{self.shown.problem.number} {self.shown.problem.subject}")
        if reason:
            self.services.perform(void_problem, f"作废{self.shown.problem.title()}", parent=self,
                                  problem=self.shown.problem.id, reason=reason)

    def _restore(self) -> None:
        assert self.shown is not None
        self.services.perform(restore_record, f"恢复{self.shown.problem.title()}", parent=self,
                              record=Problem, row=self.shown.problem.id)


def _paper(session: Session, row: int, template: str, today: Any) -> Any:
    return paper_of(session, session.get_one(Problem, row), template, today=today)


def _issued(session: Session, row: int) -> list[int]:
    return [item.id for item in documents_about(session, Problem.__tablename__, row)
            if item.state is DocumentState.ISSUED]
