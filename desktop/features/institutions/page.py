"""机构台账 on the screen: the ledger with a chip for towns, the card with all about one institution."""

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu
from sqlalchemy.orm import Session

from desktop.base.chinese import date_cn
from desktop.base.listing import Listing, Question
from desktop.base.marks import Tone
from desktop.features.institutions.form import charge_dialog
from desktop.features.institutions.listing import INSTITUTIONS, PAPERS_TONES, town_filters
from desktop.features.institutions.operations import confirm_marks, void_charge
from desktop.features.institutions.queries import aliases, charges
from desktop.features.institutions.records import (
    Institution,
    ListState,
    Prepaid,
    PrepaidCharge,
    Running,
    lines,
)
from desktop.features.institutions.rules import WARNING_DAYS, papers
from desktop.features.office.queries import towns
from desktop.features.office.records import Town
from desktop.ui.chips import Chip
from desktop.ui.feature import Feature
from desktop.ui.ledger_card import LedgerCard, facts_of
from desktop.ui.ledger_page import VOIDED, LedgerPage
from desktop.ui.record_actions import ask_reason
from desktop.ui.sections import Alert, CardHead, Fact, Item, Section
from desktop.ui.services import Services

TOWN = "town:"
CONFIRM = "confirm-marks"
NEW_CHARGE = "new-charge"
CHARGE = "charge:"
MOST_CHARGES = 6
_LIST_TONES = {ListState.WHITE: Tone.GREEN, ListState.BLACK: Tone.RED, ListState.WARNING: Tone.AMBER}


class InstitutionCard(LedgerCard):
    """Name, code and states above; 基本, 证照, 预收费, 规模; then what later subjects add."""

    def head(self, session: Session, found: Any) -> CardHead:
        """The matrix, the kind, and at most two states that are not the usual ones."""
        return card_head(found, self.services.today)

    def sections(self, session: Session, found: Any) -> list[Section]:
        """The institution's own sections."""
        today = self.services.today
        known_as = [f"{item.value}（至 {item.until.isoformat()}）" for item in aliases(session, found.id)]
        return [basic_section(found, known_as), papers_section(found, today),
                prepaid_section(found, charges(session, found.id), today), *size_sections(found)]

    def menu(self, found: Any) -> QMenu:
        """Charges and doubts before the verbs every record has."""
        menu = super().menu(found)
        first = menu.actions()[0]
        charge = menu.addAction("登记收费…", lambda: self._follow_link(NEW_CHARGE))
        menu.insertAction(first, charge)
        if found.marks:
            doubt = menu.addAction("待核对内容已核对无误", lambda: self._follow_link(CONFIRM))
            menu.insertAction(first, doubt)
        return menu

    def _follow_link(self, key: str) -> None:
        if self.row is None:
            return
        if key == CONFIRM:
            self.services.perform(confirm_marks, "核对无误", parent=self, row=self.row)
        elif key == NEW_CHARGE:
            charge_dialog(self.services, self.row, None, self).exec()
        elif key.startswith(CHARGE):
            self._open_charge(int(key.removeprefix(CHARGE)))
        else:
            super()._follow_link(key)

    def _open_charge(self, charge: int) -> None:
        menu = self.charge_menu(charge)
        menu.exec(self.cursor().pos())
        menu.deleteLater()

    def charge_menu(self, charge: int) -> QMenu:
        """What can be done with one charge."""
        menu, institution = QMenu(self), self.row
        assert institution is not None
        menu.addAction("修改…", lambda: charge_dialog(self.services, institution, charge, self).exec())
        menu.addAction("作废…", lambda: self._void_charge(charge))
        return menu

    def _void_charge(self, charge: int) -> None:
        reason = ask_reason("作废收费记录", "作废原因，例如：重复登记", "作废", self)
        if reason:
            self.services.perform(void_charge, "作废收费记录", parent=self, row=charge, reason=reason)


class InstitutionsPage(LedgerPage):
    """The ledger; towns are chosen in a menu of their own, so that the chips stay in one line."""

    empty_what = "机构台账里还没有机构。"
    empty_todo = "把镇街报来的 Excel 台账导入，或按“新增机构”一家一家登记。"

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

    def refresh(self) -> None:
        known = self.services.read(towns)
        if known != self._towns:
            self._towns = known
            self.listing = self.source.listing = self.services.listing(self._with_towns())
        super().refresh()
        chosen = self.chosen_towns()
        several = f"镇街 {len(chosen)} 个" if len(chosen) > 1 else ""
        self.town.set_word(several or next(iter(chosen), "镇街"))

    def chosen_towns(self) -> list[str]:
        """Towns the rows are narrowed to; none means all."""
        return [town for town in self._towns if f"{TOWN}{town}" in self.source.question.filters]

    def choose_towns(self, wanted: list[str]) -> None:
        """Narrow to these towns, the other filters stay."""
        asked = self.source.question
        others = {key for key in asked.filters if not key.startswith(TOWN)}
        filters = frozenset(others | {f"{TOWN}{town}" for town in wanted})
        self.source.question = Question(asked.search, filters, voided=asked.voided, only=asked.only)
        self.refresh()

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
        for town in self._towns:
            action = menu.addAction(town)
            action.setCheckable(True)
            action.setChecked(town in chosen)
            action.triggered.connect(lambda on, town=town: self.choose_towns(
                [*chosen, town] if on else [item for item in chosen if item != town]))
        return menu


def card_head(found: Institution, today: date) -> CardHead:
    """Name, code and at most four tags."""
    matrix = papers(found, today)
    kind = " · ".join(word.value for word in (found.category, found.nature) if word is not None)
    tags = [(matrix.value, PAPERS_TONES[matrix]), (kind or "类别未填", Tone.GREY if kind else Tone.AMBER)]
    if found.running is not Running.OPEN:
        tags.append((found.running.value, Tone.GREY if found.running is Running.CLOSED else Tone.AMBER))
    if found.list_state is not ListState.NONE:
        tags.append((found.list_state.value, _LIST_TONES.get(found.list_state, Tone.GREY)))
    if found.marks:
        tags.append(("待核对", Tone.AMBER))
    return CardHead(found.name, found.code or "", tuple(tags[:4]))


def basic_section(found: Institution, known_as: list[str]) -> Section:
    """Who and where; first what is to be compared with the papers."""
    rows: list[Fact | Item | Alert] = []
    if found.marks:
        rows.append(Alert("待核对：" + "；".join(lines(found.marks)), Tone.AMBER, CONFIRM, "已核对无误"))
    rows += facts_of(found, (Institution.legal_person, Institution.legal_person_id, Institution.principal,
                             Institution.phone, Institution.department))
    place = " · ".join(part for part in (found.town, found.community, found.grid) if part)
    rows.append(Fact("镇街 · 社区", place))
    rows += facts_of(found, (Institution.grid_person, Institution.grid_phone, Institution.keeper,
                             Institution.address, Institution.sites))
    if known_as:
        rows.append(Fact("曾用名", "、".join(known_as)))
    return Section("basic", "基本", rows=tuple(rows))


def papers_section(found: Institution, today: date) -> Section:
    """Licence and registration, with the days left."""
    rows: list[Fact | Item | Alert] = [Fact("办学许可证", found.licence_no or "没有")]
    until, ended = found.licence_until, found.licence_ended_on
    if found.licence_from or until:
        span = f"{found.licence_from.isoformat()} 至 " if found.licence_from else "至 "
        rows.append(Fact("有效期", span + (until.isoformat() if until else "长期"), hint=_left(until, today),
                         tone=_tone(until, today)))
    if ended is not None:
        rows.append(Fact("许可证注销", ended.isoformat(), tone=Tone.RED if ended <= today else None))
    rows += facts_of(found, (Institution.licence_office, Institution.licence_on, Institution.registration,
                             Institution.registrar, Institution.registered_address, Institution.founder,
                             Institution.founded_on, Institution.conversion))
    return Section("papers", "证照", rows=tuple(rows))


def prepaid_section(found: Institution, made: list[PrepaidCharge], today: date) -> Section:
    """How fees are supervised, and the charges beyond a limit."""
    rows: list[Fact | Item | Alert] = []
    beyond = [charge for charge in made if charge.excess]
    if beyond:
        more = f"另有 {len(beyond) - 1} 笔超限。" if len(beyond) > 1 else ""
        rows.append(Alert(f"{date_cn(beyond[0].charged_on)}{'；'.join(lines(beyond[0].excess))}。{more}"))
    account = f"尾号 {found.account_no[-4:]}" if found.account_no else ""
    way = found.prepaid.value if found.prepaid else ""
    way = " · ".join(part for part in (way, found.bank, account) if part)
    rows.append(Fact("监管方式", way or "未填", tone=Tone.RED if found.prepaid is Prepaid.NONE else None))
    if found.agreement_no:
        rows.append(Fact("监管协议", found.agreement_no))
    if found.agreement_until is not None:
        ends = found.agreement_until
        rows.append(Fact("协议到期", ends.isoformat(), hint=_left(ends, today), tone=_tone(ends, today)))
    rows += facts_of(found, (Institution.agreement_from, Institution.account_name, Institution.filed_no,
                             Institution.filed_on, Institution.deposit_due, Institution.deposit_held,
                             Institution.deposit_checked_on))
    rows += [_charge_item(charge) for charge in made[:MOST_CHARGES]]
    return Section("prepaid", "预收费", rows=tuple(rows), action=(NEW_CHARGE, "登记收费"))


def size_sections(found: Institution) -> list[Section]:
    """Size, platform and remarks; a section without anything is left out."""
    size = facts_of(found, (Institution.stage, Institution.content, Institution.area, Institution.rooms,
                            Institution.students, Institution.staff, Institution.teachers,
                            Institution.platform_included, Institution.platform_on))
    notes = facts_of(found, (Institution.notes,))
    sections = (Section("size", "规模", rows=tuple(size)), Section("notes", "备注", rows=tuple(notes)))
    return [section for section in sections if section.rows]


def _charge_item(charge: PrepaidCharge) -> Item:
    length = f"{charge.hours} 课时" if charge.hours else f"{charge.months} 个月" if charge.months else ""
    if charge.starts_on and charge.ends_on:
        length = f"{charge.starts_on.isoformat()} 至 {charge.ends_on.isoformat()}"
    amount = f"{charge.amount:.2f}".removesuffix(".00") + " 元"
    return Item("，".join(part for part in (amount, length) if part), link=f"{CHARGE}{charge.id}",
                link_text=charge.charged_on.isoformat(), words="超限" if charge.excess else "",
                tone=Tone.AMBER if charge.excess else Tone.GREY)


def _left(until: date | None, today: date) -> str:
    if until is None:
        return ""
    days = (until - today).days
    return f"已过期 {-days} 日" if days < 0 else "今天到期" if days == 0 else f"剩 {days} 日"


def _tone(until: date | None, today: date) -> Tone | None:
    if until is None or (until - today).days > WARNING_DAYS:
        return None
    return Tone.RED if until < today else Tone.AMBER
