"""A complaint (the case), who called, the work orders that brought it, and the trail of its moves.

One matter is one case however often somebody calls: each call is a `WorkOrder` of the case, `calls` counts
them and `callers` the different people. A work-order number stands once in the whole table, void ones
included. The database itself refuses a closed case without 核查结论, 核查人 and 核查日期. The counters on the
case change with its calls, so that joining a call is an act on the case too.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column, validates

from desktop.base.chinese import compare_key
from desktop.base.errors import UserError
from desktop.base.fields import Kind, choice, day, integer, link, long_text, moment, text
from desktop.base.records import Guarded, Record, Searchable, derived


class State(StrEnum):
    """Where a complaint stands."""

    ACCEPTED = "受理"
    ASSIGNED = "转办"
    CHECKING = "核查"
    HANDLING = "办理"
    REPLIED = "回复"
    CLOSED = "办结"
    REFUSED = "不予受理"
    TRANSFERRED = "转其他部门"
    MERGED = "并案"


class ComplaintKind(StrEnum):
    """What the caller wants, in the words of 12345."""

    COMPLAINT = "投诉"
    REPORT = "举报"
    HELP = "求助"
    QUESTION = "咨询"
    ADVICE = "建议"
    PRAISE = "表扬"
    PETITION = "信访"
    OTHER = "其他"


class Channel(StrEnum):
    """How the call came in."""

    HOTLINE = "12345热线"
    MARKET = "12315"
    PHONE = "举报电话"
    MAIL = "举报邮箱"
    LETTER = "来信"
    VISIT = "来访"
    WECHAT = "微信"
    SITE = "网站平台"
    NATIONAL = "国家平台"
    SUPERIOR = "上级转办"
    PETITION = "信访"
    OTHER = "其他"


class Tier(StrEnum):
    """The three levels at which reports are summed up."""

    NATION = "国家"
    CITY = "本市"
    AREA = "区域"


class Sector(StrEnum):
    """行业: who of the authorities named in the scheme's list of report lines is concerned."""

    ACADEMIC = "学科"
    SCIENCE = "科技"
    ART = "文化艺术"
    SPORT = "体育"
    MARKET = "广告合同价格"
    MIXED = "综合"


class Verdict(StrEnum):
    """What the check found."""

    TRUE = "属实"
    PARTLY = "部分属实"
    FALSE = "不属实"
    UNPROVEN = "无法查实"


class Satisfaction(StrEnum):
    """群众满意度; words never seen before are kept beside 其他."""

    CONTENT = "满意"
    FAIRLY = "基本满意"
    DISCONTENT = "不满意"
    OTHER = "其他"


READ_ONLY = frozenset({State.CLOSED, State.REFUSED, State.TRANSFERRED, State.MERGED})
"""States in which a complaint cannot be changed but by a move."""

LOCKED = ("state", "received_on", "kind", "channel", "tier", "institution_id", "subject", "town", "address",
          "sector", "project", "summary", "due_on", "department", "handler", "verdict", "conclusion",
          "checkers", "checked_on", "disposal", "reply", "replied_on", "closed_on", "voided_at")
"""Fields nobody sets past the moves once a case is closed; its state nobody ever does."""


class Complaint(Guarded, Searchable, Record):
    """One case. `round` counts the times it was handled: 不满意 and reopening add one."""

    __tablename__ = "complaint"
    called = "投诉"
    __table_args__ = (
        CheckConstraint("state <> '办结' OR (conclusion IS NOT NULL AND checkers IS NOT NULL "
                        "AND checked_on IS NOT NULL)", name="closed_is_checked"),
        *(Index(f"ix_complaint_living_{key}", "voided_at", key)
          for key in ("due_on", "sort_key", "number")),
        Index("ix_complaint_told", "voided_at", "received_on", "town", "sector", "project", "state", "kind",
              "satisfaction", "closed_on", "due_on", "platform_closed_on", "calls", "callers",
              "institution_id", "subject", "channel", "tier", "round", "proposed_id", "verdict", "unchecked"),
        Index("ix_complaint_state_due", "state", "due_on", "voided_at"),
        {"sqlite_autoincrement": True})

    number: Mapped[str] = text("投诉编号", length=20, width=6, unique=True)
    token: Mapped[str | None] = mapped_column(String(64), unique=True)
    received_on: Mapped[date | None] = day("受理日期")
    state: Mapped[State] = choice("状态", State, default=State.ACCEPTED, width=4)
    kind: Mapped[ComplaintKind] = choice("类型", ComplaintKind, default=ComplaintKind.COMPLAINT, width=4)
    kind_words: Mapped[str | None] = text("类型原文", length=40)
    channel: Mapped[Channel] = choice("渠道", Channel, default=Channel.HOTLINE, width=5)
    channel_words: Mapped[str | None] = text("渠道原文", length=40)
    tier: Mapped[Tier | None] = choice("层级", Tier, width=4)
    institution_id: Mapped[int | None] = link("关联机构", "institution.id")
    proposed_id: Mapped[int | None] = link("疑似机构", "institution.id")
    subject: Mapped[str | None] = text("被投诉对象", length=100, width=10,
                                       help="机构名称，或者工单里的叫法")
    town: Mapped[str | None] = text("镇街", length=40, width=4)
    address: Mapped[str | None] = text("地址", length=200, width=14)
    sector: Mapped[Sector | None] = choice("行业", Sector, width=6)
    project: Mapped[str | None] = text("项目", length=20, width=6)
    summary: Mapped[str] = long_text("诉求内容", width=16)
    due_on: Mapped[date | None] = day("办理时限")
    due_basis: Mapped[str | None] = text("时限依据", length=60, width=10)
    department: Mapped[str | None] = text("承办部门", length=60, width=9)
    handler: Mapped[str | None] = text("承办人", length=40, width=4)
    verdict: Mapped[Verdict | None] = choice("核查结果", Verdict, width=5)
    conclusion: Mapped[str | None] = long_text("核查结论", width=20)
    checkers: Mapped[str | None] = text("核查人", length=80, width=8)
    checked_on: Mapped[date | None] = day("核查日期")
    disposal: Mapped[str | None] = long_text("处理情况", width=20)
    reply: Mapped[str | None] = long_text("答复内容", width=20)
    replied_on: Mapped[date | None] = day("回复日期")
    satisfaction: Mapped[Satisfaction | None] = choice("满意度", Satisfaction, width=5)
    satisfaction_words: Mapped[str | None] = text("满意度原文", length=60)
    revisited_on: Mapped[date | None] = day("回访日期")
    round: Mapped[int] = integer("办理次数", default=1)
    closed_on: Mapped[date | None] = day("办结日期")
    platform_closed_on: Mapped[date | None] = day("平台结案日期")
    exit_to: Mapped[str | None] = text("转往部门", length=60, width=9)
    exit_reason: Mapped[str | None] = text("不予受理或转办理由", length=400)
    merged_into: Mapped[int | None] = link("并入投诉", "complaint.id")
    calls: Mapped[int] = integer("投诉次数", default=0)
    callers: Mapped[int] = integer("投诉人数", default=0)
    orders: Mapped[str | None] = mapped_column(String(2000), active_history=True)
    note: Mapped[str | None] = long_text("备注", width=12)
    unchecked: Mapped[str | None] = derived(1, index=False)

    @validates(*LOCKED)
    def _keep_locked(self, key: str, value: Any) -> Any:
        if self.may_move():
            return value
        if key == "state" and value != (self.state or State.ACCEPTED):
            raise UserError("没有保存：状态只能由办理改变，不能直接填写。", "请用转办、核查、回复等按钮。")
        if key != "state" and self.state in READ_ONLY and value != getattr(self, key):
            raise UserError(f"没有保存：{self.title()}现在是“{self.state.value}”，只能查看。",
                            "要改请先“重新办理”并写明理由。")
        return value

    def title(self) -> str:
        return f"投诉 {self.number}"

    def derive(self) -> None:
        """`unchecked` says so in one column, which an index holds with all that chips and figures ask."""
        whole = self.conclusion and self.checkers and self.checked_on
        self.unchecked = None if whole else "是"

    def searched(self) -> Iterable[str | None]:
        return [self.subject, self.number, self.summary, self.address, self.handler,
                *(self.orders or "").splitlines()]

    def spelled(self) -> Iterable[str | None]:
        return [self.subject, self.handler]

    def search_labels(self) -> Mapping[str, str]:
        return dict.fromkeys((self.orders or "").splitlines(), "工单编号")

    def restore_obstacle(self) -> str | None:
        return None if self.merged_into is None else f"{self.number}已并入别的投诉"


class WorkOrder(Record):
    """One call of a case: what the order said, kept as it came. `on` is its day, `at` the moment if known."""

    __tablename__ = "complaint_order"
    called = "工单"
    __table_args__ = (Index("ix_complaint_order_on_case", "voided_at", "on", "complaint_id"),
                      {"sqlite_autoincrement": True})

    complaint_id: Mapped[int] = link("投诉", "complaint.id")
    number: Mapped[str | None] = text("工单编号", length=60, width=9, unique=True)
    on: Mapped[date | None] = day("来电日期")
    at: Mapped[datetime | None] = moment("来电时间")
    channel: Mapped[Channel] = choice("渠道", Channel, default=Channel.HOTLINE)
    kind: Mapped[ComplaintKind] = choice("类型", ComplaintKind, default=ComplaintKind.COMPLAINT)
    place: Mapped[str | None] = text("诉求地址", length=200, width=14)
    content: Mapped[str | None] = long_text("问题描述", length=8000, personal=True)
    original: Mapped[str | None] = long_text("工单原文", length=8000, personal=True)
    department: Mapped[str | None] = text("主办单位", length=100, width=9)
    due_on: Mapped[date | None] = day("截止时间")
    closed_on: Mapped[date | None] = day("结案时间")
    resolved: Mapped[str | None] = text("是否解决", length=40)
    satisfaction: Mapped[Satisfaction | None] = choice("满意度", Satisfaction)
    satisfaction_words: Mapped[str | None] = text("满意度原文", length=60)
    answer: Mapped[str | None] = long_text("答复要点")

    def title(self) -> str:
        return f"工单 {self.number}" if self.number else f"来电登记 {self.on.isoformat() if self.on else ''}"


class Caller(Record):
    """Somebody who called; the same telephone number is the same person, but for two in one order."""

    __tablename__ = "complaint_caller"
    called = "投诉人"

    name: Mapped[str | None] = text("投诉人", length=60, width=5, personal=True)
    phone: Mapped[str | None] = text("联系电话", kind=Kind.PHONE, length=60, width=8, personal=True)
    note: Mapped[str | None] = text("备注", length=200)
    phone_key: Mapped[str | None] = derived(60)
    name_key: Mapped[str | None] = derived(60)

    def title(self) -> str:
        return f"投诉人 {self.id}"

    def derive(self) -> None:
        self.phone_key = phone_key(self.phone)
        self.name_key = compare_key(self.name or "") or None


class OrderCaller(Record):
    """Who made a call; an order may name two people. `complaint_id` is the order's own case."""

    __tablename__ = "complaint_order_caller"
    called = "工单的投诉人"
    __table_args__ = (Index("ix_complaint_order_caller_of_case", "complaint_id", "voided_at", "caller_id"),
                      {"sqlite_autoincrement": True})

    complaint_id: Mapped[int] = link("投诉", "complaint.id", index=False)
    order_id: Mapped[int] = link("工单", "complaint_order.id")
    caller_id: Mapped[int] = link("投诉人", "complaint_caller.id")

    def title(self) -> str:
        return "工单的投诉人"


class ComplaintVisit(Record):
    """A visit made because of a complaint; one visit may answer several."""

    __tablename__ = "complaint_visit"
    called = "投诉引起的检查"

    complaint_id: Mapped[int] = link("投诉", "complaint.id")
    visit_id: Mapped[int] = link("检查", "visit.id")

    def title(self) -> str:
        return "投诉引起的检查"


class Step(Record):
    """One move of a complaint: from, to, when, and why."""

    __tablename__ = "complaint_step"
    called = "办理过程"

    complaint_id: Mapped[int] = link("投诉", "complaint.id")
    move: Mapped[str] = text("办理", length=20)
    from_state: Mapped[State | None] = choice("原状态", State)
    to_state: Mapped[State] = choice("新状态", State)
    on: Mapped[date] = day("日期")
    reason: Mapped[str | None] = text("说明", length=400)
    recorded_by: Mapped[str] = text("记录人", length=40)
    round: Mapped[int] = integer("办理次数", default=1)

    def title(self) -> str:
        return f"{self.move}（{self.on.isoformat()}）"


def phone_key(phone: str | None) -> str | None:
    """The digits of the first telephone number; None for a masked one or fewer than seven digits."""
    first = re.split(r"[、,，;；/\n]|\s+(?=\d{7}|0\d{2,3}-?\d{7})", (phone or "").strip())[0]
    if "*" in first:
        return None
    digits = re.sub(r"[^0-9]", "", first)
    return digits if len(digits) >= 7 else None
