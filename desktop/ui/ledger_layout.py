"""Columns, widths and order of a list, kept per view: of a saved view with the data, else with the window."""

import json
from typing import Any

from desktop.base.errors import StoreTrouble
from desktop.base.listing import Listing
from desktop.store.scratch import kept
from desktop.store.views import layout_key
from desktop.ui.services import Services
from desktop.ui.table import LedgerTable
from desktop.ui.view_bar import ViewBar


class LedgerLayout:
    """The layout of the view in front; `of` is the view's id, 0 for the whole list."""

    def __init__(self, services: Services, listing: Listing, table: LedgerTable, views: ViewBar) -> None:
        self._services, self._listing, self._table, self._views = services, listing, table, views
        self.of = 0
        self._last: dict[str, Any] = {}

    def keep(self) -> None:
        """Remember how the columns stand now; a busy database is told, never waited for."""
        state = self._table.table_state()
        if not self.of:
            self._services.settings.setValue(f"table/{self._listing.key}", json.dumps(state))
        elif state != self._last:
            self._last = state
            try:
                self._services.desk.store.keep(layout_key(self._listing.key, self.of), state, patient=False)
            except StoreTrouble:
                self._services.say("列的样子这次没有记住：数据文件正忙", saved=False)

    def restore(self, view: int) -> None:
        """Show the columns of a view as she last left them; its rows come with the table's next refresh."""
        self.of = view
        state = self._kept() if view else self._of_window()
        self._table.default_layout()
        if isinstance(state, dict):
            self._table.restore_state(state)
        self._last = self._table.table_state()

    def reset(self) -> None:
        """The columns as they were stored with the view, or the list's own."""
        if self.of:
            self._services.desk.store.keep(layout_key(self._listing.key, self.of), None)
            self.restore(self.of)
            self._table.refresh()
        else:
            self._table.default_layout()

    def _of_window(self) -> Any:
        found = self._services.settings.value(f"table/{self._listing.key}")
        return json.loads(found) if isinstance(found, str) else None

    def _kept(self) -> Any:
        return self._services.read(kept, layout_key(self._listing.key, self.of)) or self._stored()

    def _stored(self) -> dict[str, Any]:
        view = self._views.views[self.of].view()
        sort = [view.question.order, view.question.descending]
        if not view.columns:
            return {"sort": sort}
        rest = [column.key for column in self._listing.columns if column.key not in view.columns]
        return {"order": [*view.columns, *rest], "hidden": rest, "sort": sort}
