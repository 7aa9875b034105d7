"""检查清单: every item with its basis; changed, added, taken away and brought back."""

from PySide6.QtWidgets import QGridLayout, QWidget
from sqlalchemy.orm import Session

from desktop.base.fields import Field, Kind, field_of
from desktop.base.marks import CellStyle, Mark, Tone
from desktop.features.inspections.operations.checklists import remove_item, restore_item, save_item
from desktop.features.inspections.queries.checklists import article_names, checklists, citations, removed
from desktop.features.inspections.records.checklists import ChecklistItem
from desktop.features.inspections.records.kinds import kinds, kinds_in_use
from desktop.features.inspections.rules.checklists import CheckItem
from desktop.ui.dialogs import FormDialog, Frame
from desktop.ui.drafts import ALL_ROWS, keep_form
from desktop.ui.editors import Editor, PickEditor, editor_for
from desktop.ui.labels import label
from desktop.ui.line_table import QUIET, GroupLine, Head, Line, LineTable, link
from desktop.ui.services import Services

ARTICLES = "依据条文照“法规”页写简称和条款，例如：民办教育促进法第六十四条；几条之间用分号。"
HEADS = (Head("检查内容"), Head("依据", 400), Head("状态", 72))
EDIT, NEW, GONE = "edit", "new", "gone"
GREY = Mark(CellStyle.TEXT, Tone.GREY)


def item_lines(session: Session) -> list[Line | GroupLine]:
    """Items under the heads of their lists, those no longer asked last."""
    lines: list[Line | GroupLine] = []
    for part in checklists(session):
        lines.append(GroupLine(part.title, len(part.items)))
        lines += [_line(session, item, "改过" if item.own else "") for item in part.items]
    gone = removed(session)
    if gone:
        lines.append(GroupLine("已停用", len(gone), "新的检查不再出现，旧记录不变"))
        lines += [_line(session, item, "停用") for item in gone]
    return lines


def _line(session: Session, item: CheckItem, words: str) -> Line:
    basis = "；".join(citations(session, item.statutes))
    return Line(((item.wording, link()), (basis, QUIET), (words, GREY)), (item, words == "停用"), item.key)


class ChecklistWindow(Frame):
    """The items; Enter changes one."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__("检查清单", [(EDIT, "修改"), (NEW, "新增一项"), (GONE, "停用")], parent, width=980,
                         cancel="关闭")
        self.services = services
        self.table = LineTable("检查清单", HEADS, headed=True)
        self.table.setMinimumHeight(440)
        self.body.addWidget(self.table, 1)
        self.table.opened.connect(lambda _: self.choose(EDIT))
        self.table.selectionModel().currentChanged.connect(lambda *_: self._follow())
        self.reload()
        self.table.setFocus()

    def reload(self) -> None:
        """Read the items again."""
        self.table.show_lines(self.services.read(item_lines))
        self._follow()

    def _follow(self) -> None:
        line = self.table.current_line()
        gone = line is not None and line.payload[1]
        self.buttons[GONE].setText("恢复" if gone else "停用")
        self.buttons[EDIT].setEnabled(line is not None and not gone)

    def choose(self, key: str) -> None:
        """Do it; the window stays open."""
        line = self.table.current_line()
        item, gone = line.payload if line is not None else (None, False)
        if key == NEW:
            ItemDialog(self.services, None, item.checklist if item else "", self).exec()
        elif item is None:
            return
        elif key == EDIT and not gone:
            ItemDialog(self.services, item, item.checklist, self).exec()
        elif key == GONE:
            operation, words = (restore_item, "恢复检查项") if gone else (remove_item, "停用检查项")
            self.services.perform(operation, words, parent=self, key=item.key)
        self.reload()


class ItemDialog(FormDialog):
    """One item: words, the sentence for a failed one, articles, category, measures."""

    def __init__(self, services: Services, item: CheckItem | None, checklist: str, parent: QWidget) -> None:
        self.services, self.item = services, item
        self._names = services.read(article_names)
        titles = [(part.title, part.title) for part in services.read(checklists)]
        fields = (ChecklistItem.wording, ChecklistItem.finding, ChecklistItem.statute_keys,
                  ChecklistItem.category, ChecklistItem.subcategory, ChecklistItem.measures)
        self.editors: dict[str, Editor] = {
            "checklist": PickEditor(Field("检查清单", Kind.TEXT), titles, empty=False),
            **{field.key: editor_for(field_of(field)) for field in fields},
            **self._kinds(item)}
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(1, 1)
        for row, (key, editor) in enumerate(self.editors.items()):
            words = editor.facts.label + (" *" if key in ("checklist", "wording") else "")
            grid.addWidget(label(words, "hint"), row, 0)
            grid.addWidget(editor, row, 1)
        hint = label(ARTICLES, "small", wrap=True)
        grid.addWidget(hint, len(self.editors), 1)
        title = "新增检查项" if item is None else "修改检查项"
        super().__init__(title, form, [("save", "保存")], parent, width=720)
        self.buttons["save"].set_key("Ctrl+S")
        self.submitted.connect(lambda _: self.save())
        self.editors["checklist"].set_value(checklist or titles[0][0])
        if item is not None:
            shown = {"wording": item.wording, "finding": item.finding, "category": item.category,
                     "statute_keys": "；".join(self._names.get(key, key) for key in item.statutes),
                     "subcategory": item.subcategory,
                     "measures": item.measures}
            for key, value in shown.items():
                self.editors[key].set_value(value)
        self._follow_category()
        if item is not None:
            self.editors["subcategory"].set_value(item.subcategory)
        self.category.changed.connect(self._follow_category)
        keep_form(self, services, self.editors, ChecklistItem, f"item {item.key if item is not None else ''}",
                  (ChecklistItem.__tablename__, ALL_ROWS))
        self.editors["wording"].setFocus()

    def _kinds(self, item: CheckItem | None) -> dict[str, Editor]:
        """类别 and 二级类别 picked by their words; those an item has stay even when nobody else does."""
        names = kinds_in_use()
        if item is not None and item.category and item.category not in names:
            names.append(item.category)
        self.category = PickEditor(field_of(ChecklistItem.category), [(name, name) for name in names])
        self.second = PickEditor(field_of(ChecklistItem.subcategory), [])
        return {"category": self.category, "subcategory": self.second}

    def _follow_category(self) -> None:
        """The second levels of the category chosen."""
        category = self.category.value()
        choices = list(kinds().get(category, {}).items())
        item = self.item
        if item is not None and item.subcategory and item.category == category and \
                item.subcategory not in dict(choices):
            choices.append((item.subcategory, item.subcategory))
        self.second.set_choices(choices)
        self.second.setEnabled(bool(choices))

    def save(self) -> None:
        """Save and close."""
        values = {key: editor.text() for key, editor in self.editors.items()}
        values["subcategory"] = self.second.value() or ""
        known = {name: key for key, name in self._names.items()} | {key: key for key in self._names}
        parts = values["statute_keys"].replace(";", "；").split("；")
        cited = [part.strip() for part in parts if part.strip()]
        if unknown := [part for part in cited if part not in known]:
            self._faults({"statute_keys": f"“法规”页里没有“{unknown[0]}”"})
            return
        values["statute_keys"] = " ".join(known[part] for part in cited)
        key = self.item.key if self.item is not None else None
        done = self.services.perform(save_item, "修改检查清单", parent=self, faults=self._faults,
                                     done="检查清单已保存", key=key, **values)
        if done is not None:
            self.accept()

    def _faults(self, faults: dict[str, str]) -> None:
        for key, editor in self.editors.items():
            editor.show_fault(faults.get(key, ""))


