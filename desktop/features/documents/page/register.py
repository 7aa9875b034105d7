"""文书簿: every number of the office's papers, and the way to wordings, reserved numbers and receipts."""

from collections.abc import Callable, Sequence

from desktop.base.errors import UserError
from desktop.features.documents.listing import DOCUMENTS
from desktop.features.documents.page.preview import PreviewWindow
from desktop.features.documents.panels.card import DocumentCard
from desktop.features.documents.panels.numbers import (
    open_reservation,
)
from desktop.features.documents.panels.wording import WordingWindow
from desktop.features.documents.queries import (
    receipt_paper,
    register_lines,
)
from desktop.ui.buttons import Button
from desktop.ui.chips import Chip
from desktop.ui.errors import show_trouble
from desktop.ui.feature import Feature
from desktop.ui.ledger_card import LedgerCard
from desktop.ui.ledger_page import LedgerPage
from desktop.ui.services import Services


class RegisterPage(LedgerPage):
    """文书簿: numbers in their order, reserved and voided ones among them, no gap between them."""

    empty_what = "还没有签发过文书。"
    empty_todo = "在问题清单里打开一个问题，从“文书”出具通知书；签发后自动登记在这里。"

    def __init__(self, services: Services, feature: Feature) -> None:
        self._lines = tuple(services.read(register_lines))
        super().__init__(services, feature, services.read(DOCUMENTS.with_data))
        self._show_chips()

    def _show_chips(self) -> None:
        self.chips.set_chips([Chip(chip.key, chip.label) for chip in self.listing.filters])

    def make_card(self) -> LedgerCard:
        card = DocumentCard(self.services, self.feature, self.listing)
        card.receipt_wanted.connect(self.open_receipt)
        return card

    def add_actions(self) -> None:
        wording, reserving = Button("文书文字", icon="edit"), Button("预留文号", writes=True)
        wording.clicked.connect(self.open_wording)
        reserving.clicked.connect(lambda: open_reservation(self.services, self))
        self.head.add_action(wording)
        self.head.add_action(reserving)
        super().add_actions()

    def can_add(self) -> bool:
        return False

    def parts(self) -> Sequence[Callable[[], None]]:
        return self._lines_again, *super().parts()

    def _lines_again(self) -> None:
        self._lines = tuple(self.services.read(register_lines))
        full = self.services.read(DOCUMENTS.with_data)
        if [chip.key for chip in full.filters] != [chip.key for chip in self.listing.filters]:
            self.listing = self.source.listing = self.services.listing(full)
            self._show_chips()

    def place_words(self) -> str:
        """Where the numbers stand: 责改〔2023〕1—25号：已用 22，…，无缺号."""
        year = self.services.today.year
        words = "　".join(line.words for line in self._lines if line.year == year)
        return words or super().place_words()

    def open_wording(self) -> None:
        """The wording of the papers, in a window of its own."""
        WordingWindow(self.services, self.window()).show()

    def open_receipt(self, row: int) -> None:
        """送达回证 of a paper, in the preview."""
        try:
            paper = self.services.read(receipt_paper, row)
        except UserError as trouble:
            show_trouble(self, trouble)
            return
        PreviewWindow(self.services, paper, "返回文书簿", self.window()).show()
