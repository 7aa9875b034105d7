"""问题整改: two views of one list, below it the detail; and the board, by the same filter."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QVBoxLayout

from desktop.base.listing import Filter, Listing, Question
from desktop.features.calendar.records import SpecialDay
from desktop.features.documents.panels.serial import SerialWindow
from desktop.features.documents.records import Document
from desktop.features.office.records import Town
from desktop.features.problems.form.ladder import supervise_many
from desktop.features.problems.form.many import ASSIGN, EXTEND, ask_many
from desktop.features.problems.form.printing import EXCEL, WALL, PrintLedgerDialog, print_form, save_form
from desktop.features.problems.form.printing import LIST as PAPER_LIST
from desktop.features.problems.listing.forms import RECTIFYING
from desktop.features.problems.listing.lists import PROBLEMS, RECTIFICATION, own_chips, with_chips
from desktop.features.problems.notices.papers import SUPERVISION, TITLES, papers_of
from desktop.features.problems.page.board import ProblemBoard
from desktop.features.problems.page.detail import ProblemDetail
from desktop.features.problems.rules.moves import WORKFLOW
from desktop.ui.buttons import Button, PrimaryButton, Segments
from desktop.ui.chips import Chip
from desktop.ui.detail import Detail
from desktop.ui.feature import Feature
from desktop.ui.ledger_frame import VOIDED
from desktop.ui.ledger_page import LedgerPage
from desktop.ui.page_head import Piece
from desktop.ui.services import Services

LIST, LEDGER, BOARD = "list", "ledger", "board"
SEEK_WIDTH = 96
VIEWS = {LIST: PROBLEMS, LEDGER: RECTIFICATION}
MENUS = {"类别": "category:", "镇街": "town:"}
BOARD_MENUS = {"责任部门": "department:"}
PREFIXES = {**MENUS, **BOARD_MENUS}
HELD_BACK = ("state:审核", "state:批准", "state:已销号", "state:回头看", "state:归档", "near", "source:",
             "department:", "level:", "unsupervised", "answer_late")


def screen_listing(chips: tuple[Filter, ...]) -> Listing:
    """Columns of both views, those of 问题清单 first; towns and departments as chips."""
    known = {item.key for item in PROBLEMS.columns}
    more = tuple(replace(item, shown=False) for item in RECTIFICATION.columns if item.key not in known)
    return with_chips(replace(PROBLEMS, title="问题整改", columns=(*PROBLEMS.columns, *more)), chips)


class ProblemsPage(LedgerPage):
    """The list above, the detail below; 问题清单 and 整改台账 are two sets of columns over the same rows."""

    views_above = False
    empty_what = "还没有登记过问题。"
    empty_todo = "按“登记问题”登记第一条，再交办、整改、销号。"
    empty_verb = "登记问题"

    def __init__(self, services: Services, feature: Feature) -> None:
        self.view = LIST
        self.segments = Segments(((LIST, "问题清单"), (LEDGER, "整改台账"), (BOARD, "看板")))
        self.board_menus: dict[str, Chip] = {}
        self.menus = {name: Chip(name, name, arrow=True) for name in MENUS}
        self._chips = services.read(own_chips)
        self._states: dict[str, dict[str, Any]] = {}
        super().__init__(services, feature, screen_listing(self._chips))
        self.watches = (*feature.records, Town, SpecialDay, Document)
        self.splitter.setOrientation(Qt.Orientation.Vertical)
        self.splitter.setSizes([260, 340])
        self.segments.chosen.connect(self.choose_view)
        self.head.link_clicked.disconnect()
        self.head.link_clicked.connect(lambda key: self.show_question(Question(filters=frozenset({key}))))
        for name, chip in self.menus.items():
            self.chips.add_tail(chip)
            chip.clicked.connect(lambda checked=False, name=name, chip=chip: self._open_menu(name, chip))
        self.chips.set_chips([*(Chip(item.key, item.label, light=item.mark.tone if item.mark else None)
                                for item in self.listing.filters if _is_chip(item)), Chip(VOIDED, "已作废")])
        self._usual = Question(filters=frozenset({"open"}))
        self.source.question = self._usual
        self.chips.choose({"open"})
        self._add_board()

    def _add_board(self) -> None:
        self.board = ProblemBoard(self.services, lambda: self.source.question, lambda session: self.listing)
        self.board.hide()
        outer = self.layout()
        assert isinstance(outer, QVBoxLayout)
        outer.insertWidget(1, self.filter_line)
        outer.addWidget(self.board)
        for name in BOARD_MENUS:
            chip = Chip(name, name, arrow=True)
            self.board_menus[name] = chip
            self.board.figures.line.addWidget(chip)
            chip.clicked.connect(lambda checked=False, name=name, chip=chip: self._open_menu(name, chip))
        self.board.asked.connect(self.show_question)
        self.board.opened.connect(self._open_card)
        shortcut = QShortcut(QKeySequence("F11"), self.board, self.board.present)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _open_card(self, row: int) -> None:
        self.choose_view(LIST)
        self.open_row(row)
        self.detail.setFocus()

    def show_question(self, question: Question) -> None:
        """A list that was asked for is shown as a list."""
        if self.view == BOARD:
            self.source.question = question
            self.choose_view(LIST)
        super().show_question(question)

    def make_card(self) -> Detail:
        return ProblemDetail(self.services)

    @property
    def detail(self) -> ProblemDetail:
        """The detail below the table."""
        assert isinstance(self.card, ProblemDetail)
        return self.card

    def add_actions(self) -> None:
        self.head.add_slot(self.segments)
        self.bulk = Button("批量", arrow=True, writes=True)
        self.seek.setFixedWidth(SEEK_WIDTH)
        self.add_list_actions()
        menu = QMenu(self.bulk)
        menu.addAction("修改…", self.edits.bulk)
        for move in (ASSIGN, EXTEND):
            menu.addAction(f"{WORKFLOW.moves[move].label}…", lambda move=move: self.move_many(move))
        menu.addSeparator()
        for template, title in TITLES.items():
            verb = "督办，各开一份" if template == SUPERVISION else "各开一份"
            menu.addAction(f"{verb}{title}…", lambda template=template: self.issue_many(template))
        self.bulk.setMenu(menu)
        adding = PrimaryButton("登记问题", icon="plus", key="Ctrl+N")
        adding.clicked.connect(self.new)
        self.head.add_action(adding)
        self.list_actions = self.head.actions_shown()
        printing = Button("打印挂图", icon="printer", key="Ctrl+P")
        printing.clicked.connect(self.print)
        presenting = PrimaryButton("投屏", key="F11", writes=False)
        presenting.clicked.connect(lambda: self.board.present())
        self.board_actions = [printing, presenting]
        for action in self.board_actions:
            action.hide()
            self.head.add_action(action)

    def print(self) -> None:
        """The list as it stands, a form of the ledgers, or the wall chart; the filter in force."""
        first = WALL if self.view == BOARD else RECTIFYING.key if self.view == LEDGER else PAPER_LIST
        asked = self.asked()
        dialog = PrintLedgerDialog(self.listing.words(asked), first, self)
        if not dialog.exec():
            return
        if dialog.form == PAPER_LIST:
            super().print()
        else:
            act = save_form if dialog.chosen == EXCEL else print_form
            act(self.services, dialog.form, dialog.paper, asked, self, lambda session: self.listing)

    def move_many(self, move: str) -> None:
        """批量交办 or 批量改期 of the ticked problems, previewed."""
        rows = self.edits.targets()
        if rows:
            ask_many(self.services, move, rows, self)
        else:
            self.services.say("先勾选要办的问题", saved=False)

    def issue_many(self, template: str) -> None:
        """One paper of that wording for each ticked problem; 督办 is a step on the ladder first."""
        rows = self.table.checked_ids() or self.table.selected_ids()
        if not rows:
            self.services.say("先勾选要开文书的问题", saved=False)
            return
        if template == SUPERVISION:
            supervise_many(self.services, rows, self)
            return
        papers, refused = self.services.read(papers_of, rows, template, self.services.today)
        SerialWindow(self.services, TITLES[template], papers, refused, self).exec()

    def parts(self) -> Sequence[Callable[[], None]]:
        return self._chips_again, *super().parts(), self._name_chosen

    def _chips_again(self) -> None:
        known = self.services.read(own_chips)
        if [chip.key for chip in known] != [chip.key for chip in self._chips]:
            self._chips = known
            self.listing = self.source.listing = screen_listing(known)

    def _name_chosen(self) -> None:
        for name, chip in (*self.menus.items(), *self.board_menus.items()):
            chosen = self._chosen(name)
            chip.set_word(f"{name} {len(chosen)} 个" if len(chosen) > 1 else next(iter(chosen), name))
        self.chips.set_counts({})
        if self.view == BOARD:
            self.board.reload()

    def choose_view(self, view: str) -> None:
        """问题清单 or 整改台账: other columns, the same rows; 看板: the same question as a board."""
        if self.view != BOARD:
            self._states[self.view] = self.table.table_state()
        self.view = view
        self.segments.select(view)
        self._show_side(board=view == BOARD)
        if view != BOARD:
            self._take_columns(view)
        if self._takes_usual(board=view == BOARD):
            self.ask(self._usual)
        elif view == BOARD:
            self.board.reload()
        else:
            self.table.refresh()
        if view == BOARD:
            self.board.setFocus()

    def _take_columns(self, view: str) -> None:
        wanted = [item.key for item in VIEWS[view].columns]
        shown = {item.key for item in VIEWS[view].columns if item.shown}
        every = [item.key for item in self.listing.columns]
        usual = {"order": [*wanted, *(key for key in every if key not in wanted)],
                 "hidden": [key for key in every if key not in shown],
                 "sort": [self.table.windowed.order, self.table.windowed.descending]}
        self.table.restore_state(self._states.get(view, usual))

    def _takes_usual(self, *, board: bool) -> bool:
        """The list begins with what is open, the board with everything: as long as she chose nothing else."""
        usual = Question() if board else Question(filters=frozenset({"open"}))
        untouched = self.source.question is self._usual and usual != self._usual
        if untouched:
            self._usual = usual
        return untouched

    def choose_saved(self, view: int) -> None:
        super().choose_saved(view)
        if self.view == BOARD:
            self._states[LIST] = self.table.table_state()

    def _show_side(self, *, board: bool) -> None:
        self.board.setVisible(board)
        self.splitter.setVisible(not board)
        self.head.counts_visible(not board)
        for action in self.list_actions:
            action.setVisible(not board)
        for action in self.board_actions:
            action.setVisible(board)

    def export_to(self, path: Path, purpose: str = "") -> None:
        """Write the rows in force with the columns of the view."""
        asked = self.source.asked(self.table.windowed.order, self.table.windowed.descending)
        listing = self.services.listing(with_chips(VIEWS.get(self.view, PROBLEMS), self._chips))
        keep = asked if asked.order in {item.key for item in listing.columns} else replace(asked, order=None)
        self.services.run(
            lambda progress: self.services.outputs.export(listing, keep, path, progress, purpose),
            f"导出{listing.title}",
            lambda count: self.services.say(f"已导出 {count} 个问题：{path.name}"), parent=self)

    def keep_layout(self) -> None:
        """Only the list's own columns are remembered: 整改台账 has its own."""
        if self.view == LIST or self.views.current:
            super().keep_layout()

    def counted(self) -> Mapping[str, Question]:
        own = {key: Question(filters=frozenset({key})) for key in ("open", "closed")}
        return {**super().counted(), **own}

    def _show_counts(self, asked: Mapping[str, int]) -> None:
        self.head.set_counts([Piece("未销号 "), Piece(str(asked["open"]), key="open"),
                              Piece("　已销号 "), Piece(str(asked["closed"]), key="closed"),
                              Piece(f"　{self.table.windowed.rowCount()} 个"), *self.held()])

    def _chosen(self, name: str) -> list[str]:
        filters = self.source.question.filters
        return [item.label for item in self._choices(name) if item.key in filters]

    def _choices(self, name: str) -> list[Filter]:
        return [item for item in self.listing.filters if item.key.startswith(PREFIXES[name])]

    def choose(self, name: str, wanted: set[str]) -> None:
        """Narrow to these categories or towns; the other filters stay."""
        asked = self.source.question
        others = {key for key in asked.filters if not key.startswith(PREFIXES[name])}
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

    def _open_menu(self, name: str, chip: Chip) -> None:
        menu = self.choice_menu(name)
        menu.exec(chip.mapToGlobal(QPoint(0, chip.height())))
        menu.deleteLater()


def _is_chip(item: Filter) -> bool:
    return not item.key.startswith((*MENUS.values(), *HELD_BACK))
