"""The card beside a ledger: declared fields, other subjects' panels, the history; verbs at the foot."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget
from sqlalchemy.orm import Session

from desktop.base.fields import Attribute, Kind, field_of
from desktop.base.listing import Listing, words_of
from desktop.base.masks import masked
from desktop.base.records import Record, attributes
from desktop.base.trail import Moment, Trail, in_order
from desktop.store.editing import restore_record
from desktop.store.newer import Unreadable, read_or
from desktop.ui.buttons import Button, PrimaryButton
from desktop.ui.card import RecordCard
from desktop.ui.card_edit import CardEdit, FieldRow
from desktop.ui.feature import Feature
from desktop.ui.focus import keeping_keyboard
from desktop.ui.history import history_section
from desktop.ui.history_export import TAKE, WORDS, take_history
from desktop.ui.record_actions import edit_record, void_with_reason
from desktop.ui.sections import Alert, CardHead, Fact, Item, Section
from desktop.ui.services import Services

LINK = ":"
LOOKED = "在屏幕上查看"
UNREAD = "由更新的版本写过，本程序读不出，安装新版后就能看到。"
MOST_MOMENTS = 30
"""Lines of 经过 on the card."""


class LedgerCard(RecordCard):
    """Subclasses give their own `head` and `sections`."""

    def __init__(
        self, services: Services, feature: Feature, listing: Listing, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.services = services
        self.feature = feature
        self.record: type[Record] = listing.record
        self.row: int | None = None
        self.fields = CardEdit(self, lambda: self._rows, lambda: self.row)
        self._rows: list[FieldRow] = []
        self._fixed, self._stale = False, False
        self._ready: tuple[int, tuple[Any, CardHead, list[Section]]] | None = None
        self.opened.connect(self._follow_link)
        self.fields.shut.connect(self._freshen)

    def prepare(self, row: int | None) -> None:
        self._ready = None
        if row is not None:
            with suppress(Unreadable):  # which `show_row` tells
                self._ready = row, self.services.read(self._read, row)

    def show_row(self, row: int | None) -> None:
        """Show the record of that id, or nothing; a field that is being typed into stays open."""
        if self.fields.editor is not None and not self.fields.saving:
            if row == self.row:
                self._stale = True
                return
            if not self.fields.leave():
                return
        self.row, self._stale, ready = row, False, self._ready
        self._ready = None
        if row is None:
            return
        try:
            found, head, sections = (
                ready[1] if ready is not None and ready[0] == row else self.services.read(self._read, row))
        except Unreadable as trouble:
            self._show_unread(trouble)
            return
        if found is not None:
            self._rows, self._fixed = [], found.voided
            with keeping_keyboard(self):
                self.show_record(head, sections)
                self._show_verbs(found)

    def _show_unread(self, trouble: Unreadable) -> None:
        """Newer data of another shape: the sentence stands in the place of the record."""
        self._rows, self._fixed = [], True
        self.clear_actions()
        told = Section("newer", "数据", rows=(Alert(f"{trouble.what}{trouble.advice}"),))
        with keeping_keyboard(self):
            self.show_record(CardHead("读不出"), [told])

    def _freshen(self) -> None:
        if self._stale:
            self.show_row(self.row)

    def _row(self, row: Fact | Item | Alert) -> QWidget:
        """A fact of a field that may be changed here opens by F2."""
        made = super()._row(row)
        if not isinstance(row, Fact) or not row.key or self._fixed or not self.fields.takes(row.key):
            return made
        field = FieldRow(made, row.label, row.key)
        self.fields.watch(field)
        self._rows.append(field)
        return field

    def head(self, session: Session, found: Any) -> CardHead:
        """Name and tags."""
        return CardHead(found.title(), "")

    def sections(self, session: Session, found: Any) -> list[Section]:
        """The record's own sections."""
        return [Section("facts", "基本", rows=tuple(facts_of(found, attributes(self.record))))]

    def edit(self) -> None:
        """Open the field the keyboard is on, else the form of the shown record."""
        if self.services.shut():
            return
        field = self.fields.focused()
        if field is not None:
            self.fields.begin(field.key)
        elif self.row is not None:
            edit_record(self.services, self.feature, self.record, self.row, self)

    def menu(self, found: Any) -> QMenu:
        """The rarer verbs."""
        menu = QMenu(self)
        for action in self.services.actions(self.record):
            menu.addAction(action.label, lambda action=action: action.run(self.services, found.id, self))
        menu.addAction(
            f"作废{self.record.called}…", lambda: void_with_reason(self.services, self.record, found.id, self)
        )
        return menu

    def may_show(self, label: str) -> bool:
        """Only after it was written down: that it was asked for is what the history keeps."""
        if self.row is None:
            return False
        title = self.services.read(lambda session: session.get_one(self.record, self.row).title())
        return self.services.disclose(f"{title}：{label}", LOOKED, self)

    def _read(self, session: Session, row: int) -> tuple[Any, CardHead, list[Section]]:
        found = session.get(self.record, row)
        if found is None:
            return None, CardHead("", ""), []
        sections = self.sections(session, found)
        newer, today = self.services.desk.store.newer, self.services.today
        for place, panel in enumerate(self.services.panels(self.record)):
            unread: Section | None = Section(f"unread-{place}", "其他台账", empty=UNREAD)
            section = read_or(newer, partial(panel.section, session, row, today), unread)
            if section is not None:
                sections.append(section)
        trails = self.services.trails(self.record)
        if trails:
            parts = [read_or(newer, partial(_moments, trail, session, row), list[Moment]())
                     for trail in trails]
            sections.append(trail_section(in_order(moment for part in parts for moment in part)))
        history = replace(history_section(session, self.record, row), action=(TAKE, WORDS))
        head = read_or(newer, lambda: self.head(session, found), CardHead(found.title()))
        return found, head, [*sections, history]

    def _show_verbs(self, found: Record) -> None:
        self.clear_actions()
        if found.voided:
            back = Button("恢复", writes=True)
            back.clicked.connect(
                lambda: self.services.perform(
                    restore_record, f"恢复{found.title()}", parent=self, record=self.record, row=found.id
                )
            )
            self.add_action(back)
            return
        edit = PrimaryButton("修改", icon="edit")
        edit.set_key_cap("F2")
        edit.clicked.connect(self.edit)
        self.add_action(edit)
        more = Button("办理", arrow=True, writes=True)
        more.setMenu(self.menu(found))
        self.add_action(more, right=True)

    def _follow_link(self, key: str) -> None:
        """A link's key is 主题:行号, such as problems:12, or the label of a verb another subject offers."""
        if key == TAKE and self.row is not None:
            take_history(self.services, self.record, self.row, self)
            return
        feature, _, row = key.partition(LINK)
        verb = next((action for action in self.services.actions(self.record) if action.label == key), None)
        if verb is not None and self.row is not None:
            verb.run(self.services, self.row, self)
        elif row.isdigit():
            self.services.open(feature, int(row))


def _moments(trail: Trail, session: Session, row: int) -> list[Moment]:
    return list(trail.moments(session, row))


def trail_section(told: Sequence[Moment]) -> Section:
    """经过: what happened, the newest first, each line opens its record."""
    rows = tuple(Item(moment.words, moment.link, moment.on.isoformat()) for moment in told[:MOST_MOMENTS])
    if len(told) > MOST_MOMENTS:
        rows += (Item(f"更早还有 {len(told) - MOST_MOMENTS} 件，见各自的台账。"),)
    return Section("trail", "经过", len(told), rows, "还没有检查、投诉和问题。")


def facts_of(found: Record, fields: Sequence[Attribute]) -> list[Fact]:
    """Label and value of these fields, money with its unit; empty ones left out, personal ones masked."""
    facts = []
    for attribute in fields:
        declared = field_of(attribute)
        words = words_of(declared, getattr(found, attribute.key))
        if words and declared.kind is not Kind.LINK:
            hidden = declared.personal
            words = f"{words} 元" if declared.kind is Kind.MONEY else words
            facts.append(
                Fact(declared.label, masked(words) if hidden else words, full=words if hidden else "",
                     key=attribute.key)
            )
    return facts
