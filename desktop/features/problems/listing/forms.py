"""问题台账, 整改台账 and the two forms for one visit, as offices print them: columns, title, signature line.

Columns of 整改台账, 整改通知单 and 销号申请单 are those of the paper forms in use (11, 14 and 13 columns),
pictures being told by their number; 问题台账 is the merged one, with 措施, 时限, 责任部门 and 责任人.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.chinese import date_cn
from desktop.base.listing import Listing, Question
from desktop.base.progress import Progress
from desktop.features.documents.records import Document, DocumentState
from desktop.features.office.queries import is_set_up, office
from desktop.features.problems.listing.lists import OVERDUE_DAYS, PAPERS, REVIEWER
from desktop.features.problems.queries import tree
from desktop.features.problems.records import Check, Evidence, EvidenceKind, Problem, State
from desktop.features.problems.rules.gate import CLOSING_FORM
from desktop.features.problems.rules.tree import branch_of

PORTION = 400


@dataclass(frozen=True)
class Line:
    """One problem as the forms need it; `number` counts the lines from 1."""

    number: int
    problem: Problem
    papers: str
    closing: str
    reviewer: str
    overdue: int | None
    evidence: Mapping[EvidenceKind, int]
    check: Check | None


@dataclass(frozen=True)
class FormColumn:
    """A head, a width in mm (0: a share of the rest), and the words of a line."""

    head: str
    mm: float
    words: Callable[[Line], str]
    centred: bool = False


@dataclass(frozen=True)
class LedgerForm:
    """A printed form: `feet` are the parts of the signature line."""

    key: str
    title: str
    columns: tuple[FormColumn, ...]
    feet: tuple[str, ...]
    wide: bool = False
    """Made for A3; on A4 the type is smaller."""


@dataclass(frozen=True)
class FilledForm:
    """A form with its rows, and the lines above and below the table."""

    form: LedgerForm
    bureau: str
    filtered: str
    today: date
    rows: list[tuple[str, ...]]
    count: str

    @property
    def unit_line(self) -> str:
        """单位：晋江市教育局　筛选：未销号."""
        return "　".join(part for part in (f"单位：{self.bureau}", self.filtered) if part)

    @property
    def date_line(self) -> str:
        """日期：2023年9月25日."""
        return f"日期：{date_cn(self.today)}"


def _day(value: date | None) -> str:
    return value.strftime("%Y.%m.%d") if value else ""


def _joined(*parts: str | None) -> str:
    return "\n".join(part for part in parts if part)


def _evidence(line: Line) -> str:
    return "、".join(f"{kind.value}{count}" for kind, count in line.evidence.items())


def _photos(kind: EvidenceKind) -> Callable[[Line], str]:
    return lambda line: f"见照片{line.evidence[kind]}张" if line.evidence.get(kind) else ""


def _branch(line: Line) -> str:
    found = line.problem
    return branch_of(tree(), found.category, found.subcategory).label if found.subcategory else ""


def _check(line: Line) -> str:
    found = line.problem
    return _joined(found.checkers, _day(found.checked_on), found.conclusion and found.conclusion.value)


def _duty(line: Line) -> str:
    return _joined(line.problem.duty_department, line.problem.duty_person)


def _approval(line: Line) -> str:
    return _joined(line.problem.approved_by, _day(line.problem.closed_on))


def _look_back(line: Line) -> str:
    found = line.problem
    return _joined(_day(found.lookback_on), found.lookback_result and found.lookback_result.value)


def _limit(line: Line) -> str:
    found = line.problem
    old = f"（原{_day(found.original_limit)}）" if found.extensions and found.original_limit else ""
    return _joined(_day(found.limit), old)


def _limit_days(line: Line) -> str:
    found = line.problem
    return str((found.limit - found.found_on).days) if found.limit else ""


def _overdue(line: Line) -> str:
    return "" if line.overdue is None else str(line.overdue)


def _money(line: Line) -> str:
    return "" if line.problem.amount is None else f"{line.problem.amount:.2f}".removesuffix(".00")


def _done(line: Line) -> str:
    found = line.problem
    return _joined(found.state.value, found.result or found.progress)


_NUMBER = FormColumn("序号", 9, lambda line: str(line.number), True)
_WHERE = (FormColumn("被检查单位", 0, lambda line: line.problem.subject),
          FormColumn("具体地点", 0, lambda line: line.problem.address or line.problem.town or ""))
_SIGNED = ("整改单位负责人：", "主管部门负责人：")

MERGED = LedgerForm("problems", "校外培训问题台账", (
    _NUMBER,
    FormColumn("问题编号", 16, lambda line: line.problem.number, True),
    FormColumn("发现日期", 17, lambda line: _day(line.problem.found_on), True),
    FormColumn("来源", 11, lambda line: line.problem.source.value, True),
    FormColumn("机构", 24, lambda line: line.problem.subject),
    FormColumn("镇街", 13, lambda line: line.problem.town or "", True),
    FormColumn("一级类别", 13, lambda line: line.problem.category.value, True),
    FormColumn("二级类别", 13, _branch, True),
    FormColumn("问题描述", 0, lambda line: line.problem.description),
    FormColumn("违反依据", 16, lambda line: line.problem.basis or ""),
    FormColumn("整改措施", 0, lambda line: line.problem.measures or ""),
    FormColumn("整改时限", 17, _limit, True),
    FormColumn("责任单位", 14, lambda line: line.problem.duty_department or "", True),
    FormColumn("责任人", 11, lambda line: line.problem.duty_person or "", True),
    FormColumn("督办级别", 10, lambda line: line.problem.level.value, True),
    FormColumn("文书号", 17, lambda line: line.papers.replace("、", "\n")),
    FormColumn("整改进展", 15, lambda line: line.problem.progress or ""),
    FormColumn("完成日期", 17, lambda line: _day(line.problem.finished_on), True),
    FormColumn("佐证材料", 18, _evidence),
    FormColumn("核查人·日期·结论", 18, _check, True),
    FormColumn("审批人·销号日期", 17, _approval, True),
    FormColumn("销号号", 14, lambda line: line.closing),
    FormColumn("回头看日期·结果", 17, _look_back, True),
    FormColumn("状态", 12, lambda line: line.problem.state.value, True),
    FormColumn("超期天数", 9, _overdue, True),
    FormColumn("备注", 10, lambda line: line.problem.note or ""),
), ("填表人：", "审核人：", "分管领导："), wide=True)

RECTIFYING = LedgerForm("rectification", "校外培训整改治理台账", (
    _NUMBER,
    FormColumn("检查时间", 20, lambda line: _day(line.problem.found_on), True),
    FormColumn("检查人", 16, lambda line: line.problem.handler or "", True),
    FormColumn("类别", 24, lambda line: line.problem.category_label, True),
    FormColumn("存在问题", 0, lambda line: f"{line.problem.subject}：{line.problem.description}"),
    FormColumn("整改措施", 0, lambda line: line.problem.measures or ""),
    FormColumn("整改完成时间", 20, lambda line: _day(line.problem.finished_on), True),
    FormColumn("责任人", 24, _duty, True),
    FormColumn("复查时间", 20, lambda line: _day(line.problem.checked_on), True),
    FormColumn("复查人", 16, lambda line: line.problem.checkers or "", True),
    FormColumn("复查结果", 24, lambda line: line.problem.conclusion.value if line.problem.conclusion else "",
               True),
), ("填表人：", "审核人：", "分管领导："))

NOTICE = LedgerForm("notice", "检查问题整改通知单", (
    _NUMBER, *_WHERE,
    FormColumn("隐患类别", 18, lambda line: line.problem.category_label, True),
    FormColumn("存在的问题或隐患", 0, lambda line: line.problem.description),
    FormColumn("问题或隐患图片", 16, _photos(EvidenceKind.BEFORE), True),
    FormColumn("整改措施", 0, lambda line: line.problem.measures or ""),
    FormColumn("整改期限（天）", 13, _limit_days, True),
    FormColumn("整改责任人", 15, lambda line: line.problem.duty_person or "", True),
    FormColumn("整改资金（元）", 15, _money, True),
    FormColumn("复查时间", 18, lambda line: _day(line.problem.checked_on), True),
    FormColumn("完成情况", 20, _done),
    FormColumn("复查人", 14, lambda line: line.problem.checkers or "", True),
    FormColumn("备注", 12, lambda line: line.problem.note or ""),
), ("签发单位负责人：", "接收单位负责人："))

CLOSING = LedgerForm("closing", "检查问题销号申请单", (
    _NUMBER, *_WHERE,
    FormColumn("类别", 18, lambda line: line.problem.category_label, True),
    FormColumn("存在隐患或问题", 0, lambda line: line.problem.description),
    FormColumn("采取的整改措施", 0, lambda line: line.problem.measures or ""),
    FormColumn("整改期限", 18, _limit, True),
    FormColumn("整改责任人", 15, lambda line: line.problem.duty_person or "", True),
    FormColumn("整改情况", 24, lambda line: line.problem.result or line.problem.progress or ""),
    FormColumn("完成时间", 18, lambda line: _day(line.problem.finished_on), True),
    FormColumn("复查人", 15, lambda line: line.problem.checkers or "", True),
    FormColumn("整改前图片", 15, _photos(EvidenceKind.BEFORE), True),
    FormColumn("整改后图片", 15, _photos(EvidenceKind.AFTER), True),
), _SIGNED)

FORMS: Mapping[str, LedgerForm] = {form.key: form for form in (MERGED, RECTIFYING, NOTICE, CLOSING)}


def filled_form(session: Session, form: LedgerForm, listing: Listing, question: Question, today: date,
                progress: Progress) -> FilledForm:
    """The form over the rows of the question, in the list's order; the count is the list's."""
    rows = [tuple(column.words(line) for column in form.columns)
            for line in lines(session, listing, question, today, progress)]
    owners = session.scalar(listing.count_holders(question, today)) or 0
    bureau = office(session).bureau if is_set_up(session) else ""
    return FilledForm(form, bureau, listing.words(question), today, rows,
                      f"共 {len(rows)} 个问题，涉及 {owners} 家。")


def lines(session: Session, listing: Listing, question: Question, today: date,
          progress: Progress) -> Iterator[Line]:
    """The asked problems with what hangs on them, read in portions."""
    ids = list(session.scalars(listing.ids(question, today)))
    for start in range(0, len(ids), PORTION):
        progress.step(start, len(ids), "读取")
        part = ids[start:start + PORTION]
        found = {item.id: item for item in session.scalars(select(Problem).where(Problem.id.in_(part)))}
        words = {row[0]: row[1:] for row in session.execute(
            listing.rows(part, today, [PAPERS, REVIEWER, OVERDUE_DAYS]))}
        evidence, checks = _evidence_of(session, part), _checks_of(session, part)
        closings = _closings_of(session, part)
        for place, row in enumerate(part, start + 1):
            problem, (papers, reviewer, late) = found[row], words[row]
            yield Line(place, problem, papers or "", closings.get(row, ""), reviewer or "",
                       late if problem.state is not State.CLOSED else None,
                       evidence.get((row, problem.round), {}), checks.get((row, problem.attempt)))


def _evidence_of(session: Session, rows: list[int]) -> dict[tuple[int, int], dict[EvidenceKind, int]]:
    found: dict[tuple[int, int], dict[EvidenceKind, int]] = defaultdict(lambda: defaultdict(int))
    for item in session.scalars(select(Evidence).where(Evidence.problem_id.in_(rows),
                                                       Evidence.voided_at.is_(None)).order_by(Evidence.id)):
        found[item.problem_id, item.round][item.kind] += item.copies
    return found


def _closings_of(session: Session, rows: list[int]) -> dict[int, str]:
    """Numbers of the 销号申请审批表 issued about these problems."""
    found = session.execute(select(Document.about_id, Document.number).where(
        Document.about == Problem.__tablename__, Document.about_id.in_(rows),
        Document.template == CLOSING_FORM, Document.state == DocumentState.ISSUED))
    return {row: number for row, number in found if row is not None}


def _checks_of(session: Session, rows: list[int]) -> dict[tuple[int, int], Check]:
    return {(item.problem_id, item.attempt): item for item in session.scalars(select(Check).where(
        Check.problem_id.in_(rows), Check.voided_at.is_(None)).order_by(Check.id))}
