"""The sample county's lists: two published batches, one drawn up, the black list, decisions and receipts."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from desktop.features.calendar.queries import work_calendar
from desktop.features.lists.operations.black import list_black, propose_black, remove_black
from desktop.features.lists.operations.credit import report_matters, save_decision
from desktop.features.lists.operations.white import create_batch, propose_white, publish_batch
from desktop.features.lists.queries.matters import matters
from desktop.features.lists.queries.standing import free_institutions
from desktop.features.lists.records import ListEntry, Matter, Platform, Removal, SubjectKind

BATCHES = (("2023年第一批", date(2023, 7, 28), "晋教双减〔2023〕6号", 40),
           ("2023年第二批", date(2023, 8, 30), "晋教双减〔2023〕9号", 16))
CHIEF = "陈志远"
DRAFT = 4
UNLICENSED = (
    ("林某", SubjectKind.PERSON, "翡翠城3栋502室",
     "在居民楼内有偿招收小学生开展学科类培训", date(2023, 6, 12)),
    ("晋江市某某教育咨询有限公司", SubjectKind.FIRM, "万达广场写字楼A座1206",
     "未取得办学许可，以教育咨询名义招生办班", date(2023, 8, 9)),
)  # fmt: skip
LAW = "《中华人民共和国民办教育促进法》第六十四条"
RULES = "《中华人民共和国民办教育促进法实施条例》第六十三条第一款第（十一）项"
DEFENCE = "当事人未提出陈述申辩"


def tell_lists(session: Session, *, by: str, today: date) -> int:
    """Fill both lists; how many lines there are."""
    own: dict[str, Any] = {"by": by, "today": today}
    white: list[ListEntry] = []
    for name, on, approval, count in BATCHES:
        white += _batch(session, name, on, approval, count, own)
    draft = create_batch(session, name="2023年第三批", **own)
    rest = free_institutions(session, today, licensed=True, claimed=False)[:DRAFT]
    waiting = propose_white(session, batch=draft.id, institutions=rest, confirmed=True, **own)
    black = _black(session, white, own)
    _decisions(session, white, own)
    _receipts(session, own)
    return len(white) + len(waiting) + black


def _batch(session: Session, name: str, on: date, approval: str, count: int, own: dict[str, Any]
           ) -> list[ListEntry]:
    batch = create_batch(session, name=name, **own)
    rows = free_institutions(session, own["today"], licensed=True, claimed=False)[:count]
    made = propose_white(session, batch=batch.id, institutions=rows, confirmed=True, **own)
    publish_batch(session, row=batch.id, published_on=on, approval=approval, approved_by=CHIEF, **own)
    return made


def _black(session: Session, white: Sequence[ListEntry], own: dict[str, Any]) -> int:
    approved = {"approved_by": CHIEF, "confirmed": True, **own}
    for place, (name, kind, address, reason, on) in enumerate(UNLICENSED):
        made = list_black(session, listed_on=on, decision_no=f"晋教名单〔2023〕{place + 1}号", values={
            "name": name, "subject_kind": kind, "address": address, "town": "青阳街道", "item": "N01",
            "reason": reason, "basis": LAW, "found_on": on,
            "result": "责令停止举办、退还所收费用"}, **approved)
        if place == 0:
            remove_black(session, row=made.id, removal=Removal.STOPPED, removed_on=date(2023, 9, 1),
                         removal_note="2023年8月30日现场查看，已停止举办，费用退清", **own)
    fact = {"item": "N05", "basis": RULES, "found_on": date(2023, 9, 5), "told_on": date(2023, 9, 8),
            "objection": DEFENCE}
    list_black(session, listed_on=date(2023, 9, 15), decision_no="晋教名单〔2023〕3号", values={
        **fact, "institution_id": white[3].institution_id, "result": "责令限期整改，退还超收费用",
        "reason": "一次性收取6个月学费，责令整改后拒不改正"}, **approved)
    propose_black(session, confirmed=True, values={
        **fact, "institution_id": white[7].institution_id, "reason": "预收费未全部进入监管账户"}, **own)
    return len(UNLICENSED) + 2


def _decisions(session: Session, white: Sequence[ListEntry], own: dict[str, Any]) -> None:
    for place, (line, on, fine) in enumerate(((white[3], date(2023, 9, 13), "20000"),
                                              (white[5], date(2023, 8, 17), "5000.50"))):
        save_decision(session, values={
            "institution_id": line.institution_id, "decided_on": on,
            "number": f"晋教罚决〔2023〕{place + 1}号",
            "offence": "违规收费", "facts": "一次性收取超过3个月的培训费用", "basis": RULES,
            "kinds": "警告;罚款", "content": f"警告，罚款{fine}元", "fine": Decimal(fine)}, **own)


def _receipts(session: Session, own: dict[str, Any]) -> None:
    """Licences and what was decided before September are with the platforms; the rest waits."""
    calendar = work_calendar(session)
    for platform in Platform:
        lines = [line for line in matters(session, platform, calendar, until=date(2023, 8, 31))
                 if line.matter is not Matter.CHECK]
        if lines:
            report_matters(session, lines=lines, reported_on=date(2023, 9, 1), receipt="闽信2023090101",
                           **own)
