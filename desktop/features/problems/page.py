"""问题整改 on the screen: two views of one list, below it the detail with its moves and their reasons."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout
from sqlalchemy.orm import Session

from desktop.base.errors import Trouble
from desktop.base.listing import Filter, Listing, Question
from desktop.features.calendar.records import SpecialDay
from desktop.features.documents.form import open_delivery
from desktop.features.documents.page import PreviewWindow
from desktop.features.documents.queries import documents_about
from desktop.features.documents.records import Document, DocumentState
from desktop.features.office.queries import towns
from desktop.features.office.records import Town
from desktop.features.problems.form import (
    EvidenceDialog,
    can_edit,
    check_dialog,
    open_move,
    open_problem_form,
)
from desktop.features.problems.listing import PROBLEMS, RECTIFICATION, with_towns
from desktop.features.problems.notices import RECTIFICATION as RECTIFICATION_NOTICE
from desktop.features.problems.notices import SUPERVISION, TITLES, paper_of
from desktop.features.problems.operations import void_problem
from desktop.features.problems.panels import (
    DELIVER,
    ISSUE,
    ProblemBody,
    ProblemHead,
    Shown,
    StepsDialog,
    read_shown,
    short_reason,
)
from desktop.features.problems.records import EvidenceKind, Problem, State
from desktop.features.problems.rules import CHECK, CLOSED, EDIT, EVIDENCE, FACTS, MAIN_MOVES, OPEN, WORKFLOW
from desktop.store.editing import restore_record
from desktop.ui.buttons import Button, PrimaryButton, ReasonedButton, Segments
from desktop.ui.chips import Chip
from desktop.ui.detail import Detail
from desktop.ui.errors import show_trouble
from desktop.ui.feature import Feature
from desktop.ui.labels import rule
from desktop.ui.ledger_page import VOIDED, LedgerPage
from desktop.ui.page_head import Piece
from desktop.ui.record_actions import ask_reason
from desktop.ui.services import Services

LIST, LEDGER = "list", "ledger"
VIEWS = {LIST: PROBLEMS, LEDGER: RECTIFICATION}
MENUS = {"类别": "category:", "镇街": "town:"}
HELD_BACK = ("state:审核", "state:批准", "state:已销号", "state:回头看", "state:归档", "near", "source:")
LATE_EXTENSION = "已申请销号，要延期先退回整改"


def screen_listing(names: tuple[str, ...]) -> Listing:
    """Columns of both views, those of 问题清单 first; the towns as chips."""
    known = {item.key for item in PROBLEMS.columns}
    more = tuple(replace(item, shown=False) for item in RECTIFICATION.columns if item.key not in known)
    return with_towns(replace(PROBLEMS, title="问题整改", columns=(*PROBLEMS.columns, *more)), names)


class ProblemDetail(Detail):
    """Head, body and the bar of moves of the current problem. `left`: F6 goes back to the table."""

    left = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services
        self.shown: Shown | None = None
        self.head, self.body = ProblemHead(), ProblemBody()
        self.main: ReasonedButton | None = None
        self.moves: dict[str, ReasonedButton] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.head.opened.connect(self.follow)
        self.body.opened.connect(self.follow)
        self._bar = QHBoxLayout()
        self._bar.setContentsMargins(16, 8, 16, 8)
        self._bar.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.body, 1)
        column.addWidget(rule(strong=True))
        column.addLayout(self._bar)

    def show_row(self, row: int | None) -> None:
        shown = self.services.read(read_shown, row, self.services.today) if row is not None else None
        self.shown = shown
        if shown is not None:
            self.head.show_problem(shown)
            self.body.show_problem(shown, self.services.today, can_edit(shown.problem))
            self._show_bar(shown)

    def edit(self) -> None:
        if self.shown is not None and can_edit(self.shown.problem):
            open_problem_form(self.services, self.shown.problem.id, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F6 goes back to the table."""
        if event.key() == Qt.Key.Key_F6:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _show_bar(self, shown: Shown) -> None:
        while (item := self._bar.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.main, self.moves = None, {}
        if shown.problem.voided:
            back = Button("恢复")
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
        rest = ("send_back", "refer", "extend") if state in OPEN else (
            ("rebound", "reopen") if state in CLOSED else ("reopen",))
        for move in rest:
            if move == "extend" or state in WORKFLOW.moves[move].sources:
                self._bar.addWidget(self._move_button(shown, move))
        more = Button("更多", arrow=True)
        more.setMenu(self.more_menu(shown))
        self._bar.addWidget(more)

    def _move_button(self, shown: Shown, move: str, *, primary: bool = False) -> ReasonedButton:
        words = WORKFLOW.moves[move].label
        asks = "…" if any(fact.required for fact in FACTS[move]) else ""
        button = ReasonedButton((PrimaryButton if primary else Button)(f"{words}{asks}"), mark=primary)
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
            for template in (RECTIFICATION_NOTICE, SUPERVISION):
                menu.addAction(f"开具{TITLES[template]}…",
                               lambda template=template: self.open_paper(template))
            menu.addSeparator()
            for move in ("shut", "merge"):
                self._add_move(menu, shown, move)
            menu.addSeparator()
            menu.addAction("作废问题…", self._void)
        for action in self.services.actions(Problem):
            menu.addAction(action.label, lambda action=action: action.run(self.services, found.id, self))
        menu.addAction("办理过程…", lambda: self.follow("steps"))
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
        elif place == "institution" and found.institution_id is not None:
            self.services.open("institutions", found.institution_id)
        elif place == "steps":
            StepsDialog(self.shown, self).exec()

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
        reason = ask_reason("作废问题", "作废原因，例如：重复登记", "作废", self)
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


class ProblemsPage(LedgerPage):
    """The list above, the detail below; 问题清单 and 整改台账 are two sets of columns over the same rows."""

    views_above = False
    empty_what = "还没有登记过问题。"
    empty_todo = "按“登记问题”登记第一条，再交办、整改、销号。"

    def __init__(self, services: Services, feature: Feature) -> None:
        self.view = LIST
        self.segments = Segments(((LIST, "问题清单"), (LEDGER, "整改台账")))
        self.menus = {name: Chip(name, name, arrow=True) for name in MENUS}
        self._towns = services.read(towns)
        self._states: dict[str, dict[str, Any]] = {}
        super().__init__(services, feature, screen_listing(self._towns))
        self.watches = (*feature.records, Town, SpecialDay, Document)
        self.splitter.setOrientation(Qt.Orientation.Vertical)
        self.splitter.setSizes([260, 340])
        self.segments.chosen.connect(self.choose_view)
        self.detail.left.connect(self.table.setFocus)
        self.head.link_clicked.disconnect()
        self.head.link_clicked.connect(lambda key: self.show_question(Question(filters=frozenset({key}))))
        for name, chip in self.menus.items():
            self.chips.add_tail(chip)
            chip.clicked.connect(lambda checked=False, name=name: self._open_menu(name))
        self.chips.set_chips([*(Chip(item.key, item.label, light=item.mark.tone if item.mark else None)
                                for item in self.listing.filters if _is_chip(item)), Chip(VOIDED, "已作废")])
        self.source.question = Question(filters=frozenset({"open"}))
        self.chips.choose({"open"})

    def make_card(self) -> Detail:
        return ProblemDetail(self.services)

    @property
    def detail(self) -> ProblemDetail:
        """The detail below the table."""
        assert isinstance(self.card, ProblemDetail)
        return self.card

    def add_actions(self) -> None:
        self.head.add_slot(self.segments)
        self.add_list_actions()
        adding = PrimaryButton("登记问题", icon="plus", key="Ctrl+N")
        adding.clicked.connect(self.new)
        self.head.add_action(adding)

    def refresh(self) -> None:
        known = self.services.read(towns)
        if known != self._towns:
            self._towns = known
            self.listing = self.source.listing = screen_listing(known)
        super().refresh()
        for name, chip in self.menus.items():
            chosen = self._chosen(name)
            chip.set_word(f"{name} {len(chosen)} 个" if len(chosen) > 1 else next(iter(chosen), name))
        self.chips.set_counts({})

    def choose_view(self, view: str) -> None:
        """问题清单 or 整改台账: other columns, the same rows."""
        self._states[self.view] = self.table.table_state()
        self.view = view
        self.segments.select(view)
        wanted = [item.key for item in VIEWS[view].columns]
        shown = {item.key for item in VIEWS[view].columns if item.shown}
        every = [item.key for item in self.listing.columns]
        usual = {"order": [*wanted, *(key for key in every if key not in wanted)],
                 "hidden": [key for key in every if key not in shown],
                 "sort": [self.table.windowed.order, self.table.windowed.descending]}
        self.table.restore_state(self._states.get(view, usual))

    def export_to(self, path: Path) -> None:
        """Write the rows in force with the columns of the view."""
        asked = self.source.asked(self.table.windowed.order, self.table.windowed.descending)
        listing = self.services.listing(with_towns(VIEWS[self.view], self._towns))
        keep = asked if asked.order in {item.key for item in listing.columns} else replace(asked, order=None)
        self.services.run(
            lambda progress: self.services.outputs.export(listing, keep, path, progress),
            f"导出{listing.title}",
            lambda count: self.services.say(f"已导出 {count} 个问题：{path.name}"), parent=self)

    def void_current(self) -> None:
        self.detail._void()

    def keep_layout(self) -> None:
        """Only the list's own columns are remembered: 整改台账 has its own."""
        if self.view == LIST or self.views.current:
            super().keep_layout()

    def _show_counts(self, everything: int) -> None:
        opened, closed = (str(self.services.read(self._count, key)) for key in ("open", "closed"))
        self.head.set_counts([Piece("未销号 "), Piece(opened, key="open"),
                              Piece("　已销号 "), Piece(closed, key="closed"),
                              Piece(f"　列出 {self.table.windowed.rowCount()} 个"), *self.held()])

    def _count(self, session: Session, key: str) -> int:
        asked = Question(filters=frozenset({key}))
        return session.scalar(self.listing.count(asked, self.services.today)) or 0

    def _chosen(self, name: str) -> list[str]:
        filters = self.source.question.filters
        return [item.label for item in self._choices(name) if item.key in filters]

    def _choices(self, name: str) -> list[Filter]:
        return [item for item in self.listing.filters if item.key.startswith(MENUS[name])]

    def choose(self, name: str, wanted: set[str]) -> None:
        """Narrow to these categories or towns; the other filters stay."""
        asked = self.source.question
        others = {key for key in asked.filters if not key.startswith(MENUS[name])}
        self.source.question = replace(asked, filters=frozenset(others | wanted))
        self.refresh()

    def choice_menu(self, name: str) -> QMenu:
        """One entry per category or town that can be ticked, 全部 first."""
        menu, filters = QMenu(self), self.source.question.filters
        menu.addAction(f"全部{name}", lambda: self.choose(name, set()))
        menu.addSeparator()
        chosen = {item.key for item in self._choices(name) if item.key in filters}
        for item in self._choices(name):
            action = menu.addAction(item.label)
            action.setCheckable(True)
            action.setChecked(item.key in chosen)
            action.triggered.connect(lambda on, key=item.key: self.choose(
                name, chosen | {key} if on else chosen - {key}))
        return menu

    def _open_menu(self, name: str) -> None:
        chip = self.menus[name]
        menu = self.choice_menu(name)
        menu.exec(chip.mapToGlobal(QPoint(0, chip.height())))
        menu.deleteLater()


def _is_chip(item: Filter) -> bool:
    return not item.key.startswith((*MENUS.values(), *HELD_BACK))
