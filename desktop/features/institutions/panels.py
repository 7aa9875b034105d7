"""The sections of an institution's card, as plain data: for the screen and for 一机构一页."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from desktop.base.chinese import date_cn
from desktop.base.fields import field_of
from desktop.base.listing import shown
from desktop.base.marks import Tone
from desktop.features.institutions.listing import PAPERS_TONES
from desktop.features.institutions.notices import matrix, one_page
from desktop.features.institutions.queries import Twin, aliases, charges, sites, twins
from desktop.features.institutions.records import (
    Institution,
    Prepaid,
    PrepaidCharge,
    Running,
    Site,
    lines,
)
from desktop.features.institutions.rules import WARNING_DAYS, papers
from desktop.features.office.queries import office
from desktop.output.pdf.facts import FactPart, FactSheet
from desktop.ui.feature import Panel
from desktop.ui.history import history_section
from desktop.ui.ledger_card import facts_of
from desktop.ui.sections import Alert, CardHead, Fact, Item, Section

CONFIRM, NEW_CHARGE, NEW_SITE = "confirm-marks", "new-charge", "new-site"
CHARGE, SITE, TWIN = "charge:", "site:", "twin:"
MOST_CHARGES, MOST_TWINS = 6, 3
ALWAYS = ("problems", "documents")
"""Sections the sheet shows though they are empty."""

HISTORY, PAPERS, MOST_HISTORY = "history", "证照", 4
CALLED = frozenset(field_of(item).label for item in (Institution.phone, Institution.grid_phone))


def own_sections(session: Session, found: Institution, today: date) -> list[Section]:
    """The institution's own sections; other subjects' panels follow them."""
    known_as = [f"{item.value}（至 {item.until.isoformat()}）" for item in aliases(session, found.id)]
    return [basic_section(found, known_as, twins(session, found.id)),
            sites_section(found, sites(session, found.id)), papers_section(found, today),
            prepaid_section(found, charges(session, found.id), today), *size_sections(found)]


def card_head(found: Institution, today: date, double: bool = False,
              more: tuple[tuple[str, Tone], ...] = ()) -> CardHead:
    """Name, code and at most four tags; `double`: it may be another institution of the ledger; `more`: what
    later subjects say of it."""
    matrix = papers(found, today)
    kind = " · ".join(word.value for word in (found.category, found.nature) if word is not None)
    tags = [(matrix.value, PAPERS_TONES[matrix]), (kind or "类别未填", Tone.GREY if kind else Tone.AMBER)]
    if found.running is not Running.OPEN:
        tags.append((found.running.value, Tone.GREY if found.running is Running.CLOSED else Tone.AMBER))
    tags[2:2] = more
    if double:
        tags.insert(2, ("疑似重复", Tone.AMBER))
    if found.marks:
        tags.append(("待核对", Tone.AMBER))
    return CardHead(found.name, found.code or "", tuple(tags[:4]))


def basic_section(found: Institution, known_as: list[str], doubles: list[Twin]) -> Section:
    """Who and where; first whom it may be besides, and what is to be compared with the papers."""
    rows: list[Fact | Item | Alert] = [_twin_alert(twin) for twin in doubles[:MOST_TWINS]]
    if len(doubles) > MOST_TWINS:
        rows.append(Alert(f"另有 {len(doubles) - MOST_TWINS} 家也疑似重复，处理完上面的再看。"))
    if found.marks:
        rows.append(Alert("待核对：" + "；".join(lines(found.marks)), Tone.AMBER, CONFIRM, "已核对无误"))
    rows += facts_of(found, (Institution.legal_person, Institution.legal_person_id, Institution.principal,
                             Institution.phone, Institution.department))
    place = " · ".join(part for part in (found.town, found.community, found.grid) if part)
    rows.append(Fact("镇街 · 社区", place))
    rows += facts_of(found, (Institution.grid_person, Institution.grid_phone, Institution.keeper,
                             Institution.address))
    if known_as:
        rows.append(Fact("曾用名", "、".join(known_as)))
    return Section("basic", "基本", rows=tuple(rows))


def _twin_alert(twin: Twin) -> Alert:
    other = twin.other
    where = "，".join(word for word in (other.town or "", "" if other.running is Running.OPEN
                                       else other.running.value) if word)
    return Alert(f"与{other.name}{f'（{where}）' if where else ''}{twin.words}。", Tone.AMBER,
                 f"{TWIN}{other.id}", "核对")


def sites_section(found: Institution, known: list[Site]) -> Section:
    """Teaching sites besides the main one; what an imported sheet said of them stands last."""
    rows: list[Fact | Item | Alert] = [
        Item(" · ".join(part for part in (_place_of(site), size_of(site)) if part),
             link=f"{SITE}{site.id}", link_text=site.name,
             words="" if site.licensed is None else "已许可" if site.licensed else "未许可",
             tone=Tone.GREEN if site.licensed else Tone.RED)
        for site in known]
    rows += facts_of(found, (Institution.sites,))
    return Section("sites", "教学点", len(known), tuple(rows), "只有主场所。", (NEW_SITE, "登记教学点"))


def _place_of(site: Site) -> str:
    return site.address if not site.town or site.town in site.address else f"{site.town} {site.address}"


def size_of(site: Site) -> str:
    """120 平方米，3 间."""
    area = f"{shown(site.area)} 平方米" if site.area else ""
    return "，".join(part for part in (area, f"{site.rooms} 间" if site.rooms else "") if part)


def papers_section(found: Institution, today: date) -> Section:
    """Licence and registration, with the days left."""
    rows: list[Fact | Item | Alert] = [
        Fact("办学许可证", found.licence_no or "没有", key=Institution.licence_no.key)]
    until, ended = found.licence_until, found.licence_ended_on
    if found.licence_from or until:
        span = f"{found.licence_from.isoformat()} 至 " if found.licence_from else "至 "
        rows.append(Fact("有效期", span + (until.isoformat() if until else "长期"), hint=_left(until, today),
                         tone=_tone(until, today), key=Institution.licence_until.key))
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
    rows.append(Fact("监管方式", way or "未填", tone=Tone.RED if found.prepaid is Prepaid.NONE else None,
                     key=Institution.prepaid.key))
    if found.agreement_no:
        rows.append(Fact("监管协议", found.agreement_no, key=Institution.agreement_no.key))
    if found.agreement_until is not None:
        ends = found.agreement_until
        rows.append(Fact("协议到期", ends.isoformat(), hint=_left(ends, today), tone=_tone(ends, today),
                         key=Institution.agreement_until.key))
    rows += facts_of(found, (Institution.agreement_from, Institution.account_name, Institution.filed_no,
                             Institution.filed_on, Institution.deposit_due, Institution.deposit_held,
                             Institution.deposit_checked_on))
    rows += [_charge_item(charge) for charge in made[:MOST_CHARGES]]
    return Section("prepaid", "预收费", rows=tuple(rows), action=(NEW_CHARGE, "登记收费"))


def size_sections(found: Institution) -> list[Section]:
    """Size, platform and remarks; a section without anything is left out."""
    size = facts_of(found, (Institution.stage, Institution.content))
    if found.area is not None:
        words = f"{shown(found.area)} 平方米"
        size.append(Fact(field_of(Institution.area).label, words, key=Institution.area.key))
    size += facts_of(found, (Institution.rooms, Institution.students, Institution.staff, Institution.teachers,
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


def offered_tags(session: Session, row: int, today: date, panels: Sequence[Panel]
                 ) -> tuple[tuple[str, Tone], ...]:
    """What the panels of later subjects say in the head of the institution's card."""
    offered = (panel.tags for panel in panels if panel.tags is not None)
    return tuple(tag for tags in offered for tag in tags(session, row, today))


def one_sheet(session: Session, row: int, today: date, panels: Sequence[Panel], by: str,
              full: bool = False) -> FactSheet:
    """一机构一页: the institution's own sections, then those of the later subjects, the history last.

    `full`: telephone numbers in full.
    """
    found = session.get_one(Institution, row)
    sections = own_sections(session, found, today)
    offered = (panel.section(session, row, today) for panel in panels)
    sections += [section for section in offered if section is not None]
    history = history_section(session, Institution, row)
    sections.append(replace(history, rows=history.rows[:MOST_HISTORY]))
    parts = [part_of(section, full=full) for section in sections if section.rows or section.key in ALWAYS]
    parts = [replace(part, facts=(("证照情况", matrix(found, today)), *part.facts))
             if part.title == PAPERS else part for part in parts]
    head = card_head(found, today, more=offered_tags(session, row, today, panels))
    tags = [words for words, _ in head.tags[1:]]
    return one_page(found, tags, parts, office(session).bureau, by, today)


def part_of(section: Section, *, full: bool = False) -> FactPart:
    """A card's section as a part of the sheet; `full`: telephone numbers, and they alone, in full."""
    facts, items = [], []
    for row in section.rows:
        if isinstance(row, Alert):
            items.append(f"※ {row.text}")
        elif isinstance(row, Item):
            items.append("　".join(word for word in (row.link_text, row.words, row.text, row.right) if word))
        elif section.key == HISTORY:
            items.append(f"{row.label}　{row.text}")
        else:
            words = row.full if full and row.full and row.label in CALLED else row.text
            facts.append((row.label, f"{words}　{row.hint}".strip()))
    return FactPart(section.title, tuple(facts), tuple(items or ([section.empty] if not facts else [])))
