"""黑白名单: five views one behind the other."""

from PySide6.QtWidgets import QStackedLayout

from desktop.base.listing import Question
from desktop.features.lists.page.credit import CreditView
from desktop.features.lists.page.views import (
    BATCH,
    BLACK,
    CREDIT,
    DECISION,
    WHITE,
    BatchView,
    BlackView,
    DecisionView,
    WhiteView,
)
from desktop.features.lists.records import ListBatch, ListEntry, ListKind
from desktop.ui.feature import Feature
from desktop.ui.focus import focus_on
from desktop.ui.page import Page
from desktop.ui.services import Services
from desktop.ui.shortcut_sheet import KeyGroup

View = WhiteView | BatchView | BlackView | DecisionView | CreditView


class ListsPage(Page):
    """Shows the white list first; each view refreshes itself."""

    watches = (ListEntry, ListBatch)

    def __init__(self, services: Services, feature: Feature) -> None:
        super().__init__(services)
        self.white = WhiteView(services, feature)
        self.batches = BatchView(services, feature)
        self.black = BlackView(services, feature)
        self.decisions = DecisionView(services, feature)
        self.credit = CreditView(services, feature)
        self._views: dict[str, View] = {
            WHITE: self.white, BATCH: self.batches, BLACK: self.black, DECISION: self.decisions,
            CREDIT: self.credit}
        self._stack = QStackedLayout(self)
        for view in self._views.values():
            self._stack.addWidget(view)
            view.turns.chosen.connect(self.show_view)
            view.placed.connect(self.placed)
        focus_on(self, self.current)

    def show_view(self, key: str) -> None:
        """One of the views, by its key."""
        view = self._views[key]
        for other, shown in self._views.items():
            shown.turns.select(other)
        self._stack.setCurrentWidget(view)
        view.setFocus()
        self.placed.emit()

    def current(self) -> Page:
        """The view in front."""
        return next(view for view in self._views.values() if view is self._stack.currentWidget())

    def refresh(self) -> None:
        """The views read for themselves."""

    def open_row(self, row: int) -> None:
        """A line in its list; 0 is what the platforms lack."""
        found = self.services.read(lambda session: session.get(ListEntry, row)) if row else None
        if found is None:
            self.show_view(CREDIT)
            return
        key = BLACK if found.listing is ListKind.BLACK else WHITE
        self.show_view(key)
        (self.black if key == BLACK else self.white).open_row(row)

    def show_question(self, question: Question) -> None:
        """Words are looked for on the list that has them; the black one first."""
        self.show_view(BLACK)
        self.black.show_question(question)
        if not self.black.table.windowed.rowCount():
            self.show_view(WHITE)
            self.white.show_question(question)

    def new(self) -> None:
        self.current().new()

    def export(self) -> None:
        self.current().export()

    def print(self) -> None:
        self.current().print()

    def keys(self) -> list[KeyGroup]:
        return self.current().keys()

    def place_words(self) -> str:
        return self.current().place_words()

    def leave(self) -> bool:
        return self.current().leave()
