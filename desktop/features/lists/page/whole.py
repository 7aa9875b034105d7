"""黑白名单: five views one behind the other."""

from desktop.base.listing import Question
from desktop.features.lists.page.credit import CreditView
from desktop.features.lists.page.views import (
    BLACK,
    CREDIT,
    WHITE,
    BatchView,
    BlackView,
    DecisionView,
    WhiteView,
)
from desktop.features.lists.records import ListEntry, ListKind
from desktop.ui.feature import Feature
from desktop.ui.services import Services
from desktop.ui.views_page import ViewsPage


class ListsPage(ViewsPage):
    """Shows the white list first."""

    def __init__(self, services: Services, feature: Feature) -> None:
        super().__init__(services)
        self.white = WhiteView(services, feature)
        self.batches = BatchView(services, feature)
        self.black = BlackView(services, feature)
        self.decisions = DecisionView(services, feature)
        self.credit = CreditView(services, feature)
        for view in (self.white, self.batches, self.black, self.decisions):
            self.add_view(view.key, view, view.turns)
        self.add_view(CREDIT, self.credit, self.credit.turns)

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
