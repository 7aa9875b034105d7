"""The row of views above the chips: all, the saved ones, and what can be done with the one in front."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from desktop.base.fields import Field, Kind
from desktop.base.listing import Question
from desktop.base.views import View
from desktop.store.editing import void_record
from desktop.store.views import LONGEST, ListView, rename_view, save_view, views
from desktop.ui.buttons import LinkButton
from desktop.ui.chips import Chip, ChipRow
from desktop.ui.dialogs import FormDialog
from desktop.ui.editors import LineEditor
from desktop.ui.services import Services

ALL, NEW, VIEW = "all", "new", "view:"


class NameDialog(FormDialog):
    """Asks for the name of a view; `name` holds it after acceptance."""

    def __init__(self, title: str, verb: str, name: str, parent: QWidget) -> None:
        self.editor = LineEditor(Field("视图名称", Kind.TEXT, length=LONGEST,
                                       help="现在的筛选、列和排序一起存；打印和导出也用它"))
        super().__init__(title, self.editor, [("yes", verb)], parent)
        self.name = ""
        self.editor.set_value(name)
        self.submitted.connect(lambda _: self._check())
        self.editor.moved_on.connect(self._check)
        self.editor.setFocus()

    def _check(self) -> None:
        self.name = self.editor.text().strip()
        if self.name:
            self.accept()
        else:
            self.editor.show_fault("请给视图起个名字")


class ViewBar(QWidget):
    """`chosen(id)`: a view was clicked, 0 for all. `now()` gives the question and columns in force."""

    chosen = Signal(int)
    columns_reset = Signal()
    columns_wanted = Signal()

    def __init__(self, services: Services, listing: str, everything: str,
                 now: Callable[[], tuple[Question, tuple[str, ...]]]) -> None:
        super().__init__()
        self.services, self.listing, self._everything, self._now = services, listing, everything, now
        self.views: dict[int, ListView] = {}
        self.current: int | None = 0
        self.chip: Chip | None = None
        self.row = ChipRow("视图", exclusive=True)
        self.more = LinkButton("管理视图", small=True)
        self.more.clicked.connect(lambda: self._open_menu(self.more))
        self.row.add_tail(self.more)
        column = QHBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.row)
        self.row.toggled.connect(lambda key, on: self._clicked(key))
        self.reload()

    def reload(self) -> None:
        """Read the saved views again."""
        self.views = {row.id: row for row in self.services.read(views, self.listing)}
        if self.current is not None and self.current not in (0, *self.views):
            self.current = None
        self.row.set_chips([
            Chip(ALL, self._everything, closable=False),
            *(Chip(f"{VIEW}{row.id}", row.name, closable=False) for row in self.views.values()),
            Chip(NEW, "＋ 存为视图", closable=False)])
        self._mark()

    def questions(self) -> Mapping[str, Question]:
        """What each chip would ask, by its key."""
        asked = {f"{VIEW}{row.id}": row.view().question for row in self.views.values()}
        return {ALL: Question(), **asked}

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Rows of each view, by the chip's key."""
        self.row.set_counts(counts)

    def set_current(self, view: int | None) -> None:
        """Mark the view in front; None when the rows are not those of a view."""
        self.current = view
        self._mark()

    def become_chip(self, chips: ChipRow) -> None:
        """Stand as one chip at the end of the filters instead of a row of its own."""
        self.setParent(chips)
        self.hide()
        self.chip = Chip("views", "视图", arrow=True)
        self.chip.clicked.connect(lambda: self._open_menu(self.chip))
        chips.add_tail(self.chip)

    def follow(self, question: Question) -> None:
        """Mark the view whose question this is, the one in front first."""
        plain = replace(question, order=None, descending=False)
        same = [view for view, row in self.views.items()
                if replace(row.view().question, order=None, descending=False) == plain]
        if plain == Question():
            same.insert(0, 0)
        if self.current not in same:
            self.set_current(same[0] if same else None)

    def _mark(self) -> None:
        key = {None: "", 0: ALL}.get(self.current, f"{VIEW}{self.current}")
        self.row.choose({key})
        if self.chip is not None:
            found = self.views.get(self.current or 0)
            self.chip.set_word(found.name if found is not None else "视图")

    def _clicked(self, key: str) -> None:
        self._mark()
        if key == NEW:
            self.save_as()
        else:
            self.chosen.emit(0 if key == ALL else int(key.removeprefix(VIEW)))

    def menu(self) -> QMenu:
        """What can be done with the views."""
        menu = QMenu(self)
        if self.chip is not None:
            menu.addAction(self._everything, lambda: self.chosen.emit(0))
            for view, row in self.views.items():
                menu.addAction(row.name, lambda view=view: self.chosen.emit(view))
            menu.addSeparator()
        menu.addAction("存为视图…", self.save_as)
        for row in self.views.values():
            part = menu.addMenu(row.title())
            part.addAction("换成现在的筛选和列", lambda row=row: self.update_view(row))
            part.addAction("改名…", lambda row=row: self._rename(row))
            part.addAction("作废", lambda row=row: self.drop(row))
        menu.addSeparator()
        menu.addAction("列…", self.columns_wanted.emit)
        menu.addAction("恢复默认列", self.columns_reset.emit)
        return menu

    def _open_menu(self, under: QWidget) -> None:
        menu = self.menu()
        menu.exec(under.mapToGlobal(QPoint(0, under.height())))
        menu.deleteLater()

    def save_as(self) -> None:
        """Store what is shown as a view."""
        dialog = NameDialog("存为视图", "存为视图", "", self)
        if dialog.exec():
            self.store(dialog.name)

    def store(self, name: str) -> ListView | None:
        """Store what is shown under this name; the view comes to the front."""
        question, columns = self._now()
        made = self.services.perform(save_view, f"存为视图“{name}”", parent=self, listing=self.listing,
                                     view=View(name, question, columns))
        if made is not None:
            self.current = made.id
            self.reload()
        return made

    def update_view(self, row: ListView) -> None:
        """Put the present filters and columns in place of the stored ones."""
        question, columns = self._now()
        self.services.perform(save_view, f"更新{row.title()}", parent=self, listing=self.listing,
                              view=View(row.name, question, columns), confirmed=True)

    def _rename(self, row: ListView) -> None:
        dialog = NameDialog(f"给{row.title()}改名", "改名", row.name, self)
        if dialog.exec():
            self.services.perform(rename_view, f"{row.title()}改名为“{dialog.name}”", parent=self,
                                  row=row.id, name=dialog.name)

    def drop(self, row: ListView) -> None:
        """作废 a view: Ctrl+Z or 已作废 bring it back; no record is touched."""
        self.services.perform(void_record, f"作废{row.title()}", parent=self, record=ListView, row=row.id,
                              reason="不再使用")
