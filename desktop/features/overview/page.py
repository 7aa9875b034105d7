"""今日: figures, what is to be done, reports, licences, drafts, the weeks; every number opens its list."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from sqlalchemy.orm import Session

from desktop.base.listing import Question
from desktop.base.marks import Tone
from desktop.features.institutions.records import Institution
from desktop.features.office.queries import is_set_up, office
from desktop.features.overview.panels import (
    DraftsBox,
    DueBox,
    FirstBox,
    LapsingBox,
    LostBox,
    ReportsBox,
    WeeksBox,
)
from desktop.features.overview.queries import (
    FILINGS,
    PROBLEMS,
    Board,
    Draft,
    LostFile,
    board,
    lost_files,
)
from desktop.features.overview.rules import TILE_TONES, Item, Offer, Part, of_tile, parts
from desktop.features.overview.rules import Tile as Figure
from desktop.features.problems.records import Problem
from desktop.store.attachments import check_some
from desktop.ui.areas import FillingPage, scrolling
from desktop.ui.aside import Aside
from desktop.ui.box import Tile, TileStrip
from desktop.ui.buttons import Button, PrimaryButton
from desktop.ui.feature import Feature
from desktop.ui.focus import focus_on
from desktop.ui.labels import label
from desktop.ui.page import Page
from desktop.ui.page_head import PageHead, Piece
from desktop.ui.services import Services

DRAFTS = "drafts"
KINDS_SHOWN = 3
SIDE, SIDE_NARROW, NARROW = 378, 330, 1100
LOW = 520
"""Height in px below which the chart gives its room to the list."""

DAY_CHECK_MS = 60_000
CHECK_MS = 2_000
"""Pause between two portions of kept files that are compared with their hashes."""


class OverviewPage(Page):
    """Watches everything: any change may move a figure."""

    def __init__(self, services: Services, feature: Feature) -> None:
        super().__init__(services)
        self.offers = [other.due for other in services.features if other.due is not None]
        self.head = PageHead(feature.title)
        self.tiles = TileStrip()
        self.first = FirstBox()
        self.due = DueBox()
        self.reports = ReportsBox()
        self.lapsing = LapsingBox()
        self.drafts = DraftsBox()
        self.lost = LostBox()
        self.altered: dict[int, str] = {}
        self.weeks = WeeksBox()
        self.missing = label("", "small-strong", Tone.AMBER, wrap=True)
        self.board: Board | None = None
        self.aside, self._turn = Aside(self), 0
        self._add_actions()
        self._assemble()
        self._connect()
        focus_on(self, self.due.keyboard)

    def _add_actions(self) -> None:
        printing = Button("打印", icon="printer")
        printing.set_key_cap("Ctrl+P")
        printing.clicked.connect(self.print)
        self.head.add_action(printing)
        if self.services.feature_of(Problem) is not None:
            adding = PrimaryButton("登记问题", icon="plus", key="Ctrl+N")
            adding.clicked.connect(self.new)
            self.head.add_action(adding)

    def _assemble(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(10)
        left.addWidget(self.first)
        left.addWidget(self.due, 1)
        left.addWidget(self.weeks)
        right.addWidget(self.reports)
        right.addWidget(self.lost)
        right.addWidget(self.lapsing, 3)
        right.addWidget(self.drafts, 2)
        self.weeks.setFixedHeight(150)
        inside = FillingPage()
        right.setContentsMargins(0, 0, 0, 0)
        inside.setLayout(right)
        self.side = side = scrolling(inside)
        side.setFixedWidth(SIDE)
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addLayout(left, 1)
        columns.addWidget(side)
        inner = QVBoxLayout()
        inner.setContentsMargins(16, 0, 16, 10)
        inner.setSpacing(10)
        inner.addWidget(self.missing)
        inner.addWidget(self.tiles)
        inner.addLayout(columns, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        outer.addLayout(inner, 1)

    def _connect(self) -> None:
        self.tiles.clicked.connect(self._tile_clicked)
        self.due.opened.connect(self.open_item)
        self.due.ledger_wanted.connect(self._open_ledger)
        self.lapsing.opened.connect(self.open_item)
        self.first.opened.connect(self.open_item)
        self.lost.opened.connect(self._open_lost)
        self.lost.listed.connect(lambda: self._open_problems(frozenset(
            lost.problem for lost in self.lost_files() if lost.problem is not None)))
        self.drafts.opened.connect(self._open_draft)
        self.weeks.opened.connect(self._open_problems)
        self.reports.opened.connect(self._open_report)
        timer = QTimer(self)
        timer.setInterval(DAY_CHECK_MS)
        timer.timeout.connect(self._check_day)
        timer.start()
        self.checking = QTimer(self)
        self.checking.setSingleShot(True)
        self.checking.setInterval(CHECK_MS)
        self.checking.timeout.connect(self.check_some)
        self.checking.start()
        self._checked_to = 0

    def refresh(self) -> None:
        """Gather again; a narrowing of the list is dropped, since its figure may have changed."""
        self._turn += 1
        turn, today, offers, altered = self._turn, self.services.today, self.offers, dict(self.altered)
        found, lost = self.aside.answer(lambda: self.services.read(_gathered, today, offers, altered))
        if turn == self._turn:
            self._show(found, lost)

    def _show(self, found: Board, lost: Sequence[LostFile]) -> None:
        self.board = found
        self.missing.setText(f"▲ {found.warning}。" if found.warning else "")
        self.missing.setVisible(bool(found.warning))
        self.head.set_counts(_holiday_pieces(found))
        self.tiles.set_tiles([*(_tile(found, figure) for figure in Figure), _drafts_tile(found)])
        self.due.show_board(found)
        self.reports.show_reports(found.reports)
        self.lapsing.show_items(of_tile(found.items, Figure.LAPSING), found)
        self.drafts.show_drafts(found.drafts)
        self.weeks.show_weeks(found.weekly, found.open)
        if found.trend is not None:
            self.weeks.show_trend(found.trend)
        self.first.show_first(found.first)
        self.lost.show_lost(lost)

    def lost_files(self) -> tuple[LostFile, ...]:
        """Files that are gone, and those whose content was found altered since the program was started."""
        return self.services.read(_lost, self.board, self.altered)

    def check_some(self) -> None:
        """Compare the hashes of the next few kept files, aside; again until all were looked at."""
        if not self.isVisible():
            self.checking.start()
            return

        def done(found: tuple[int, dict[int, str]]) -> None:
            self._checked_to, faults = found
            self.altered.update(faults)
            if faults:
                self.lost.show_lost(self.lost_files())
            if self._checked_to:
                self.checking.start()

        start = self._checked_to
        self.services.run(lambda progress: self.services.read(check_some, start), "核对附件", done,
                          parent=self)

    def open_item(self, item: Item) -> None:
        """Go to the record an item is about."""
        self.services.open(item.due.feature, item.due.row or None)

    def show_figure(self, figure: Figure) -> None:
        """Narrow the list to what a figure counts."""
        if self.board is not None:
            self.due.show_board(self.board, of_tile(self.board.items, figure), figure.value)
            self.due.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_part(self, figure: Figure, part: Part) -> None:
        """The rows of one kind: in their own list, or here when their subject has none."""
        subject = next((other for other in self.services.features if other.key == part.feature), None)
        if subject is not None and subject.listings:
            self.services.open(part.feature, question=Question(only=part.rows))
        elif self.board is not None:
            own = tuple(item for item in of_tile(self.board.items, figure)
                        if (item.due.kind, item.due.feature) == (part.kind, part.feature))
            self.due.show_board(self.board, own, f"{part.kind}，{figure.value}")

    def new(self) -> None:
        """Register a problem."""
        from desktop.ui.record_actions import edit_record  # forms are loaded with the first one

        subject = self.services.feature_of(Problem)
        if subject is not None:
            edit_record(self.services, subject, Problem, None, self)

    def _open_ledger(self) -> None:
        subject = self.services.feature_of(Institution)
        if subject is not None:
            self.services.open(subject.key)

    def print(self) -> None:
        """Preview the list as it stands, then paper or file."""
        from desktop.features.overview.notices import due_pdf  # papers are loaded with the first one

        shown, items = self.board, self.due.shown_items()
        if shown is None:
            return
        shown = replace(shown, unreachable=self.lost_files())
        bureau = self.services.read(_bureau)
        self.services.run(lambda progress: due_pdf(shown, items, bureau), "排版要办的事", self._preview,
                          parent=self)

    def place_words(self) -> str:
        return f"要办的事 {len(self.due.shown_items())} 件" if self.board is not None else ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a low screen the list matters more than the chart."""
        super().resizeEvent(event)
        self.side.setFixedWidth(SIDE if self.width() >= NARROW else SIDE_NARROW)
        self.weeks.setVisible(self.height() >= LOW)
        self.drafts.setVisible(self.height() >= LOW)

    def _preview(self, data: bytes) -> None:
        from desktop.ui.print_dialog import PrintDialog  # loaded with the first paper

        name = f"要办的事_{self.services.today:%Y%m%d}.pdf"
        PrintDialog(self.services, "打印要办的事", data, name, self).exec()

    def _tile_clicked(self, key: str) -> None:
        if key == DRAFTS:
            self.drafts.table.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        name, _, place = key.partition("/")
        figure = Figure[name]
        if place and self.board is not None:
            self.open_part(figure, parts(of_tile(self.board.items, figure))[int(place)])
        else:
            self.show_figure(figure)

    def _open_draft(self, draft: Draft) -> None:
        if draft.form is not None:
            from desktop.ui.record_actions import resume  # forms are loaded with the first one

            resume(self.services, draft.form, self)
        else:
            self.services.open(draft.feature, draft.row)

    def _open_lost(self, lost: LostFile) -> None:
        if lost.problem is not None:
            self.services.open(PROBLEMS, lost.problem)

    def _open_problems(self, ids: frozenset[int]) -> None:
        if ids:
            self.services.open(PROBLEMS, question=Question(only=ids))

    def _open_report(self) -> None:
        self.services.open(FILINGS, self.board.reports.row if self.board and self.board.reports else None)

    def _check_day(self) -> None:
        if self.board is not None and self.board.today != self.services.today:
            self._stale = True
            if self.isVisible():
                self._freshen()


def _gathered(session: Session, today: date, offers: Sequence[Offer], altered: Mapping[int, str]
              ) -> tuple[Board, tuple[LostFile, ...]]:
    """All the page shows, read in a thread of its own."""
    found = board(session, today, offers)
    return found, _lost(session, found, altered)


def _lost(session: Session, found: Board | None, altered: Mapping[int, str]) -> tuple[LostFile, ...]:
    known = found.unreachable if found is not None else ()
    have = {lost.attachment for lost in known}
    return (*known, *lost_files(session, {row: words for row, words in altered.items() if row not in have}))


def _bureau(session: Session) -> str:
    return office(session).bureau if is_set_up(session) else ""


def _tile(found: Board, figure: Figure) -> Tile:
    own = of_tile(found.items, figure)
    pieces: list[Piece] = []
    kinds = parts(own)
    for place, part in enumerate(kinds[:KINDS_SHOWN]):
        words = f"{'　' if place else ''}{part.kind} "
        pieces += [Piece(words), Piece(str(len(part.rows)), f"{figure.name}/{place}")]
    if len(kinds) > KINDS_SHOWN:
        pieces.append(Piece(" 等"))
    tone = TILE_TONES[figure]
    return Tile(figure.name, figure.value, str(len(own)), Tone.GREY if tone and not own else tone,
                tuple(pieces))


def _drafts_tile(found: Board) -> Tile:
    forms = sum(draft.form is not None for draft in found.drafts)
    pieces: list[Piece] = []
    for kind, number in (("文书", len(found.drafts) - forms), ("表单", forms)):
        if number:
            pieces += [Piece(f"{'　' if pieces else ''}{kind} "), Piece(str(number), DRAFTS)]
    return Tile(DRAFTS, "没写完的", str(len(found.drafts)), None, tuple(pieces))


def _holiday_pieces(found: Board) -> list[Piece]:
    """距国庆节放假还有 3 个工作日（…）, or that today is a day off."""
    holiday = found.holiday
    if holiday is None:
        return []
    if holiday.first <= found.today:
        return [Piece(f"{holiday.name}放假（{holiday.span}）")]
    return [Piece(f"距{holiday.name}放假还有 "), Piece(str(holiday.left), strong=True),
            Piece(f" 个工作日（{holiday.span}）")]
