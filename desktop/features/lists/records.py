"""The two lists, their batches, penalty decisions, and what was reported to the credit platforms.

A line of either list is a `ListEntry`. The `active_*` columns hold whom the line stands for while it stands
(在册): one institution has at most one standing line, whichever list it is on, because the column is unique.
The same is held for a code, today's or an old one, by `ListEntry.conflict`, asked before every commit.
Standing, dates and subject of a line change by moves alone (`moving`).
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Integer, Select, String, func, select, union_all
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session, validates

from desktop.base.chinese import compare_key
from desktop.base.errors import UserError
from desktop.base.fields import Kind, choice, day, integer, link, long_text, money, text
from desktop.base.records import Guarded, Record, Searchable, derived
from desktop.features.documents.records import Document, DocumentState
from desktop.features.institutions.records import Alias, AliasKind, Institution

MANY = 500
"""Rows of one act beyond which the lists are looked through as a whole."""


class ListKind(StrEnum):
    """The trade's own lists; neither is the national list of 严重失信主体."""

    WHITE = "白名单"
    BLACK = "黑名单"


class Standing(StrEnum):
    """Where a line stands: prepared, on the list, taken off it."""

    PROPOSED = "拟列入"
    LISTED = "在册"
    REMOVED = "已移出"


class SubjectKind(StrEnum):
    """Whom a line is about."""

    INSTITUTION = "机构"
    FIRM = "未经审批的单位"
    PERSON = "个人"


class BatchState(StrEnum):
    """A batch is drawn up, then published; what was published never changes."""

    DRAFT = "拟定"
    PUBLISHED = "已公布"


class Removal(StrEnum):
    """Why a line was taken off; which of them may follow a reason of listing is data."""

    TO_BLACK = "有负面清单行为，转列黑名单"
    LICENCE_ENDED = "许可证到期未续或注销"
    CLOSED = "机构注销或停办"
    RECTIFIED = "整改到位并查验合格"
    STOPPED = "已停止举办并退清费用"
    LICENSED = "已依法取得办学许可"
    EXPIRED = "公示期满"
    REVOKED = "原决定撤销或变更"
    MISTAKE = "列入有误"
    MERGED = "机构合并"


class Platform(StrEnum):
    """Where credit information goes."""

    CREDIT = "全国信用信息共享平台"
    COMPANIES = "国家企业信用信息公示系统（福建）"
    SOCIAL = "社会组织信用信息"


class Matter(StrEnum):
    """What kind of information is reported."""

    LICENCE = "行政许可"
    PENALTY = "行政处罚"
    LISTED = "黑名单列入"
    DELISTED = "黑名单移出"
    CHECK = "抽查检查"


class ListBatch(Record):
    """One batch of the white list. `frozen`: JSON of what was published, `frozen_hash` its SHA-256."""

    __tablename__ = "list_batch"
    called = "批次"

    name: Mapped[str] = text("批次名称", length=60, width=12, help="例如：2023年第一批")
    published_on: Mapped[date | None] = day("公布日期", index=True)
    approval: Mapped[str | None] = text("批准文号", length=80, width=12, help="会议纪要、批件或公告的文号")
    approved_by: Mapped[str | None] = text("批准人", length=40, width=5)
    state: Mapped[BatchState] = choice("状态", BatchState, default=BatchState.DRAFT)
    count: Mapped[int | None] = integer("公布家数")
    note: Mapped[str | None] = long_text("备注", length=400)
    frozen: Mapped[str | None] = mapped_column(String(4_000_000), active_history=True)
    frozen_hash: Mapped[str | None] = mapped_column(String(64), active_history=True)

    def title(self) -> str:
        return f"白名单{self.name}"

    @validates("frozen", "frozen_hash", "published_on", "count")
    def _keep_frozen(self, key: str, value: Any) -> Any:
        session = object_session(self)
        undoing = session is not None and session.info.get("undoing")
        if self.frozen_hash is not None and not undoing and value != getattr(self, key):
            raise UserError(f"没有保存：{self.title()}已经公布，公布的内容不能改。", "有变动的，另列一批。")
        return value


class ListEntry(Guarded, Searchable, Record):
    """One line of a list: whom, since when and why; and since when and why no longer.

    Name, code and address are those of the day of listing. `institution_id` is None for firms and persons
    that were never licensed and are not in the ledger.
    """

    __tablename__ = "list_entry"
    called = "名单条目"
    __table_args__ = (Index("ix_list_entry_listing_standing", "listing", "standing", "voided_at"),
                      Index("ix_list_entry_listing_order", "listing", "voided_at", "sort_key"),
                      {"sqlite_autoincrement": True})

    listing: Mapped[ListKind] = choice("名单", ListKind)
    subject_kind: Mapped[SubjectKind] = choice(
        "对象", SubjectKind, default=SubjectKind.INSTITUTION, width=6)
    institution_id: Mapped[int | None] = link("关联机构", "institution.id")
    name: Mapped[str] = text("机构名称", length=100, width=16, synonyms=("单位名称", "姓名", "当事人"))
    code: Mapped[str | None] = text("统一社会信用代码", kind=Kind.CODE, length=32, width=11)
    legal_person: Mapped[str | None] = text("法定代表人", length=40, width=6)
    id_number: Mapped[str | None] = text(
        "个人证件号码", length=40, width=11, personal=True, help="只在名单对象是个人时填")
    town: Mapped[str | None] = text("镇街", length=40, width=4, index=True)
    address: Mapped[str | None] = text("地址", length=200, width=18, synonyms=("办学地点", "办学地址"))
    category: Mapped[str | None] = text("培训类别", length=20, width=5)
    content: Mapped[str | None] = text("培训内容", length=200, width=12)
    licence_no: Mapped[str | None] = text("办学许可证号", length=60, width=12)
    batch_id: Mapped[int | None] = link("批次", "list_batch.id")
    standing: Mapped[Standing] = choice("状态", Standing, default=Standing.PROPOSED, width=5)
    listed_on: Mapped[date | None] = day("列入日期", index=True)

    item: Mapped[str | None] = text("负面清单项", length=12, width=4)
    item_label: Mapped[str | None] = text("负面清单行为", length=120, width=12)
    reason: Mapped[str | None] = long_text("列入事由", width=22, synonyms=("列入黑名单原因", "事由", "原因"))
    found_on: Mapped[date | None] = day("查处日期", synonyms=("查处时间",))
    basis: Mapped[str | None] = long_text("列入依据", width=16, synonyms=("依据", "法律依据"))
    result: Mapped[str | None] = text("处理结果", length=400, width=14)
    decision_no: Mapped[str | None] = text("决定文书号", length=80, width=12, synonyms=("文书号", "文号"),
                                           help="程序以外作出的决定；程序里签发的自动列出")
    decided_by: Mapped[str | None] = text("认定单位", length=60, width=10)
    approved_by: Mapped[str | None] = text("批准人", length=40, width=5)
    told_on: Mapped[date | None] = day("告知日期", help="告知当事人拟列入的日期")
    objection: Mapped[str | None] = text("陈述申辩和异议", length=400, width=12)
    public_from: Mapped[date | None] = day("公示起")
    public_until: Mapped[date | None] = day("公示止", index=True)
    problem_id: Mapped[int | None] = link("来自问题", "problem.id")

    removed_on: Mapped[date | None] = day("移出日期", index=True)
    removal: Mapped[Removal | None] = choice("移出理由", Removal, width=10)
    removal_note: Mapped[str | None] = long_text("移出说明", length=400, width=14)
    removal_no: Mapped[str | None] = text("移出文书号", length=80, width=12)
    removal_by: Mapped[str | None] = text("移出批准人", length=40, width=5)
    note: Mapped[str | None] = long_text("备注", length=400, width=12)

    active_institution: Mapped[int | None] = mapped_column(Integer, info={"derived": True}, unique=True)
    active_code: Mapped[str | None] = derived(32)
    active_name: Mapped[str | None] = derived(340)
    """The standing line of one that has neither an institution nor a code: name and address."""

    @validates("listing", "standing", "institution_id", "code", "listed_on", "removed_on", "removal",
               "batch_id", "voided_at")
    def _keep_locked(self, key: str, value: Any) -> Any:
        if self.may_move() or object_session(self) is None or value == getattr(self, key):
            return value
        if key == "voided_at" and self.standing is not Standing.LISTED:
            return value
        if key == "voided_at":
            raise UserError(f"没有作废：{self.name}在{self.listing.value}上。",
                            "请办“移出”，理由选“列入有误”，留下移出的依据。")
        raise UserError(f"没有保存：{self.name}在{self.listing.value}上的列入、移出只能由办理改变。",
                        "请用“列入”“移出”等按钮。")

    def derive(self) -> None:
        """Whom the line stands for while it stands; an undo gives plain words for the members of a set."""
        stands = self.standing == Standing.LISTED and self.voided_at is None
        self.active_institution = self.institution_id if stands else None
        self.active_code = self.code if stands else None
        nameless = stands and self.institution_id is None and not self.code
        self.active_name = compare_key(f"{self.name}@{self.address or self.town or ''}") if nameless else None

    @classmethod
    def conflict(cls, session: Session, touched: frozenset[tuple[str, int]]) -> str | None:
        """One on both lists by its code, one on a list whose institution is void, a decided line undone."""
        rows = {row for table, row in touched if table == cls.__tablename__}
        owners = {row for table, row in touched if table == Institution.__tablename__}
        if not rows and not owners:
            return None
        if len(owners) <= MANY:
            rows |= set(session.scalars(select(cls.id).where(cls.active_institution.in_(owners))))
        everything = len(owners) > MANY or len(rows) > MANY
        if not rows and not everything:
            return None
        asked = None if everything else rows
        return _papered(session, rows) or _homeless(session, asked) or _on_both(session, asked)

    def title(self) -> str:
        return f"{self.listing.value} {self.name}"

    def searched(self) -> Iterable[str | None]:
        return [*self.spelled(), self.code, self.address, self.decision_no, self.licence_no]

    def spelled(self) -> Iterable[str | None]:
        return [self.name, self.legal_person, self.item_label]


def _codes() -> Select[Any]:
    """Line, list and code of every standing line: the code listed, the institution's own and its old ones."""
    line = (ListEntry.id, ListEntry.listing)
    listed = select(*line, ListEntry.active_code.label("code")).where(ListEntry.active_code.is_not(None))
    now = select(*line, Institution.code).join(Institution, Institution.id == ListEntry.active_institution)
    old = (select(*line, Alias.value).join(Alias, Alias.institution_id == ListEntry.active_institution)
           .where(Alias.kind == AliasKind.CODE, Alias.voided_at.is_(None)))
    every = union_all(listed, now.where(Institution.code.is_not(None)), old).subquery()
    return select(every)


def _on_both(session: Session, rows: set[int] | None) -> str | None:
    known = _codes().subquery()
    query = select(known.c.code).group_by(known.c.code).having(func.count(known.c.listing.distinct()) > 1)
    if rows is not None:
        codes = set(session.scalars(select(known.c.code).where(known.c.id.in_(rows))))
        query = query.where(known.c.code.in_(codes))
    code = session.scalar(query.limit(1))
    if code is None:
        return None
    names = session.execute(select(ListEntry.name, ListEntry.listing).join(known, known.c.id == ListEntry.id)
                            .where(known.c.code == code).distinct()).all()
    words = "、".join(f"{name}（{listing.value}）" for name, listing in names)
    return f"代码 {code} 会同时在白名单和黑名单上：{words}"


def _homeless(session: Session, rows: set[int] | None) -> str | None:
    query = (select(ListEntry.name, ListEntry.listing)
             .join(Institution, Institution.id == ListEntry.active_institution)
             .where(Institution.voided_at.is_not(None)))
    found = session.execute(query.where(ListEntry.id.in_(rows)) if rows is not None else query).first()
    return None if found is None else f"{found.name}在{found.listing.value}上，机构不能作废；请先办移出"


def _papered(session: Session, rows: set[int]) -> str | None:
    """A move that issued papers speak of is not undone."""
    if not session.info.get("undoing"):
        return None
    back = {row for table, row, action, changes in session.info["changed"]
            if table == ListEntry.__tablename__ and row in rows
            and (action == "删除" or "standing" in changes)}
    numbers = session.scalars(select(Document.number).where(
        Document.about == ListEntry.__tablename__, Document.about_id.in_(back),
        Document.state == DocumentState.ISSUED)).all()
    return f"已经签发{'、'.join(numbers)}，列入和移出不能撤销；写错了请先作废文书" if numbers else None


class Decision(Searchable, Record):
    """One 行政处罚决定, with what the 双公示 standard asks of it; sums in yuan."""

    __tablename__ = "penalty_decision"
    called = "处罚决定"

    number: Mapped[str] = text("决定文书号", length=128, width=13,
                               synonyms=("处罚决定书文号", "行政处罚决定书文号"))
    decided_on: Mapped[date] = day("决定日期", index=True, synonyms=("处罚决定日期",))
    subject_kind: Mapped[SubjectKind] = choice(
        "对象", SubjectKind, default=SubjectKind.INSTITUTION, width=6)
    institution_id: Mapped[int | None] = link("关联机构", "institution.id")
    name: Mapped[str] = text("行政相对人", length=200, width=16, synonyms=("行政相对人名称", "当事人"))
    code: Mapped[str | None] = text("统一社会信用代码", kind=Kind.CODE, length=32, width=11, index=True)
    legal_person: Mapped[str | None] = text("法定代表人", length=50, width=6)
    id_number: Mapped[str | None] = text(
        "个人证件号码", length=64, width=11, personal=True, help="只在行政相对人是自然人时填")
    town: Mapped[str | None] = text("镇街", length=40, width=4)
    offence: Mapped[str] = text("违法行为类型", length=200, width=14)
    facts: Mapped[str] = long_text("违法事实", width=24)
    basis: Mapped[str] = long_text("处罚依据", width=16)
    kinds: Mapped[str] = text("处罚类别", length=36, width=8,
                              help="警告、罚款、没收违法所得等，几种用分号隔开")
    content: Mapped[str] = long_text("处罚内容", width=18)
    fine: Mapped[Decimal | None] = money("罚款金额", help="元")
    confiscated: Mapped[Decimal | None] = money("没收金额", help="元")
    revoked: Mapped[str | None] = text("暂扣或吊销证照", length=200, width=12, help="名称和编号")
    valid_until: Mapped[date | None] = day("处罚有效期")
    public_until: Mapped[date | None] = day("公示截止期")
    agency: Mapped[str | None] = text("处罚机关", length=200, width=10)
    problem_id: Mapped[int | None] = link("来自问题", "problem.id")
    note: Mapped[str | None] = long_text("备注", length=400, width=12)
    live_number: Mapped[str | None] = mapped_column(String(128), info={"derived": True}, unique=True)

    def derive(self) -> None:
        """A number is given once among those in force."""
        self.live_number = self.number if self.voided_at is None else None

    def title(self) -> str:
        return f"处罚决定 {self.number}"

    def searched(self) -> Iterable[str | None]:
        return [*self.spelled(), self.number, self.code, self.facts]

    def spelled(self) -> Iterable[str | None]:
        return [self.name, self.offence]


class CreditReport(Record):
    """One matter was handed to one platform: when, with which receipt. `about`/`about_id`: its row;
    `edition` tells one licence of an institution from the next."""

    __tablename__ = "credit_report"
    called = "归集记录"
    __table_args__ = (Index("ix_credit_report_about", "about", "about_id"), {"sqlite_autoincrement": True})

    platform: Mapped[Platform] = choice("平台", Platform, width=10)
    matter: Mapped[Matter] = choice("信息", Matter, width=6)
    about: Mapped[str] = text("关于何表", length=60)
    about_id: Mapped[int] = integer("关于何行")
    edition: Mapped[str] = text("版本", length=80, default="")
    subject: Mapped[str] = text("对象", length=200, width=14)
    happened_on: Mapped[date] = day("发生日期")
    reported_on: Mapped[date] = day("归集日期", index=True)
    receipt: Mapped[str | None] = text("回执号", length=80, width=10)
    reported_by: Mapped[str] = text("经办人", length=40, width=5)
    note: Mapped[str | None] = text("备注", length=200, width=12)
    live_key: Mapped[str | None] = mapped_column(String(300), info={"derived": True}, unique=True)

    def derive(self) -> None:
        """A matter is reported to a platform once."""
        parts = (self.platform, self.matter, self.about, self.about_id, self.edition or "")
        self.live_key = "|".join(map(str, parts)) if self.voided_at is None else None

    def title(self) -> str:
        return f"{self.subject}的{self.matter.value}归集到{self.platform.value}"
