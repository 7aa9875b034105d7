"""The ledger table: windowed rows, sort by a click on the head, selection kept by id, keys."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTableView, QWidget

from desktop.base.marks import CellStyle, Mark
from desktop.base.widths import Need
from desktop.ui.column_fit import fitted, needs_of
from desktop.ui.delegates import MARK_ROLE, ROW_HEIGHT, TableDelegate
from desktop.ui.table_head import TableHead
from desktop.ui.windowed import Index, RowSource, WindowedModel

CHECK_WIDTH = 30


class LedgerTable(QTableView):
    """Shows a `RowSource`. Enter or a double click opens, F6 goes to the detail, Ctrl+C copies."""

    sort_requested = Signal(str, bool)
    activated_id = Signal(int)
    current_id_changed = Signal(int)
    link_clicked = Signal(int, str)
    detail_requested = Signal()
    checks_changed = Signal(int)
    layout_changed = Signal()
    paste_requested = Signal()
    fill_requested = Signal()
    edit_requested = Signal()

    def __init__(self, source: RowSource, parent: QWidget | None = None, *, checkable: bool = False,
                 row_height: int = ROW_HEIGHT, several: bool = True) -> None:
        super().__init__(parent)
        self.windowed = WindowedModel(source, checkable=checkable, parent=self)
        self.head = TableHead(self, check_column=0 if checkable else -1)
        self._filling = False
        self._touched: set[str] = set()
        self._needs: tuple[list[int], list[Need]] | None = None
        self._editable: frozenset[str] = frozenset()
        self.setHorizontalHeader(self.head)
        self.setModel(self.windowed)
        self.setItemDelegate(TableDelegate(self, self.is_editable))
        self._dress(row_height, several)
        self._first_layout()
        self._connect()

    def _dress(self, row_height: int, several: bool) -> None:
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if several else mode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(20)
        rows.setDefaultSectionSize(row_height)
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)
        self.head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def _connect(self) -> None:
        self.head.sectionClicked.connect(self._head_clicked)
        self.head.check_all.connect(self._check_all)
        self.head.sectionResized.connect(self._resized_by_hand)
        self.head.sectionMoved.connect(self.layout_changed)
        self.head.customContextMenuRequested.connect(
            lambda spot: self.open_columns_menu(self.head.mapToGlobal(spot))
        )
        self.windowed.checks_changed.connect(self.checks_changed)
        self.doubleClicked.connect(self._activate)
        self.clicked.connect(self._clicked)

    def refresh(self, keep: bool = True) -> None:
        """Read the ids again; keep the current and selected records and the place in the list."""
        current, selected, column = self.current_id(), self.selected_ids(), self._kept_column()
        offset = self.verticalScrollBar().value()
        blocked = self.blockSignals(True)
        self.windowed.refresh()
        if keep:
            self._select(current, selected, column)
            self.verticalScrollBar().setValue(offset)
        self.blockSignals(blocked)
        self._fit()
        self.viewport().update()
        if self.current_id() != current:
            self.current_id_changed.emit(self.current_id() or -1)
        self.checks_changed.emit(len(self.windowed.checked()))

    def current_id(self) -> int | None:
        """The record the cursor stands on."""
        return self.windowed.id_at(self.currentIndex().row())

    def selected_ids(self) -> list[int]:
        """Selected records in the order shown."""
        chosen = self.selectionModel().selectedRows()
        found = (self.windowed.id_at(row) for row in sorted(index.row() for index in chosen))
        return [record for record in found if record is not None]

    def checked_ids(self) -> list[int]:
        """Ticked records in the order shown."""
        return self.windowed.checked()

    def select_id(self, record: int) -> bool:
        """Put the cursor on a record and bring it into sight; False when it is not in the list."""
        row = self.windowed.row_of(record)
        if row is None:
            return False
        self._go(row)
        return True

    def setColumnHidden(self, column: int, hide: bool) -> None:
        super().setColumnHidden(column, hide)
        if not hide:
            self.windowed.want(self.windowed.source_column(column))

    def set_editable(self, keys: Iterable[str]) -> None:
        """Columns whose cells can be changed in place."""
        self._editable = frozenset(keys)

    def is_editable(self, index: Index) -> bool:
        """Whether F2 opens this cell."""
        place = self.windowed.source_column(index.column())
        return place >= 0 and self.windowed.source.columns[place].key in self._editable

    def current_place(self) -> int | None:
        """The source's column the cursor stands in."""
        place = self.windowed.source_column(self.currentIndex().column())
        return place if self.currentIndex().isValid() and place >= 0 else None

    def shown_places(self) -> list[int]:
        """The source's columns in sight, left to right."""
        sections = [self.head.logicalIndex(place) for place in range(len(self._keys()))]
        return [self.windowed.source_column(section) for section in sections
                if not self.isColumnHidden(section) and self._keys()[section]]

    def shown_keys(self) -> tuple[str, ...]:
        """Keys of the columns in sight, left to right."""
        return tuple(self.windowed.source.columns[place].key for place in self.shown_places())

    def go_to_editable(self, step: int) -> None:
        """Put the cursor on the next (or, with -1, the previous) column that can be changed in place."""
        places = [place for place in self.shown_places()
                  if self.windowed.source.columns[place].key in self._editable]
        here = self.current_place()
        if here in places:
            target = places[(places.index(here) + step) % len(places)]
            self.setCurrentIndex(self.windowed.index(self.currentIndex().row(),
                                                     target + self._first_column()))

    def set_sort(self, order: str | None, descending: bool = False) -> None:
        """Sort by a column (None: the list's own order) and read again."""
        self._show_sort(order, descending)
        self.refresh()

    def _show_sort(self, order: str | None, descending: bool) -> None:
        self.windowed.set_order(order, descending)
        self.head.show_sort(self._keys().index(order) if order in self._keys() else -1, descending)

    def table_state(self) -> dict[str, Any]:
        """Order, widths and hidden columns, as plain data."""
        keys = self._keys()
        order = [keys[self.head.logicalIndex(place)] for place in range(len(keys))]
        return {
            "order": [key for key in order if key],
            "hidden": [key for place, key in enumerate(keys) if self.isColumnHidden(place)],
            "widths": {
                key: self.columnWidth(place) for place, key in enumerate(keys) if key in self._touched
            },
            "sort": [self.windowed.order, self.windowed.descending],
        }

    def restore_state(self, state: Mapping[str, Any]) -> None:
        """Bring back what `table_state` gave; the order of rows comes with the next `refresh`."""
        keys = self._keys()
        self._filling = True
        for place, key in enumerate([key for key in state.get("order", []) if key in keys]):
            self.head.moveSection(self.head.visualIndex(keys.index(key)), place + self._first_column())
        if "hidden" in state:
            for place, key in enumerate(keys):
                self.setColumnHidden(place, bool(key) and key in state["hidden"])
        for key, width in state.get("widths", {}).items():
            if key in keys:
                self.setColumnWidth(keys.index(key), int(width))
                self._touched.add(key)
        self._filling = False
        order, descending = state.get("sort", [None, False])
        self._show_sort(order if order in keys else None, bool(descending))

    def open_columns_menu(self, where: QPoint | None = None) -> None:
        """Choose the columns to show, at a place of the screen or below the head."""
        menu = self.columns_menu()
        menu.exec(where or self.head.mapToGlobal(QPoint(0, self.head.height())))
        menu.deleteLater()

    def columns_menu(self) -> QMenu:
        """A menu with one tick per column and 恢复默认."""
        menu = QMenu(self)
        columns = self.windowed.source.columns
        for place, key in enumerate(self._keys()):
            if key:
                action = menu.addAction(columns[self.windowed.source_column(place)].label)
                action.setCheckable(True)
                action.setChecked(not self.isColumnHidden(place))
                action.toggled.connect(lambda on, place=place: self._show_column(place, on))
        menu.addSeparator()
        menu.addAction("恢复默认列").triggered.connect(self.default_layout)
        return menu

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt puts the cursor on the first row without selecting it: the keyboard would not be seen."""
        super().focusInEvent(event)
        if self.currentIndex().isValid() and not self.selectionModel().hasSelection():
            self._go(self.currentIndex().row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, F6, Home, End, Space and Ctrl+C."""
        key, record = event.key(), self.current_id()
        last = self.windowed.rowCount() - 1
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and record is not None:
            self.activated_id.emit(record)
        elif key == Qt.Key.Key_F2 and self.is_editable(self.currentIndex()):
            self.edit_requested.emit()
        elif key == Qt.Key.Key_F6:
            self.detail_requested.emit()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and last >= 0:
            self._go(0 if key == Qt.Key.Key_Home else last)
        elif key == Qt.Key.Key_Space and self.windowed.checkable and record is not None:
            self.windowed.check([record], record not in self.windowed.checked())
        elif event.modifiers() == Qt.KeyboardModifier.ControlModifier and key in self._controls():
            self._controls()[key]()
        else:
            super().keyPressEvent(event)

    def _controls(self) -> Mapping[int, Callable[[], None]]:
        return {Qt.Key.Key_C: self.copy, Qt.Key.Key_V: self.paste_requested.emit,
                Qt.Key.Key_D: self.fill_requested.emit}

    def event(self, event: QEvent) -> bool:
        """F2 belongs to the cell where it can be changed, to the form everywhere else."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_F2
            and self.is_editable(self.currentIndex())
        ):
            event.accept()
            return True
        return super().event(event)

    def copy(self) -> None:
        """Put the ticked or selected rows on the clipboard as Excel and WPS take them, heads first."""
        shown = [place + self._first_column() for place in self.shown_places()]
        rows = self.windowed.rows_of(self.checked_ids() or self.selected_ids())
        heads = [self.windowed.source.columns[place].label for place in self.shown_places()]
        lines = ["\t".join(flat_cell(self.windowed.index(row, place).data()) for place in shown)
                 for row in rows]
        if rows:
            QGuiApplication.clipboard().setText("".join(f"{line}\n" for line in ["\t".join(heads), *lines]))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which record the cursor stands on."""
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            record = self.windowed.id_at(current.row())
            self.current_id_changed.emit(-1 if record is None else record)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Text columns take the room that is left."""
        super().resizeEvent(event)
        self._fit(anew=False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over links."""
        super().mouseMoveEvent(event)
        link = self._is_link(self.indexAt(event.position().toPoint()))
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor)

    def _is_link(self, index: QModelIndex) -> bool:
        mark = index.data(MARK_ROLE) if index.isValid() else None
        return isinstance(mark, Mark) and mark.style is CellStyle.LINK

    def _keys(self) -> list[str]:
        keys = [column.key for column in self.windowed.source.columns]
        return ["", *keys] if self.windowed.checkable else keys

    def _first_column(self) -> int:
        return 1 if self.windowed.checkable else 0

    def _first_layout(self) -> None:
        self._filling = True
        if self.windowed.checkable:
            self.setColumnWidth(0, CHECK_WIDTH)
            self.head.setSectionResizeMode(0, self.head.ResizeMode.Fixed)
        for place, column in enumerate(self.windowed.source.columns, self._first_column()):
            self.setColumnWidth(place, column.width)
            self.setColumnHidden(place, not column.shown)
        self._filling = False

    def default_layout(self) -> None:
        """The columns as the list declares them."""
        for place in range(len(self._keys())):
            self.head.moveSection(self.head.visualIndex(place), place)
        self._touched.clear()
        self._first_layout()
        self._fit()
        self.layout_changed.emit()

    def _show_column(self, place: int, on: bool) -> None:
        self.setColumnHidden(place, not on)
        self._fit()
        self.layout_changed.emit()

    def _resized_by_hand(self, section: int, old: int, new: int) -> None:
        if not self._filling and new:
            self._touched.add(self._keys()[section])
            self.layout_changed.emit()

    def _fit(self, *, anew: bool = True) -> None:
        """Every column not touched by hand as wide as its contents want, in the room there is; what they want
        is looked at `anew` or as it was."""
        every = enumerate(self.windowed.source.columns, self._first_column())
        shown = [(place, column) for place, column in every if not self.isColumnHidden(place)]
        free = [(place, column) for place, column in shown if column.key not in self._touched]
        if self._filling or not any(column.stretch for _, column in free):
            return
        fixed = sum(self.columnWidth(place) for place, column in shown if column.key in self._touched)
        room = self.viewport().width() - fixed - (CHECK_WIDTH if self.windowed.checkable else 0)
        places = [place for place, _ in free]
        if anew or self._needs is None or self._needs[0] != places:
            for place in places:
                self.windowed.want(self.windowed.source_column(place))
            self._needs = places, needs_of(self.windowed, free)
        self._filling = True
        for place, width in zip(places, fitted(self._needs[1], room), strict=True):
            self.setColumnWidth(place, width)
        self._filling = False
        self.updateGeometries()

    def _select(self, current: int | None, selected: Sequence[int], column: int) -> None:
        rows = self.windowed.rows_of(selected)
        place = self.windowed.row_of(current) if current is not None else None
        flag = QItemSelectionModel.SelectionFlag
        if place is not None:
            self.selectionModel().setCurrentIndex(self.windowed.index(place, column), flag.NoUpdate)
        for row in rows:
            self.selectionModel().select(self.windowed.index(row, 0), flag.Select | flag.Rows)

    def _kept_column(self) -> int:
        """The section the cursor stands in, so that it goes up and down in its column."""
        here = self.currentIndex()
        return here.column() if here.isValid() and not self.isColumnHidden(here.column()) else (
            self._first_column())

    def _go(self, row: int) -> None:
        index = self.windowed.index(row, self._kept_column())
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)
        self.scrollTo(index)

    def _head_clicked(self, section: int) -> None:
        place = self.windowed.source_column(section)
        if place < 0 or not self.windowed.source.columns[place].sortable:
            return
        key = self.windowed.source.columns[place].key
        descending = key == self.windowed.order and not self.windowed.descending
        self.set_sort(key, descending)
        self.sort_requested.emit(key, descending)

    def _check_all(self) -> None:
        everything = self.windowed.ids()
        self.windowed.check(everything, len(self.windowed.checked()) < len(everything))

    def _activate(self, index: QModelIndex) -> None:
        record = self.windowed.id_at(index.row())
        if record is not None and self.windowed.source_column(index.column()) >= 0:
            self.activated_id.emit(record)

    def _clicked(self, index: QModelIndex) -> None:
        record, place = self.windowed.id_at(index.row()), self.windowed.source_column(index.column())
        if record is None:
            return
        if place < 0:
            self.windowed.check([record], not bool(index.data(Qt.ItemDataRole.CheckStateRole)))
        elif self._is_link(index):
            self.link_clicked.emit(record, self.windowed.source.columns[place].key)


def flat_cell(value: object) -> str:
    """A value in one cell of a copied line."""
    return "" if value is None else str(value).replace("\t", " ").replace("\n", " ")
