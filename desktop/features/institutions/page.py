"""机构台账 on the screen: the ledger with a chip for towns, the card with all about one institution."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget
from sqlalchemy.orm import Session

from desktop.base.listing import Listing, Question
from desktop.base.marks import Tone
from desktop.base.records import Record
from desktop.features.institutions.form import charge_dialog, choose_and_merge, open_merge, site_dialog
from desktop.features.institutions.listing import INSTITUTIONS, NO_TOWN, OTHER_TOWNS, town_filters
from desktop.features.institutions.notices import missing_characters, one_page_pdf
from desktop.features.institutions.operations import confirm_marks, keep_apart, void_charge, void_site
from desktop.features.institutions.panels import (
    CALLED,
    CHARGE,
    CONFIRM,
    NEW_CHARGE,
    NEW_SITE,
    SITE,
    TWIN,
    card_head,
    offered_tags,
    one_sheet,
    own_sections,
)
from desktop.features.institutions.queries import twins
from desktop.features.institutions.records import Institution
from desktop.features.office.queries import towns
from desktop.features.office.records import Town
from desktop.output.pdf.facts import FactSheet
from desktop.output.pdf.fonts import font_book
from desktop.store.operators import Way
from desktop.ui.buttons import Button, LinkButton
from desktop.ui.chips import Chip
from desktop.ui.feature import Feature
from desktop.ui.ledger_card import LedgerCard
from desktop.ui.ledger_frame import VOIDED
from desktop.ui.ledger_page import LedgerPage
from desktop.ui.personal import ask_purpose_of
from desktop.ui.print_dialog import PrintDialog
from desktop.ui.record_actions import ask_reason
from desktop.ui.sections import CardHead, Section
from desktop.ui.services import Services

MERGE = "merge"
TOWN = "town:"


class InstitutionCard(LedgerCard):
    """Name, code and states above; 基本, 证照, 预收费, 规模; then what later subjects add."""

    def head(self, session: Session, found: Any) -> CardHead:
        """The matrix, the kind, and at most two states that are not the usual ones."""
        return card_head(found, self.services.today, bool(twins(session, found.id)),
                         tags_of(self.services, session, found.id))

    def sections(self, session: Session, found: Any) -> list[Section]:
        """The institution's own sections."""
        return own_sections(session, found, self.services.today)

    def menu(self, found: Any) -> QMenu:
        """Charges, sites, merging and doubts before the verbs every record has."""
        menu = super().menu(found)
        first = menu.actions()[0]
        verbs = [("登记收费…", NEW_CHARGE), ("登记教学点…", NEW_SITE), ("与另一家合并…", MERGE)]
        verbs += [("待核对内容已核对无误", CONFIRM)] if found.marks else []
        for words, key in verbs:
            menu.insertAction(first, menu.addAction(words, lambda key=key: self._follow_link(key)))
        return menu

    def _show_verbs(self, found: Record) -> None:
        """The sheet for the leader beside the verbs; an institution merged away shows into which."""
        assert isinstance(found, Institution)
        if found.merged_into is None:
            super()._show_verbs(found)
            if not found.voided:
                sheet = Button("一机构一页", icon="printer")
                sheet.clicked.connect(self.print_sheet)
                self.add_action(sheet)
            return
        self.clear_actions()
        into = found.merged_into
        name = self.services.read(lambda session: session.get_one(Institution, into).name)
        link = LinkButton(f"已并入{name}" if len(name) <= 16 else f"已并入{name[:15]}…")
        link.setToolTip(name)
        link.clicked.connect(lambda: self.services.open(self.feature.key, into))
        self.add_action(link)

    def print_sheet(self) -> None:
        """一机构一页, shown before it is printed."""
        if self.row is not None:
            open_sheet(self.services, self.row, self)

    def _follow_link(self, key: str) -> None:
        kind, row = self._spot(key)
        if self.row is None:
            return
        if key == CONFIRM:
            self.services.perform(confirm_marks, "核对无误", parent=self, row=self.row)
        elif key == MERGE:
            choose_and_merge(self.services, self.row, self)
        elif key == NEW_CHARGE:
            charge_dialog(self.services, self.row, None, self).exec()
        elif key == NEW_SITE:
            site_dialog(self.services, self.row, None, self).exec()
        elif kind in (CHARGE, SITE, TWIN):
            menu = self.spot_menu(kind, row)
            menu.exec(self.cursor().pos())
            menu.deleteLater()
        else:
            super()._follow_link(key)

    def _spot(self, key: str) -> tuple[str, int]:
        kind, _, row = key.partition(":")
        return f"{kind}:", int(row) if row.isdigit() else 0

    def spot_menu(self, kind: str, row: int) -> QMenu:
        """What can be done with one charge, one site, or one institution that looks the same."""
        menu, institution = QMenu(self), self.row
        assert institution is not None
        if kind == TWIN:
            menu.addAction("打开这一家", lambda: self.services.open(self.feature.key, row))
            menu.addAction("合并成一家…", lambda: open_merge(self.services, institution, row, self))
            menu.addAction("不是同一家…", lambda: self._tell_apart(row))
            return menu
        dialog, void, what = ((charge_dialog, void_charge, "收费记录") if kind == CHARGE
                              else (site_dialog, void_site, "教学点"))
        menu.addAction("修改…", lambda: dialog(self.services, institution, row, self).exec())
        menu.addAction("作废…", lambda: self._void(void, what, row))
        return menu

    def _void(self, operation: Callable[..., Any], what: str, row: int) -> None:
        reason = ask_reason(f"作废{what}", "作废原因，例如：重复登记", "作废", self)
        if reason:
            self.services.perform(operation, f"作废{what}", parent=self, row=row, reason=reason)

    def _tell_apart(self, other: int) -> None:
        reason = ask_reason("不是同一家", "依据，例如：实地看过，两家各有场所", "记下", self)
        if reason:
            self.services.perform(keep_apart, "记下不是同一家", parent=self, row=self.row, other=other,
                                  reason=reason)


class InstitutionsPage(LedgerPage):
    """The ledger; towns are chosen in a menu of their own, so that the chips stay in one line."""

    empty_what = "机构台账里还没有机构。"
    empty_todo = "先把镇街报来的 Excel 台账导入，或一家一家新增。"
    empty_imports = True

    def __init__(self, services: Services, feature: Feature) -> None:
        self.town = Chip("town", "镇街", arrow=True)
        self.town.clicked.connect(self._open_towns)
        self._towns = services.read(towns)
        super().__init__(services, feature, self._with_towns())
        self.watches = (*feature.records, Town)
        self.chips.set_chips([*(Chip(chip.key, chip.label) for chip in self.listing.filters
                                if not chip.key.startswith(TOWN)), Chip(VOIDED, "已作废")])

    def make_card(self) -> InstitutionCard:
        return InstitutionCard(self.services, self.feature, self.listing)

    def add_actions(self) -> None:
        self.head.add_slot(self.town)
        super().add_actions()

    def parts(self) -> Sequence[Callable[[], None]]:
        return self._towns_again, *super().parts(), self._name_towns

    def _towns_again(self) -> None:
        known = self.services.read(towns)
        if known != self._towns:
            self._towns = known
            self.listing = self.source.listing = self.services.listing(self._with_towns())

    def _name_towns(self) -> None:
        chosen = self.chosen_towns()
        several = f"镇街 {len(chosen)} 个" if len(chosen) > 1 else ""
        self.town.set_word(several or next(iter(chosen), "镇街"))

    def chosen_towns(self) -> list[str]:
        """Towns the rows are narrowed to; none means all."""
        return [town for town in self._all_towns() if f"{TOWN}{town}" in self.source.question.filters]

    def choose_towns(self, wanted: list[str]) -> None:
        """Narrow to these towns, the other filters stay."""
        asked = self.source.question
        others = {key for key in asked.filters if not key.startswith(TOWN)}
        filters = frozenset(others | {f"{TOWN}{town}" for town in wanted})
        self.source.question = Question(asked.search, filters, voided=asked.voided, only=asked.only)
        self.refresh()

    def _all_towns(self) -> list[str]:
        """The office's, and the words for all the others."""
        return [*self._towns, OTHER_TOWNS, NO_TOWN]

    def _with_towns(self) -> Listing:
        return replace(INSTITUTIONS, filters=(*INSTITUTIONS.filters, *town_filters(self._towns)))

    def _open_towns(self) -> None:
        menu = self.towns_menu()
        menu.exec(self.town.mapToGlobal(QPoint(0, self.town.height())))
        menu.deleteLater()

    def towns_menu(self) -> QMenu:
        """One entry per town that can be ticked, 全部镇街 first."""
        menu, chosen = QMenu(self), self.chosen_towns()
        menu.addAction("全部镇街", lambda: self.choose_towns([]))
        menu.addSeparator()
        for town in self._all_towns():
            action = menu.addAction(town)
            action.setCheckable(True)
            action.setChecked(town in chosen)
            action.triggered.connect(lambda on, town=town: self.choose_towns(
                [*chosen, town] if on else [item for item in chosen if item != town]))
        return menu


def tags_of(services: Services, session: Session, row: int) -> tuple[tuple[str, Tone], ...]:
    """What later subjects say in the head of the institution's card."""
    return offered_tags(session, row, services.today, services.panels(Institution))


def sheet_of(services: Services, row: int, *, full: bool = False) -> FactSheet:
    """一机构一页 of the institution; `full`: telephone numbers in full."""
    return services.read(one_sheet, row, services.today, services.panels(Institution), services.desk.by, full)


def open_sheet(services: Services, row: int, parent: QWidget) -> None:
    """The sheet before it goes to paper; characters no font has are told first."""
    purpose = ask_purpose_of("打印", sorted(CALLED), services.closed, parent)
    if purpose is None:
        return
    name = services.read(lambda session: session.get_one(Institution, row).name)
    if purpose and not services.disclose(f"一机构一页 {name}：{'、'.join(sorted(CALLED))}", purpose, parent,
                                         way=Way.PAPER):
        return
    sheet, fonts = sheet_of(services, row, full=bool(purpose)), font_book()
    lacking = missing_characters(sheet, fonts)
    told = f"这台电脑没有这些字的字体，打出来是空格：{'、'.join(lacking)}。"
    if lacking and not services.confirm(parent, "仍要打印", told):
        return
    PrintDialog(services, f"一机构一页  {sheet.title}", one_page_pdf(sheet, fonts),
                f"一机构一页_{sheet.title}.pdf", parent).exec()
