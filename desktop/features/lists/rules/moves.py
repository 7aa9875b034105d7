"""What a move on the lists needs: pure checks that answer field by field, in Chinese."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from desktop.base.errors import UserError
from desktop.features.lists.records import ListEntry, ListKind, Removal, SubjectKind
from desktop.features.lists.rules.negative import NegativeItem, removals_for

REASON_TYPED = ("name", "subject_kind", "institution_id", "code", "legal_person", "id_number", "town",
                "address", "item", "reason", "basis", "found_on", "result", "told_on", "objection",
                "decision_no", "note", "problem_id")
"""What is typed of a black line before it is approved."""
STILL_TYPED = ("reason", "basis", "result", "told_on", "objection", "decision_no", "public_from",
               "public_until", "decided_by", "note", "removal_note", "removal_no")
"""What may be corrected while a line stands or after: never who, when, or on which list."""


def refuse(what: str, faults: Mapping[str, str], advice: str = "改好后再办。") -> None:
    """UserError naming the faulty fields; nothing when there are none."""
    if faults:
        raise UserError(f"{what}：{'；'.join(faults.values())}。", advice, faults)


def black_faults(given: Mapping[str, Any], item: NegativeItem | None, today: date) -> dict[str, str]:
    """What is wrong with a black line as typed."""
    kind, faults = given.get("subject_kind") or SubjectKind.INSTITUTION, {}
    if not given.get("name"):
        faults["name"] = "请填写机构名称或姓名"
    if item is None:
        faults["item"] = "请选负面清单项"
    elif kind not in item.subjects:
        faults["item"] = f"“{item.label}”不用在{kind.value}身上"
    if not given.get("reason"):
        faults["reason"] = "请写明列入事由"
    if not given.get("basis"):
        faults["basis"] = "请写明列入依据"
    if kind is SubjectKind.INSTITUTION and given.get("institution_id") is None:
        faults["institution_id"] = "请选台账里的机构；台账里没有的，对象选“未经审批的单位”或“个人”"
    if kind is not SubjectKind.INSTITUTION and given.get("institution_id") is not None:
        faults["subject_kind"] = "台账里的机构，对象选“机构”"
    if kind is not SubjectKind.PERSON and given.get("id_number"):
        faults["id_number"] = "只有个人才填证件号码"
    found, told = given.get("found_on"), given.get("told_on")
    if found and found > today:
        faults["found_on"] = "查处日期不能晚于今天"
    if told and told > today:
        faults["told_on"] = "告知日期不能晚于今天"
    return faults


def approval_faults(entry: ListEntry, listed_on: date, approved_by: str,
                    public: tuple[date | None, date | None], today: date) -> dict[str, str]:
    """What the approval of a black line lacks."""
    faults = {}
    if not approved_by.strip():
        faults["approved_by"] = "请填写批准人"
    if listed_on > today:
        faults["listed_on"] = "列入日期不能晚于今天"
    if entry.found_on and listed_on < entry.found_on:
        faults["listed_on"] = f"列入日期早于查处日期（{entry.found_on.isoformat()}）"
    if entry.told_on and listed_on < entry.told_on:
        faults["listed_on"] = f"列入日期早于告知日期（{entry.told_on.isoformat()}）"
    return faults | public_faults(*public)


def public_faults(first: date | None, last: date | None) -> dict[str, str]:
    """公示起 and 公示止 in their order."""
    if first and last and last < first:
        return {"public_until": f"公示止早于公示起（{first.isoformat()}）"}
    return {}


def removal_faults(entry: ListEntry, item: NegativeItem | None, removal: Removal, removed_on: date, note: str,
                   today: date) -> dict[str, str]:
    """Why the line cannot leave its list so; the reason of removal answers to the reason of listing."""
    faults, allowed = {}, removals_for(entry.listing, item)
    if removal not in allowed:
        because = f"列入是因为“{entry.item_label}”，" if entry.item_label else ""
        faults["removal"] = f"{because}移出理由只能是：{'、'.join(word.value for word in allowed)}"
    if removed_on > today:
        faults["removed_on"] = "移出日期不能晚于今天"
    if entry.listed_on and removed_on < entry.listed_on:
        faults["removed_on"] = f"移出日期早于列入日期（{entry.listed_on.isoformat()}）"
    if removal is Removal.EXPIRED and entry.public_until is None:
        faults["removal"] = "没有登记公示止日，不能以“公示期满”移出"
    elif removal is Removal.EXPIRED and entry.public_until and removed_on <= entry.public_until:
        faults["removed_on"] = f"公示到 {entry.public_until.isoformat()} 才满"
    if not note.strip() and entry.listing is ListKind.BLACK:
        faults["removal_note"] = "请写明移出的依据，例如：查验日期、查验人、结论"
    return faults


def publish_faults(rows: Sequence[ListEntry], published_on: date, approval: str, approved_by: str, today: date
                   ) -> dict[str, str]:
    """What publishing a batch lacks."""
    faults = {}
    if not rows:
        faults["name"] = "批次里还没有机构"
    if published_on > today:
        faults["published_on"] = "公布日期不能晚于今天"
    if not approval.strip():
        faults["approval"] = "请填写批准文号（会议纪要、批件或公告）"
    if not approved_by.strip():
        faults["approved_by"] = "请填写批准人"
    return faults
