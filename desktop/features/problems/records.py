"""A problem, its evidence, checks, extensions, the trail of its moves, and its steps on the ladder.

`round` counts how often a problem was put on the list (反弹 adds one): evidence counts within its round.
`attempt` counts the tries to close it (退回, 反弹 and 重新打开 add one): checks and signatures count within
their attempt. The counters on the problem change with every child row, so that an act on a child is an act on
the problem too: not to be undone once the problem has moved on.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, select
from sqlalchemy import text as plain_sql
from sqlalchemy.orm import Mapped, mapped_column, object_session, validates

from desktop.base.errors import UserError
from desktop.base.fields import choice, day, integer, link, long_text, money, text
from desktop.base.records import Guarded, LimitBearer, Record, Searchable
from desktop.features.complaints.records import Complaint
from desktop.features.inspections.records.kinds import kind_words
from desktop.features.inspections.records.visits import Visit, VisitFinding
from desktop.features.statutes.rules import article_words


class State(StrEnum):
    """Where a problem stands."""

    REGISTERED = "登记"
    ASSIGNED = "交办"
    RECTIFYING = "整改中"
    APPLIED = "申请销号"
    CHECKING = "核查"
    REVIEWING = "审核"
    APPROVING = "批准"
    CLOSED = "已销号"
    LOOK_BACK = "回头看"
    ARCHIVED = "归档"
    REFERRED = "移送"
    SHUT = "关停"
    MERGED = "并案"


READ_ONLY = frozenset({State.CLOSED, State.LOOK_BACK, State.ARCHIVED, State.REFERRED, State.SHUT,
                       State.MERGED})
"""States in which a problem cannot be changed but by a move."""

LOCKED = ("state", "subject", "institution_id", "found_on", "source", "town", "address", "category",
          "subcategory", "description", "basis", "statute_keys", "students", "refunds", "amount", "measures",
          "limit", "duty_department", "duty_person", "level", "progress", "result", "finished_on",
          "evidence_count", "checkers", "checked_on", "conclusion", "approved_by", "closed_on", "voided_at")
"""Fields of a problem that nobody sets past its moves once it is closed; its state nobody ever does."""


class Source(StrEnum):
    """How a problem was found."""

    INSPECTION = "检查"
    GRID = "网格巡查"
    HOTLINE = "12345"
    REPORT = "举报"
    SUPERIOR = "上级督办"
    CITY = "市督查"
    SELF = "自查"
    MEDIA = "媒体"


class Category(StrEnum):
    """First level of the category tree; its second level, evidence and articles are data."""

    QUALIFICATION = "资质"
    DISGUISED = "隐形变异"
    TIME = "培训时间"
    CONTENT = "超标超前"
    FEES = "预收费与收费"
    CONTRACT = "合同"
    ADVERTISING = "广告"
    STAFF = "从业人员"
    SAFETY = "安全消防"
    PLATFORM = "平台数据"
    CONTEST = "社会竞赛"
    PRESCHOOL = "学龄前小学化"
    TERMINATION = "恶意终止"
    OTHER = "其他"
    EPIDEMIC = "疫情防控"


class Level(StrEnum):
    """The step of the escalation ladder a problem is on."""

    ORDINARY = "一般"
    SUPERVISED = "督办"
    INTERVIEW = "约谈"
    CRITICISED = "通报批评"
    LISTED = "挂牌督办"
    KEY = "重点问题督办"
    ACCOUNTABLE = "问责"


class Rung(StrEnum):
    """One step of the ladder (南昌 三.3, 四.5), in order; 移送 stands beside it."""

    SUPERVISE = "督办通知"
    LOOK_BACK = "回头看"
    INTERVIEW = "约谈"
    CRITICISE = "通报批评"
    LIST = "挂牌督办"
    KEY = "重点问题督办单"
    ACCOUNT = "问责"
    REFER = "移送"


class Tie(StrEnum):
    """What a later visit has to do with a problem."""

    RELAPSED = "反弹"
    STILL = "仍未整改"
    LOOK_BACK = "回头看"


class EvidenceKind(StrEnum):
    """What a piece of evidence shows."""

    REPORT = "整改报告"
    BEFORE = "整改前照片"
    AFTER = "整改后照片"
    REFUND = "退费凭证"
    ACCOUNT = "账户证明"
    CONTRACT = "合同"
    PAPER = "文书"
    DELIVERY = "送达回证"
    CHECK = "核查记录"
    PUBLICITY = "公示截图"
    OTHER = "其他"


class Way(StrEnum):
    """How a rectification was checked."""

    PAPERS = "材料核查"
    SITE = "现场核查"


class Conclusion(StrEnum):
    """What a check found."""

    DONE = "属实整改到位"
    NOT_DONE = "未到位"


class LookBack(StrEnum):
    """What a look-back found."""

    HELD = "通过"
    RELAPSED = "反弹"


def _living(first: str, *more: str) -> Index:
    """An index of the living problems alone: it answers lists and counts without reading the rows."""
    return Index(f"ix_problem_living_{first}", first, *more, sqlite_where=plain_sql("voided_at IS NULL"))


class Problem(LimitBearer, Guarded, Searchable, Record):
    """One problem; `limit` is the last day to rectify, `original_limit` the one first set."""

    __tablename__ = "problem"
    called = "问题"
    __table_args__ = (_living("state", "limit", "number"),
                      _living("found_on"),
                      _living("duty_department"),
                      Index("ix_problem_subject", "subject"),
                      {"sqlite_autoincrement": True})

    number: Mapped[str] = text("问题编号", length=20, width=5, unique=True)
    token: Mapped[str | None] = mapped_column(String(64), unique=True)
    found_on: Mapped[date] = day("发现日期")
    source: Mapped[Source] = choice("来源", Source, default=Source.INSPECTION)
    institution_id: Mapped[int | None] = link("关联机构", "institution.id")
    subject: Mapped[str] = text("机构", length=100, width=14, synonyms=("机构名称", "被检查单位", "单位名称"),
                                help="机构名称，或者无证场所的名称，按发现时的写法")
    town: Mapped[str | None] = text("镇街", length=40, width=4, index=True)
    address: Mapped[str | None] = text("地址", length=200, width=16)
    category: Mapped[Category] = choice("一级类别", Category, index=True, width=7)
    subcategory: Mapped[str | None] = text("二级类别", length=4, width=4, meaning=kind_words)
    category_label: Mapped[str] = text("类别", length=30, width=8, default="")
    description: Mapped[str] = long_text("问题描述", width=24, synonyms=("存在问题", "存在的问题或隐患"))
    basis: Mapped[str | None] = long_text("违反依据", width=16)
    statute_keys: Mapped[str | None] = text("引用条文", length=400, meaning=article_words)
    students: Mapped[int | None] = integer("涉及学员数")
    refunds: Mapped[int | None] = integer("应退费学员数")
    amount: Mapped[Decimal | None] = money("涉及金额")
    measures: Mapped[str | None] = long_text("整改措施", width=20)
    limit: Mapped[date | None] = day("整改时限", synonyms=("整改期限",))
    original_limit: Mapped[date | None] = day("原整改时限")
    extensions: Mapped[int] = integer("延期次数", default=0)
    duty_department: Mapped[str | None] = text("责任部门", length=60, width=10, synonyms=("责任单位",))
    duty_person: Mapped[str | None] = text("责任人", length=40, width=5, synonyms=("整改责任人",))
    subject_person: Mapped[str | None] = text("机构负责人", length=40, width=5)
    handler: Mapped[str | None] = text("经办", length=40, width=4)
    level: Mapped[Level] = choice("督办级别", Level, default=Level.ORDINARY)
    papers: Mapped[str | None] = text("文书号", length=200, width=12,
                                           help="程序以外开出的文书；程序里签发的自动列出")
    progress: Mapped[str | None] = long_text("整改进展", width=20)
    result: Mapped[str | None] = long_text("整改结果", width=20)
    finished_on: Mapped[date | None] = day("完成日期")
    state: Mapped[State] = choice("状态", State, default=State.REGISTERED, width=4)
    round: Mapped[int] = integer("挂账次数", default=1)
    attempt: Mapped[int] = integer("核验轮次", default=1)
    evidence_count: Mapped[int] = integer("佐证份数", default=0)
    checkers: Mapped[str | None] = text("核查人", length=80, width=8)
    checked_on: Mapped[date | None] = day("核查日期")
    conclusion: Mapped[Conclusion | None] = choice("核查结论", Conclusion, width=7)
    approved_by: Mapped[str | None] = text("审批人", length=40, width=5)
    closed_on: Mapped[date | None] = day("销号日期", index=True)
    lookback_due: Mapped[date | None] = day("回头看期限")
    lookback_on: Mapped[date | None] = day("回头看日期")
    lookback_result: Mapped[LookBack | None] = choice("回头看结果", LookBack)
    exit_on: Mapped[date | None] = day("移送关停并案日期")
    exit_to: Mapped[str | None] = text("移送单位", length=100)
    exit_number: Mapped[str | None] = text("移送文号", length=60)
    exit_way: Mapped[str | None] = text("关停方式", length=60)
    merged_into: Mapped[int | None] = link("并入问题", "problem.id")
    visit_id: Mapped[int | None] = link("来源检查", f"{Visit.__tablename__}.id")
    finding_id: Mapped[int | None] = link("来源检查项", f"{VisitFinding.__tablename__}.id")
    complaint_id: Mapped[int | None] = link("来源投诉", f"{Complaint.__tablename__}.id")
    note: Mapped[str | None] = long_text("备注", width=12)

    @validates(*LOCKED)
    def _keep_locked(self, key: str, value: Any) -> Any:
        if self.may_move():
            return value
        if key == "state" and value != (self.state or State.REGISTERED):
            raise UserError("没有保存：状态只能由办理改变，不能直接填写。", "请用交办、申请销号等按钮。")
        if key == "level" and value != (self.level or Level.ORDINARY):
            raise UserError("没有保存：督办级别由督办步骤得出，不能直接填写。", "请用“督办移送”登记这一步。")
        if key != "state" and self.state in READ_ONLY and value != getattr(self, key):
            raise UserError(f"没有保存：{self.title()}现在是“{self.state.value}”，只能查看。",
                            "要改请先“重新打开”并写明理由。")
        return value

    def start_limit(self, limit: date) -> bool:
        """The limit counted from the notice's delivery; an extended or a closed problem keeps its own."""
        if self.state in READ_ONLY or self.voided or self.extensions:
            return False
        self.limit = self.original_limit = limit
        return True

    def title(self) -> str:
        return f"问题 {self.number}"

    def restore_obstacle(self) -> str | None:
        session = object_session(self)
        if self.finding_id is None or session is None:
            return None
        other = session.scalar(select(Problem.number).where(
            Problem.finding_id == self.finding_id, Problem.id != self.id, Problem.voided_at.is_(None)))
        return None if other is None else f"同一检查项已另外转为问题 {other}"

    def searched(self) -> Iterable[str | None]:
        return [self.subject, self.number, self.description, self.category_label, self.address, self.papers,
                self.duty_person]

    def spelled(self) -> Iterable[str | None]:
        return [self.subject, self.category_label, self.duty_person]


class Evidence(Record):
    """One kept file that shows something; `copies` is how many papers it holds."""

    __tablename__ = "evidence"
    called = "佐证"

    problem_id: Mapped[int] = link("问题", "problem.id")
    kind: Mapped[EvidenceKind] = choice("种类", EvidenceKind)
    attachment_id: Mapped[int] = link("文件", "attachment.id")
    copies: Mapped[int] = integer("份数", default=1)
    round: Mapped[int] = integer("挂账次数", default=1)
    added_on: Mapped[date] = day("添加日期")
    note: Mapped[str | None] = text("说明", length=200)

    def title(self) -> str:
        return f"佐证 {self.kind.value}"


class Check(Record):
    """One check of a rectification by two people; incomplete while a name or the conclusion is missing."""

    __tablename__ = "problem_check"
    called = "核查"

    problem_id: Mapped[int] = link("问题", "problem.id")
    attempt: Mapped[int] = integer("核验轮次", default=1)
    way: Mapped[Way] = choice("核查方式", Way, default=Way.SITE)
    checked_on: Mapped[date] = day("核查日期")
    first_checker: Mapped[str] = text("第一核查人", length=40)
    first_card: Mapped[str | None] = text("第一核查人证号", length=40)
    second_checker: Mapped[str | None] = text("第二核查人", length=40)
    second_card: Mapped[str | None] = text("第二核查人证号", length=40)
    conclusion: Mapped[Conclusion | None] = choice("核查结论", Conclusion)
    note: Mapped[str | None] = long_text("核查情况")

    def title(self) -> str:
        return f"{self.checked_on.isoformat()} 的核查"


class Extension(Record):
    """One approved extension: the old and the new last day."""

    __tablename__ = "extension"
    called = "延期"

    problem_id: Mapped[int] = link("问题", "problem.id")
    old_limit: Mapped[date] = day("原时限")
    new_limit: Mapped[date] = day("新时限")
    reason: Mapped[str] = text("延期理由", length=400)
    approved_by: Mapped[str] = text("批准人", length=40)
    approved_on: Mapped[date] = day("批准日期")

    def title(self) -> str:
        return f"延期到 {self.new_limit.isoformat()}"


class Step(Record):
    """One move of a problem: from, to, the paper's signer and date, and why."""

    __tablename__ = "problem_step"
    called = "办理过程"

    problem_id: Mapped[int] = link("问题", "problem.id")
    move: Mapped[str] = text("办理", length=20)
    from_state: Mapped[State | None] = choice("原状态", State)
    to_state: Mapped[State] = choice("新状态", State, index=True)
    on: Mapped[date] = day("日期", index=True)
    signer: Mapped[str | None] = text("签字人", length=40)
    signer_role: Mapped[str | None] = text("签字人职务", length=40)
    reason: Mapped[str | None] = text("事由", length=400)
    recorded_by: Mapped[str] = text("记录人", length=40)
    round: Mapped[int] = integer("挂账次数", default=1)
    attempt: Mapped[int] = integer("核验轮次", default=1)

    def title(self) -> str:
        return f"{self.move}（{self.on.isoformat()}）"


class Escalation(Record):
    """One step on the ladder. `number`: of a paper from outside or by hand; papers issued here stand in the
    register. `skipped`: why steps before it were left out."""

    __tablename__ = "escalation"
    __table_args__ = (Index("ix_escalation_due", "replied_on", "reply_by"), {"sqlite_autoincrement": True})
    called = "督办移送"

    problem_id: Mapped[int] = link("问题", "problem.id")
    rung: Mapped[Rung] = choice("步骤", Rung, index=True, width=7)
    on: Mapped[date] = day("日期", index=True)
    target: Mapped[str | None] = text("对象", length=100, width=12)
    decided_by: Mapped[str] = text("决定人", length=40, width=5, help="批准这一步的领导，按签批的写")
    reason: Mapped[str] = long_text("事由", length=1000, width=20)
    skipped: Mapped[str | None] = text("越级理由", length=400, width=14)
    reply_by: Mapped[date | None] = day("回复期限", help="要求对方回复的最后一天")
    number: Mapped[str | None] = text("来文或手写文号", length=60, width=12,
                                      help="上级来文、手写文书的文号；在程序里开具的不用填")
    replied_on: Mapped[date | None] = day("回复日期")
    reply: Mapped[str | None] = long_text("回复内容", length=2000, width=20)
    round: Mapped[int] = integer("挂账次数", default=1)
    visit_id: Mapped[int | None] = link("回头看检查", f"{Visit.__tablename__}.id")
    recorded_by: Mapped[str] = text("记录人", length=40, width=5)

    def title(self) -> str:
        return f"{self.rung.value}（{self.on.isoformat()}）"

    def restore_obstacle(self) -> str:
        return "作废的督办步骤请重新登记，级别才跟着变"


class ProblemVisit(Record):
    """A later visit that found the problem again, or that is to look at it again."""
    __tablename__ = "problem_visit"
    called = "问题的后来检查"

    problem_id: Mapped[int] = link("问题", "problem.id")
    visit_id: Mapped[int] = link("检查", f"{Visit.__tablename__}.id")
    finding_id: Mapped[int | None] = link("检查项", f"{VisitFinding.__tablename__}.id")
    tie: Mapped[Tie] = choice("关系", Tie)
    on: Mapped[date] = day("日期")

    def title(self) -> str:
        return f"{self.tie.value}（{self.on.isoformat()}）"
