"""看板 on the page: the same question as the list, moves with the same reasons, the wall for the meeting."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from desktop.base.listing import Listing, Question
from desktop.features.office.queries import is_set_up, office
from desktop.features.problems.form.moves import open_move
from desktop.features.problems.listing.board import FIGURES, SETTLED, Wall, asking, read_wall
from desktop.features.problems.panels.board import WallPanel, WallWindow
from desktop.features.problems.queries import case_of
from desktop.features.problems.records import Problem, State
from desktop.features.problems.rules.moves import MAIN_MOVES, WORKFLOW
from desktop.ui.aside import Aside
from desktop.ui.services import Services

CLOSED_COLUMN = State.CLOSED.value
WALL_SIZE = "投屏字号"


class ProblemBoard(WallPanel):
    """`asked(question)`: show this list; `opened(row)`: show this problem in the list."""

    asked = Signal(object)
    opened = Signal(int)

    def __init__(self, services: Services, question: Callable[[], Question],
                 listing: Callable[[Session], Listing], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.services, self._question, self._listing = services, question, listing
        self.wall: Wall | None = None
        self.aside = Aside(self)
        self.window_shown: WallWindow | None = None
        self.figures.clicked.connect(lambda name: self._ask_for(*FIGURES[name]))
        self.board.opened.connect(self.opened)
        self.board.counted.connect(self._counted)
        self.board.moved_on.connect(self.move_on)
        self.board.moved_back.connect(self.move_back)
        self.board.dropped.connect(self.drop)

    def reload(self) -> None:
        """Read everything again; where there is much, the board follows a moment later."""
        today, question = self.services.today, self._question()
        self.aside.ask(lambda: self.services.read(
            lambda session: read_wall(session, self._listing(session), question, today)), self._show)

    def _show(self, wall: Wall) -> None:
        self.wall = wall
        self.show_wall(wall)
        if self.window_shown is not None:
            self.window_shown.reload()

    def present(self) -> None:
        """投屏: the board on the whole screen; changes show there too."""
        if self.wall is None:
            return
        county = self.services.read(lambda session: office(session).county if is_set_up(session) else "")
        kept = self.services.settings
        self.window_shown = WallWindow(f"{county}校外培训问题整改挂图", self._known, self,
                                       str(kept.value(WALL_SIZE, "")), partial(kept.setValue, WALL_SIZE))
        self.window_shown.destroyed.connect(self._closed)
        self.window_shown.showFullScreen()

    def _known(self) -> Wall:
        assert self.wall is not None
        return self.wall

    def _closed(self) -> None:
        self.window_shown = None

    def _counted(self, town: str, column: str) -> None:
        columns = [state.value for state in SETTLED] if column == CLOSED_COLUMN else [column]
        self._ask_for(*(f"state:{name}" for name in columns), *([f"town:{town}"] if town else []))

    def _ask_for(self, *keys: str) -> None:
        self.asked.emit(asking(self.services.read(self._listing), self._question(), *keys))

    def move_on(self, row: int) -> None:
        """The way forward from where the problem stands, or why not."""
        problem, state = self._standing(row)
        move = MAIN_MOVES.get(state)
        if move is None:
            self.tell(f"{problem.number} 已经是“{state.value}”，没有下一步")
        else:
            self._make(problem, move)

    def move_back(self, row: int) -> None:
        """退回整改, or why not."""
        problem, _ = self._standing(row)
        self._make(problem, "send_back")

    def drop(self, row: int, column: str) -> None:
        """Dragged over another stage: only the next one, or back to 整改中."""
        problem, state = self._standing(row)
        forward = MAIN_MOVES.get(state)
        if forward is not None and WORKFLOW.moves[forward].target.value == column:
            self._make(problem, forward)
        elif column == State.RECTIFYING.value:
            self._make(problem, "send_back")
        else:
            following = f"，下一步是“{WORKFLOW.moves[forward].label}”" if forward else ""
            self.tell(f"{problem.number} 现在是“{state.value}”{following}，不能直接到“{column}”")

    def _standing(self, row: int) -> tuple[Problem, State]:
        problem = self.services.read(lambda session: session.get_one(Problem, row))
        return problem, problem.state

    def _make(self, problem: Problem, move: str) -> None:
        case = self.services.read(lambda session: case_of(session, session.get_one(Problem, problem.id)))
        obstacles = WORKFLOW.obstacles(move, problem.state, case)
        if obstacles:
            self.tell(f"{problem.number} 不能“{WORKFLOW.moves[move].label}”：{obstacles[0]}")
            return
        self.tell("")
        open_move(self.services, problem, move, self)
