"""The sections of a visit's card, and 检查 on an institution's card, as plain data."""

from datetime import date

from sqlalchemy.orm import Session

from desktop.base.marks import Tone
from desktop.features.inspections.listing.visits import STATE_TONES
from desktop.features.inspections.queries.checklists import citations
from desktop.features.inspections.queries.visits import (
    crew_of,
    findings_of,
    photos_of,
    visits_of,
)
from desktop.features.inspections.records.kinds import kind_words
from desktop.features.inspections.records.visits import (
    Outcome,
    Visit,
    VisitFinding,
    VisitResult,
    VisitState,
)
from desktop.features.inspections.rules.checklists import keys_of
from desktop.store.attachments import Files
from desktop.ui.ledger_card import facts_of
from desktop.ui.sections import Alert, CardHead, Fact, Item, Section

MOST_ON_CARD = 5
RESULT_TONES = {VisitResult.FOUND: Tone.RED, VisitResult.CLEAN: Tone.GREEN}
PHOTO, INSTITUTION, ADD_PHOTOS, RECORD = "visit-photo:", "institutions:", "add-photos", "record-visit"
_PLACE = (Visit.site_kind, Visit.town, Visit.community, Visit.address, Visit.grid, Visit.grid_person,
          Visit.keeper, Visit.site_person, Visit.site_phone)


def card_head(found: Visit) -> CardHead:
    """Object, number, at most four tags."""
    tags = [(found.state.value, STATE_TONES[found.state])]
    if found.result is not None:
        tags.append((found.result.value, RESULT_TONES[found.result]))
    if found.unannounced:
        tags.append(("四不两直", Tone.GREY))
    if found.institution_id is None:
        tags.append(("台账外场所", Tone.AMBER))
    return CardHead(found.subject, found.number, tuple(tags[:4]))


def card_sections(session: Session, found: Visit, today: date) -> list[Section]:
    """What was planned or found, who went, the items, the photos."""
    return [visit_section(session, found, today), crew_section(session, found),
            *items_sections(session, found), photo_section(session, found),
            Section("place", "场所", rows=tuple(facts_of(found, _PLACE)))]


def visit_section(session: Session, found: Visit, today: date) -> Section:
    """When, how, what came of it."""
    rows: list[Fact | Item | Alert] = []
    if found.state is VisitState.PLANNED and found.on <= today:
        late = (today - found.on).days
        words = f"计划 {found.on.isoformat()}，过了 {late} 天" if late else "今天要查"
        rows.append(Alert(f"{words}，还没有记结果。", Tone.AMBER, RECORD, "记结果"))
    if found.slot_note:
        rows.append(Alert(f"时段：{found.slot_note}，已确认。", Tone.AMBER))
    hours = "-".join(part for part in (found.starts, found.ends) if part)
    rows.append(Fact("日期", f"{found.on.isoformat()}{f' {hours}' if hours else ''}"))
    rows += facts_of(found, (Visit.way, Visit.campaign, Visit.departments, Visit.reason, Visit.record,
                             Visit.handling, Visit.handler, Visit.note))
    if found.institution_id is not None:
        rows.append(Fact("机构", found.subject, link=f"{INSTITUTION}{found.institution_id}"))
    return Section("visit", "检查", rows=tuple(rows))


def crew_section(session: Session, found: Visit) -> Section:
    """Who went, with cards."""
    crew = crew_of(session, found.id)
    rows = tuple(Fact(one.name, f"证号 {one.card_no}" if one.card_no else "没有执法证号",
                      hint=one.department or "", tone=None if one.card_no else Tone.AMBER) for one in crew)
    empty = f"网格员 {found.grid_person} 巡查。" if found.grid_person else "还没有填检查人员。"
    return Section("crew", "人员", len(crew), rows, empty)


def items_sections(session: Session, found: Visit) -> list[Section]:
    """Failed items in full, the clean ones counted."""
    findings = findings_of(session, found.id)
    if not findings:
        return []
    failed = [one for one in findings if one.outcome is Outcome.FAILED]
    rows: list[Fact | Item | Alert] = []
    for one in failed:
        rows.append(Alert(f"{one.checklist}：{one.detail or one.wording}", Tone.RED))
        rows += _basis(session, one)
    clean = sum(one.outcome is Outcome.CLEAN for one in findings)
    apart = len(findings) - clean - len(failed)
    rows.append(Fact("其余", f"{clean} 项无问题{f'，{apart} 项不适用' if apart else ''}"))
    return [Section("items", "检查项", len(findings), tuple(rows))]


def _basis(session: Session, one: VisitFinding) -> list[Fact | Item | Alert]:
    basis = "；".join(citations(session, keys_of(one.statute_keys)))
    facts = (("依据", basis), ("类别", _kind(one)), ("措施", one.measures or ""))
    return [Fact(label, words) for label, words in facts if words]


def _kind(one: VisitFinding) -> str:
    return "・".join(words for words in (one.category, kind_words(one.subcategory or "")) if words)


def photo_section(session: Session, found: Visit) -> Section:
    """Kept files, each a link; one that is gone is told."""
    files: Files = session.info["files"]
    rows = []
    for photo, kept in photos_of(session, found.id):
        fault = files.glance(kept)
        rows.append(Item(photo.note or "", f"{PHOTO}{photo.id}", kept.name, fault or photo.kind.value,
                         Tone.RED if fault else Tone.GREY))
    return Section("photos", "照片", len(rows), tuple(rows), "没有照片。", (ADD_PHOTOS, "添加"))


def institution_section(session: Session, row: int, today: date) -> Section | None:
    """检查 on an institution's card: how often, the last ones with their results."""
    found = visits_of(session, row)
    made = [one for one in found if one.state is VisitState.DONE]
    rows: list[Fact | Item | Alert] = []
    if made:
        last, year = made[0], sum(one.on.year == today.year for one in made)
        rows.append(Fact("最近检查", f"{last.on.isoformat()}，{(today - last.on).days} 天前",
                         hint=f"今年 {year} 次"))
    rows += [_visit_item(one) for one in found[:MOST_ON_CARD]]
    return Section("inspections", "检查", len(made), tuple(rows), "还没有检查过。")


def _visit_item(one: Visit) -> Item:
    word = one.result.value if one.result is not None else one.state.value
    tone = RESULT_TONES[one.result] if one.result is not None else STATE_TONES[one.state]
    more = f"{one.failed_items} 项" if one.failed_items else ""
    text = "　".join(part for part in (one.way.value, one.inspectors or one.grid_person or "") if part)
    return Item(text, f"inspections:{one.id}", one.on.isoformat(), word, tone, more)
