"""工作成效 counted: what the records tell of a period, each number with the rows behind it."""

from collections.abc import Callable, Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.features.complaints.records import Complaint, Satisfaction
from desktop.features.complaints.records import State as CaseState
from desktop.features.documents.records import Document, DocumentState
from desktop.features.filings.rules import Finding
from desktop.features.inspections.queries.months import counts_between
from desktop.features.inspections.records.visits import Visit, VisitState
from desktop.features.institutions.queries import papers_sql
from desktop.features.institutions.records import Institution, Prepaid, Running
from desktop.features.institutions.rules import Papers
from desktop.features.problems.queries import escalated_between, found_between, ordered_between
from desktop.features.problems.records import Rung

PAPERS = {"责改": "责令限期整改通知书", "督办": "督办通知单", "约谈": "约谈通知书", "通报": "通报",
          "挂牌督办": "挂牌督办通知书", "移送": "移送函", "名单": "黑白名单决定书"}
INWARD = ("销号",)
"""Series of papers that stay in the office: nobody was sent one."""

STEPS = {Rung.SUPERVISE: "督办问题{}个", Rung.INTERVIEW: "约谈涉及问题{}个",
         Rung.CRITICISE: "通报批评涉及问题{}个", Rung.LIST: "挂牌督办问题{}个",
         Rung.KEY: "上级重点督办问题{}个", Rung.REFER: "移送有关部门问题{}个",
         Rung.ACCOUNT: "问责涉及问题{}个"}
NOT_TAKEN = (CaseState.MERGED, CaseState.REFUSED, CaseState.TRANSFERRED)
REVISITED = (Satisfaction.CONTENT, Satisfaction.FAIRLY, Satisfaction.DISCONTENT)
CONTENT = (Satisfaction.CONTENT, Satisfaction.FAIRLY)


def _finding(words: str, ids: Iterable[int], feature: str) -> list[Finding]:
    """One statement with its number put in; nothing counted, nothing said."""
    rows = tuple(ids)
    return [Finding(words.format(len(rows)), len(rows), rows, feature)] if rows else []


def visits_told(session: Session, first: date, last: date) -> list[Finding]:
    """检查24个次（18家）, 出动52人次."""
    counts = counts_between(session, first, last)
    rows = tuple(session.scalars(select(Visit.id).where(
        Visit.voided_at.is_(None), Visit.state == VisitState.DONE, Visit.on.between(first, last))
        .order_by(Visit.id)))
    if not rows:
        return []
    found = [Finding(f"累计检查{counts.total.visits}个次（{counts.total.objects}家）", counts.total.visits,
                     rows, "inspections")]
    if counts.person_times:
        found.append(Finding(f"出动{counts.person_times}人次", counts.person_times, rows, "inspections"))
    return found


def problems_told(session: Session, first: date, last: date, closed: tuple[int, tuple[int, ...]]
                  ) -> list[Finding]:
    """登记, 责令整改, 销号 (as the form counts it: number and rows), then each step of the ladder."""
    found = _finding("登记问题{}个", found_between(session, first, last), "problems")
    found += _finding("责令整改问题{}个", ordered_between(session, first, last), "problems")
    if closed[0]:
        found.append(Finding(f"推动整改销号{closed[0]}个", closed[0], closed[1], "problems"))
    steps = escalated_between(session, first, last)
    for rung, words in STEPS.items():
        found += _finding(words, steps.get(rung, ()), "problems")
    return found


def papers_told(session: Session, first: date, last: date) -> list[Finding]:
    """下发责令限期整改通知书3份, …: valid issued papers by kind."""
    rows = session.execute(select(Document.series, Document.id).where(
        Document.voided_at.is_(None), Document.state == DocumentState.ISSUED,
        Document.series.not_in(INWARD), Document.issued_on.between(first, last)).order_by(Document.id)).all()
    kinds: dict[str, list[int]] = {}
    for series, row in rows:
        kinds.setdefault(PAPERS.get(series, "文书"), []).append(row)
    return [told for name, ids in kinds.items() for told in _finding(f"下发{name}{{}}份", ids, "documents")]


def complaints_told(session: Session, first: date, last: date) -> list[Finding]:
    """受理投诉举报12件, 办结10件, 回访8件, 满意7件: as the subject counts its months."""
    living = Complaint.voided_at.is_(None)

    def rows(*conditions: object) -> list[int]:
        query = select(Complaint.id).where(living, *conditions)  # type: ignore[arg-type]
        return list(session.scalars(query.order_by(Complaint.id)))

    ended = (Complaint.state == CaseState.CLOSED, Complaint.closed_on.between(first, last))
    taken = rows(Complaint.state.not_in(NOT_TAKEN), Complaint.received_on.between(first, last))
    return [*_finding("受理投诉举报{}件", taken, "complaints"),
            *_finding("办结{}件", rows(*ended), "complaints"),
            *_finding("回访{}件", rows(*ended, Complaint.satisfaction.in_(REVISITED)), "complaints"),
            *_finding("其中满意和基本满意{}件", rows(*ended, Complaint.satisfaction.in_(CONTENT)),
                      "complaints")]


def institutions_told(session: Session, last: date) -> list[Finding]:
    """证照齐全机构30家, 纳入全国监管平台30家, 预收费纳入资金监管28家, on the last day."""
    facts = (Institution.id, Institution.platform_included, Institution.prepaid)
    rows = session.execute(select(*facts).where(
        Institution.voided_at.is_(None), Institution.running != Running.CLOSED,
        papers_sql(last) == Papers.BOTH.value).order_by(Institution.id)).all()
    included = [row for row, inside, _ in rows if inside]
    covered = [row for row, _, prepaid in rows if prepaid in (Prepaid.CUSTODY, Prepaid.DEPOSIT)]
    return [*_finding("证照齐全机构{}家", [row for row, _, _ in rows], "institutions"),
            *_finding("纳入全国监管平台{}家", included, "institutions"),
            *_finding("预收费纳入资金监管{}家", covered, "institutions")]


def told(session: Session, first: date, last: date, closed: tuple[int, tuple[int, ...]]) -> list[Finding]:
    """Everything the records can say of the period, in the order of the scheme's sentence."""
    parts: tuple[Callable[[], list[Finding]], ...] = (
        lambda: visits_told(session, first, last), lambda: problems_told(session, first, last, closed),
        lambda: papers_told(session, first, last), lambda: complaints_told(session, first, last),
        lambda: institutions_told(session, last))
    return [item for part in parts for item in part()]
