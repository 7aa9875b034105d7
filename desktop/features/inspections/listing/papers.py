"""日工作台账 and 现场检查记录表 as plain data, before they become PDF or .xlsx.

日工作台账 follows 南昌 二.1: what was inspected each day, by whom, and what came of it. A record form of a
visit not made yet is blank: its items carry empty boxes, to be filled in on the spot.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from desktop.base.chinese import date_cn
from desktop.base.listing import shown
from desktop.features.inspections.queries.checklists import checklists, citations
from desktop.features.inspections.queries.months import DEFINITIONS, counts_between, unvisited
from desktop.features.inspections.queries.visits import crew_of, findings_of, photos_of, visits_between
from desktop.features.inspections.records.visits import (
    Outcome,
    Visit,
    VisitFinding,
    VisitResult,
    VisitState,
)
from desktop.features.inspections.rules.checklists import keys_of
from desktop.features.institutions.records import Conversion, Institution
from desktop.features.office.queries import is_set_up, office

DAYBOOK = "日工作台账"
COMMUNITIES = "无人巡查的社区"
RECORD = "校外培训现场检查记录表"
ANNEX = "检查项目表"
NOBODY = "＿＿＿＿＿　执法证号 ＿＿＿＿＿＿"
BOXES = "□无问题 □有问题 □不适用"


@dataclass(frozen=True)
class Head:
    """A column: its words, its width in mm (0: a share of the rest)."""

    words: str
    mm: float = 0.0
    centred: bool = False


@dataclass(frozen=True)
class PaperTable:
    """A table to be printed: `left` and `right` stand above it, `notes` and `feet` below."""

    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[str, ...], ...]
    left: str = ""
    right: str = ""
    notes: tuple[str, ...] = ()
    feet: tuple[str, ...] = ()
    author: str = ""


@dataclass(frozen=True)
class RecordPaper:
    """现场检查记录表 of one visit: short facts, long texts, people, the items as a table of their own."""

    number: str
    bureau: str
    facts: tuple[tuple[str, str], ...]
    people: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]
    signatures: tuple[str, ...]
    items: PaperTable


_DAY_HEADS = (Head("序号", 10, True), Head("日期", 20, True), Head("被检查对象", 44), Head("镇街", 20, True),
              Head("检查方式", 22, True), Head("检查人员", 26), Head("检查情况"), Head("发现问题"),
              Head("现场处理", 30), Head("营转非", 14, True))
_COMMUNITY_HEADS = (Head("序号", 12, True), Head("镇街", 34, True), Head("社区（村）", 40, True),
                    Head("机构数", 20, True), Head("上次检查", 30, True), Head("天数", 18, True),
                    Head("网格员"), Head("包保责任人"))
_ITEM_HEADS = (Head("序号", 10, True), Head("清单", 20, True), Head("检查内容"), Head("结论", 24, True),
               Head("发现的问题及依据", 62))


def daybook(session: Session, first: date, last: date) -> PaperTable:
    """日工作台账 of a period, both days included: who went where each day; 未检查到 ones are in it too."""
    found = visits_between(session, first, last)
    bureau = office(session).bureau if is_set_up(session) else ""
    conversions = _conversions(session, found)
    wrong = _failed(session, found)
    rows = tuple(_day_row(place, one, wrong[one.id], conversions.get(one.institution_id))
                 for place, one in enumerate(found, 1))
    days = sorted({one.on for one in found})
    notes = [f"{date_cn(day)}：{_day_words(session, day, day)}。" for day in days]
    if len(days) > 1:
        notes.append(f"合计：{_day_words(session, first, last)}。")
    span = date_cn(first) if first == last else f"{date_cn(first)}至{date_cn(last)}"
    return PaperTable(DAYBOOK, _DAY_HEADS, rows, f"填表单位（盖章）：{bureau}", span,
                      (*notes, *DEFINITIONS) if found else ("这几天没有检查。",),
                      ("填表人：", "审核人：", "填表日期："), bureau)


def _day_words(session: Session, first: date, last: date) -> str:
    return counts_between(session, first, last).words


def _day_row(place: int, one: Visit, wrong: Sequence[str], conversion: str | None) -> tuple[str, ...]:
    hours = "-".join(part for part in (one.starts, one.ends) if part)
    shut = f"未检查到：{one.reason or ''}" if one.state is VisitState.CLOSED_DOOR else ""
    clean = "无问题" if one.result is VisitResult.CLEAN else ""
    return (str(place), f"{one.on.isoformat()} {hours}".strip(), one.subject, one.town or "", one.way.value,
            one.inspectors or one.grid_person or "", shut or one.record or "", "；".join(wrong) or clean,
            one.handling or "", conversion or "")


def _conversions(session: Session, found: Sequence[Visit]) -> dict[int | None, str]:
    """营转非 of the visited institutions it concerns."""
    states: dict[int | None, str] = {}
    for row in {one.institution_id for one in found if one.institution_id is not None}:
        state = session.get_one(Institution, row).conversion
        if state is not None and state is not Conversion.NOT_CONCERNED:
            states[row] = state.value
    return states


def _failed(session: Session, found: Sequence[Visit]) -> dict[int, list[str]]:
    """What was wrong by visit."""
    wrong: dict[int, list[str]] = defaultdict(list)
    for one in found:
        if one.failed_items:
            wrong[one.id] = [item.detail or item.wording for item in findings_of(session, one.id)
                             if item.outcome is Outcome.FAILED]
    return wrong


def communities_paper(session: Session, today: date, days: int) -> PaperTable:
    """无人巡查的社区 as a table."""
    found = unvisited(session, today, days)
    bureau = office(session).bureau if is_set_up(session) else ""
    rows = tuple((str(place), one.town, one.community, str(one.institutions), shown(one.last),
                  "" if one.days is None else str(one.days), one.grid_person, one.keeper)
                 for place, one in enumerate(found, 1))
    return PaperTable(COMMUNITIES, _COMMUNITY_HEADS, rows, f"填表单位（盖章）：{bureau}", date_cn(today),
                      (f"{days} 天以上没有巡查、检查过的社区，共 {len(found)} 个；机构数不含已注销的。",),
                      ("填表人：", "审核人：", "填表日期："), bureau)


def record_paper(session: Session, found: Visit) -> RecordPaper:
    """The record form of a visit; before the visit it is blank where it will be written by hand."""
    bureau = office(session).bureau if is_set_up(session) else ""
    made = found.state is VisitState.DONE
    hours = "-".join(part for part in (found.starts, found.ends) if part)
    facts = (("被检查对象", found.subject), ("场所类型", found.site_kind.value),
             ("地址", found.address or ""),
             ("镇街、社区", " ".join(part for part in (found.town, found.community) if part)),
             ("检查日期", date_cn(found.on)), ("检查时间", hours or "　时　分至　时　分"),
             ("检查方式", found.way.value), ("四不两直", "是" if found.unannounced else "否"),
             ("参加部门", found.departments or ""), ("专项行动", found.campaign or ""),
             ("现场负责人", found.site_person or ""), ("联系电话", found.site_phone or ""))
    people = tuple(f"{one.name}　执法证号 {one.card_no or '＿＿＿＿＿＿'}　{one.department or ''}".rstrip()
                   for one in crew_of(session, found.id))
    if not people and found.grid_person:
        people = (f"网格员 {found.grid_person}　包保责任人 {found.keeper or ''}",)
    photos = len(photos_of(session, found.id))
    told = "检查时已出示执法证件，告知检查事项。" if people and not found.grid_person else ""
    usual = "经现场检查，未发现问题。" if found.result is VisitResult.CLEAN else ""
    texts = (("检查情况", found.record or usual),
             ("发现问题", "\n".join(_failed(session, [found])[found.id])), ("现场处理", found.handling or ""),
             ("说明", "".join((told, f"现场照片、音像记录 {photos} 份。" if photos else "",
                             f"时段：{found.slot_note}。" if found.slot_note else ""))))
    signatures = ("检查人员签字及日期", "现场负责人意见、签字及日期")
    return RecordPaper(found.number, bureau, facts, people or (NOBODY, NOBODY), texts, signatures,
                        _items(session, found, bureau, made))


def _items(session: Session, found: Visit, bureau: str, made: bool) -> PaperTable:
    known = findings_of(session, found.id)
    rows = [_item_row(session, place, one) for place, one in enumerate(known, 1)]
    if not made and not known:
        asked = [item for part in checklists(session) for item in part.items]
        rows = [(str(place), item.checklist, item.wording, BOXES, "") for place, item in enumerate(asked, 1)]
    return PaperTable(ANNEX, _ITEM_HEADS, tuple(rows), f"{found.number}　{found.subject}", date_cn(found.on),
                      author=bureau)


def _item_row(session: Session, place: int, one: VisitFinding) -> tuple[str, ...]:
    words = ""
    if one.outcome is Outcome.FAILED:
        basis = "；".join(citations(session, keys_of(one.statute_keys)))
        words = "\n".join([one.detail or one.wording, *([f"依据：{basis}"] if basis else [])])
    return (str(place), one.checklist, one.wording, one.outcome.value, words or one.detail or "")
