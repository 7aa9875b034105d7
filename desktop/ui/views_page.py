"""A page of several views one behind the other, chosen by the segments in their heads."""

from PySide6.QtWidgets import QStackedLayout

from desktop.ui.buttons import Segments
from desktop.ui.focus import focus_on
from desktop.ui.page import Page
from desktop.ui.services import Services
from desktop.ui.shortcut_sheet import KeyGroup


class ViewsPage(Page):
    """Shows the view added first; each view refreshes itself, and the one in front takes the keys."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._views: dict[str, tuple[Page, Segments]] = {}
        self._stack = QStackedLayout(self)
        focus_on(self, self.current)

    def add_view(self, key: str, view: Page, turns: Segments) -> None:
        """One view more; `turns` stands in its head and offers every view's key."""
        self._views[key] = (view, turns)
        self._stack.addWidget(view)
        turns.chosen.connect(self.show_view)
        view.placed.connect(self.placed)

    def show_view(self, key: str) -> None:
        """Bring one of the views to the front, by its key."""
        for own, (_, turns) in self._views.items():
            turns.select(own)
        view, _ = self._views[key]
        self._stack.setCurrentWidget(view)
        view.setFocus()
        self.placed.emit()

    def current(self) -> Page:
        """The view in front."""
        return next(view for view, _ in self._views.values() if view is self._stack.currentWidget())

    def refresh(self) -> None:
        """The views read for themselves."""

    def new(self) -> None:
        self.current().new()

    def save(self) -> None:
        self.current().save()

    def export(self) -> None:
        self.current().export()

    def print(self) -> None:
        self.current().print()

    def leave(self) -> bool:
        return self.current().leave()

    def keys(self) -> list[KeyGroup]:
        return self.current().keys()

    def place_words(self) -> str:
        return self.current().place_words()
